// The one error that doors throw on purpose: a kind for programs, a code for outsiders, a sentence from the catalogue for people.

export type ErrorKind = 'invalid' | 'notFound' | 'conflict' | 'unavailable' | 'forbidden' | 'tooMany' | 'tooLarge'

export interface FieldProblem {
  readonly campo: string
  readonly codigo: string
  readonly params?: Record<string, string | number>
}

export interface ErrorDetails {
  readonly params?: Record<string, string | number>
  readonly campos?: readonly FieldProblem[]
  /** Seconds to wait before another try. */
  readonly retryAfterS?: number
}

/** Something that the person or the program asked for and that cannot be, for a reason that has a name. */
export class DomainError extends Error {
  readonly kind: ErrorKind
  readonly codigo: string
  readonly details: ErrorDetails
  constructor(kind: ErrorKind, codigo: string, details: ErrorDetails = {}) {
    super(`${kind}: ${codigo}`)
    this.name = 'DomainError'
    this.kind = kind
    this.codigo = codigo
    this.details = details
  }
}

export const STATUS: Readonly<Record<ErrorKind, number>> = {
  invalid: 422,
  notFound: 404,
  conflict: 409,
  unavailable: 503,
  forbidden: 403,
  tooMany: 429,
  tooLarge: 413,
}

export function isDomainError(error: unknown): error is DomainError {
  return error instanceof DomainError
}
