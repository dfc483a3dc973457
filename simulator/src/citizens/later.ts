// What somebody in the world will do later, as rows with an instant of the driven clock, so that a restart forgets nothing.
import { DatabaseSync } from 'node:sqlite'

/** What can be waiting. Those of `HARD` the moving clock stops for; the others are done when their turn comes. */
export type LaterKind = 'ventanilla' | 'cierre' | 'recoger' | 'verificar' | 'rechazo' | 'mesa'
export const HARD: readonly LaterKind[] = ['ventanilla', 'cierre']

export interface Later {
  readonly id: number
  readonly kind: LaterKind
  /** Milliseconds of the driven clock. */
  readonly due: number
  readonly data: Readonly<Record<string, unknown>>
}

export interface LaterStore {
  add(kind: LaterKind, due: number, data: object): void
  /** What is due by `now`, the oldest first, of these kinds. */
  due(now: number, kinds: readonly LaterKind[], limit: number): Later[]
  /** The next instant of these kinds. */
  next(kinds: readonly LaterKind[]): number | null
  done(id: number): void
  /** Puts it off to another instant. */
  defer(id: number, due: number): void
  count(): number
  /** The number of the next citizen. */
  takeNumber(): number
  close(): void
}

/** Bounds the file: the oldest rows are given up beyond so many. */
const MOST_ROWS = 20_000

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS pendientes (
    id INTEGER PRIMARY KEY, clase TEXT NOT NULL, vence INTEGER NOT NULL, datos TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS pendientes_vence ON pendientes (clase, vence);
  CREATE TABLE IF NOT EXISTS cuenta (llegadas INTEGER NOT NULL) STRICT;
  INSERT INTO cuenta SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM cuenta);`

export function openLater(file: string): LaterStore {
  const db = new DatabaseSync(file, { timeout: 5_000 })
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -512')
  db.exec(SCHEMA)
  const insert = db.prepare('INSERT INTO pendientes (clase, vence, datos) VALUES (?, ?, ?)')
  const forget = db.prepare('DELETE FROM pendientes WHERE id <= ?')
  const remove = db.prepare('DELETE FROM pendientes WHERE id = ?')
  const move = db.prepare('UPDATE pendientes SET vence = ? WHERE id = ?')
  const count = db.prepare('SELECT count(*) AS n FROM pendientes')
  const number = db.prepare('UPDATE cuenta SET llegadas = llegadas + 1 RETURNING llegadas - 1 AS n')
  const first = db.prepare('SELECT min(vence) AS n FROM pendientes WHERE clase = ?')
  const due = db.prepare('SELECT * FROM pendientes WHERE clase = ? AND vence <= ? ORDER BY vence, id LIMIT ?')
  return {
    add(kind, at, data) {
      const { lastInsertRowid } = insert.run(kind, Math.round(at), JSON.stringify(data))
      forget.run(Number(lastInsertRowid) - MOST_ROWS)
    },
    due: (now, kinds, limit) =>
      kinds
        .flatMap((kind) => due.all(kind, now, limit))
        .map((row) => ({
          id: row['id'] as number,
          kind: row['clase'] as LaterKind,
          due: row['vence'] as number,
          data: JSON.parse(row['datos'] as string) as Later['data'],
        }))
        .sort((a, b) => a.due - b.due || a.id - b.id)
        .slice(0, limit),
    next(kinds) {
      const instants = kinds.map((kind) => first.get(kind)?.['n'] as number | null).filter((one) => one !== null)
      return instants.length === 0 ? null : Math.min(...instants)
    },
    done: (id) => void remove.run(id),
    defer: (id, at) => void move.run(Math.round(at), id),
    count: () => count.get()?.['n'] as number,
    takeNumber: () => number.get()?.['n'] as number,
    close: () => db.close(),
  }
}
