// SQL of the gateway: one row per call, and how far each entidad's change feed was read.
import type { Queryable, Tx } from '#db'

export interface MinuteOf {
  readonly entidad: string
  readonly minute: Temporal.Instant
}

/** Calls of one minute: how many were answered below each limit, and how many failed by the entidad's fault. */
export interface CallCounts extends MinuteOf {
  readonly n: number
  readonly lt3: number
  readonly lt10: number
  readonly err: number
}

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
    `with c as (
       insert into gateway.call (id, entidad, operacion, sent_at, ms, outcome, status) values ($1, $2, $3, $4, $5, $6, $7)
       returning entidad, operacion, sent_at)
     insert into gateway.uncounted (entidad, minute)
     select entidad, date_trunc('minute', sent_at) from c where operacion = any($8)`,
    [call.id, call.entidad, call.operacion, call.sentAt, call.ms, call.outcome, call.status, ORGANIC],
    'gateway-call',
  )
}

/** What a citizen set off; our own polling says nothing about what people met with. */
const ORGANIC = ['busqueda', 'copia']
/** Answers that came back whole; all others never came, and are slower than any limit. */
const ANSWERED = ['ok', 'server-error', 'bad-answer', 'bad-signature', 'unsigned']

export async function takeUncounted(tx: Tx, before: Temporal.Instant, limit: number): Promise<MinuteOf[]> {
  return await tx.query<MinuteOf>(
    `delete from gateway.uncounted where ctid in (
       select u.ctid from gateway.uncounted u where u.minute < $1 order by u.minute limit $2) returning entidad, minute`,
    [before, limit],
    'gateway-uncounted',
  )
}

export async function countCalls(
  db: Queryable,
  minutes: readonly MinuteOf[],
  limits: { readonly optimoMs: number; readonly limiteMs: number },
): Promise<CallCounts[]> {
  return await db.query<CallCounts>(
    `select m.entidad, m.minute, count(*)::int as n,
       (count(*) filter (where c.outcome = any($5) and c.ms < $3))::int as lt3,
       (count(*) filter (where c.outcome = any($5) and c.ms < $4))::int as lt10,
       (count(*) filter (where c.outcome <> 'ok' and not (c.outcome = 'bad-answer' and c.status between 400 and 499)))::int as err
       from unnest($1::text[], $2::timestamptz[]) as m (entidad, minute)
       join gateway.call c on c.entidad = m.entidad and c.sent_at >= m.minute and c.sent_at < m.minute + interval '1 minute'
        and c.operacion = any($6)
      group by m.entidad, m.minute`,
    [
      minutes.map((one) => one.entidad),
      minutes.map((one) => String(one.minute)),
      limits.optimoMs,
      limits.limiteMs,
      ANSWERED,
      ORGANIC,
    ],
    'gateway-count',
  )
}

/** How long the citizens' calls that were answered took, by nearest rank. */
export async function callTimes(
  db: Queryable,
  claves: readonly string[],
  desde: Temporal.Instant,
  hasta: Temporal.Instant,
): Promise<{ entidad: string; p50: number; p95: number }[]> {
  return await db.query(
    `select entidad, percentile_disc(0.5) within group (order by ms) as p50,
       percentile_disc(0.95) within group (order by ms) as p95
       from gateway.call where entidad = any($1) and sent_at >= $2 and sent_at < $3 and operacion = any($5)
        and outcome = any($4) group by entidad`,
    [claves, desde, hasta, ANSWERED, ORGANIC],
    'gateway-times',
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

/**
 * Remembers what each version of an acta looked like when it was first shown. False when one of them was shown otherwise
 * before.
 */
export async function rememberSeen(
  db: Queryable,
  entidad: string,
  shown: readonly { readonly version: string; readonly preview: Buffer }[],
  at: Temporal.Instant,
): Promise<boolean> {
  const different = await db.query(
    `with shown as (select * from unnest($2::text[], $3::bytea[]) as s (version, preview)),
       first as (insert into gateway.seen (entidad, version, preview, first_seen)
                 select $1, version, preview, $4 from shown on conflict do nothing)
     select 1 from shown join gateway.seen g on g.entidad = $1 and g.version = shown.version
      where g.preview <> shown.preview`,
    [entidad, shown.map((one) => one.version), shown.map((one) => one.preview), at],
    'gateway-remember-seen',
  )
  return different.length === 0
}

export async function readSeen(db: Queryable, entidad: string, version: string): Promise<Buffer | undefined> {
  const [row] = await db.query<{ preview: Buffer }>(
    'select preview from gateway.seen where entidad = $1 and version = $2',
    [entidad, version],
    'gateway-seen',
  )
  return row?.preview
}
