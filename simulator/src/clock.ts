// The world's own clock, which the sandbox moves: the same base in every process gives the same time in all of them.

/** At real millisecond `real` the clock showed `shown`, and it runs `speed` times as fast. */
export interface ClockBase {
  readonly real: number
  readonly shown: number
  readonly speed: number
}

export interface WorldClock {
  now(): Temporal.Instant
  readonly speed: number
  /** Shows this instant from now on, at this speed. */
  set(change: { shown?: Temporal.Instant; speed?: number }): void
  base(): ClockBase
  follow(base: ClockBase): void
}

/** A clock that follows the machine until it is set. */
export function makeClock(realMs: () => number = Date.now): WorldClock {
  const start = realMs()
  let base: ClockBase = { real: start, shown: start, speed: 1 }
  const now = (): Temporal.Instant =>
    Temporal.Instant.fromEpochMilliseconds(Math.round(base.shown + (realMs() - base.real) * base.speed))
  return {
    now,
    get speed() {
      return base.speed
    },
    set({ shown, speed }) {
      base = { real: realMs(), shown: (shown ?? now()).epochMilliseconds, speed: speed ?? base.speed }
    },
    base: () => base,
    follow(next) {
      base = next
    },
  }
}
