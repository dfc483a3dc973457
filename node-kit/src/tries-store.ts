// The count of failed filiation tries per acta and local day, kept on disk so that a restart forgives nobody.
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { openDatabase } from './acta-store.ts'
import { nodeFiles } from './node-folder.ts'

/** Counts of failed tries. */
export interface TriesStore {
  /** How many tries failed for this acta on this day (AAAA-MM-DD). */
  failed(referencia: string, day: string): number
  /** Adds one. */
  addFailed(referencia: string, day: string): void
  close(): void
}

/** Opens the count of a node on its first use. Days that passed are forgotten when it opens. */
export function openTriesStore(data: string): TriesStore {
  let db: DatabaseSync | null = null
  let read: StatementSync
  let add: StatementSync
  const open = (day: string): void => {
    if (db !== null) return
    db = openDatabase(nodeFiles(data).intentos)
    db.exec(
      `CREATE TABLE IF NOT EXISTS intentos (
         referencia TEXT NOT NULL, dia TEXT NOT NULL, fallas INTEGER NOT NULL, PRIMARY KEY (referencia, dia)
       ) STRICT, WITHOUT ROWID`,
    )
    db.prepare('DELETE FROM intentos WHERE dia < ?').run(day)
    read = db.prepare('SELECT fallas FROM intentos WHERE referencia = ? AND dia = ?')
    add = db.prepare(
      'INSERT INTO intentos VALUES (?, ?, 1) ON CONFLICT (referencia, dia) DO UPDATE SET fallas = fallas + 1',
    )
  }
  return {
    failed: (referencia, day) => {
      open(day)
      return (read.get(referencia, day)?.['fallas'] as number | undefined) ?? 0
    },
    addFailed: (referencia, day) => {
      open(day)
      add.run(referencia, day)
    },
    close: () => db?.close(),
  }
}
