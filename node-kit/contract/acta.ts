// The acta de nacimiento as it travels from its entidad, and what may be shown of it at each step.
import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import { dammDigit } from './damm.ts'
import { entidadByClave, EXTRANJERO } from './entidad.ts'
import { foldName } from './names.ts'

/** A registered parent. */
export interface Filiado {
  nombres: string
  primerApellido: string
  segundoApellido: string | null
  nacionalidad: string | null
  curp: string | null
}

/** The person who presented the child for registration. */
export interface Presentante {
  nombres: string
  primerApellido: string
  segundoApellido: string | null
}

/** An acta de nacimiento. Null means "not recorded"; office, book, leaf and number are texts that keep their zeros. */
export interface Acta {
  tipo: 'nacimiento'
  curp: string | null
  nombres: string
  primerApellido: string
  segundoApellido: string | null
  sexo: 'H' | 'M' | 'X'
  /** AAAA-MM-DD */
  fechaNacimiento: string
  /** HH:MM */
  horaNacimiento: string | null
  lugarNacimientoMunicipio: string | null
  /** '01'..'32' or 'NE' (abroad) */
  lugarNacimientoEntidad: string | null
  entidadRegistro: string
  municipioRegistro: string
  oficialia: string
  libro: string | null
  foja: string | null
  numeroActa: string
  /** AAAA-MM-DD */
  fechaRegistro: string
  certificadoNacimiento: string | null
  /** None, one or two. */
  padres: Filiado[]
  presentante: Presentante | null
  anotaciones: string[]
}

/** What is shown before paying: enough to recognise the acta, never the parents. */
export interface VistaPrevia {
  curp: string | null
  nombres: string
  primerApellido: string
  segundoApellido: string | null
  sexo: 'H' | 'M' | 'X'
  fechaNacimiento: string
  lugarNacimiento: string | null
  entidadRegistro: string
  municipioRegistro: string
  oficialia: string
  libro: string | null
  numeroActa: string
  fechaRegistro: string
}

/** What a verification shows beside the paper. */
export interface ActaParaComparar extends VistaPrevia {
  /** Full names, in the order of the acta. */
  padres: string[]
}

/** The RFC 8785 form of a value: the bytes over which versions and signatures are computed. */
export function canonicalBytes(value: unknown): Buffer {
  const text = canonicalize(value)
  if (text === undefined) throw new Error('This value has no canonical form')
  return Buffer.from(text, 'utf8')
}

/** The version of an acta: SHA-256 (hex) of its canonical form. Any change of content changes it. */
export function actaVersion(acta: Acta): string {
  return createHash('sha256').update(canonicalBytes(acta)).digest('hex')
}

/**
 * The identificador electrónico, 20 digits: type of act (1), entidad (2), municipio (3), oficialía (4), year of
 * registration (4), number (5), Damm check digit (1). The inner structure of the historical identifier is not
 * public: this one is this project's own, the municipio being a number derived from its name.
 */
export function identificadorElectronico(acta: Acta): string {
  const digits =
    '1' +
    acta.entidadRegistro +
    municipioNumber(acta.municipioRegistro) +
    lastDigits(acta.oficialia, 4) +
    acta.fechaRegistro.slice(0, 4) +
    lastDigits(acta.numeroActa, 5)
  return digits + dammDigit(digits)
}

/** A stable number 000-999 for a municipio: there is no published list of codes that all entidades share here. */
function municipioNumber(name: string): string {
  const hash = createHash('sha256').update(name.normalize('NFC').toUpperCase(), 'utf8').digest()
  return String(hash.readUInt32BE(0) % 1000).padStart(3, '0')
}

function lastDigits(text: string, length: number): string {
  return text.replace(/\D/g, '').slice(-length).padStart(length, '0')
}

/** The year of registration, by which several actas of one person are told apart. */
export function registrationYear(acta: Acta): number {
  return Number(acta.fechaRegistro.slice(0, 4))
}

/** Where the person was born in one line, the missing piece left out; null when neither is recorded. */
export function lugarNacimiento(acta: Acta): string | null {
  const pieces = [acta.lugarNacimientoMunicipio, entidadName(acta.lugarNacimientoEntidad)]
  const known = pieces.filter((piece) => piece !== null && piece !== '')
  return known.length === 0 ? null : known.join(', ')
}

/** How "born abroad" is written where the name of an entidad would stand. */
export const NOMBRE_EXTRANJERO = 'Extranjero'

function entidadName(clave: string | null): string | null {
  if (clave === null) return null
  return clave === EXTRANJERO ? NOMBRE_EXTRANJERO : (entidadByClave(clave)?.nombre ?? clave)
}

/** What may be shown of an acta before it is paid for. */
export function vistaPrevia(acta: Acta): VistaPrevia {
  return {
    curp: acta.curp,
    nombres: acta.nombres,
    primerApellido: acta.primerApellido,
    segundoApellido: acta.segundoApellido,
    sexo: acta.sexo,
    fechaNacimiento: acta.fechaNacimiento,
    lugarNacimiento: lugarNacimiento(acta),
    entidadRegistro: acta.entidadRegistro,
    municipioRegistro: acta.municipioRegistro,
    oficialia: acta.oficialia,
    libro: acta.libro,
    numeroActa: acta.numeroActa,
    fechaRegistro: acta.fechaRegistro,
  }
}

/** What a verification shows to be compared with the paper. */
export function paraComparar(acta: Acta): ActaParaComparar {
  return { ...vistaPrevia(acta), padres: acta.padres.map(fullName) }
}

/** Given names and surnames joined by single spaces. */
export function fullName(person: { nombres: string; primerApellido: string; segundoApellido: string | null }): string {
  return [person.nombres, person.primerApellido, person.segundoApellido ?? ''].filter((part) => part !== '').join(' ')
}

/** The key under which two persons are the same for a search by personal data: folded names, sex and date. */
export function searchKey(person: {
  nombres: string
  primerApellido: string
  segundoApellido: string | null
  sexo: string
  fechaNacimiento: string
}): string {
  const names = [person.nombres, person.primerApellido, person.segundoApellido ?? ''].map(foldName)
  return [...names, person.sexo, person.fechaNacimiento].join('|')
}
