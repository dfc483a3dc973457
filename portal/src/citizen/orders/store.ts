// SQL of orders.
import { groupsOf } from '#db'
import type { Claves, Queryable, Tx } from '#db'
import type { OrderState } from './order.ts'

export interface OrderRow {
  folio: string
  state: OrderState
  version: number
  placed_at: Temporal.Instant
  entidad: string
  importe_centavos: number
  plantilla: string
  referencia: string
  acta_version: string
  medio: string
  curp_blind: Buffer | null
  /** Whether the acta had been released to its holder, with a second factor. */
  de_titular: boolean
  deadline_at: Temporal.Instant | null
  deadline_event: string | null
  paid_at: Temporal.Instant | null
  retry_at: Temporal.Instant | null
  attempt: number
  identificador: string | null
  codigo: string | null
}

const COLUMNS = `folio, state, version, placed_at, entidad, importe_centavos, plantilla, referencia, acta_version, medio, curp_blind, de_titular,
  deadline_at, deadline_event, paid_at, retry_at, attempt, identificador, codigo`

export async function insertOrder(
  tx: Tx,
  one: {
    folio: string
    placedAt: Temporal.Instant
    entidad: string
    centavos: number
    derechoDesde: string
    plantilla: string
    referencia: string
    actaVersion: string
    anio: number
    medio: string
    curpBlind: Buffer | null
    deTitular: boolean
    deadlineAt: Temporal.Instant
  },
): Promise<void> {
  await tx.query(
    `insert into orders.solicitud (folio, state, version, placed_at, entidad, importe_centavos, derecho_desde, plantilla,
       referencia, acta_version, anio, medio, curp_blind, de_titular, deadline_at, deadline_event)
     values ($1, 'quoted', 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'deadlinePassed')`,
    [
      one.folio,
      one.placedAt,
      one.entidad,
      one.centavos,
      one.derechoDesde,
      one.plantilla,
      one.referencia,
      one.actaVersion,
      one.anio,
      one.medio,
      one.curpBlind,
      one.deTitular,
      one.deadlineAt,
    ],
    'orders-insert',
  )
  await insertStep(tx, {
    folio: one.folio,
    version: 1,
    from: null,
    event: 'placed',
    to: 'quoted',
    at: one.placedAt,
    recordedAt: one.placedAt,
  })
}

async function insertStep(
  tx: Tx,
  one: {
    folio: string
    version: number
    from: OrderState | null
    event: string
    to: OrderState
    at: Temporal.Instant
    recordedAt: Temporal.Instant
  },
): Promise<void> {
  await tx.query(
    `insert into orders.transicion (folio, version, from_state, event, to_state, at, recorded_at) values ($1, $2, $3, $4, $5, $6, $7)`,
    [one.folio, one.version, one.from, one.event, one.to, one.at, one.recordedAt],
    'orders-step',
  )
}

export async function updateState(
  tx: Tx,
  after: OrderRow,
  step: { from: OrderState; event: string; at: Temporal.Instant; recordedAt: Temporal.Instant },
): Promise<void> {
  const rows = await tx.query(
    `update orders.solicitud set state = $2, version = $3, deadline_at = $4, deadline_event = $5, retry_at = $6, paid_at = $7
      where folio = $1 and version = $3 - 1 returning folio`,
    [after.folio, after.state, after.version, after.deadline_at, after.deadline_event, after.retry_at, after.paid_at],
    'orders-update',
  )
  if (rows.length !== 1) throw new Error(`order ${after.folio} moved on under a lock`)
  await insertStep(tx, {
    folio: after.folio,
    version: after.version,
    from: step.from,
    event: step.event,
    to: after.state,
    at: step.at,
    recordedAt: step.recordedAt,
  })
}

export async function selectOrder(db: Queryable, folio: string): Promise<OrderRow | undefined> {
  const [row] = await db.query<OrderRow>(
    `select ${COLUMNS} from orders.solicitud where folio = $1`,
    [folio],
    'orders-select',
  )
  return row
}

export async function hasExemption(db: Queryable, folio: string): Promise<boolean> {
  return (await db.query('select 1 from orders.exencion where folio = $1', [folio], 'orders-exempt')).length > 0
}

/** The orders of one acta, the newest first. */
export async function selectByCurp(db: Queryable, blind: Buffer, limit: number): Promise<OrderRow[]> {
  return await db.query<OrderRow>(
    `select ${COLUMNS} from orders.solicitud where curp_blind = $1 order by placed_at desc limit $2`,
    [blind, limit],
  )
}

export async function lockOrder(tx: Tx, folio: string): Promise<OrderRow | undefined> {
  const [row] = await tx.query<OrderRow>(
    `select ${COLUMNS} from orders.solicitud where folio = $1 for update`,
    [folio],
    'orders-lock',
  )
  return row
}

export async function lockDue(tx: Tx, now: Temporal.Instant, limit: number): Promise<OrderRow[]> {
  return await tx.query<OrderRow>(
    `select ${COLUMNS} from orders.solicitud where deadline_at <= $1 order by deadline_at limit $2 for update skip locked`,
    [now, limit],
    'orders-due',
  )
}

export async function lockRetries(tx: Tx, now: Temporal.Instant, limit: number): Promise<OrderRow[]> {
  return await tx.query<OrderRow>(
    `select ${COLUMNS} from orders.solicitud where retry_at <= $1 order by retry_at limit $2 for update skip locked`,
    [now, limit],
    'orders-retries',
  )
}

export async function updateRetry(tx: Tx, folio: string, at: Temporal.Instant, attempt: number): Promise<void> {
  await tx.query('update orders.solicitud set retry_at = $2, attempt = $3 where folio = $1', [folio, at, attempt])
}

export async function updateCodes(
  tx: Tx,
  folio: string,
  copy: { identificador: string; codigo: string },
): Promise<void> {
  await tx.query('update orders.solicitud set identificador = $2, codigo = $3 where folio = $1', [
    folio,
    copy.identificador,
    copy.codigo,
  ])
}

export async function selectNextDue(db: Queryable): Promise<Temporal.Instant | null> {
  const [row] = await db.query<{ due: Temporal.Instant | null }>(
    `select least((select min(deadline_at) from orders.solicitud), (select min(retry_at) from orders.solicitud)) as due`,
    [],
  )
  return row?.due ?? null
}

export async function selectLife(
  db: Queryable,
  folio: string,
): Promise<{ to_state: OrderState; at: Temporal.Instant }[]> {
  return await db.query(
    'select to_state, at from orders.transicion where folio = $1 order by version',
    [folio],
    'orders-life',
  )
}

export async function selectByKey(
  db: Queryable,
  keyHash: Buffer,
): Promise<{ folio: string; body_hash: Buffer } | undefined> {
  const [row] = await db.query<{ folio: string; body_hash: Buffer }>(
    'select folio, body_hash from orders.idempotencia where key_hash = $1',
    [keyHash],
    'orders-key',
  )
  return row
}

export async function insertKey(
  tx: Tx,
  one: { keyHash: Buffer; bodyHash: Buffer; folio: string; at: Temporal.Instant },
): Promise<boolean> {
  const rows = await tx.query(
    'insert into orders.idempotencia (key_hash, body_hash, folio, at) values ($1, $2, $3, $4) on conflict do nothing returning 1',
    [one.keyHash, one.bodyHash, one.folio, one.at],
  )
  return rows.length === 1
}

export interface ContactRow {
  correo: string
  /** The language in which the order was placed. */
  idioma: string
}

export async function insertContact(tx: Tx, folio: string, { correo, idioma }: ContactRow): Promise<void> {
  await tx.query('insert into orders.contacto (folio, correo, idioma) values ($1, $2, $3)', [folio, correo, idioma])
}

export async function selectContact(db: Queryable, folio: string): Promise<ContactRow | null> {
  const [row] = await db.query<ContactRow>(
    'select correo, idioma from orders.contacto where folio = $1',
    [folio],
    'orders-contact',
  )
  return row ?? null
}

/** Another address for the mails of an order. */
export async function updateContact(tx: Tx, folio: string, correo: string): Promise<void> {
  await tx.query('update orders.contacto set correo = $2 where folio = $1', [folio, correo])
}

export async function countRecovery(db: Queryable, target: Buffer, day: string): Promise<number> {
  const [row] = await db.query<{ n: number }>(
    `insert into orders.recuperacion (target, day, n) values ($1, $2, 1)
     on conflict (target, day) do update set n = orders.recuperacion.n + 1 returning n`,
    [target, day],
  )
  return row!.n
}

export async function clearRecovery(db: Queryable, target: Buffer, day: string): Promise<void> {
  await db.query('delete from orders.recuperacion where target = $1 and day = $2', [target, day])
}

export async function selectPaid(db: Queryable): Promise<OrderRow[]> {
  return await db.query<OrderRow>(`select ${COLUMNS} from orders.solicitud where paid_at is not null`, [])
}

export async function selectAllSteps(
  db: Queryable,
): Promise<
  { folio: string; version: number; from_state: OrderState | null; event: string; to_state: OrderState; gap: boolean }[]
> {
  return await db.query(
    `select t.folio, t.version, t.from_state, t.event, t.to_state,
            (t.version <> 1 + coalesce(lag(t.version) over life, 0))
              or (t.from_state is distinct from lag(t.to_state) over life)
              or (lead(t.version) over life is null and (s.version <> t.version or s.state <> t.to_state)) as gap
       from orders.transicion t join orders.solicitud s using (folio)
     window life as (partition by t.folio order by t.version)`,
    [],
  )
}

/**
 * Orders that ended, of each of these entidades, and with null of all together (`entidad` is then null). One that ended again
 * counts once: only for those, which are few, it is looked up whether they ended before in the same window.
 */
export async function countEnded(
  db: Queryable,
  from: Temporal.Instant,
  to: Temporal.Instant,
  claves: Claves,
): Promise<{ entidad: string | null; n: number }[]> {
  const of = groupsOf(claves, 3)
  const within = `at >= $1 and at < $2 ${of.where}`
  return await db.query(
    `select ${of.entidad} as entidad, coalesce(sum(n), 0)::bigint as n from (
       select entidad, count(*) as n from orders.fin where not again and ${within} group by entidad
       union all
       select entidad, count(*) from orders.fin f where again and ${within}
          and not exists (select from orders.fin e where e.folio = f.folio and e.version < f.version and e.at >= $1)
        group by entidad) as ended
      group by ${of.by}`,
    [from, to, ...of.values],
  )
}

export interface FunnelRow {
  entidad: string
  placed: number
  paid: number
  issued: number
  delivered: number
  expired: number
  refunded: number
  delayed: number
  pay_p50: number | null
  pay_p95: number | null
  issue_p50: number | null
  issue_p95: number | null
  deliver_p50: number | null
  deliver_p95: number | null
  copy_p50: number | null
  copy_p95: number | null
}

/** What became of the orders placed in a window, per entidad (these, or with null all), with seconds between their steps. */
export async function selectFunnel(
  db: Queryable,
  desde: Temporal.Instant,
  hasta: Temporal.Instant,
  claves: readonly string[] | null,
): Promise<FunnelRow[]> {
  // Both at once, so that the times of a pair of steps are put in order a single time.
  const pair = (name: string, from: string, to: string): string =>
    `percentile_cont(array[0.5, 0.95]) within group (order by date_part('epoch', ${to} - ${from})) as ${name}`
  const parts = (name: string): string => `${name}[1] as ${name}_p50, ${name}[2] as ${name}_p95`
  return await db.query<FunnelRow>(
    `with life as (
       select entidad, count(*)::int as placed, count(paid_at)::int as paid, count(issued_at)::int as issued,
              count(delivered_at)::int as delivered, count(expired_at)::int as expired, count(refund_at)::int as refunded,
              ${pair('pay', 'placed_at', 'paid_at')}, ${pair('issue', 'paid_at', 'issued_at')},
              ${pair('deliver', 'issued_at', 'delivered_at')}, ${pair('copy', 'placed_at', 'issued_at')}
         from (select entidad collate "C" as entidad, placed_at, paid_at, issued_at, delivered_at, expired_at, refund_at from orders.vida
                where placed_at >= $1 and placed_at < $2 ${claves === null ? '' : 'and entidad = any($3)'}) as placed group by entidad),
     late as (
       select entidad, count(*)::int as delayed from orders.solicitud
        where attempt > 0 and placed_at >= $1 and placed_at < $2 group by entidad)
     select entidad, placed, paid, issued, delivered, expired, refunded, coalesce(delayed, 0) as delayed,
            ${['pay', 'issue', 'deliver', 'copy'].map(parts).join(', ')}
       from life left join late using (entidad) order by entidad`,
    [desde, hasta, ...(claves === null ? [] : [claves])],
  )
}
