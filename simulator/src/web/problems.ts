// What the world says when something asked of it cannot be: a status, a code for programs and a sentence for people.
import { catalogue, type Slots } from './messages.ts'
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es)

type Key = keyof typeof es
/** The codes, each with its sentence in the catalogue. */
export type ProblemCode = Key extends infer K ? (K extends `problema.${infer Code}` ? Code : never) : never

/** An answer that was not what was asked for. */
export interface WorldProblem extends Error {
  status: number
  codigo: ProblemCode
  /** The field that is wrong, when one is. */
  campo?: string
  /** What goes into the head of the answer. */
  headers?: Readonly<Record<string, string>>
}

/** Its form on the wire (application/problem+json, RFC 9457). */
export interface ProblemBody {
  type: 'about:blank'
  title: string
  status: number
  codigo: string
  campo?: string
}

/** Makes a problem to be thrown; its text is the sentence `problema.<codigo>` of the catalogue. */
export function problem(status: number, codigo: ProblemCode, slots: Slots = {}, campo?: string): WorldProblem {
  const error = new Error(t(`problema.${codigo}`, slots)) as WorldProblem
  error.name = 'WorldProblem'
  error.status = status
  error.codigo = codigo
  if (campo !== undefined) error.campo = campo
  return error
}

/** A field of a call that has a value which cannot be used. */
export function wrongField(campo: string, codigo: ProblemCode, slots: Slots = {}): WorldProblem {
  return problem(422, codigo, slots, campo)
}

/** True for what `problem` made. */
export function isProblem(error: unknown): error is WorldProblem {
  return error instanceof Error && error.name === 'WorldProblem'
}

/** The body of a problem. */
export function problemBody(error: WorldProblem): ProblemBody {
  const { status, codigo, campo } = error
  return { type: 'about:blank', title: error.message, status, codigo, ...(campo === undefined ? {} : { campo }) }
}
