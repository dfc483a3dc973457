// The payments that the portal told of, kept by the node on disk: since when the status of each can be consulted.
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { PaymentCall } from '../contract/wire.ts'
import { openDatabase } from './acta-store.ts'
import { nodeFiles } from './node-folder.ts'

/** A payment as the node keeps it. Instants are milliseconds. */
export interface StoredPayment {
  lineaDeCaptura: string
  folio: string
  importeCentavos: number
  pagadoEn: string
  recibidoEn: number
  /** From this instant on its status can be consulted. */
  registradoEn: number
}

/** The payments of a node. */
export interface PaymentsStore {
  read(lineaDeCaptura: string): StoredPayment | null
  /** Keeps the first notice of a line; later ones change nothing. Returns what is kept. */
  keep(call: PaymentCall, recibidoEn: number, registradoEn: number): StoredPayment
  close(): void
}

/** Opens the payments of a node at their first use: most nodes of a demonstration never see one. */
export function openPaymentsStore(data: string): PaymentsStore {
  let db: DatabaseSync | null = null
  let select: StatementSync
  let insert: StatementSync
  const open = (): void => {
    if (db !== null) return
    db = openDatabase(nodeFiles(data).pagos)
    db.exec(
      `CREATE TABLE IF NOT EXISTS pagos (
         lineaDeCaptura TEXT PRIMARY KEY, folio TEXT NOT NULL, importeCentavos INTEGER NOT NULL, pagadoEn TEXT NOT NULL,
         recibidoEn INTEGER NOT NULL, registradoEn INTEGER NOT NULL
       ) STRICT`,
    )
    select = db.prepare('SELECT * FROM pagos WHERE lineaDeCaptura = ?')
    insert = db.prepare('INSERT INTO pagos VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING')
  }
  const read = (lineaDeCaptura: string): StoredPayment | null => {
    open()
    const row = select.get(lineaDeCaptura)
    return row === undefined ? null : ({ ...row } as unknown as StoredPayment)
  }
  return {
    read,
    keep(call, recibidoEn, registradoEn) {
      open()
      const { lineaDeCaptura, folio, importeCentavos, pagadoEn } = call
      insert.run(lineaDeCaptura, folio, importeCentavos, pagadoEn, recibidoEn, registradoEn)
      return read(lineaDeCaptura)!
    },
    close: () => db?.close(),
  }
}
