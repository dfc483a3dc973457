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

const COLUMNS = ['probe_n', 'probe_lt3', 'probe_lt10', 'probe_err', 'call_n', 'call_lt3', 'call_lt10', 'call_err']
const KEPT = ['up', 'down', 'mantenimiento', 'perdidas', ...COLUMNS]
const OF_MINUTE = `(state = 'UP')::int as up, (state = 'DOWN')::int as down, maint::int as mantenimiento, missed as perdidas, ${COLUMNS.join(', ')}`
const SUMS = KEPT.map((one) => `sum(${one}) as ${one}`).join(', ')

/** Two instants for each kind of sum: it is read from the first until the second. */
interface Whole {
  readonly hours: readonly [Temporal.Instant, Temporal.Instant]
  /** Inside the hours. */
  readonly days: readonly [Temporal.Instant, Temporal.Instant]
}

/** The whole hours inside a window, and in them the whole days (of UTC); two that are equal are none. */
function wholeOf({ desde, hasta }: Span): Whole {
  const inside = (smallestUnit: 'hour' | 'day', end: Temporal.Instant): Whole['hours'] => {
    const [first, last] = [
      desde.toZonedDateTimeISO('UTC').round({ smallestUnit, roundingMode: 'ceil' }).toInstant(),
      hasta.toZonedDateTimeISO('UTC').round({ smallestUnit, roundingMode: 'floor' }).toInstant(),
    ]
    return Temporal.Instant.compare(first, last) < 0 ? [first, last] : [end, end]
  }
  const hours = inside('hour', hasta)
  return { hours, days: inside('day', hours[1]) }
}

/** Rows of a window: what the database keeps of whole days and hours, what is left of it from the minutes. */
const minuteRows = (day: string | null, hour: string, minute: string): string =>
  `${day === null ? '' : `select entidad, ${day}, ${KEPT.join(', ')} from sla.day where entidad = any($1) and day >= $6 and day < $7 union all `}
   select entidad, ${hour}, ${KEPT.join(', ')} from sla.hour where entidad = any($1) and hour >= $4 and hour < $6
   union all select entidad, ${hour}, ${KEPT.join(', ')} from sla.hour where entidad = any($1) and hour >= $7 and hour < $5
   union all select entidad, ${minute}, ${OF_MINUTE} from sla.minute where entidad = any($1) and minute >= $2 and minute < $4
   union all select entidad, ${minute}, ${OF_MINUTE} from sla.minute where entidad = any($1) and minute >= $5 and minute < $3`

export async function sumMinutes(db: Queryable, span: Span): Promise<MinuteSums[]> {
  const { hours, days } = wholeOf(span)
  return await db.query<MinuteSums>(
    `select entidad, ${SUMS} from (${minuteRows('day as at', 'hour', 'minute')}) as seen group by entidad`,
    [span.claves, span.desde, span.hasta, ...hours, ...days],
    'sla-sums',
  )
}

/** The same by day of the calendar in `zona`. Where its days do not begin with an hour, the minutes are added up. */
export async function sumDays(db: Queryable, span: Span & { zona: string }): Promise<(MinuteSums & { dia: string })[]> {
  const { hasta } = span
  const whole = [span.desde, hasta].every((at) => at.toZonedDateTimeISO(span.zona).offsetNanoseconds % HOUR_NS === 0)
  const hours = whole ? wholeOf(span).hours : ([hasta, hasta] as const)
  const day = (at: string): string => `(${at} at time zone $8)::date as dia`
  return await db.query(
    `select entidad, dia, ${SUMS} from (${minuteRows(null, day('hour'), day('minute'))}) as seen group by entidad, dia`,
    [span.claves, span.desde, hasta, ...hours, hours[1], hours[1], span.zona],
    'sla-days',
  )
}
const HOUR_NS = 3_600_000_000_000

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

/**
 * Minutes with a reading, and those strictly below the two limits (shares from 0 to 1). A day that lies between its lowest and
 * highest reading on one side of both limits is counted whole; of any other so is each hour; and in an hour that does not
 * either its readings, which are kept in their order, are searched.
 */
export async function sumResources(
  db: Queryable,
  span: Span & { optimo: number; limite: number },
): Promise<ResourceSums[]> {
  const names = ['cpu', 'memoria', 'io']
  const plain = (name: string): string =>
    ['$8', '$9'].map((limit) => `(${name}_n = 0 or ${name}_max < ${limit} or ${name}_min >= ${limit})`).join(' and ')
  const ofWhole = (name: string): string =>
    `${name}_n, case when ${name}_max < $8 then ${name}_n else 0 end as ${name}_optimo,
     case when ${name}_max < $9 then ${name}_n else 0 end as ${name}_limite, ${name}_max as ${name}_pico`
  const ofMinute = (name: string): string =>
    `(${name} is not null)::int, coalesce((${name} < $8)::int, 0), coalesce((${name} < $9)::int, 0), ${name}`
  // So many are not above the number next below the limit, which is: strictly below the limit.
  const ofReadings = (name: string): string =>
    `${name}_n, coalesce(width_bucket($10, s.${name}), 0), coalesce(width_bucket($11, s.${name}), 0), ${name}_max`
  const minutes = `select r.entidad, ${names.map(ofMinute).join(', ')}, (gc is not null)::int, coalesce(gc, 0), gc from sla.resource r`
  const sum = (name: string): string =>
    `sum(${name}_n) as ${name}_n, sum(${name}_optimo) as ${name}_optimo, sum(${name}_limite) as ${name}_limite, max(${name}_pico) as ${name}_pico`
  const plainOfAll = names.map(plain).join(' and ')
  const { hours, days } = wholeOf(span)
  // The bounds of the two look-ups cut nothing off: without them the database may join by reading all hours that it has.
  return await db.query<ResourceSums>(
    `with days as materialized (
       select *, ${plainOfAll} as plain from sla.resource_day where entidad = any($1) and day >= $6 and day < $7),
     hours as materialized (
       select *, ${plainOfAll} as plain from sla.resource_hour
        where entidad = any($1) and (hour >= $4 and hour < $6 or hour >= $7 and hour < $5)
       union all select h.*, ${plainOfAll} from (select entidad as whose, day from days where not plain) as d cross join lateral (
         select * from sla.resource_hour where entidad = whose and hour >= day and hour < day + interval '24 hours' limit 24) as h)
     select entidad, ${names.map(sum).join(', ')}, sum(gc_n) as gc_n, sum(gc_suma) as gc_suma, max(gc_pico) as gc_pico from (
       select entidad, ${names.map(ofWhole).join(', ')}, gc_n, gc_sum as gc_suma, gc_max as gc_pico from days where plain
       union all select entidad, ${names.map(ofWhole).join(', ')}, gc_n, gc_sum, gc_max from hours where plain
       union all select h.entidad, ${names.map(ofReadings).join(', ')}, gc_n, gc_sum, gc_max from hours h cross join lateral (
         select * from sla.resource_readings r where r.entidad = h.entidad and r.hour = h.hour limit 1) as s where not plain
       union all ${minutes} where entidad = any($1) and minute >= $2 and minute < $4
       union all ${minutes} where entidad = any($1) and minute >= $5 and minute < $3) as seen group by entidad`,
    [
      span.claves,
      span.desde,
      span.hasta,
      ...hours,
      ...days,
      span.optimo,
      span.limite,
      nextBelow(span.optimo),
      nextBelow(span.limite),
    ],
    'sla-resource-sums',
  )
}

/** The greatest number below a positive one. */
function nextBelow(value: number): number {
  const bits = new BigInt64Array([0n])
  const float = new Float64Array(bits.buffer)
  float[0] = value
  bits[0] = bits[0]! - 1n
  return float[0]
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

export interface AnswerSpan {
  readonly desde: Temporal.Instant
  readonly hasta: Temporal.Instant
}

/** The same for each of these spans, of one; a day that was summed when it was over is not sorted again. */
export async function probeDays(
  db: Queryable,
  clave: string,
  spans: readonly AnswerSpan[],
): Promise<(AnswerSpan & { n: number; p95: number | null })[]> {
  return await db.query(
    `select s.desde, s.hasta, coalesce(d.n, p.n) as n, case when d.n is null then p.p95 else d.p95 end as p95
       from unnest($2::timestamptz[], $3::timestamptz[]) as s (desde, hasta)
       left join sla.answer_day d on d.objetivo = $1 and d.desde = s.desde and d.hasta = s.hasta
       left join lateral (${ANSWERS} where d.n is null and objetivo = $1 and scheduled_at >= s.desde and scheduled_at < s.hasta
         and outcome = 'ok') as p on true
      order by s.desde`,
    [clave, spans.map((one) => one.desde.toString()), spans.map((one) => one.hasta.toString())],
    'sla-probe-days',
  )
}
const ANSWERS = `select count(*)::int as n, percentile_disc(0.95) within group (order by ms) as p95 from sla.probe`

/** Sums up days that are over for everyone who was probed in them; what was summed before stays as it is. */
export async function insertAnswerDays(db: Queryable, spans: readonly AnswerSpan[]): Promise<number> {
  const rows = await db.query(
    `insert into sla.answer_day (objetivo, desde, hasta, n, p95)
     select w.entidad, s.desde, s.hasta, p.n, p.p95
       from unnest($1::timestamptz[], $2::timestamptz[]) as s (desde, hasta) cross join sla.watch w
      cross join lateral (${ANSWERS} where objetivo = w.entidad and scheduled_at >= s.desde and scheduled_at < s.hasta and outcome = 'ok') as p
      where not exists (select from sla.answer_day d where d.objetivo = w.entidad and d.desde = s.desde and d.hasta = s.hasta) and p.n > 0
     on conflict do nothing returning 1`,
    [spans.map((one) => one.desde.toString()), spans.map((one) => one.hasta.toString())],
  )
  return rows.length
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

/** Of each, the beginning of its last `minutes` judged minutes, where it was up in all of them and none is missing. */
export async function selectSteady(
  db: Queryable,
  { claves, desde, hasta }: Span,
  minutes: number,
): Promise<{ entidad: string; since: Temporal.Instant }[]> {
  return await db.query(
    `select entidad, min(minute) as since from (
       select m.entidad, m.minute, m.state, row_number() over (partition by m.entidad order by m.minute desc) as back
         from sla.minute m join sla.watch w on w.entidad = m.entidad and m.minute < w.judged_until
        where m.entidad = any($1) and m.minute >= $2 and m.minute < $3) as last
      where back <= $4::int group by entidad
     having count(*) filter (where state = 'UP') = $4::int
        and max(minute) - min(minute) = make_interval(mins => $4::int - 1)`,
    [claves, desde, hasta, minutes],
    'sla-steady',
  )
}
