// The kit's own store of actas: one SQLite file that imports fill and the node reads.
import { randomBytes, randomInt } from 'node:crypto'
import { closeSync, openSync } from 'node:fs'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { actaVersion, registrationYear, searchKey, type Acta } from '../contract/acta.ts'
import { foldName } from '../contract/names.ts'
import type { ActaChange, ActaState } from '../contract/wire.ts'
import { systemClock, wireInstant, type Clock } from './clock.ts'
import { kitError } from './kit-error.ts'
import { nodeFiles } from './node-folder.ts'

/** An open store. Statements are prepared on first use, so that opening 32 of them costs little. */
export interface ActaStore {
  db: DatabaseSync
  clock: Clock
  prepared: Map<string, StatementSync>
}

/** An acta as stored. A reserved one is kept, but no search may ever answer it. */
export interface StoredActa {
  referencia: string
  version: string
  reservada: boolean
  estado: ActaState
  acta: Acta
}

/** What became of one acta that was put in. */
export type PutResult = 'nueva' | 'corregida' | 'cancelada' | 'igual'

/** How many of each. */
export interface InsertCount {
  nuevas: number
  corregidas: number
  canceladas: number
  iguales: number
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS actas (
    id INTEGER PRIMARY KEY,
    referencia TEXT NOT NULL UNIQUE,
    clave TEXT NOT NULL UNIQUE,
    curp TEXT,
    datos TEXT NOT NULL,
    reservada INTEGER NOT NULL,
    corregida INTEGER NOT NULL,
    version TEXT NOT NULL,
    importacion INTEGER NOT NULL,
    linea INTEGER,
    acta TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS actas_curp ON actas (curp) WHERE curp IS NOT NULL;
  CREATE INDEX IF NOT EXISTS actas_datos ON actas (datos);
  CREATE TABLE IF NOT EXISTS cambios (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    referencia TEXT NOT NULL,
    estado TEXT NOT NULL,
    version TEXT NOT NULL,
    en TEXT NOT NULL
  ) STRICT;`

const COLUMNS = 'referencia, version, reservada, corregida, acta'
/** More homonyms of one day than any entidad has; it bounds the work of one search. */
const MOST_CANDIDATES = 64

/** Opens, and if need be creates, the store in a node's folder. Throws a KitError when it cannot. */
export function openActaStore(data: string, o: { clock?: Clock } = {}): ActaStore {
  const file = nodeFiles(data).actas
  try {
    const db = openDatabase(file)
    db.exec(SCHEMA)
    return { db, clock: o.clock ?? systemClock, prepared: new Map() }
  } catch (error) {
    throw kitError('almacen', 3, { archivo: file, causa: (error as Error).message })
  }
}

/** Opens an SQLite file that only its owner may read, with a write-ahead log and a small cache. */
export function openDatabase(file: string): DatabaseSync {
  // SQLite gives the log files the mode of the main file.
  closeSync(openSync(file, 'a', 0o600))
  const db = new DatabaseSync(file, { timeout: 5000 })
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -1024')
  return db
}

/** Closes the store. */
export function closeActaStore(store: ActaStore): void {
  store.db.close()
}

/**
 * Puts actas in, in one transaction: all or, when one cannot be read, none. The same acta again (entidad,
 * municipio, oficialía, libro, number, year of registration) with other content is a correction, and reserving it
 * is a cancellation; both enter the list of changes.
 */
export function insertActas(store: ActaStore, actas: Iterable<{ acta: Acta; reservada: boolean }>): InsertCount {
  const count: InsertCount = { nuevas: 0, corregidas: 0, canceladas: 0, iguales: 0 }
  const importacion = newImport()
  store.db.exec('BEGIN IMMEDIATE')
  try {
    for (const { acta, reservada } of actas) countPut(count, putActa(store, acta, reservada, importacion, null))
    store.db.exec('COMMIT')
  } catch (error) {
    store.db.exec('ROLLBACK')
    throw error
  }
  return count
}

/** Adds one result to a count. */
export function countPut(count: InsertCount, result: PutResult): void {
  if (result === 'nueva') count.nuevas += 1
  else if (result === 'corregida') count.corregidas += 1
  else if (result === 'cancelada') count.canceladas += 1
  else count.iguales += 1
}

/** A number that marks the rows of one import. */
export function newImport(): number {
  return randomInt(2 ** 47)
}

/** The line on which this import already brought the same acta, or null. */
export function lineInImport(store: ActaStore, acta: Acta, importacion: number): number | null {
  const row = statement(store, 'SELECT linea FROM actas WHERE clave = ? AND importacion = ?').get(
    naturalKey(acta),
    importacion,
  )
  return row === undefined ? null : (row['linea'] as number | null)
}

/** Puts one acta in; the caller owns the transaction. `linea` is where a file brought it from. */
export function putActa(
  store: ActaStore,
  acta: Acta,
  reservada: boolean,
  importacion: number,
  linea: number | null,
): PutResult {
  const clave = naturalKey(acta)
  const version = actaVersion(acta)
  const old = statement(store, 'SELECT referencia, version, reservada FROM actas WHERE clave = ?').get(clave)
  if (old === undefined) {
    const values = [clave, acta.curp, searchKey(acta), Number(reservada), version, importacion, linea]
    statement(
      store,
      `INSERT INTO actas (referencia, clave, curp, datos, reservada, corregida, version, importacion, linea, acta)
       VALUES (?, ?, ?, ?, ?, 0, ?, ?, ?, ?)`,
    ).run(randomBytes(16).toString('base64url'), ...values, JSON.stringify(acta))
    return 'nueva'
  }
  const wasReserved = old['reservada'] === 1
  const same = old['version'] === version && wasReserved === reservada
  const referencia = old['referencia'] as string
  if (same) {
    statement(store, 'UPDATE actas SET importacion = ?, linea = ? WHERE clave = ?').run(importacion, linea, clave)
    return 'igual'
  }
  statement(
    store,
    `UPDATE actas SET curp = ?, datos = ?, reservada = ?, corregida = 1, version = ?, importacion = ?, linea = ?,
     acta = ? WHERE clave = ?`,
  ).run(acta.curp, searchKey(acta), Number(reservada), version, importacion, linea, JSON.stringify(acta), clave)
  const estado = reservada ? 'cancelada' : 'corregida'
  // Nobody outside knows a reserved acta, so nothing is told of what changes while it stays so.
  if (!(wasReserved && reservada)) {
    statement(store, 'INSERT INTO cambios (referencia, estado, version, en) VALUES (?, ?, ?, ?)').run(
      referencia,
      estado,
      version,
      wireInstant(store.clock.now()),
    )
  }
  return wasReserved && reservada ? 'corregida' : estado
}

/** The actas under a CURP, reserved ones too; an indexed look-up. */
export function findByCurp(store: ActaStore, curp: string): StoredActa[] {
  const sql = `SELECT ${COLUMNS} FROM actas WHERE curp = ? ORDER BY id LIMIT ${MOST_CANDIDATES}`
  return statement(store, sql).all(curp).map(readRow)
}

/** The actas under a key made by `searchKey`, reserved ones too; an indexed look-up. */
export function findBySearchKey(store: ActaStore, key: string): StoredActa[] {
  const sql = `SELECT ${COLUMNS} FROM actas WHERE datos = ? ORDER BY id LIMIT ${MOST_CANDIDATES}`
  return statement(store, sql).all(key).map(readRow)
}

/** The acta with this reference, or null. */
export function readActa(store: ActaStore, referencia: string): StoredActa | null {
  const row = statement(store, `SELECT ${COLUMNS} FROM actas WHERE referencia = ?`).get(referencia)
  return row === undefined ? null : readRow(row)
}

/** Changes numbered above `desde`, in order, at most `limit`. */
export function readChanges(store: ActaStore, desde: number, limit: number): ActaChange[] {
  const sql = 'SELECT n, referencia, estado, version, en FROM cambios WHERE n > ? ORDER BY n LIMIT ?'
  return statement(store, sql)
    .all(desde, limit)
    .map((row) => ({ ...row }) as unknown as ActaChange)
}

/** How many actas the store holds, reserved ones too. */
export function countActas(store: ActaStore): number {
  return statement(store, 'SELECT count(*) AS n FROM actas').get()?.['n'] as number
}

function readRow(row: Record<string, unknown>): StoredActa {
  const reservada = row['reservada'] === 1
  const corregida = row['corregida'] === 1
  return {
    referencia: row['referencia'] as string,
    version: row['version'] as string,
    reservada,
    estado: reservada ? 'cancelada' : corregida ? 'corregida' : 'vigente',
    acta: JSON.parse(row['acta'] as string) as Acta,
  }
}

/** What makes an acta the same acta when it comes again, whatever its content says now. */
function naturalKey(acta: Acta): string {
  return JSON.stringify([
    acta.entidadRegistro,
    foldName(acta.municipioRegistro),
    acta.oficialia,
    acta.libro,
    acta.numeroActa,
    registrationYear(acta),
  ])
}

function statement(store: ActaStore, sql: string): StatementSync {
  let prepared = store.prepared.get(sql)
  if (prepared === undefined) {
    prepared = store.db.prepare(sql)
    store.prepared.set(sql, prepared)
  }
  return prepared
}
