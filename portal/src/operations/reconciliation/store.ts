// SQL of reconciliation.
import { groupsOf } from '#db'
import type { Claves, Queryable, Tx } from '#db'

export type FileState = 'accepted' | 'refused' | 'quarantined'

export interface FileRow {
  id: number
  entidad: string
  sha256: string
  bank: string | null
  account: string | null
  day: string | null
  sequence: number | null
  state: FileState
  reason: string | null
  lines: number
  centavos: number
  channel: string
  received_at: Temporal.Instant
}

const FILE = 'id, entidad, sha256, bank, account, day, sequence, state, reason, lines, centavos, channel, received_at'

/** Files of one account are taken one after the other, until the transaction ends. */
export async function lockAccount(tx: Tx, entidad: string): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtext('reconciliation.' || $1))`, [entidad])
}

export async function selectFileBySha(db: Queryable, entidad: string, sha256: string): Promise<FileRow | undefined> {
  const [row] = await db.query<FileRow>(`select ${FILE} from reconciliation.file where entidad = $1 and sha256 = $2`, [
    entidad,
    sha256,
  ])
  return row
}

export interface Identity {
  readonly bank: string
  readonly account: string
  readonly day: string
  readonly sequence: number
}

export async function isIdentityTaken(tx: Tx, one: Identity): Promise<boolean> {
  const rows = await tx.query(
    `select 1 from reconciliation.file
      where bank = $1 and account = $2 and day = $3 and sequence = $4 and state = 'accepted'`,
    [one.bank, one.account, one.day, one.sequence],
  )
  return rows.length > 0
}

export async function insertFile(
  tx: Tx,
  one: {
    entidad: string
    sha256: string
    content: Uint8Array
    identity: Identity | null
    state: FileState
    reason: string | null
    lines: number
    centavos: number
    channel: string
    actor: string
    receivedAt: Temporal.Instant
    parsedAt: Temporal.Instant
  },
): Promise<FileRow> {
  const [row] = await tx.query<FileRow>(
    `insert into reconciliation.file (entidad, sha256, content, bank, account, day, sequence, state, reason, lines, centavos,
       channel, actor, received_at, parsed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) returning ${FILE}`,
    [
      one.entidad,
      one.sha256,
      Buffer.from(one.content),
      one.identity?.bank ?? null,
      one.identity?.account ?? null,
      one.identity?.day ?? null,
      one.identity?.sequence ?? null,
      one.state,
      one.reason,
      one.lines,
      one.centavos,
      one.channel,
      one.actor,
      one.receivedAt,
      one.parsedAt,
    ],
  )
  return row!
}

export interface LineRow {
  file: number
  n: number
  entidad: string
  linea: string
  centavos: number
  paid_lo: Temporal.Instant
  paid_hi: Temporal.Instant
  branch: string
  autorizacion: string
  outcome: 'matched' | 'partial' | 'excess' | 'duplicate' | 'unidentified'
  reason: string | null
  folio: string | null
  matched_at: Temporal.Instant
}

const LINE = `file, n, entidad, linea, centavos, paid_lo, paid_hi, branch, autorizacion, outcome, reason, folio, matched_at`

export async function insertLine(tx: Tx, one: LineRow & { deposit: string }): Promise<void> {
  await tx.query(
    `insert into reconciliation.line (${LINE}, deposit)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      one.file,
      one.n,
      one.entidad,
      one.linea,
      one.centavos,
      one.paid_lo,
      one.paid_hi,
      one.branch,
      one.autorizacion,
      one.outcome,
      one.reason,
      one.folio,
      one.matched_at,
      one.deposit,
    ],
    'reconciliation-line',
  )
}

export async function selectLines(db: Queryable, file: number): Promise<LineRow[]> {
  return await db.query<LineRow>(`select ${LINE} from reconciliation.line where file = $1 order by n`, [file])
}

export async function selectFiles(db: Queryable, entidad: string | null, limit: number): Promise<FileRow[]> {
  return await db.query<FileRow>(
    `select ${FILE} from reconciliation.file where $1::text is null or entidad = $1
      order by received_at desc, id desc limit $2`,
    [entidad, limit],
  )
}

/** What the accepted files say came to each entidad's account, each deposit once, and how many lines say so. */
export async function selectFileTotals(db: Queryable): Promise<{ entidad: string; lines: number; centavos: number }[]> {
  return await db.query(
    `select entidad, count(*)::int as lines, sum(centavos)::bigint as centavos from reconciliation.line
      where reason is distinct from 'ya-contada' group by entidad order by entidad`,
    [],
  )
}

/** Lines that did not simply pay an order, or paid it late: the newest first. */
export async function selectOddLines(db: Queryable, entidad: string | null, limit: number): Promise<LineRow[]> {
  return await db.query<LineRow>(
    `select ${LINE} from reconciliation.line
      where (outcome <> 'matched' or reason is not null) and ($1::text is null or entidad = $1)
      order by matched_at desc, file desc, n limit $2`,
    [entidad, limit],
  )
}

export interface TrackRow {
  folio: string
  entidad: string
  linea: string
  centavos: number
  paid_lo: Temporal.Instant
  paid_hi: Temporal.Instant
  paid_day: string | null
  bank_file_at: Temporal.Instant
  parsed_at: Temporal.Instant
  matched_at: Temporal.Instant
  told_at: Temporal.Instant | null
  registered_at: Temporal.Instant | null
  last_no_at: Temporal.Instant | null
  available_at: Temporal.Instant | null
  tries: number
  overdue_noted: boolean
  due_at: Temporal.Instant | null
}

const TRACK = `folio, entidad, linea, centavos, paid_lo, paid_hi, paid_day, bank_file_at, parsed_at, matched_at, told_at,
  registered_at, last_no_at, available_at, tries, overdue_noted, due_at`

export async function insertTrack(
  tx: Tx,
  one: Pick<
    TrackRow,
    | 'folio'
    | 'entidad'
    | 'linea'
    | 'centavos'
    | 'paid_lo'
    | 'paid_hi'
    | 'paid_day'
    | 'bank_file_at'
    | 'parsed_at'
    | 'matched_at'
  >,
): Promise<void> {
  await tx.query(
    `insert into reconciliation.track (folio, entidad, linea, centavos, paid_lo, paid_hi, paid_day, bank_file_at, parsed_at,
       matched_at, due_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10) on conflict do nothing`,
    [
      one.folio,
      one.entidad,
      one.linea,
      one.centavos,
      one.paid_lo,
      one.paid_hi,
      one.paid_day,
      one.bank_file_at,
      one.parsed_at,
      one.matched_at,
    ],
  )
}

/** Whose turn it is to be told or asked again, by entidad. */
export async function selectDue(
  db: Queryable,
  now: Temporal.Instant,
  limit: number,
): Promise<{ folio: string; entidad: string }[]> {
  return await db.query(
    'select folio, entidad from reconciliation.track where due_at <= $1 order by due_at, folio limit $2',
    [now, limit],
    'reconciliation-due',
  )
}

/** The row if its turn still is, locked: two sweepers ask one after the other, and the second finds it done. */
export async function lockDue(tx: Tx, folio: string, now: Temporal.Instant): Promise<TrackRow | undefined> {
  const [row] = await tx.query<TrackRow>(
    `select ${TRACK} from reconciliation.track where folio = $1 and due_at <= $2 for update`,
    [folio, now],
    'reconciliation-lock',
  )
  return row
}

export async function updateTrack(tx: Tx, row: TrackRow): Promise<void> {
  await tx.query(
    `update reconciliation.track set told_at = $2, registered_at = $3, last_no_at = $4, available_at = $5, tries = $6,
       overdue_noted = $7, due_at = $8 where folio = $1`,
    [
      row.folio,
      row.told_at,
      row.registered_at,
      row.last_no_at,
      row.available_at,
      row.tries,
      row.overdue_noted,
      row.due_at,
    ],
    'reconciliation-track',
  )
}

export async function insertPoll(
  tx: Tx,
  folio: string,
  at: Temporal.Instant,
  outcome: 'yes' | 'no' | 'no-answer',
): Promise<void> {
  await tx.query('insert into reconciliation.poll (folio, at, outcome) values ($1, $2, $3)', [folio, at, outcome])
}

export async function selectNextDue(db: Queryable): Promise<Temporal.Instant | null> {
  const [row] = await db.query<{ due: Temporal.Instant | null }>(
    'select min(due_at) as due from reconciliation.track',
    [],
  )
  return row?.due ?? null
}

/** Payments made in a window, in their order; null for all entidades. */
export async function selectTracks(
  db: Queryable,
  window: { desde: Temporal.Instant; hasta: Temporal.Instant },
  entidad: string | null,
): Promise<TrackRow[]> {
  return await db.query<TrackRow>(
    `select ${TRACK} from reconciliation.track
      where paid_lo >= $1 and paid_lo < $2 and ($3::text is null or entidad = $3) order by paid_lo, folio`,
    [window.desde, window.hasta, entidad],
  )
}

export interface AvailabilityRow {
  /** Null: all together. */
  entidad: string | null
  cierto: number
  falla: number
  indeterminado: number
  pendiente: number
  /** Milliseconds, by nearest rank; null where it falls on a payment that nobody has seen yet. */
  p50: number | null
  p95: number | null
  maximo: number | null
}

/** The rule of availability.ts over the payments of a window: of each of these entidades that has any, and with null of all together. */
export async function selectAvailability(
  db: Queryable,
  one: { desde: Temporal.Instant; hasta: Temporal.Instant; now: Temporal.Instant; hours: number },
  claves: Claves,
): Promise<AvailabilityRow[]> {
  const count = (verdict: string): string => `count(*) filter (where verdict = '${verdict}')`
  // Whole milliseconds, as seconds; what nobody has seen yet stands behind every time that was measured.
  const ranks = `percentile_disc(array[0.5, 0.95, 1]) within group (order by took) filter (where verdict <> 'pendiente')`
  const ms = (i: number): string => `round(nullif(ranks[${i}], 'infinity') * 1000)`
  const of = groupsOf(claves, 5)
  const part = (at: string): string => `date_trunc('milliseconds', ${at})`
  return await db.query<AvailabilityRow>(
    `select entidad, cierto, falla, indeterminado, pendiente, ${ms(1)} as p50, ${ms(2)} as p95,
            ${ms(3)} as maximo
       from (select ${of.entidad} as entidad, ${count('cierto')} as cierto, ${count('falla')} as falla, ${count('indeterminado')} as indeterminado,
            ${count('pendiente')} as pendiente, ${ranks} as ranks
       from (select entidad, coalesce(date_part('epoch', ${part('available_at')} - ${part('paid_lo')}), 'infinity') as took,
                    case when $3::timestamptz < paid_hi + limite then 'pendiente'
                         when available_at <= paid_lo + limite then 'cierto'
                         when last_no_at >= paid_hi + limite or matched_at > paid_hi + limite then 'falla'
                         else 'indeterminado' end as verdict
               from reconciliation.track, make_interval(hours => $4) as limite
              where paid_lo >= $1 and paid_lo < $2 ${of.where}) as judged
      group by ${of.by}) as counted`,
    [one.desde, one.hasta, one.now, one.hours, ...of.values],
  )
}

/** Hours from the earliest moment of paying to our books, by nearest rank, of the payments matched in a window. */
export async function selectDelays(
  db: Queryable,
  desde: Temporal.Instant,
  hasta: Temporal.Instant,
): Promise<{ entidad: string; n: number; p50: number; p95: number }[]> {
  return await db.query(
    `select entidad, count(*)::int as n, percentile_disc(0.5) within group (order by hours) as p50,
       percentile_disc(0.95) within group (order by hours) as p95
       from (select entidad, ceil(extract(epoch from matched_at - paid_lo) / 3600)::int as hours
               from reconciliation.track where matched_at >= $1 and matched_at < $2) as seen group by entidad`,
    [desde, hasta],
    'reconciliation-delays',
  )
}

export async function selectTrack(db: Queryable, folio: string): Promise<TrackRow | undefined> {
  const [row] = await db.query<TrackRow>(`select ${TRACK} from reconciliation.track where folio = $1`, [folio])
  return row
}

/** Payments that are not available yet, by entidad and by how long ago they were made at the latest. */
export async function selectAgeing(
  db: Queryable,
  now: Temporal.Instant,
  entidad: string | null,
): Promise<{ entidad: string; h24: number; h48: number; h72: number; beyond: number; oldest: Temporal.Instant }[]> {
  return await db.query(
    `select entidad, count(*) filter (where paid_hi > $1::timestamptz - interval '24 hours')::int as h24,
            count(*) filter (where paid_hi <= $1::timestamptz - interval '24 hours'
              and paid_hi > $1::timestamptz - interval '48 hours')::int as h48,
            count(*) filter (where paid_hi <= $1::timestamptz - interval '48 hours'
              and paid_hi > $1::timestamptz - interval '72 hours')::int as h72,
            count(*) filter (where paid_hi <= $1::timestamptz - interval '72 hours')::int as beyond,
            min(paid_lo) as oldest
       from reconciliation.track where available_at is null and ($2::text is null or entidad = $2)
      group by entidad order by entidad`,
    [now, entidad],
  )
}
