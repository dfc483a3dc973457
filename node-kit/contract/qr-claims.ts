// How the data of a copy is packed into the few bytes of its QR: integer keys, dates and codes as numbers.
import { NOMBRE_EXTRANJERO, type ActaParaComparar } from './acta.ts'
import { isRealDate } from './curp.ts'
import { checkCodigo, dammDigit, newCodigoVerificacion } from './damm.ts'
import { ENTIDADES } from './entidad.ts'

/** What the QR carries beside the name of its key. */
export interface QrData {
  entidad: string
  iat: number
  codigoVerificacion: string
  identificadorElectronico: string
  acta: ActaParaComparar
}

/** Keys of the payload; 1 and 6 are those of RFC 8392, the others are this contract's own. */
const KEY = {
  entidad: 1,
  codigo: 2,
  identificador: 3,
  curp: 4,
  nombres: 5,
  iat: 6,
  primerApellido: 7,
  segundoApellido: 8,
  sexo: 9,
  fechaNacimiento: 10,
  lugarNacimiento: 11,
  entidadRegistro: 12,
  municipioRegistro: 13,
  oficialia: 14,
  libro: 15,
  numeroActa: 16,
  fechaRegistro: 17,
  padres: 18,
} as const
const KNOWN_KEYS: ReadonlySet<unknown> = new Set(Object.values(KEY))
const SEXES = ['H', 'M', 'X'] as const
const PLACES = [NOMBRE_EXTRANJERO, ...ENTIDADES.map((entidad) => entidad.nombre)]

/** The payload of a QR. What is not recorded, and what repeats the issuing entidad, is left out. */
export function dataToClaims(data: QrData): Map<number, unknown> {
  const acta = data.acta
  const claims = new Map<number, unknown>()
  const put = (key: number, value: unknown): void => {
    if (value !== null) claims.set(key, value)
  }
  put(KEY.entidad, claveToNumber(data.entidad))
  put(KEY.codigo, packCodigo(data.codigoVerificacion))
  put(KEY.identificador, packIdentificador(data.identificadorElectronico))
  put(KEY.curp, acta.curp === null ? null : packCurp(acta.curp))
  put(KEY.nombres, acta.nombres)
  put(KEY.iat, instant(data.iat))
  put(KEY.primerApellido, acta.primerApellido)
  put(KEY.segundoApellido, acta.segundoApellido)
  put(KEY.sexo, SEXES.indexOf(acta.sexo))
  put(KEY.fechaNacimiento, packDate(acta.fechaNacimiento))
  put(KEY.lugarNacimiento, acta.lugarNacimiento === null ? null : packPlace(acta.lugarNacimiento))
  put(KEY.entidadRegistro, acta.entidadRegistro === data.entidad ? null : claveToNumber(acta.entidadRegistro))
  put(KEY.municipioRegistro, acta.municipioRegistro)
  put(KEY.oficialia, packNumber(acta.oficialia))
  put(KEY.libro, acta.libro === null ? null : packNumber(acta.libro))
  put(KEY.numeroActa, packNumber(acta.numeroActa))
  put(KEY.fechaRegistro, packDate(acta.fechaRegistro))
  put(KEY.padres, acta.padres.length === 0 ? null : acta.padres)
  return claims
}

/** The data of a payload, or null when anything in it is missing, strange or unknown. */
export function claimsToData(claims: Map<unknown, unknown>): QrData | null {
  for (const key of claims.keys()) if (!KNOWN_KEYS.has(key)) return null
  const get = (key: number): unknown => claims.get(key)
  const entidad = numberToClave(get(KEY.entidad))
  const optional = <T>(key: number, read: (value: unknown) => T | null): T | null | undefined => {
    if (!claims.has(key)) return null
    return read(get(key)) ?? undefined
  }
  const read = {
    iat: Number.isSafeInteger(get(KEY.iat)) ? (get(KEY.iat) as number) : null,
    codigoVerificacion: unpackCodigo(get(KEY.codigo)),
    identificadorElectronico: unpackIdentificador(get(KEY.identificador)),
    curp: optional(KEY.curp, unpackCurp),
    nombres: text(get(KEY.nombres)),
    primerApellido: text(get(KEY.primerApellido)),
    segundoApellido: optional(KEY.segundoApellido, text),
    sexo: unpackSex(get(KEY.sexo)),
    fechaNacimiento: unpackDate(get(KEY.fechaNacimiento)),
    lugarNacimiento: optional(KEY.lugarNacimiento, unpackPlace),
    entidadRegistro: claims.has(KEY.entidadRegistro) ? numberToClave(get(KEY.entidadRegistro)) : entidad,
    municipioRegistro: text(get(KEY.municipioRegistro)),
    oficialia: unpackNumber(get(KEY.oficialia)),
    libro: optional(KEY.libro, unpackNumber),
    numeroActa: unpackNumber(get(KEY.numeroActa)),
    fechaRegistro: unpackDate(get(KEY.fechaRegistro)),
    padres: claims.has(KEY.padres) ? texts(get(KEY.padres)) : [],
  }
  const mayBeNull = new Set(['curp', 'segundoApellido', 'lugarNacimiento', 'libro'])
  for (const [name, value] of Object.entries(read)) {
    if (value === undefined || (value === null && !mayBeNull.has(name))) return null
  }
  if (entidad === null) return null
  const { iat, codigoVerificacion, identificadorElectronico, ...acta } = read
  return {
    entidad,
    iat: iat as number,
    codigoVerificacion: codigoVerificacion as string,
    identificadorElectronico: identificadorElectronico as string,
    acta: acta as ActaParaComparar,
  }
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value.isWellFormed() ? value : null
}

function texts(value: unknown): string[] | null {
  if (!Array.isArray(value) || value.length === 0 || value.length > 2) return null
  return value.every((one) => text(one) !== null) ? (value as string[]) : null
}

function unpackSex(value: unknown): 'H' | 'M' | 'X' | null {
  return typeof value === 'number' ? (SEXES[value] ?? null) : null
}

function claveToNumber(clave: string): number {
  if (!ENTIDADES.some((entidad) => entidad.clave === clave)) throw new Error(`No entidad has the code ${clave}`)
  return Number(clave)
}

function numberToClave(value: unknown): string | null {
  return typeof value === 'number' ? (ENTIDADES[value - 1]?.clave ?? null) : null
}

function instant(value: number): number {
  if (!Number.isSafeInteger(value)) throw new Error('iat is a whole number of seconds since 1970')
  return value
}

function packDate(date: string): number {
  if (!isRealDate(date)) throw new Error(`Not a date: ${date}`)
  return Number(date.replaceAll('-', ''))
}

function unpackDate(value: unknown): string | null {
  if (typeof value !== 'number') return null
  const digits = String(value).padStart(8, '0')
  const date = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`
  return isRealDate(date) ? date : null
}

/** Digits with their leading zeros as one small number: a 1 is put before them. Other texts stay texts. */
function packNumber(value: string): number | string {
  return /^\d{1,9}$/.test(value) ? Number(`1${value}`) : value
}

function unpackNumber(value: unknown): string | null {
  if (typeof value !== 'number') return text(value)
  const digits = String(value)
  return /^1\d{1,9}$/.test(digits) ? digits.slice(1) : null
}

/** The name of the entidad, which closes most places of birth, becomes its number. */
function packPlace(place: string): number | string | [string, number] {
  const whole = PLACES.indexOf(place)
  if (whole >= 0) return whole
  const comma = place.lastIndexOf(', ')
  const entidad = comma < 0 ? -1 : PLACES.indexOf(place.slice(comma + 2))
  return entidad < 0 ? place : [place.slice(0, comma), entidad]
}

function unpackPlace(value: unknown): string | null {
  if (typeof value === 'number') return PLACES[value] ?? null
  if (!Array.isArray(value)) return text(value)
  const [municipio, entidad] = value as unknown[]
  const name = typeof entidad === 'number' ? PLACES[entidad] : undefined
  return value.length === 2 && text(municipio) !== null && name !== undefined ? `${municipio as string}, ${name}` : null
}

/** The check digits are left out, being computable from the rest. */
function packCodigo(codigo: string): Uint8Array {
  if (!checkCodigo(codigo).ok || !/^\d{30}$/.test(codigo)) throw new Error('Not a código de verificación')
  return numberBytes(codigo.replace(/(\d{4})\d/g, '$1'), 10)
}

function unpackCodigo(value: unknown): string | null {
  const digits = bytesNumber(value, 10)?.toString().padStart(24, '0')
  return digits?.length === 24 ? newCodigoVerificacion(digits) : null
}

function packIdentificador(identificador: string): Uint8Array {
  if (!/^\d{20}$/.test(identificador) || dammDigit(identificador) !== '0') {
    throw new Error('Not an identificador electrónico')
  }
  return numberBytes(identificador.slice(0, 19), 8)
}

function unpackIdentificador(value: unknown): string | null {
  const digits = bytesNumber(value, 8)?.toString().padStart(19, '0')
  return digits?.length === 19 ? digits + dammDigit(digits) : null
}

/** Eighteen characters in base 36 fit twelve bytes; anything else stays a text. */
function packCurp(curp: string): Uint8Array | string {
  if (!/^[0-9A-Z]{18}$/.test(curp)) return curp
  let value = 0n
  for (const character of curp) value = value * 36n + BigInt(Number.parseInt(character, 36))
  return bigBytes(value, 12)
}

function unpackCurp(value: unknown): string | null {
  if (typeof value === 'string') return text(value)
  const packed = bytesNumber(value, 12)?.toString(36).toUpperCase().padStart(18, '0')
  return packed?.length === 18 ? packed : null
}

function numberBytes(digits: string, length: number): Uint8Array {
  return bigBytes(BigInt(digits), length)
}

function bigBytes(value: bigint, length: number): Uint8Array {
  return new Uint8Array(Buffer.from(value.toString(16).padStart(length * 2, '0'), 'hex'))
}

function bytesNumber(value: unknown, length: number): bigint | null {
  if (!(value instanceof Uint8Array) || value.length !== length) return null
  return BigInt(`0x${Buffer.from(value).toString('hex')}`)
}
