// Brings a CSV of actas into the node's store: everything or nothing, and every wrong line named.
import { statSync } from 'node:fs'
import { countPut, closeActaStore, lineInImport, newImport, openActaStore, putActa } from './acta-store.ts'
import type { ActaStore, InsertCount } from './acta-store.ts'
import { systemClock, type Clock } from './clock.ts'
import { readActaLine, type LineRules } from './csv-acta.ts'
import { headerProblems, parseBatch, type CsvProblem, type CsvRecord } from './csv-columns.ts'
import { readCsvLines } from './csv-lines.ts'
import { kitError } from './kit-error.ts'
import { text } from './messages.ts'
import { readDescriptor } from './node-folder.ts'

/** A problem as it is reported. `columna` is null when the whole line is meant. */
export interface ImportProblem {
  linea: number
  columna: string | null
  motivo: string
  texto: string
}

/** What an import did. `lineas` counts the actas of the file, right and wrong. */
export interface ImportResult extends InsertCount {
  archivo: string
  importado: boolean
  lineas: number
  lineasMalas: number
  /** Actas with neither parents nor a person who registered: nobody will be able to find them. */
  sinFiliacion: number
  problemasTotal: number
  /** In the order of the file; the first 10,000. */
  problemas: ImportProblem[]
}

const MOST_PROBLEMS = 10_000

/**
 * Imports a CSV with the header of the contract. When any line is wrong nothing is imported, unless `parcial`: then
 * the good lines are. `normalizar` composes (NFC) what came decomposed instead of refusing it. `onProgress` is told
 * bytes read, bytes in all and lines read. Throws a KitError when the file or the folder cannot be read.
 */
export async function importCsv(o: {
  file: string
  data: string
  parcial?: boolean
  normalizar?: boolean
  clock?: Clock
  onProgress?: (read: number, total: number, lines: number) => void
}): Promise<ImportResult> {
  const clock = o.clock ?? systemClock
  const { entidad } = readDescriptor(o.data)
  const today = clock.now().toZonedDateTimeISO(entidad.zona).toPlainDate().toString()
  const rules: LineRules = { entidad: entidad.clave, today, normalizar: o.normalizar === true }
  const total = fileSize(o.file)
  const store = openActaStore(o.data, { clock })
  const result = emptyResult(o.file)
  try {
    store.db.exec('BEGIN IMMEDIATE')
    const done = await readFile(store, result, rules, o, total)
    result.importado = done && (result.lineasMalas === 0 || (o.parcial === true && result.lineasMalas < result.lineas))
    store.db.exec(result.importado ? 'COMMIT' : 'ROLLBACK')
  } finally {
    // Whatever was interrupted is not kept.
    if (store.db.isTransaction) store.db.exec('ROLLBACK')
    closeActaStore(store)
  }
  if (!result.importado) Object.assign(result, { nuevas: 0, corregidas: 0, canceladas: 0, iguales: 0, sinFiliacion: 0 })
  return result
}

/** Puts all good lines in; false when the header already is wrong, since then no line can be understood. */
async function readFile(
  store: ActaStore,
  result: ImportResult,
  rules: LineRules,
  o: { file: string; onProgress?: (read: number, total: number, lines: number) => void },
  total: number,
): Promise<boolean> {
  const importacion = newImport()
  let columns: string[] | null = null
  let read = 0
  for await (const lines of readCsvLines(o.file, (bytes) => (read = bytes))) {
    let records = parseBatch(lines)
    if (columns === null) {
      const header = records[0]
      if (header === undefined) continue
      columns = 'fields' in header ? header.fields.map((name) => name.trim()) : []
      const wrong = headerProblems(columns, header.linea)
      for (const problem of wrong) addProblem(result, problem)
      if (wrong.length > 0) return false
      records = records.slice(1)
    }
    for (const record of records) putLine(store, result, record, columns, rules, importacion)
    o.onProgress?.(read, total, result.lineas)
  }
  if (columns === null) throw kitError('archivo-vacio', 1, { archivo: o.file })
  return true
}

function putLine(
  store: ActaStore,
  result: ImportResult,
  record: CsvRecord,
  columns: readonly string[],
  rules: LineRules,
  importacion: number,
): void {
  result.lineas += 1
  const problems = tryLine(store, result, record, columns, rules, importacion)
  if (problems.length > 0) result.lineasMalas += 1
  for (const problem of problems) addProblem(result, problem)
}

function tryLine(
  store: ActaStore,
  result: ImportResult,
  record: CsvRecord,
  columns: readonly string[],
  rules: LineRules,
  importacion: number,
): CsvProblem[] {
  if ('problem' in record) return [record.problem]
  const { linea } = record
  const read = readActaLine(record.fields, columns, linea, rules)
  if (!read.ok) return read.problems
  const before = lineInImport(store, read.acta, importacion)
  if (before !== null) return [{ linea, columna: 'numeroActa', motivo: 'repetida', params: { antes: before } }]
  countPut(result, putActa(store, read.acta, read.reservada, importacion, linea))
  if (read.acta.padres.length === 0 && read.acta.presentante === null) result.sinFiliacion += 1
  return []
}

function addProblem(result: ImportResult, problem: CsvProblem): void {
  result.problemasTotal += 1
  if (result.problemas.length >= MOST_PROBLEMS) return
  const { linea, columna, motivo, params } = problem
  result.problemas.push({ linea, columna, motivo, texto: text(`linea.${motivo}`, params) })
}

function emptyResult(archivo: string): ImportResult {
  return {
    archivo,
    importado: false,
    lineas: 0,
    lineasMalas: 0,
    nuevas: 0,
    corregidas: 0,
    canceladas: 0,
    iguales: 0,
    sinFiliacion: 0,
    problemasTotal: 0,
    problemas: [],
  }
}

function fileSize(file: string): number {
  try {
    const found = statSync(file)
    if (found.isFile()) return found.size
    throw kitError('archivo-ilegible', 3, { archivo: file, causa: 'EISDIR' })
  } catch (error) {
    if (error instanceof Error && error.name === 'KitError') throw error
    throw kitError('archivo-ilegible', 3, { archivo: file, causa: (error as NodeJS.ErrnoException).code ?? '?' })
  }
}
