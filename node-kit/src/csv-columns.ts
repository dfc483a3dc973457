// The header that a CSV of actas must have, and what is wrong with the one it has.
import { parse } from 'csv-parse/sync'
import type { CsvLine } from './csv-lines.ts'

const PARENT = ['Nombres', 'PrimerApellido', 'SegundoApellido', 'Nacionalidad', 'Curp']

/** The columns, in the order in which the contract lists them; a file may have them in any order. */
export const COLUMNS: readonly string[] = [
  ...['tipo', 'curp', 'nombres', 'primerApellido', 'segundoApellido', 'sexo', 'fechaNacimiento', 'horaNacimiento'],
  ...['lugarNacimientoMunicipio', 'lugarNacimientoEntidad', 'entidadRegistro', 'municipioRegistro', 'oficialia'],
  ...['libro', 'foja', 'numeroActa', 'fechaRegistro', 'certificadoNacimiento'],
  ...PARENT.map((field) => `padre1${field}`),
  ...PARENT.map((field) => `padre2${field}`),
  ...['presentanteNombres', 'presentantePrimerApellido', 'presentanteSegundoApellido', 'anotaciones', 'reservada'],
]

/** Something wrong at a place of the file. `motivo` is stable, and the catalogue entry `linea.<motivo>` explains it. */
export interface CsvProblem {
  linea: number
  /** Null when the whole line is meant. */
  columna: string | null
  motivo: string
  params: Record<string, string | number>
}

/** One line cut into fields, or why it could not be. */
export type CsvRecord = { linea: number; fields: string[] } | { linea: number; problem: CsvProblem }

const FORMAT = { delimiter: ',', record_delimiter: '\n', relax_column_count: true, skip_empty_lines: false }

/** What is wrong with a header; empty when it has each column once and no other. */
export function headerProblems(columns: readonly string[], linea: number): CsvProblem[] {
  const problem = (columna: string, motivo: string): CsvProblem => ({
    linea,
    columna: columna.slice(0, 60),
    motivo,
    params: {},
  })
  const repeated = [...new Set(columns.filter((name, i) => columns.indexOf(name) < i))]
  return [
    ...COLUMNS.filter((name) => !columns.includes(name)).map((name) => problem(name, 'columna-falta')),
    ...[...new Set(columns)]
      .filter((name) => !COLUMNS.includes(name))
      .map((name) => problem(name, 'columna-desconocida')),
    ...repeated.map((name) => problem(name, 'columna-repetida')),
  ]
}

/**
 * Cuts a batch of lines into fields (RFC 4180). An acta is one line: a quote left open spoils its own line only.
 * Empty lines are passed over.
 */
export function parseBatch(lines: readonly CsvLine[]): CsvRecord[] {
  const filled = lines.filter(({ texto }) => texto !== '')
  const records = parseTogether(filled)
  // Fewer records than lines means that some quoted field ran over a line end: find out which, line by line.
  if (records?.length === filled.length) {
    return filled.map(({ linea }, i) => ({ linea, fields: records[i] as string[] }))
  }
  return filled.map((line) => {
    const fields = parseTogether([line])?.[0]
    if (fields !== undefined) return { linea: line.linea, fields }
    return { linea: line.linea, problem: { linea: line.linea, columna: null, motivo: 'comillas', params: {} } }
  })
}

function parseTogether(lines: readonly CsvLine[]): string[][] | null {
  try {
    return parse(lines.map(({ texto }) => `${texto}\n`).join(''), FORMAT)
  } catch {
    return null
  }
}
