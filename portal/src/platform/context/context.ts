// The small set of things that every room may ask for; only app.ts builds it whole.
import type { Clock } from '#clock'
import type { Config } from '#config'
import type { Db } from '#db'
import type { Jobs, Reactions } from '#jobs'
import type { Secrets } from '#secrets'

/** Diagnostic output for the people who run the program: one JSON line each, never personal data. */
export interface Log {
  info(event: string, data?: Record<string, unknown>): void
  warn(event: string, data?: Record<string, unknown>): void
  error(event: string, error: unknown, data?: Record<string, unknown>): void
}

export interface App {
  readonly config: Config
  readonly db: Db
  readonly clock: Clock
  readonly log: Log
  readonly secrets: Secrets
  readonly jobs: Jobs
  /** Which jobs follow which event of the journal; the table itself is reactions.ts. */
  readonly reactions: Reactions
}

/** Writes diagnostic lines to `write`; errors keep name, message and stack, and nothing that a person typed. */
export function createLog(role: string, clock: Clock, write: (line: string) => void): Log {
  const line = (level: string, event: string, data: Record<string, unknown>): void =>
    write(`${JSON.stringify({ at: clock.now().toString(), level, role, event, ...data })}\n`)
  return {
    info: (event, data = {}) => line('info', event, data),
    warn: (event, data = {}) => line('warn', event, data),
    error(event, error, data = {}) {
      const cause =
        error instanceof Error
          ? { name: error.name, message: error.message, stack: error.stack }
          : { message: String(error) }
      line('error', event, { ...data, error: cause })
    },
  }
}
