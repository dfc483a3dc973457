// SQL of receipts.
import type { Queryable, Tx } from '#db'
import type { TicketState } from '../ticket.ts'
import type { ReceiptType } from './receipt.ts'

export interface ReceiptRow {
  id: string
  folio: string
  solicitud: string
  entidad: string | null
  fecha: string
  banco: string
  tipo: ReceiptType
  kb: number
  at: Temporal.Instant
}

const COLUMNS =
  'c.id, c.folio, c.solicitud, r.entidad, c.fecha, c.banco, c.tipo, ceil(octet_length(c.bytes) / 1024.0)::int as kb, c.at'
const FROM = 'helpdesk.comprobante c join helpdesk.reporte r using (folio)'

export async function insertReceipt(
  tx: Tx,
  one: {
    id: string
    folio: string
    solicitud: string
    fecha: string
    banco: string
    tipo: ReceiptType
    sha256: Buffer
    bytes: Buffer
    at: Temporal.Instant
  },
): Promise<void> {
  await tx.query(
    `insert into helpdesk.comprobante (id, folio, solicitud, fecha, banco, tipo, sha256, bytes, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [one.id, one.folio, one.solicitud, one.fecha, one.banco, one.tipo, one.sha256, one.bytes, one.at],
  )
}

/** The receipts of an order by what they hold: the same file again is the same receipt. */
export async function selectOfOrder(tx: Tx, solicitud: string): Promise<{ folio: string; sha256: Buffer }[]> {
  return await tx.query('select folio, sha256 from helpdesk.comprobante where solicitud = $1', [solicitud])
}

/** The open report on the payment of this order that the service itself or the order's own page opened. */
export async function selectPaymentCase(
  tx: Tx,
  one: { solicitud: string; asunto: Buffer; open: readonly TicketState[] },
): Promise<string | null> {
  const [row] = await tx.query<{ folio: string }>(
    `select folio from helpdesk.reporte where tipo = 'pago' and sobre = $1 and state = any($3)
        and (origen = 'sistema' or asunto = $2) order by opened_at, folio limit 1`,
    [one.solicitud, one.asunto, one.open],
  )
  return row?.folio ?? null
}

export async function selectReceipts(db: Queryable, folio: string): Promise<ReceiptRow[]> {
  return await db.query<ReceiptRow>(`select ${COLUMNS} from ${FROM} where c.folio = $1 order by c.at, c.id`, [folio])
}

/** The newest receipts, cut to one entidad unless null. */
export async function selectNewest(db: Queryable, entidad: string | null, limit: number): Promise<ReceiptRow[]> {
  return await db.query<ReceiptRow>(
    `select ${COLUMNS} from ${FROM} where $1::text is null or r.entidad = $1 order by c.at desc, c.id limit $2`,
    [entidad, limit],
  )
}

export async function selectFile(
  db: Queryable,
  id: string,
): Promise<{ solicitud: string; entidad: string | null; tipo: ReceiptType; bytes: Buffer } | undefined> {
  const [row] = await db.query<{ solicitud: string; entidad: string | null; tipo: ReceiptType; bytes: Buffer }>(
    `select c.solicitud, r.entidad, c.tipo, c.bytes from ${FROM} where c.id = $1`,
    [id],
  )
  return row
}
