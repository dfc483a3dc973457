// SQL of the gateway: one row per call, and how far each entidad's change feed was read.
import type { Queryable } from '#db'

export interface CallRow {
  readonly id: string
  readonly entidad: string
  readonly operacion: string
  readonly sentAt: Temporal.Instant
  readonly ms: number
  readonly outcome: string
  readonly status: number | null
}

export async function insertCall(db: Queryable, call: CallRow): Promise<void> {
  await db.query(
    'insert into gateway.call (id, entidad, operacion, sent_at, ms, outcome, status) values ($1, $2, $3, $4, $5, $6, $7)',
    [call.id, call.entidad, call.operacion, call.sentAt, call.ms, call.outcome, call.status],
    'gateway-call',
  )
}

export async function readCursor(db: Queryable, entidad: string, huella: string): Promise<number> {
  const [row] = await db.query<{ n: number }>('select n from gateway.cursor where entidad = $1 and huella = $2', [
    entidad,
    huella,
  ])
  return row?.n ?? 0
}

export async function writeCursor(db: Queryable, entidad: string, huella: string, n: number): Promise<void> {
  await db.query(
    `insert into gateway.cursor (entidad, n, huella) values ($1, $2, $3)
     on conflict (entidad) do update set n = excluded.n, huella = excluded.huella`,
    [entidad, n, huella],
  )
}
