// Whether a value that came over the wire is an acta as the contract describes it, field by field, and nothing more.
import type { Acta } from './acta.ts'
import { isRealDate } from './curp.ts'

type Check = (value: unknown) => boolean

const text: Check = (value) => typeof value === 'string' && value !== '' && value.length <= 400 && value.isWellFormed()
const textOrNull: Check = (value) => value === null || text(value)
const date: Check = (value) => typeof value === 'string' && isRealDate(value)

const PERSON: Record<string, Check> = { nombres: text, primerApellido: text, segundoApellido: textOrNull }
const PARENT: Record<string, Check> = { ...PERSON, nacionalidad: textOrNull, curp: textOrNull }
const ACTA: Record<keyof Acta, Check> = {
  tipo: (value) => value === 'nacimiento',
  curp: textOrNull,
  nombres: text,
  primerApellido: text,
  segundoApellido: textOrNull,
  sexo: (value) => value === 'H' || value === 'M' || value === 'X',
  fechaNacimiento: date,
  horaNacimiento: textOrNull,
  lugarNacimientoMunicipio: textOrNull,
  lugarNacimientoEntidad: textOrNull,
  entidadRegistro: (value) => typeof value === 'string' && /^\d{2}$/.test(value),
  municipioRegistro: text,
  oficialia: text,
  libro: textOrNull,
  foja: textOrNull,
  numeroActa: text,
  fechaRegistro: date,
  certificadoNacimiento: textOrNull,
  padres: (value) => Array.isArray(value) && value.length <= 2 && value.every((one) => hasExactly(one, PARENT)),
  presentante: (value) => value === null || hasExactly(value, PERSON),
  anotaciones: (value) => Array.isArray(value) && value.length <= 200 && value.every(note),
}

/**
 * True when the value has exactly the fields of an acta, each of the right kind. Says nothing about the spelling
 * of names or whether a CURP is right: an old acta may hold what a form would refuse today. Never throws.
 */
export function isActa(value: unknown): value is Acta {
  return hasExactly(value, ACTA)
}

function note(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && value.length <= 4000 && value.isWellFormed()
}

function hasExactly(value: unknown, checks: Record<string, Check>): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const names = Object.keys(checks)
  if (Object.keys(value).length !== names.length) return false
  return names.every((name) => Object.hasOwn(value, name) && checks[name]?.((value as Record<string, unknown>)[name]))
}
