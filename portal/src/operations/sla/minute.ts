// What a minute of an entidad was: up, down or not known; and when a run of them makes an outage. Pure rules.

export type MinuteState = 'UP' | 'DOWN' | 'UNKNOWN'

export const MINUTE_MS = 60_000

export function minuteOf(ms: number): number {
  return Math.floor(ms / MINUTE_MS) * MINUTE_MS
}

/** A probe that was sent. Its minute is that of its scheduled instant. */
export interface Seen {
  readonly vantage: string
  readonly atMs: number
  readonly ok: boolean
}

/**
 * Which vantages could see in each minute: those whose own canary was asked and answered every time. Keys: `vantage minute`.
 */
export function healthyMinutes(canary: readonly Seen[]): ReadonlySet<string> {
  const asked = new Map<string, boolean>()
  for (const one of canary) {
    const key = `${one.vantage} ${minuteOf(one.atMs)}`
    asked.set(key, (asked.get(key) ?? true) && one.ok)
  }
  return new Set([...asked].filter(([, ok]) => ok).map(([key]) => key))
}

/**
 * The state of one minute. `seen` are the probes of the entidad in it and in its two neighbours: one failing probe alone
 * is no outage, but the first of a run that goes on in the next minute is.
 */
export function classify(minuteMs: number, seen: readonly Seen[], healthy: ReadonlySet<string>): MinuteState {
  const believed = seen
    .filter((one) => healthy.has(`${one.vantage} ${minuteOf(one.atMs)}`))
    .sort((a, b) => a.atMs - b.atMs)
  const inside = believed.filter((one) => minuteOf(one.atMs) === minuteMs)
  if (inside.length === 0) return 'UNKNOWN'
  if (inside.some((one) => one.ok)) return 'UP'
  let first = believed.indexOf(inside[0]!)
  let last = first + inside.length - 1
  while (first > 0 && !believed[first - 1]!.ok) first -= 1
  while (last < believed.length - 1 && !believed[last + 1]!.ok) last += 1
  return last - first + 1 >= 2 ? 'DOWN' : 'UP'
}

/** How far the minutes of an entidad were judged. */
export interface Watch {
  /** Start and length of the run of DOWN minutes that stands at the end; a minute not known breaks it. */
  readonly runSince: number | null
  readonly runMinutes: number
  /** Start of the outage that is open. */
  readonly downSince: number | null
  /** The last minute that was judged. */
  readonly lastMs: number | null
}

export type OutageEvent = { readonly event: 'sla.down' | 'sla.up'; readonly since: number; readonly at: number }

export const UNWATCHED: Watch = { runSince: null, runMinutes: 0, downSince: null, lastMs: null }

/**
 * One more minute. `minutes` DOWN in a row are an outage, said at the end of the last of them; the first good minute ends
 * it, said at its beginning. What nobody saw neither makes an outage nor ends one.
 */
export function watchMinute(
  watch: Watch,
  minuteMs: number,
  state: MinuteState,
  minutes: number,
): { readonly watch: Watch; readonly event: OutageEvent | null } {
  const { downSince } = watch
  if (state !== 'DOWN') {
    const ended = state === 'UP' && downSince !== null
    return {
      watch: { runSince: null, runMinutes: 0, downSince: ended ? null : downSince, lastMs: minuteMs },
      event: ended ? { event: 'sla.up', since: downSince, at: minuteMs } : null,
    }
  }
  const goesOn = watch.runSince !== null && watch.lastMs === minuteMs - MINUTE_MS
  const runSince = goesOn ? watch.runSince! : minuteMs
  const runMinutes = goesOn ? watch.runMinutes + 1 : 1
  const begins = downSince === null && runMinutes >= minutes
  return {
    watch: { runSince, runMinutes, downSince: begins ? runSince : downSince, lastMs: minuteMs },
    event: begins ? { event: 'sla.down', since: runSince, at: minuteMs + MINUTE_MS } : null,
  }
}
