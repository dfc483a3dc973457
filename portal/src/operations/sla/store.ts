// SQL of the service levels: probes as they came, minutes as they were judged, and the sums that the figures are made of.
import type { Queryable, Tx } from '#db'
import type { MinuteState } from './minute.ts'

/** The outcome of a probe that its vantage sent too late, or not at all. */
export const MISSED = 'missed'

export interface ProbeRow {
  readonly objetivo: string
  readonly scheduled_at: Temporal.Instant
  readonly vantage: string
  readonly sent_at: Temporal.Instant
  readonly ms: number
  readonly outcome: string
  readonly cpu: number | null
  readonly memoria: number | null
  readonly io: number | null
  readonly gc: number | null
}

export interface Minute {
  readonly entidad: string
  readonly minute: Temporal.Instant
}

const column = <T, K extends keyof T>(rows: readonly T[], key: K): T[K][] => rows.map((row) => row[key])
/** Arrays of instants are given as text: the driver writes only single instants by itself. */
const instants = (all: readonly Temporal.Instant[]): string[] => all.map(String)

export async function insertProbes(tx: Tx, rows: readonly ProbeRow[]): Promise<void> {
  await tx.query(
    `insert into sla.probe (objetivo, scheduled_at, vantage, sent_at, ms, outcome, cpu, memoria, io, gc)
     select * from unnest($1::text[], $2::timestamptz[], $3::text[], $4::timestamptz[], $5::float8[], $6::text[],
       $7::float8[], $8::float8[], $9::float8[], $10::float8[])
     on conflict do nothing`,
    [
      column(rows, 'objetivo'),
      instants(column(rows, 'scheduled_at')),
      column(rows, 'vantage'),
      instants(column(rows, 'sent_at')),
      column(rows, 'ms'),
      column(rows, 'outcome'),
      column(rows, 'cpu'),
      column(rows, 'memoria'),
      column(rows, 'io'),
      column(rows, 'gc'),
    ],
    'sla-probes',
  )
}

export async function touch(tx: Tx, minutes: readonly Minute[]): Promise<void> {
  await tx.query(
    'insert into sla.touched (entidad, minute) select * from unnest($1::text[], $2::timestamptz[])',
    [column(minutes, 'entidad'), instants(column(minutes, 'minute'))],
    'sla-touch',
  )
}

export async function reportVantage(
  db: Queryable,
  one: { vantage: string; completeUntil: Temporal.Instant; seenAt: Temporal.Instant },
): Promise<void> {
  await db.query(
    `insert into sla.vantage (vantage, complete_until, seen_at) values ($1, $2, $3)
     on conflict (vantage) do update set complete_until = excluded.complete_until, seen_at = excluded.seen_at`,
    [one.vantage, one.completeUntil, one.seenAt],
    'sla-vantage',
  )
}

/** Up to where every vantage that still reports has told all; null when none reports. */
export async function selectCompleteUntil(
  db: Queryable,
  seenSince: Temporal.Instant,
): Promise<Temporal.Instant | null> {
  const [row] = await db.query<{ until: Temporal.Instant | null }>(
    `select date_trunc('minute', min(complete_until)) as until from sla.vantage where seen_at >= $1`,
    [seenSince],
    'sla-complete',
  )
  return row?.until ?? null
}

/** One folder at a time; a second one finds nothing to do and does not wait. */
export async function lockFolding(tx: Tx): Promise<boolean> {
  const [row] = await tx.query<{ mine: boolean }>(`select pg_try_advisory_xact_lock(hashtext('sla.fold')) as mine`, [])
  return row?.mine === true
}

export async function takeTouched(tx: Tx, before: Temporal.Instant, limit: number): Promise<Minute[]> {
  return await tx.query<Minute>(
    `delete from sla.touched where ctid in (select t.ctid from sla.touched t where t.minute < $1 order by t.minute limit $2)
     returning entidad, minute`,
    [before, limit],
    'sla-touched',
  )
}

/** The probes of these targets in these minutes. */
export async function selectProbes(tx: Tx, minutes: readonly Minute[]): Promise<ProbeRow[]> {
  return await tx.query<ProbeRow>(
    `select p.objetivo, p.scheduled_at, p.vantage, p.sent_at, p.ms, p.outcome, p.cpu, p.memoria, p.io, p.gc
       from unnest($1::text[], $2::timestamptz[]) as m (objetivo, minute)
       join sla.probe p on p.objetivo = m.objetivo and p.scheduled_at >= m.minute
        and p.scheduled_at < m.minute + interval '1 minute'
      order by p.scheduled_at`,
    [column(minutes, 'entidad'), instants(column(minutes, 'minute'))],
    'sla-probes-of',
  )
}

export interface MinuteRow extends Minute {
  readonly state: MinuteState
  readonly maint: boolean
  readonly n: number
  readonly lt3: number
  readonly lt10: number
  readonly err: number
  readonly missed: number
}

export async function upsertMinutes(tx: Tx, rows: readonly MinuteRow[]): Promise<void> {
  await tx.query(
    `insert into sla.minute (entidad, minute, state, probe_n, probe_lt3, probe_lt10, probe_err, missed, maint)
     select * from unnest($1::text[], $2::timestamptz[], $3::text[], $4::int[], $5::int[], $6::int[], $7::int[], $8::int[], $9::bool[])
     on conflict (entidad, minute) do update set state = excluded.state, maint = excluded.maint, probe_n = excluded.probe_n,
       probe_lt3 = excluded.probe_lt3, probe_lt10 = excluded.probe_lt10, probe_err = excluded.probe_err, missed = excluded.missed`,
    [
      column(rows, 'entidad'),
      instants(column(rows, 'minute')),
      column(rows, 'state'),
      column(rows, 'n'),
      column(rows, 'lt3'),
      column(rows, 'lt10'),
      column(rows, 'err'),
      column(rows, 'missed'),
      column(rows, 'maint'),
    ],
    'sla-minutes',
  )
}

export interface CallRow extends Minute {
  readonly maint: boolean
  readonly n: number
  readonly lt3: number
  readonly lt10: number
  readonly err: number
}

/** Calls of citizens; a minute that no probe saw stays not known, whatever the calls say. */
export async function upsertCalls(tx: Tx, rows: readonly CallRow[]): Promise<void> {
  await tx.query(
    `insert into sla.minute (entidad, minute, state, call_n, call_lt3, call_lt10, call_err, maint)
     select m.entidad, m.minute, 'UNKNOWN', m.n, m.lt3, m.lt10, m.err, m.maint
       from unnest($1::text[], $2::timestamptz[], $3::int[], $4::int[], $5::int[], $6::int[], $7::bool[])
         as m (entidad, minute, n, lt3, lt10, err, maint)
     on conflict (entidad, minute) do update set maint = excluded.maint, call_n = excluded.call_n, call_lt3 = excluded.call_lt3,
       call_lt10 = excluded.call_lt10, call_err = excluded.call_err`,
    [
      column(rows, 'entidad'),
      instants(column(rows, 'minute')),
      column(rows, 'n'),
      column(rows, 'lt3'),
      column(rows, 'lt10'),
      column(rows, 'err'),
      column(rows, 'maint'),
    ],
  )
}

export interface ResourceRow extends Minute {
  readonly cpu: number | null
  readonly memoria: number | null
  readonly io: number | null
  readonly gc: number | null
}

export async function upsertResources(tx: Tx, rows: readonly ResourceRow[]): Promise<void> {
  await tx.query(
    `insert into sla.resource (entidad, minute, cpu, memoria, io, gc)
     select * from unnest($1::text[], $2::timestamptz[], $3::float8[], $4::float8[], $5::float8[], $6::float8[])
     on conflict (entidad, minute) do update set cpu = excluded.cpu, memoria = excluded.memoria, io = excluded.io, gc = excluded.gc`,
    [
      column(rows, 'entidad'),
      instants(column(rows, 'minute')),
      column(rows, 'cpu'),
      column(rows, 'memoria'),
      column(rows, 'io'),
      column(rows, 'gc'),
    ],
    'sla-resources',
  )
}

export interface WatchRow {
  readonly entidad: string
  readonly judged_until: Temporal.Instant
  readonly run_since: Temporal.Instant | null
  readonly run_minutes: number
  readonly down_since: Temporal.Instant | null
}

export async function selectWatches(tx: Tx): Promise<WatchRow[]> {
  return await tx.query<WatchRow>('select entidad, judged_until, run_since, run_minutes, down_since from sla.watch', [])
}

/** Minutes that were folded and not judged yet, in order. */
export async function selectUnjudged(
  tx: Tx,
  before: Temporal.Instant,
): Promise<{ entidad: string; minute: Temporal.Instant; state: MinuteState }[]> {
  return await tx.query(
    `select m.entidad, m.minute, m.state from sla.minute m left join sla.watch w on w.entidad = m.entidad
      where m.minute < $1 and m.minute >= coalesce(w.judged_until, '-infinity'::timestamptz) order by m.entidad, m.minute`,
    [before],
    'sla-unjudged',
  )
}

export async function upsertWatch(tx: Tx, row: WatchRow): Promise<void> {
  await tx.query(
    `insert into sla.watch (entidad, judged_until, run_since, run_minutes, down_since) values ($1, $2, $3, $4, $5)
     on conflict (entidad) do update set judged_until = excluded.judged_until, run_since = excluded.run_since,
       run_minutes = excluded.run_minutes, down_since = excluded.down_since`,
    [row.entidad, row.judged_until, row.run_since, row.run_minutes, row.down_since],
    'sla-watch',
  )
}

export async function insertOutage(
  tx: Tx,
  entidad: string,
  since: Temporal.Instant,
  at: Temporal.Instant,
): Promise<void> {
  await tx.query('insert into sla.outage (entidad, since, declared_at) values ($1, $2, $3)', [entidad, since, at])
}

export async function endOutage(tx: Tx, entidad: string, since: Temporal.Instant, at: Temporal.Instant): Promise<void> {
  await tx.query('update sla.outage set ended_at = $3 where entidad = $1 and since = $2', [entidad, since, at])
}

export interface OutageRow {
  readonly entidad: string
  readonly since: Temporal.Instant
  readonly ended_at: Temporal.Instant | null
}

/** Outages that touch the window, the latest first. */
export async function selectOutages(
  db: Queryable,
  claves: readonly string[],
  desde: Temporal.Instant,
  hasta: Temporal.Instant,
): Promise<OutageRow[]> {
  return await db.query<OutageRow>(
    `select entidad, since, ended_at from sla.outage
      where entidad = any($1) and since < $3 and coalesce(ended_at, 'infinity'::timestamptz) > $2 order by since desc, entidad`,
    [claves, desde, hasta],
  )
}

/** Judged minutes since `desde`, and those whose counts are not those of the probes on record; what waits to be folded is left out. */
export async function compareMinutes(
  db: Queryable,
  desde: Temporal.Instant,
): Promise<{ checked: number; wrong: readonly string[] }> {
  const [row] = await db.query<{ checked: number; wrong: string[] | null }>(
    `with told as (
       select objetivo as entidad, date_trunc('minute', scheduled_at) as minute,
         count(*) filter (where outcome <> $2) as n, count(*) filter (where outcome = $2) as missed,
         count(*) filter (where outcome not in ('ok', $2)) as err
         from sla.probe where scheduled_at >= $1 group by 1, 2),
     judged as (
       select m.*, coalesce(t.n, 0) as told_n, coalesce(t.missed, 0) as told_missed, coalesce(t.err, 0) as told_err
         from sla.minute m join sla.watch w on w.entidad = m.entidad and m.minute < w.judged_until
         left join told t on t.entidad = m.entidad and t.minute = m.minute
        where m.minute >= $1
          and not exists (select from sla.touched x where x.entidad = m.entidad and x.minute = m.minute))
     select count(*) as checked,
       array_agg(entidad || ' ' || minute order by minute, entidad) filter (
         where probe_n <> told_n or missed <> told_missed or probe_err <> told_err) as wrong
       from judged`,
    [desde, MISSED],
  )
  return { checked: row!.checked, wrong: row!.wrong ?? [] }
}

export async function deleteProbesBefore(db: Queryable, at: Temporal.Instant): Promise<number> {
  const rows = await db.query<{ n: number }>(
    `with gone as (delete from sla.probe where ctid in (select p.ctid from sla.probe p where p.scheduled_at < $1 limit 20000)
       returning 1) select count(*)::int as n from gone`,
    [at],
  )
  return rows[0]!.n
}
