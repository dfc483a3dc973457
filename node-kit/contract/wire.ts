// What goes over the wire between the portal and an entidad's node: the calls, their answers, and the answer's signature.
import { createHash, sign, verify, type KeyObject } from 'node:crypto'
import type { Acta, VistaPrevia } from './acta.ts'

/** The version of this contract, sent in every call. */
export const CONTRACT_VERSION = '1'

/** The addresses of a node. */
export const NODE_PATHS = {
  busqueda: '/v1/actas/busqueda',
  copia: '/v1/actas/copia',
  estado: '/v1/actas/estado',
  cambios: '/v1/actas/cambios',
  pagos: '/v1/pagos',
  consultaPago: '/v1/pagos/consulta',
  salud: '/v1/salud',
} as const

/** The largest body a node reads, in bytes. */
export const MAX_BODY = 64 * 1024

/** The most changes that one answer of `cambios` holds. */
export const CHANGES_PAGE = 500

/** What every call carries. `idOperacion` is a UUID that the answer's signature binds. */
export interface Call {
  idOperacion: string
  cliente: string
  version: '1'
}

/** Personal data to search by, in place of a CURP. */
export interface DatosPersonales {
  nombres: string
  primerApellido: string
  segundoApellido: string | null
  sexo: 'H' | 'M' | 'X'
  fechaNacimiento: string
}

/** Exactly one of `curp` and `datos` is given. */
export interface SearchCall extends Call {
  tipo: 'nacimiento'
  curp?: string
  datos?: DatosPersonales
  filiacion: string
}

/** An acta that was found and whose filiation agreed. `referencia` is opaque, `version` is of its content. */
export interface FoundAtNode {
  referencia: string
  version: string
  anioRegistro: number
  vistaPrevia: VistaPrevia
}

/** Empty for: no such person, reserved, wrong filiation, tries used up. Nothing tells them apart. */
export interface SearchAnswer {
  actas: FoundAtNode[]
}

/** Asks for the signed acta at the version that the citizen saw; `version` is, as in every call, the contract's. */
export interface CopyCall extends Call {
  referencia: string
  versionActa: string
  folio: string
  codigoVerificacion: string
}

/** The acta with the entidad's two signatures: the one printed (base64) and the one in the QR. */
export interface CopyAnswer {
  acta: Acta
  version: string
  identificadorElectronico: string
  firma: { kid: string; valor: string }
  qr: string
}

/** Where an acta stands. A copy is superseded when `version` is no longer the one it was made from. */
export type ActaState = 'vigente' | 'corregida' | 'cancelada'

export interface StateCall extends Call {
  referencia: string
}

export interface StateAnswer {
  estado: ActaState
  version: string
}

/** `desde` is the last `n` already known; 0 asks from the beginning. */
export interface ChangesCall extends Call {
  desde: number
}

export interface ActaChange {
  n: number
  referencia: string
  estado: 'corregida' | 'cancelada'
  version: string
  en: string
}

/** `hasta` is where to go on from; equal to `desde` when there is nothing new. */
export interface ChangesAnswer {
  cambios: ActaChange[]
  hasta: number
}

/** Tells of a payment that was reconciled with the bank's file. `pagadoEn` is an instant, or a date when the bank gave no hour. */
export interface PaymentCall extends Call {
  lineaDeCaptura: string
  folio: string
  importeCentavos: number
  pagadoEn: string
}

/** Asks whether a payment is on record and can be consulted. */
export interface PaymentQuestion extends Call {
  lineaDeCaptura: string
}

/** `registradoEn` is since when the status of the payment can be consulted; null as long as it cannot. */
export interface PaymentAnswer {
  lineaDeCaptura: string
  registrado: boolean
  registradoEn: string | null
}

/** Shares from 0 to 1; null where the system gives no reading. */
export interface Measures {
  cpu: number | null
  memoria: number | null
  io: number | null
  gc: number | null
}

export interface HealthAnswer {
  estado: 'ok'
  en: string
  actas: number
  version: '1'
  medidas: Measures
}

/** The codes of a node's errors, each with its HTTP status. */
export const NODE_ERRORS = {
  'peticion-invalida': 400,
  'acta-no-encontrada': 404,
  'ruta-desconocida': 404,
  'metodo-no-permitido': 405,
  'version-cambio': 409,
  'pago-distinto': 409,
  'cuerpo-muy-grande': 413,
  'error-interno': 500,
} as const
export type NodeErrorCode = keyof typeof NODE_ERRORS

/** An error as it travels (application/problem+json). */
export interface NodeProblem {
  type: 'about:blank'
  title: string
  status: number
  codigo: NodeErrorCode
  campo?: string
}

/** What an entidad hands over to be registered with the portal: DIR/alta.json. */
export interface Alta {
  entidad: string
  url: string
  /** PEM of the TLS certificate, to be pinned. */
  certificado: string
  /** PEM (SPKI) of the key that signs answers, actas and QR codes. */
  llaveFirma: string
  kid: string
  en: string
}

/** Headers of every answer. */
export const ANSWER_HEADERS = {
  operacion: 'actas-operacion',
  en: 'actas-en',
  llave: 'actas-llave',
  firma: 'actas-firma',
} as const

/** What an answer's signature binds together. */
export interface AnswerParts {
  /** Of the call; '-' when the node could not read one. For GET it is the request header Actas-Operacion. */
  idOperacion: string
  /** Bytes sent; empty for GET and for a body that was refused as too large. */
  requestBody: Uint8Array | string
  status: number
  responseBody: Uint8Array | string
  /** The header Actas-En as it was sent. */
  en: string
}

function answerText(parts: AnswerParts): Buffer {
  const lines = [
    'actas-respuesta-1',
    parts.idOperacion,
    sha256Hex(parts.requestBody),
    String(parts.status),
    sha256Hex(parts.responseBody),
    parts.en,
  ]
  return Buffer.from(lines.join('\n'), 'utf8')
}

/** Signs an answer: ECDSA P-256 with SHA-256 in IEEE P1363 form, base64url. */
export function signAnswer(privateKey: KeyObject, parts: AnswerParts): string {
  return sign('sha256', answerText(parts), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')
}

/** True when this key signed exactly this answer to exactly this request. Never throws. */
export function verifyAnswer(publicKey: KeyObject, parts: AnswerParts, firma: string): boolean {
  if (!/^[A-Za-z0-9_-]{86}$/.test(firma)) return false
  try {
    const signature = Buffer.from(firma, 'base64url')
    return verify('sha256', answerText(parts), { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature)
  } catch {
    return false
  }
}

/** The short name of a key: the first four bytes, in hex, of the SHA-256 of its public SPKI form. */
export function kidOf(publicKey: KeyObject): string {
  return sha256Hex(publicKey.export({ format: 'der', type: 'spki' })).slice(0, 8)
}

function sha256Hex(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex')
}
