// Indicator 6 as a rule: three instants known only as intervals, a verdict in three values, and when to ask next. Pure.

/** What is known of one payment. `availableAt` is the first poll of ours that saw it, `lastNoAt` the last that did not. */
export interface Known {
  readonly paidLo: Temporal.Instant
  readonly paidHi: Temporal.Instant
  readonly matchedAt: Temporal.Instant
  readonly lastNoAt: Temporal.Instant | null
  readonly availableAt: Temporal.Instant | null
}

export type AvailabilityVerdict = 'certainPass' | 'certainFail' | 'undetermined'

/** The keys that people and programs outside see (governance §12). */
export const VERDICT_WIRE: Readonly<Record<AvailabilityVerdict | 'pending', string>> = {
  certainPass: 'pasa_cierto',
  certainFail: 'falla_cierta',
  undetermined: 'indeterminado',
  pending: 'pendiente',
}

/** When a payment is due at the latest: the end of the time in which it may have been paid, and the hours of the letter. */
export function dueAt(known: Pick<Known, 'paidHi'>, hours: number): Temporal.Instant {
  return known.paidHi.add({ hours })
}

/**
 * The verdict of a payment that is due (governance §11). It was not available before we told of it, nor at a poll that
 * answered "not yet"; at the very limit it fails only if the poll of that instant said so.
 */
export function judge(known: Known, hours: number): AvailabilityVerdict {
  const latest = dueAt(known, hours)
  const { availableAt, lastNoAt, matchedAt, paidLo } = known
  if (availableAt !== null && compare(availableAt, paidLo.add({ hours })) <= 0) return 'certainPass'
  if ((lastNoAt !== null && compare(lastNoAt, latest) >= 0) || compare(matchedAt, latest) > 0) return 'certainFail'
  return 'undetermined'
}

/** The verdict at an instant: nothing is judged before its time is over. */
export function judgeAt(known: Known, hours: number, now: Temporal.Instant): AvailabilityVerdict | 'pending' {
  return compare(now, dueAt(known, hours)) >= 0 ? judge(known, hours) : 'pending'
}

export interface Asking {
  readonly disponibleHoras: number
  readonly consultaCadaMin: number
}

const OFTEN = { hours: 24 }
/** Hourly for a day beyond the limit, then once a day for a month: a late payment is still worth knowing. */
const HOURLY_BEYOND = { hours: 24 }
const DAILY_BEYOND = { hours: 24 * 30 }

/** When to ask again after a poll at `now` that did not see it; null when there is nothing left to ask. */
export function nextPollAt(
  known: Pick<Known, 'paidLo' | 'paidHi' | 'matchedAt'>,
  { disponibleHoras, consultaCadaMin }: Asking,
  now: Temporal.Instant,
): Temporal.Instant | null {
  const limits = [known.paidLo, known.paidHi].map((one) => one.add({ hours: disponibleHoras }))
  const last = limits[1]!
  const hourlyUntil = later(last, known.matchedAt).add(HOURLY_BEYOND)
  const dailyUntil = hourlyUntil.add(DAILY_BEYOND)
  const often = compare(now, known.matchedAt.add(OFTEN)) < 0
  const step = often
    ? { minutes: consultaCadaMin }
    : compare(now, hourlyUntil) < 0
      ? { minutes: 60 }
      : { minutes: 24 * 60 }
  const regular = now.add(step)
  const soonest = [regular, ...limits.filter((one) => compare(one, now) > 0)].sort(compare)[0]!
  return compare(soonest, dailyUntil) > 0 ? null : soonest
}

function compare(a: Temporal.Instant, b: Temporal.Instant): number {
  return Temporal.Instant.compare(a, b)
}

function later(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return compare(a, b) >= 0 ? a : b
}

/** The value below which this share of all lies, by nearest rank; null when it falls on one that is not over yet. */
export function quantile(sorted: readonly number[], ongoing: number, share: number): number | null {
  const n = sorted.length + ongoing
  if (n === 0) return null
  return sorted[Math.ceil(share * n) - 1] ?? null
}
