// SQL of payments.
import type { Queryable, Tx } from '#db'

interface ChargeRow {
  folio: string
  entidad: string
  cobro: string | null
  url: string | null
  centavos: number
  state: string
}

export async function insertCharge(
  db: Queryable,
  one: { folio: string; entidad: string; centavos: number },
  at: Temporal.Instant,
): Promise<void> {
  await db.query(
    'insert into payments.charge (folio, entidad, centavos, opened_at) values ($1, $2, $3, $4) on conflict do nothing',
    [one.folio, one.entidad, one.centavos, at],
    'payments-charge',
  )
}

export async function updateCharge(
  db: Queryable,
  folio: string,
  made: { cobro: string; url: string },
  pollAt: Temporal.Instant,
): Promise<void> {
  await db.query(
    `update payments.charge set cobro = $2, url = $3, state = 'abierto', poll_at = $4 where folio = $1 and cobro is null`,
    [folio, made.cobro, made.url, pollAt],
  )
}

export async function selectCharge(db: Queryable, folio: string): Promise<ChargeRow | undefined> {
  const [row] = await db.query<ChargeRow>(
    'select folio, entidad, cobro, url, centavos, state from payments.charge where folio = $1',
    [folio],
    'payments-charge-by-folio',
  )
  return row
}

export async function selectFolioByCobro(db: Queryable, cobro: string): Promise<string | undefined> {
  const [row] = await db.query<{ folio: string }>('select folio from payments.charge where cobro = $1', [cobro])
  return row?.folio
}

export type Channel = 'tarjeta' | 'referencia'

interface CaptureRow {
  centavos: number
  cobro: string
  channel: Channel
  captured_at: Temporal.Instant
}

export async function selectCapture(db: Queryable, folio: string): Promise<CaptureRow | undefined> {
  const [row] = await db.query<CaptureRow>(
    'select centavos, cobro, channel, captured_at from payments.capture where folio = $1',
    [folio],
    'payments-capture',
  )
  return row
}

export interface ReferenceRow {
  folio: string
  entidad: string
  linea: string
  centavos: number
  vence_en: Temporal.Instant
}

const REFERENCE = 'folio, entidad, linea, centavos, vence_en'

/** Keeps the first line of an order; nothing happens when the order has one or another order has this very line. */
export async function insertReference(
  db: Queryable,
  one: {
    folio: string
    entidad: string
    linea: string
    centavos: number
    venceEn: Temporal.Instant
    at: Temporal.Instant
  },
): Promise<void> {
  await db.query(
    'insert into payments.reference (folio, entidad, linea, centavos, vence_en, issued_at) values ($1, $2, $3, $4, $5, $6) on conflict do nothing',
    [one.folio, one.entidad, one.linea, one.centavos, one.venceEn, one.at],
  )
}

export async function selectReference(db: Queryable, folio: string): Promise<ReferenceRow | undefined> {
  const [row] = await db.query<ReferenceRow>(
    `select ${REFERENCE} from payments.reference where folio = $1`,
    [folio],
    'payments-reference',
  )
  return row
}

/** The reference of a line, locked: two deposits of one line are shared out one after the other. */
export async function lockReferenceByLinea(tx: Tx, linea: string): Promise<ReferenceRow | undefined> {
  const [row] = await tx.query<ReferenceRow>(
    `select ${REFERENCE} from payments.reference where linea = $1 for update`,
    [linea],
    'payments-reference-lock',
  )
  return row
}

export async function isDepositKnown(tx: Tx, key: string): Promise<boolean> {
  return (await tx.query('select 1 from payments.deposit where key = $1', [key], 'payments-deposit-known')).length > 0
}

export async function insertDeposit(
  tx: Tx,
  one: {
    key: string
    entidad: string
    linea: string
    folio: string | null
    centavos: number
    paidLo: Temporal.Instant
    paidHi: Temporal.Instant
    outcome: string
    reason: string | null
    at: Temporal.Instant
  },
): Promise<void> {
  await tx.query(
    `insert into payments.deposit (key, entidad, linea, folio, centavos, paid_lo, paid_hi, outcome, reason, recorded_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [one.key, one.entidad, one.linea, one.folio, one.centavos, one.paidLo, one.paidHi, one.outcome, one.reason, one.at],
    'payments-deposit',
  )
}

/** The money of an order that is paid by reference; a second deposit may complete what a first one left short. */
export async function upsertReferenceCapture(
  tx: Tx,
  one: {
    folio: string
    cobro: string
    centavos: number
    capturedAt: Temporal.Instant
    recordedAt: Temporal.Instant
  },
): Promise<void> {
  await tx.query(
    `insert into payments.capture (folio, cobro, channel, centavos, captured_at, recorded_at)
     values ($1, $2, 'referencia', $3, $4, $5)
     on conflict (folio) do update set centavos = excluded.centavos`,
    [one.folio, one.cobro, one.centavos, one.capturedAt, one.recordedAt],
    'payments-reference-capture',
  )
  // Money that already has to go back goes back whole.
  await tx.query('update payments.refund set centavos = $2 where folio = $1 and settled_at is null', [
    one.folio,
    one.centavos,
  ])
}

/** What our books say came to each entidad's account over a counter. */
export async function selectDepositTotals(db: Queryable): Promise<{ entidad: string; centavos: number }[]> {
  return await db.query(
    `select entidad, sum(centavos)::bigint as centavos from payments.ledger
      where account = 'banco' and reason in ('deposit', 'unidentified') group by entidad order by entidad`,
    [],
  )
}

export interface SurplusRow {
  deposit: string
  folio: string
  entidad: string
  centavos: number
  reason: 'excedente' | 'duplicado'
  due_at: Temporal.Instant
  settled_at: Temporal.Instant | null
}

export async function insertSurplus(
  tx: Tx,
  one: { deposit: string; folio: string; entidad: string; centavos: number; reason: string; dueAt: Temporal.Instant },
): Promise<void> {
  await tx.query(
    'insert into payments.surplus (deposit, folio, entidad, centavos, reason, due_at) values ($1, $2, $3, $4, $5, $6)',
    [one.deposit, one.folio, one.entidad, one.centavos, one.reason, one.dueAt],
  )
}

export async function selectSurplus(db: Queryable, entidad: string | null): Promise<SurplusRow[]> {
  return await db.query<SurplusRow>(
    `select deposit, folio, entidad, centavos, reason, due_at, settled_at from payments.surplus
      where settled_at is null and ($1::text is null or entidad = $1) order by due_at, deposit limit 500`,
    [entidad],
  )
}

/** What is to be given back, or was, of the payments of one order, the oldest first. */
export async function selectSurplusOf(
  db: Queryable,
  folio: string,
): Promise<Pick<SurplusRow, 'centavos' | 'reason' | 'due_at' | 'settled_at'>[]> {
  return await db.query(
    'select centavos, reason, due_at, settled_at from payments.surplus where folio = $1 order by due_at, deposit',
    [folio],
    'payments-surplus-of',
  )
}

export async function insertCapture(
  tx: Tx,
  one: {
    folio: string
    cobro: string
    channel: Channel
    centavos: number
    autorizacion: string | null
    capturedAt: Temporal.Instant
    recordedAt: Temporal.Instant
  },
): Promise<boolean> {
  const rows = await tx.query(
    `insert into payments.capture (folio, cobro, channel, centavos, autorizacion, captured_at, recorded_at) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict do nothing returning 1`,
    [one.folio, one.cobro, one.channel, one.centavos, one.autorizacion, one.capturedAt, one.recordedAt],
  )
  return rows.length === 1
}

/** What the bank last said of a charge that it has not captured. */
export async function noteCharge(db: Queryable, folio: string, state: string): Promise<void> {
  await db.query(
    `update payments.charge set state = $2 where folio = $1 and state <> 'capturado'`,
    [folio, state],
    'payments-note-charge',
  )
}

export async function stopPolling(tx: Tx, folio: string, state: string): Promise<void> {
  await tx.query('update payments.charge set poll_at = null, state = $2 where folio = $1', [folio, state])
}

export async function insertNotice(
  db: Queryable,
  one: { eventId: string; cobro: string; tipo: string; at: Temporal.Instant; recordedAt: Temporal.Instant },
): Promise<void> {
  await db.query(
    'insert into payments.notice (event_id, cobro, tipo, at, recorded_at) values ($1, $2, $3, $4, $5) on conflict do nothing',
    [one.eventId, one.cobro, one.tipo, one.at, one.recordedAt],
  )
}

export async function insertLedger(
  tx: Tx,
  entry: {
    folio: string
    entidad: string
    channel: Channel | 'exencion'
    reason: string
    at: Temporal.Instant
    day: string
    lines: readonly (readonly [string, number])[]
  },
): Promise<void> {
  await tx.query(
    `insert into payments.ledger (folio, entidad, channel, account, centavos, at, day, reason)
     select $1, $7, $8, line.account, line.centavos, $4, $5, $6 from unnest($2::text[], $3::bigint[]) as line (account, centavos)`,
    [
      entry.folio,
      entry.lines.map(([account]) => account),
      entry.lines.map(([, centavos]) => centavos),
      entry.at,
      entry.day,
      entry.reason,
      entry.entidad,
      entry.channel,
    ],
  )
}

export async function insertRefund(
  db: Queryable,
  folio: string,
  centavos: number,
  dueAt: Temporal.Instant,
): Promise<void> {
  await db.query('insert into payments.refund (folio, centavos, due_at) values ($1, $2, $3) on conflict do nothing', [
    folio,
    centavos,
    dueAt,
  ])
}

export async function isRefundSettled(db: Queryable, folio: string): Promise<boolean> {
  return (
    (await db.query('select 1 from payments.refund where folio = $1 and settled_at is not null', [folio])).length > 0
  )
}

export async function settleRefund(tx: Tx, folio: string, at: Temporal.Instant): Promise<boolean> {
  return (
    (
      await tx.query('update payments.refund set settled_at = $2 where folio = $1 and settled_at is null returning 1', [
        folio,
        at,
      ])
    ).length === 1
  )
}

/** Takes the charges whose turn has come and gives each its next turn, so that a crash only means one poll less. */
export async function takeDuePolls(
  db: Queryable,
  now: Temporal.Instant,
  limit: number,
  nextAt: (now: Temporal.Instant, polls: number) => Temporal.Instant,
  forMs: number,
): Promise<string[]> {
  const rows = await db.query<{ folio: string; polls: number; opened_at: Temporal.Instant }>(
    'select folio, polls, opened_at from payments.charge where poll_at <= $1 order by poll_at limit $2',
    [now, limit],
  )
  for (const row of rows) {
    const over = now.epochMilliseconds - row.opened_at.epochMilliseconds > forMs
    await db.query(
      'update payments.charge set polls = polls + 1, poll_at = $2 where folio = $1 and poll_at is not null',
      [row.folio, over ? null : nextAt(now, row.polls + 1)],
    )
  }
  return rows.map((row) => row.folio)
}

export async function selectNextPoll(db: Queryable): Promise<Temporal.Instant | null> {
  const [row] = await db.query<{ due: Temporal.Instant | null }>('select min(poll_at) as due from payments.charge', [])
  return row?.due ?? null
}

export async function selectCaptureBalance(
  db: Queryable,
): Promise<{ folio: string; captures: number; captured: number; refunded: number; ledger: number; kept: number }[]> {
  return await db.query(
    `select c.folio, count(*)::int as captures, sum(c.centavos)::bigint as captured,
            coalesce(max(r.centavos) filter (where r.settled_at is not null), 0) as refunded,
            coalesce(max(l.total), 0)::bigint as ledger, coalesce(max(l.kept), 0)::bigint as kept
       from payments.capture c
       left join payments.refund r using (folio)
       left join (select folio, sum(centavos) as total, -sum(centavos) filter (where account = 'por-emitir') as kept from payments.ledger group by folio) l using (folio)
      group by c.folio`,
    [],
  )
}
