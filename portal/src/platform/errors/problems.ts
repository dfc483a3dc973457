// Turns whatever was thrown into one answer: problem+json for programs, a page for people; internal errors say nothing.
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '#context'
import { catalogue } from '#ui/messages'
import { DomainError, STATUS, isDomainError } from './errors.ts'
import en from './en.json' with { type: 'json' }
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es, { en })

export interface Problem {
  readonly type: 'about:blank'
  readonly title: string
  readonly status: number
  readonly detail?: string
  readonly codigo: string
  readonly campos?: readonly { readonly campo: string; readonly codigo: string; readonly mensaje: string }[]
}

/** The sentence of a code, with its values; an unknown code is a defect and says so in tests. */
export function sentence(codigo: string, params: Record<string, string | number> = {}): string {
  return t(codigo as keyof typeof es, params)
}

/** RFC 9457 form of an error. `detail` and every field say what to do. */
export function problemOf(error: unknown): Problem {
  const domain = asDomainError(error)
  const { codigo, details } = domain
  const status = STATUS_OVERRIDE[codigo] ?? STATUS[domain.kind]
  return {
    type: 'about:blank',
    title: sentence(codigo, details.params),
    status,
    codigo,
    ...(details.campos
      ? {
          campos: details.campos.map((one) => ({
            campo: one.campo,
            codigo: one.codigo,
            mensaje: sentence(one.codigo, one.params),
          })),
        }
      : {}),
  }
}

const STATUS_OVERRIDE: Readonly<Record<string, number>> = {
  'error-interno': 500,
  'metodo-no-permitido': 405,
  'tipo-de-contenido': 415,
  'peticion-ilegible': 400,
}

/** Codes of the web framework and what they mean in ours. */
const FRAMEWORK: Readonly<Record<string, DomainError>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: new DomainError('tooLarge', 'archivo-grande'),
  FST_REQ_FILE_TOO_LARGE: new DomainError('tooLarge', 'archivo-grande'),
  FST_FILES_LIMIT: new DomainError('invalid', 'archivo-uno'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: new DomainError('invalid', 'tipo-de-contenido'),
  FST_ERR_CTP_INVALID_JSON_BODY: new DomainError('invalid', 'peticion-ilegible'),
  FST_ERR_CTP_EMPTY_JSON_BODY: new DomainError('invalid', 'peticion-ilegible'),
}

export function asDomainError(error: unknown): DomainError {
  if (isDomainError(error)) return error
  const known = FRAMEWORK[(error as { code?: string }).code ?? '']
  if (known) return known
  const validation = (error as FastifyError).validation
  if (Array.isArray(validation)) {
    const campos = validation.map((one) => {
      const missing = (one.params as { missingProperty?: string }).missingProperty
      return {
        campo: missing ?? (one.instancePath.slice(1).split('/')[0] || 'cuerpo'),
        codigo: one.keyword === 'required' ? 'campo-falta' : 'campo-invalido',
      }
    })
    return new DomainError('invalid', 'datos-invalidos', {
      campos: campos.filter((one, i) => campos.findIndex((other) => other.campo === one.campo) === i),
    })
  }
  const status = (error as FastifyError).statusCode ?? 500
  if (status === 400) return new DomainError('invalid', 'peticion-ilegible')
  if (status === 404) return new DomainError('notFound', 'direccion-no-encontrada')
  return new DomainError('unavailable', 'error-interno')
}

/** Answers with the problem as JSON. Anything that we did not mean to throw is written to the diagnostics first. */
export async function sendProblem(
  app: App,
  request: FastifyRequest,
  reply: FastifyReply,
  error: unknown,
): Promise<FastifyReply> {
  noteInternal(app, request, error)
  const problem = problemOf(error)
  const wait = asDomainError(error).details.retryAfterS
  if (wait !== undefined) reply.header('retry-after', String(wait))
  return await reply
    .code(problem.status)
    .type('application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(JSON.stringify(problem))
}

/**
 * What a form says when it comes back to be mended: at its fields, whose names on the page have this `ending`, or for a refusal
 * at the top of the page. What nobody can mend in a form is thrown on.
 */
export function toMend(
  error: unknown,
  ending = '',
): { readonly errors: { campo: string; mensaje: string }[]; readonly status: number } {
  if (!isDomainError(error) || (error.kind !== 'invalid' && error.kind !== 'conflict')) throw error
  const { campos = [], title, status } = problemOf(error)
  const errors = campos.map(({ campo, mensaje }) => ({ campo: `${campo}${ending}`, mensaje }))
  return { errors: errors.length > 0 ? errors : [{ campo: 'contenido', mensaje: title }], status }
}

/** Only the route's pattern is written: an address may carry a code. */
export function noteInternal(app: App, request: FastifyRequest, error: unknown): void {
  if (asDomainError(error).codigo === 'error-interno')
    app.log.error('request.failed', error, { route: request.routeOptions.url ?? '?' })
}
