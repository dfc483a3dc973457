// Reads the body of a call: exactly the fields of the contract, each of the right shape, or the name of the wrong one.
import { isRealDate, parseCurp } from '../contract/curp.ts'
import { checkCodigo } from '../contract/damm.ts'
import {
  CONTRACT_VERSION,
  type Call,
  type ChangesCall,
  type CopyCall,
  type PaymentCall,
  type PaymentQuestion,
  type SearchCall,
  type StateCall,
} from '../contract/wire.ts'

/** A call that was read, or the field that is missing, not of its shape, or not of the contract. */
export type ReadCall<T> = { ok: true; call: T } | { ok: false; campo: string }

type Fields = Record<string, unknown>
type Check = (value: unknown) => boolean

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const text =
  (most: number, least = 1): Check =>
  (value) =>
    typeof value === 'string' && value.length >= least && value.length <= most && value.isWellFormed()

const CALL: Record<keyof Call, Check> = {
  idOperacion: (value) => isOperationId(value),
  cliente: text(100),
  version: (value) => value === CONTRACT_VERSION,
}
const DATOS: Record<string, Check> = {
  nombres: text(200),
  primerApellido: text(200),
  segundoApellido: (value) => value === null || text(200)(value),
  sexo: (value) => value === 'H' || value === 'M' || value === 'X',
  fechaNacimiento: (value) => typeof value === 'string' && isRealDate(value),
}
const hash: Check = (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)

/** True for a UUID, which is what an `idOperacion` has to be. */
export function isOperationId(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value)
}

/** Reads a search: exactly one of `curp` and `datos`. */
export function readSearchCall(body: unknown): ReadCall<SearchCall> {
  const optional = {
    curp: (value: unknown) => typeof value === 'string' && parseCurp(value).ok && value.length === 18,
    datos: (value: unknown) => wrongField(value, DATOS) === null,
  }
  const checks = { ...CALL, tipo: (value: unknown) => value === 'nacimiento', filiacion: text(400) }
  const read = readFields<SearchCall>(body, checks, optional)
  if (!read.ok) return read
  const both = read.call.curp !== undefined && read.call.datos !== undefined
  const neither = read.call.curp === undefined && read.call.datos === undefined
  return both || neither ? { ok: false, campo: both ? 'datos' : 'curp' } : read
}

/** Reads a request for the signed acta. */
export function readCopyCall(body: unknown): ReadCall<CopyCall> {
  const codigoVerificacion: Check = (value) =>
    typeof value === 'string' && /^\d{30}$/.test(value) && checkCodigo(value).ok
  return readFields(body, { ...CALL, referencia: text(100), versionActa: hash, folio: text(40), codigoVerificacion })
}

/** Reads a question for the state of an acta. */
export function readStateCall(body: unknown): ReadCall<StateCall> {
  return readFields(body, { ...CALL, referencia: text(100) })
}

/** Reads a question for changes. */
export function readChangesCall(body: unknown): ReadCall<ChangesCall> {
  return readFields(body, { ...CALL, desde: (value) => Number.isSafeInteger(value) && (value as number) >= 0 })
}

const linea: Check = (value) => typeof value === 'string' && /^\d{9,20}$/.test(value)

/** Reads the notice of a payment. */
export function readPaymentCall(body: unknown): ReadCall<PaymentCall> {
  return readFields(body, {
    ...CALL,
    lineaDeCaptura: linea,
    folio: text(40),
    importeCentavos: (value) => Number.isSafeInteger(value) && (value as number) > 0,
    pagadoEn: (value) => typeof value === 'string' && value.length <= 40 && (isRealDate(value) || isInstant(value)),
  })
}

/** Reads a question for the status of a payment. */
export function readPaymentQuestion(body: unknown): ReadCall<PaymentQuestion> {
  return readFields(body, { ...CALL, lineaDeCaptura: linea })
}

function isInstant(value: string): boolean {
  try {
    Temporal.Instant.from(value)
    return true
  } catch {
    return false
  }
}

function readFields<T>(
  body: unknown,
  required: Record<string, Check>,
  optional: Record<string, Check> = {},
): ReadCall<T> {
  const campo = wrongField(body, required, optional)
  return campo === null ? { ok: true, call: body as T } : { ok: false, campo }
}

function wrongField(body: unknown, required: Record<string, Check>, optional: Record<string, Check> = {}) {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return 'cuerpo'
  const fields = body as Fields
  for (const [name, check] of Object.entries(required)) {
    if (!Object.hasOwn(fields, name) || !check(fields[name])) return name
  }
  for (const [name, value] of Object.entries(fields)) {
    if (Object.hasOwn(required, name)) continue
    if (!Object.hasOwn(optional, name) || !optional[name]?.(value)) return name.slice(0, 60)
  }
  return null
}
