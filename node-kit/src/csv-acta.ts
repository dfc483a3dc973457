// Turns one line of the CSV into an acta, or says column by column what is wrong with it.
import type { Acta, Filiado, Presentante } from '../contract/acta.ts'
import { isRealDate, parseCurp } from '../contract/curp.ts'
import { entidadByClave, EXTRANJERO } from '../contract/entidad.ts'
import { nameProblem, placeProblem, type NameProblem } from '../contract/names.ts'
import type { CsvProblem } from './csv-columns.ts'

/** What a line is judged against. `today` is the local day of the entidad, AAAA-MM-DD. */
export interface LineRules {
  entidad: string
  today: string
  normalizar: boolean
}

/** A line as an acta, or everything that is wrong with it. */
export type ReadLine = { ok: true; acta: Acta; reservada: boolean } | { ok: false; problems: CsvProblem[] }

const REFERENCE = /^[0-9A-Za-zÑñ][0-9A-Za-zÑñ \-/.]{0,14}$/
const CERTIFICATE = /^[0-9A-Za-z][0-9A-Za-z \-/.]{0,29}$/
const HOUR = /^([01]\d|2[0-3]):[0-5]\d$/
const CONTROL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u
const OLDEST_YEAR = 1700
const LONGEST_NOTE = 1000
const MOST_NOTES = 100

/** Reads the fields of one line, `columns` being the names of the header in its own order. Never throws. */
export function readActaLine(
  fields: readonly string[],
  columns: readonly string[],
  linea: number,
  rules: LineRules,
): ReadLine {
  const problems: CsvProblem[] = []
  const report = (columna: string | null, motivo: string, params: Record<string, string | number> = {}): null => {
    problems.push({ linea, columna, motivo, params })
    return null
  }
  if (fields.length !== columns.length) {
    report(null, 'campos', { hay: fields.length, esperados: columns.length })
    return { ok: false, problems }
  }
  const values = new Map<string, string>()
  for (const [i, name] of columns.entries()) {
    // Spaces around a value are no part of it; nothing else is taken away.
    const value = (fields[i] as string).replace(/^ +| +$/g, '')
    const composed = value.normalize('NFC')
    if (composed !== value && !rules.normalizar) report(name, 'no-nfc')
    values.set(name, composed)
  }
  const read = lineReader(values, report)
  const acta: Acta = {
    tipo: read.oneOf('tipo', ['nacimiento'] as const, 'tipo'),
    curp: read.curp('curp'),
    nombres: read.required('nombres', read.name),
    primerApellido: read.required('primerApellido', read.name),
    segundoApellido: read.name('segundoApellido'),
    sexo: read.oneOf('sexo', ['H', 'M', 'X'] as const, 'sexo'),
    fechaNacimiento: read.required('fechaNacimiento', (column) => read.date(column, rules.today)),
    horaNacimiento: read.matching('horaNacimiento', HOUR, 'hora'),
    lugarNacimientoMunicipio: read.place('lugarNacimientoMunicipio'),
    lugarNacimientoEntidad: read.entidad('lugarNacimientoEntidad', true),
    entidadRegistro: read.required('entidadRegistro', (column) => read.entidad(column, false)),
    municipioRegistro: read.required('municipioRegistro', read.place),
    oficialia: read.required('oficialia', (column) => read.matching(column, REFERENCE, 'clave')),
    libro: read.matching('libro', REFERENCE, 'clave'),
    foja: read.matching('foja', REFERENCE, 'clave'),
    numeroActa: read.required('numeroActa', (column) => read.matching(column, REFERENCE, 'clave')),
    fechaRegistro: read.required('fechaRegistro', (column) => read.date(column, rules.today)),
    certificadoNacimiento: read.matching('certificadoNacimiento', CERTIFICATE, 'clave'),
    padres: [read.parent('padre1'), read.parent('padre2')].filter((parent) => parent !== null),
    presentante: read.person('presentante'),
    anotaciones: read.notes('anotaciones'),
  }
  const reservada = read.oneOf('reservada', ['si', 'no'] as const, 'reservada') === 'si'
  if (entidadByClave(acta.entidadRegistro) !== null && acta.entidadRegistro !== rules.entidad) {
    report('entidadRegistro', 'otra-entidad', { valor: acta.entidadRegistro, entidad: rules.entidad })
  }
  if (problems.length === 0 && acta.fechaRegistro < acta.fechaNacimiento) report('fechaRegistro', 'registro-antes')
  return problems.length === 0 ? { ok: true, acta, reservada } : { ok: false, problems }
}

type Report = (columna: string | null, motivo: string, params?: Record<string, string | number>) => null
type ReadText = (column: string) => string | null

/** Readers of single columns: each gives the value, or null when it is empty or was reported. */
function lineReader(values: ReadonlyMap<string, string>, report: Report) {
  const get = (column: string): string => values.get(column) ?? ''
  const wrong = (column: string, motivo: string): null => report(column, motivo, { valor: shown(get(column)) })

  const checked = (column: string, problemOf: (value: string) => NameProblem | null): string | null => {
    const value = get(column)
    if (value === '') return null
    const problem = problemOf(value)
    return problem === null ? value : wrong(column, `nombre-${problem}`)
  }
  const name: ReadText = (column) => checked(column, nameProblem)
  const place: ReadText = (column) => checked(column, placeProblem)

  const matching = (column: string, pattern: RegExp, motivo: string): string | null => {
    const value = get(column)
    return value === '' || pattern.test(value) ? value || null : wrong(column, motivo)
  }
  const date = (column: string, today: string): string | null => {
    const value = get(column)
    if (value === '') return null
    if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return wrong(column, 'fecha-forma')
    if (!isRealDate(value) || Number(value.slice(0, 4)) < OLDEST_YEAR) return wrong(column, 'fecha-imposible')
    return value > today ? wrong(column, 'fecha-futura') : value
  }
  const entidad = (column: string, abroad: boolean): string | null => {
    const value = get(column)
    if (value === '' || (abroad && value === EXTRANJERO)) return value || null
    return entidadByClave(value) === null ? wrong(column, abroad ? 'entidad-o-ne' : 'entidad') : value
  }
  const curp: ReadText = (column) => {
    const value = get(column)
    if (value === '') return null
    const parsed = parseCurp(value)
    return parsed.ok ? parsed.curp : wrong(column, `curp-${parsed.problema}`)
  }
  /** What is reported stands in as an empty text: the acta is thrown away with its problems. */
  const required = (column: string, readText: ReadText): string => {
    if (get(column) === '') report(column, 'falta')
    return readText(column) ?? ''
  }
  const oneOf = <T extends string>(column: string, allowed: readonly T[], motivo: string): T => {
    const found = allowed.find((one) => one === get(column))
    if (found === undefined) wrong(column, get(column) === '' ? 'falta' : motivo)
    return found ?? (allowed[0] as T)
  }
  const person = (prefix: string, others: readonly string[] = []): Presentante | null => {
    const columns = ['Nombres', 'PrimerApellido', 'SegundoApellido', ...others].map((field) => prefix + field)
    if (columns.every((column) => get(column) === '')) return null
    return {
      nombres: required(`${prefix}Nombres`, name),
      primerApellido: required(`${prefix}PrimerApellido`, name),
      segundoApellido: name(`${prefix}SegundoApellido`),
    }
  }
  const parent = (prefix: string): Filiado | null => {
    const read = person(prefix, ['Nacionalidad', 'Curp'])
    return read === null ? null : { ...read, nacionalidad: place(`${prefix}Nacionalidad`), curp: curp(`${prefix}Curp`) }
  }
  const notes = (column: string): string[] => {
    const all = get(column)
      .split('|')
      .map((note) => note.trim())
      .filter((note) => note !== '')
    if (all.length > MOST_NOTES) wrong(column, 'notas-muchas')
    for (const note of all) {
      if (note.length > LONGEST_NOTE) wrong(column, 'nota-larga')
      else if (CONTROL.test(note)) wrong(column, 'nombre-control')
    }
    return all
  }
  return { name, place, matching, date, entidad, curp, required, oneOf, person, parent, notes }
}

/** A value as it may be shown on a terminal: short, and with nothing that moves the cursor or the text. */
function shown(value: string): string {
  const harmless = [...value].map((one) => (CONTROL.test(one) ? `U+${codePoint(one)}` : one)).join('')
  return harmless.length > 48 ? `${[...harmless].slice(0, 48).join('')}…` : harmless
}

function codePoint(character: string): string {
  return (character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')
}
