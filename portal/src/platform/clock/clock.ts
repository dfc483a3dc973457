// The only place that reads the machine's time: everything else receives this clock, which the sandbox may drive.
import { setTimeout as delay } from 'node:timers/promises'

export interface Clock {
  /** The present instant, on the driven clock when one is set. */
  now(): Temporal.Instant
}

/** The state of a driven clock: at real instant `real` it showed `shown`, and it runs `speed` times as fast. */
export interface DrivenState {
  readonly real: Temporal.Instant
  readonly shown: Temporal.Instant
  readonly speed: number
}

export interface DrivableClock extends Clock {
  drive(state: DrivenState | null): void
  readonly speed: number
}

/** A clock that follows the machine until it is driven. Instants are cut to milliseconds, as PostgreSQL keeps them exactly. */
export function createClock(real: () => Temporal.Instant = machineNow): DrivableClock {
  let state: DrivenState | null = null
  return {
    now() {
      const present = real()
      if (state === null) return present
      const elapsedMs = present.epochMilliseconds - state.real.epochMilliseconds
      return Temporal.Instant.fromEpochMilliseconds(state.shown.epochMilliseconds + Math.round(elapsedMs * state.speed))
    },
    drive(next) {
      state = next
    },
    get speed() {
      return state?.speed ?? 1
    },
  }
}

/** The machine's own time. */
export function machineNow(): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(Date.now())
}

/** Milliseconds that never run backwards; for durations and time limits only. */
export function monotonicMs(): number {
  return performance.now()
}

/** Waits real milliseconds. Nothing that must happen may hang on this alone: deadlines are rows. */
export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  await delay(ms, undefined, signal ? { signal, ref: true } : undefined)
}

/** Calls `run` after real milliseconds, unless it is called off or the process ends before: only for tidying up. */
export function later(ms: number, run: () => void): { callOff(): void } {
  const timer = setTimeout(run, ms).unref()
  return { callOff: () => clearTimeout(timer) }
}

/** Calls `run` every `ms` real milliseconds, never twice at once, until stopped. The body must not throw. */
export function repeat(ms: number, run: () => Promise<void>): { stop(): Promise<void> } {
  let stopped = false
  const abort = new AbortController()
  const loop = (async () => {
    while (!stopped) {
      await run()
      if (stopped) break
      await delay(ms, undefined, { signal: abort.signal }).catch((error: unknown) => {
        if (!abort.signal.aborted) throw error
      })
    }
  })()
  return {
    async stop() {
      stopped = true
      abort.abort()
      await loop
    },
  }
}

/** The wire form of an instant: UTC, whole seconds, `2017-07-31T05:00:00Z`. */
export function wire(instant: Temporal.Instant): string {
  return instant.round({ smallestUnit: 'second', roundingMode: 'floor' }).toString()
}

/** The day of an instant in the zone of the centre, `AAAA-MM-DD`. */
export function centralDay(instant: Temporal.Instant): string {
  return instant.toZonedDateTimeISO('America/Mexico_City').toPlainDate().toString()
}

/**
 * A minute by the clock on the wall of `zone`, written `AAAA-MM-DD HH:MM`. 'impossible': the clocks there skip it or show it
 * twice, and nobody could say when it is. Null for every other text.
 */
export function readLocalTime(text: string, zone: string): Temporal.Instant | 'impossible' | null {
  const parts = /^(\d{4}-\d{2}-\d{2})(?:T| +)(\d{1,2}):(\d{2})$/.exec(text.trim())
  const day = parts && readDay(parts[1]!)
  const [hour, minute] = [Number(parts?.[2]), Number(parts?.[3])]
  if (!day || hour > 23 || minute > 59) return null
  try {
    return day.toPlainDateTime({ hour, minute }).toZonedDateTime(zone, { disambiguation: 'reject' }).toInstant()
  } catch (error) {
    if (error instanceof RangeError) return 'impossible'
    throw error
  }
}

/** A day of the calendar written `AAAA-MM-DD`; null for every other text and for a day that does not exist. */
export function readDay(text: string): Temporal.PlainDate | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (!parts) return null
  const [year, month, day] = parts.slice(1).map(Number) as [number, number, number]
  if (month < 1 || month > 12 || day < 1) return null
  return day > Temporal.PlainYearMonth.from({ year, month }).daysInMonth ? null : Temporal.PlainDate.from(text)
}
