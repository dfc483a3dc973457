// SQL that reads the judged minutes: sums over a window, days, the present, and the rows of the evidence.
import type { Queryable } from '#db'
import type { MinuteState } from '../minute.ts'

interface Span {
  readonly claves: readonly string[]
  readonly desde: Temporal.Instant
  readonly hasta: Temporal.Instant
}

export interface MinuteSums {
  readonly entidad: string
  readonly up: number
  readonly down: number
  readonly mantenimiento: number
  readonly perdidas: number
  readonly probe_n: number
  readonly probe_lt3: number
  readonly probe_lt10: number
  readonly probe_err: number
  readonly call_n: number
  readonly call_lt3: number
  readonly call_lt10: number
  readonly call_err: number
}

const SUMS = `count(*) filter (where state = 'UP') as up, count(*) filter (where state = 'DOWN') as down,
  count(*) filter (where maint) as mantenimiento, sum(missed) as perdidas,
  sum(probe_n) as probe_n, sum(probe_lt3) as probe_lt3, sum(probe_lt10) as probe_lt10, sum(probe_err) as probe_err,
  sum(call_n) as call_n, sum(call_lt3) as call_lt3, sum(call_lt10) as call_lt10, sum(call_err) as call_err`

export async function sumMinutes(db: Queryable, { claves, desde, hasta }: Span): Promise<MinuteSums[]> {
  return await db.query<MinuteSums>(
    `select entidad, ${SUMS} from sla.minute where entidad = any($1) and minute >= $2 and minute < $3 group by entidad`,
    [claves, desde, hasta],
    'sla-sums',
  )
}

/** The same by day of the calendar in `zona`. */
export async function sumDays(db: Queryable, span: Span & { zona: string }): Promise<(MinuteSums & { dia: string })[]> {
  return await db.query(
    `select entidad, (minute at time zone $4)::date as dia, ${SUMS} from sla.minute
      where entidad = any($1) and minute >= $2 and minute < $3 group by 1, 2`,
    [span.claves, span.desde, span.hasta, span.zona],
    'sla-days',
  )
}

export interface ResourceSums {
  readonly entidad: string
  readonly cpu_n: number
  readonly cpu_optimo: number
  readonly cpu_limite: number
  readonly cpu_pico: number | null
  readonly memoria_n: number
  readonly memoria_optimo: number
  readonly memoria_limite: number
  readonly memoria_pico: number | null
  readonly io_n: number
  readonly io_optimo: number
  readonly io_limite: number
  readonly io_pico: number | null
  readonly gc_n: number
  readonly gc_suma: number
  readonly gc_pico: number | null
}

/** Minutes with a reading, and those strictly below the two limits (shares from 0 to 1). */
export async function sumResources(
  db: Queryable,
  span: Span & { optimo: number; limite: number },
): Promise<ResourceSums[]> {
  const one = (name: string): string =>
    `count(${name}) as ${name}_n, count(*) filter (where ${name} < $4) as ${name}_optimo,
     count(*) filter (where ${name} < $5) as ${name}_limite, max(${name}) as ${name}_pico`
  return await db.query<ResourceSums>(
    `select entidad, ${one('cpu')}, ${one('memoria')}, ${one('io')},
       count(gc) as gc_n, coalesce(sum(gc), 0) as gc_suma, max(gc) as gc_pico
       from sla.resource where entidad = any($1) and minute >= $2 and minute < $3 group by entidad`,
    [span.claves, span.desde, span.hasta, span.optimo, span.limite],
    'sla-resource-sums',
  )
}

/** The last minute of each that was folded since `desde`. */
export async function lastMinutes(
  db: Queryable,
  desde: Temporal.Instant,
  hasta: Temporal.Instant,
): Promise<{ entidad: string; minute: Temporal.Instant; state: MinuteState }[]> {
  return await db.query(
    `select distinct on (entidad) entidad, minute, state from sla.minute
      where minute >= $1 and minute < $2 and probe_n > 0 order by entidad, minute desc`,
    [desde, hasta],
    'sla-last',
  )
}

/** How long the probes that were answered took in a window, by nearest rank. */
export async function probeTimes(
  db: Queryable,
  { claves, desde, hasta }: Span,
): Promise<{ entidad: string; p50: number; p95: number }[]> {
  return await db.query(
    `select objetivo as entidad, percentile_disc(0.5) within group (order by ms) as p50,
       percentile_disc(0.95) within group (order by ms) as p95
       from sla.probe where objetivo = any($1) and scheduled_at >= $2 and scheduled_at < $3 and outcome = 'ok' group by objetivo`,
    [claves, desde, hasta],
    'sla-probe-times',
  )
}

/** The same by day of the calendar in `zona`, of one. */
export async function probeDays(
  db: Queryable,
  one: { clave: string; desde: Temporal.Instant; hasta: Temporal.Instant; zona: string },
): Promise<{ dia: string; n: number; p95: number }[]> {
  return await db.query(
    `select ((scheduled_at at time zone $4)::date)::text as dia, count(*)::int as n,
       percentile_disc(0.95) within group (order by ms) as p95
       from sla.probe where objetivo = $1 and scheduled_at >= $2 and scheduled_at < $3 and outcome = 'ok'
      group by 1 order by 1`,
    [one.clave, one.desde, one.hasta, one.zona],
  )
}

/** Runs of DOWN minutes, the latest first: a minute not known ends a run. */
export async function downRuns(
  db: Queryable,
  { claves, desde, hasta }: Span,
  limit: number,
): Promise<{ entidad: string; desde: Temporal.Instant; minutos: number }[]> {
  return await db.query(
    `with down as (
       select entidad, minute, minute - row_number() over (partition by entidad order by minute) * interval '1 minute' as run
         from sla.minute where entidad = any($1) and minute >= $2 and minute < $3 and state = 'DOWN')
     select entidad, min(minute) as desde, count(*) as minutos from down group by entidad, run order by 2 desc, 1 limit $4`,
    [claves, desde, hasta, limit],
  )
}

export interface EvidenceMinute extends Omit<MinuteSums, 'up' | 'down' | 'mantenimiento' | 'perdidas'> {
  readonly minute: Temporal.Instant
  readonly state: MinuteState
  readonly maint: boolean
  readonly missed: number
}

export async function selectMinutes(db: Queryable, { claves, desde, hasta }: Span): Promise<EvidenceMinute[]> {
  return await db.query<EvidenceMinute>(
    `select entidad, minute, state, maint, missed, probe_n, probe_lt3, probe_lt10, probe_err, call_n, call_lt3, call_lt10,
       call_err from sla.minute where entidad = any($1) and minute >= $2 and minute < $3 order by entidad, minute`,
    [claves, desde, hasta],
    'sla-evidence-minutes',
  )
}

export interface EvidenceResource {
  readonly entidad: string
  readonly minute: Temporal.Instant
  readonly cpu: number | null
  readonly memoria: number | null
  readonly io: number | null
  readonly gc: number | null
}

export async function selectResources(db: Queryable, { claves, desde, hasta }: Span): Promise<EvidenceResource[]> {
  return await db.query<EvidenceResource>(
    `select entidad, minute, cpu, memoria, io, gc from sla.resource
      where entidad = any($1) and minute >= $2 and minute < $3 order by entidad, minute`,
    [claves, desde, hasta],
    'sla-evidence-resources',
  )
}
