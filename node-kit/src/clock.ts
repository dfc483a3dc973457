// The one place where the kit takes the time from, so that a test or the simulated world can give it another.

/** A source of instants. */
export interface Clock {
  now(): Temporal.Instant
}

/** The time of this machine. */
export const systemClock: Clock = { now: () => Temporal.Now.instant() }

/** An instant as it is written on the wire: UTC, whole seconds, `Z`. */
export function wireInstant(instant: Temporal.Instant): string {
  return instant.round({ smallestUnit: 'second', roundingMode: 'floor' }).toString()
}
