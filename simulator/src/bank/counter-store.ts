// The teller's books on disk: what was paid over the counter, and which days were closed with which file.
import { DatabaseSync } from 'node:sqlite'

/** A payment over the counter. `hora` is empty when only the day is known. */
export interface Deposit {
  id: number
  linea: string
  centavos: number
  entidad: string
  /** Local day and hour of the branch, AAAAMMDD and HHMMSS. */
  dia: string
  hora: string
  sucursal: string
  autorizacion: string
}

/** A closed day: the file as it was delivered. */
export interface ClosedDay {
  secuencia: number
  archivo: string
}

export interface CounterStore {
  add(deposit: Omit<Deposit, 'id'>): void
  /** What was paid on that day or before and no accepted file has told of yet. */
  untold(entidad: string, dia: string): Deposit[]
  /** The last file of that day; null while it is open. */
  lastFile(entidad: string, dia: string): ClosedDay | null
  /** Keeps the file that the portal accepted, and marks its deposits as told. */
  close(entidad: string, dia: string, file: ClosedDay, deposits: readonly Deposit[]): void
  end(): void
}

/** Opens the books, and creates them at the first start. */
export function openCounterStore(file: string): CounterStore {
  const db = new DatabaseSync(file, { timeout: 5000 })
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -1024')
  db.exec(`
    CREATE TABLE IF NOT EXISTS depositos (
      id INTEGER PRIMARY KEY, linea TEXT NOT NULL, centavos INTEGER NOT NULL, entidad TEXT NOT NULL, dia TEXT NOT NULL,
      hora TEXT NOT NULL, sucursal TEXT NOT NULL, autorizacion TEXT NOT NULL, secuencia INTEGER
    ) STRICT;
    CREATE INDEX IF NOT EXISTS depositos_sin_avisar ON depositos (entidad, dia) WHERE secuencia IS NULL;
    CREATE TABLE IF NOT EXISTS dias (
      entidad TEXT NOT NULL, dia TEXT NOT NULL, secuencia INTEGER NOT NULL, archivo TEXT NOT NULL,
      PRIMARY KEY (entidad, dia, secuencia)
    ) STRICT;`)
  return {
    add: (one) => {
      db.prepare(
        'INSERT INTO depositos (linea, centavos, entidad, dia, hora, sucursal, autorizacion) VALUES (?, ?, ?, ?, ?, ?, ?)',
      ).run(one.linea, one.centavos, one.entidad, one.dia, one.hora, one.sucursal, one.autorizacion)
    },
    untold: (entidad, dia) =>
      db
        .prepare('SELECT * FROM depositos WHERE entidad = ? AND dia <= ? AND secuencia IS NULL ORDER BY id')
        .all(entidad, dia)
        .map((row) => ({ ...row }) as unknown as Deposit),
    lastFile: (entidad, dia) => {
      const row = db
        .prepare('SELECT secuencia, archivo FROM dias WHERE entidad = ? AND dia = ? ORDER BY secuencia DESC LIMIT 1')
        .get(entidad, dia)
      return row === undefined ? null : ({ ...row } as unknown as ClosedDay)
    },
    close(entidad, dia, { secuencia, archivo }, deposits) {
      db.exec('BEGIN IMMEDIATE')
      try {
        db.prepare('INSERT INTO dias VALUES (?, ?, ?, ?)').run(entidad, dia, secuencia, archivo)
        const mark = db.prepare('UPDATE depositos SET secuencia = ? WHERE id = ?')
        for (const one of deposits) mark.run(secuencia, one.id)
        db.exec('COMMIT')
      } catch (error) {
        db.exec('ROLLBACK')
        throw error
      }
    },
    end: () => db.close(),
  }
}
