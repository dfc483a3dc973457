// The bank's books on disk: charges and the notices still owed, so that killing the world loses neither money nor news.
import { DatabaseSync, type StatementSync } from 'node:sqlite'

/** Where a charge stands. `vencido` is one that nobody paid in time. */
export type ChargeState = 'abierto' | 'en_proceso' | 'capturado' | 'rechazado' | 'devuelto' | 'vencido'

/** A charge. Instants are milliseconds of the driven clock. */
export interface ChargeRow {
  cobro: string
  clave: string
  referencia: string
  concepto: string
  importe: number
  urlRetorno: string
  urlAviso: string
  estado: ChargeState
  /** The last four digits of the card; never more. */
  tarjeta: string | null
  autorizacion: string | null
  abierto: number
  /** When it came to its present state. */
  en: number
  /** When a payment in process will have been captured. */
  listo: number | null
}

export type NoticeState = 'pendiente' | 'entregado' | 'abandonado'

/** A notice: one fact to be told to one address until it says that it heard. */
export interface NoticeRow {
  evento: string
  cobro: string
  url: string
  cuerpo: string
  estado: NoticeState
  intentos: number
  /** What the last try gave: a status, or why there was none. */
  ultimo: string | null
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS cobros (
    cobro TEXT PRIMARY KEY, clave TEXT NOT NULL UNIQUE, referencia TEXT NOT NULL, concepto TEXT NOT NULL,
    importe INTEGER NOT NULL, urlRetorno TEXT NOT NULL, urlAviso TEXT NOT NULL, estado TEXT NOT NULL,
    tarjeta TEXT, autorizacion TEXT, abierto INTEGER NOT NULL, en INTEGER NOT NULL, listo INTEGER
  ) STRICT;
  CREATE INDEX IF NOT EXISTS cobros_abierto ON cobros (abierto);
  CREATE INDEX IF NOT EXISTS cobros_listo ON cobros (listo) WHERE estado = 'en_proceso';
  CREATE TABLE IF NOT EXISTS avisos (
    evento TEXT PRIMARY KEY, cobro TEXT NOT NULL, url TEXT NOT NULL, cuerpo TEXT NOT NULL, estado TEXT NOT NULL,
    intentos INTEGER NOT NULL, ultimo TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS avisos_cobro ON avisos (cobro);`

export interface BankStore {
  insertCharge(row: ChargeRow): void
  charge(cobro: string): ChargeRow | null
  chargeByKey(clave: string): ChargeRow | null
  /** Moves a charge on, and writes the notice of it in the same transaction. */
  updateCharge(row: ChargeRow, notice: NoticeRow | null): void
  /** Charges in process whose payment is ready by this instant. */
  ready(now: number): ChargeRow[]
  latest(limit: number): ChargeRow[]
  pendingNotices(): NoticeRow[]
  noticesOf(cobro: string): NoticeRow[]
  updateNotice(row: NoticeRow): void
  close(): void
}

/** Opens the books, and creates them at the first start. A committed row survives the death of this process. */
export function openBankStore(file: string): BankStore {
  const db = new DatabaseSync(file, { timeout: 5000 })
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -1024')
  db.exec(SCHEMA)
  const prepared = new Map<string, StatementSync>()
  const sql = (text: string): StatementSync => {
    let one = prepared.get(text)
    if (!one) prepared.set(text, (one = db.prepare(text)))
    return one
  }
  const charge = (row: unknown): ChargeRow | null => (row === undefined ? null : ({ ...(row as object) } as ChargeRow))
  const insertNotice = (one: NoticeRow): void => {
    sql('INSERT INTO avisos VALUES (?, ?, ?, ?, ?, ?, ?)').run(
      one.evento,
      one.cobro,
      one.url,
      one.cuerpo,
      one.estado,
      one.intentos,
      one.ultimo,
    )
  }
  return {
    insertCharge: (one) => {
      sql('INSERT INTO cobros VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
        ...[one.cobro, one.clave, one.referencia, one.concepto, one.importe, one.urlRetorno, one.urlAviso],
        ...[one.estado, one.tarjeta, one.autorizacion, one.abierto, one.en, one.listo],
      )
    },
    charge: (cobro) => charge(sql('SELECT * FROM cobros WHERE cobro = ?').get(cobro)),
    chargeByKey: (clave) => charge(sql('SELECT * FROM cobros WHERE clave = ?').get(clave)),
    updateCharge: (one, notice) => {
      db.exec('BEGIN IMMEDIATE')
      try {
        sql('UPDATE cobros SET estado = ?, tarjeta = ?, autorizacion = ?, en = ?, listo = ? WHERE cobro = ?').run(
          ...[one.estado, one.tarjeta, one.autorizacion, one.en, one.listo, one.cobro],
        )
        if (notice) insertNotice(notice)
        db.exec('COMMIT')
      } catch (error) {
        db.exec('ROLLBACK')
        throw error
      }
    },
    ready: (now) =>
      sql("SELECT * FROM cobros WHERE estado = 'en_proceso' AND listo <= ? ORDER BY listo")
        .all(now)
        .map((row) => ({ ...row }) as unknown as ChargeRow),
    latest: (limit) =>
      sql('SELECT * FROM cobros ORDER BY abierto DESC, rowid DESC LIMIT ?')
        .all(limit)
        .map((row) => ({ ...row }) as unknown as ChargeRow),
    pendingNotices: () =>
      sql("SELECT * FROM avisos WHERE estado = 'pendiente' ORDER BY rowid")
        .all()
        .map((row) => ({ ...row }) as unknown as NoticeRow),
    noticesOf: (cobro) =>
      sql('SELECT * FROM avisos WHERE cobro = ? ORDER BY rowid')
        .all(cobro)
        .map((row) => ({ ...row }) as unknown as NoticeRow),
    updateNotice: (one) => {
      sql('UPDATE avisos SET estado = ?, intentos = ?, ultimo = ? WHERE evento = ?').run(
        one.estado,
        one.intentos,
        one.ultimo,
        one.evento,
      )
    },
    close: () => db.close(),
  }
}
