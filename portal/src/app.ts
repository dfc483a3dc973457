// Wiring only: what every role has, opened from the settings. It loads no room, so that a role that needs little stays small;
// what web and worker have besides is in edges.ts.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createClock } from '#clock'
import type { DrivableClock } from '#clock'
import type { Config } from '#config'
import { createLog } from '#context'
import type { App } from '#context'
import { connectionOf, openDb } from '#db'
import { followDrivenClock } from '#driven-clock'
import { openSecrets } from '#secrets'
import { jobs as known, reactions } from './reactions.ts'

/** The parts of an App that are opened in every role, and how to close them. */
export interface Base {
  readonly app: App
  readonly clock: DrivableClock
  close(): Promise<void>
}

export interface BaseOptions {
  readonly role: string
  readonly poolSize: number
  /** Whether this process keeps the queue (schema, revival of abandoned jobs); null opens no queue at all. */
  readonly queue: 'keep' | 'enqueue' | null
}

/** Opens database, clock, queue and diagnostics for one process. */
export async function openBase(config: Config, options: BaseOptions): Promise<Base> {
  const clock = createClock()
  const log = createLog(options.role, clock, (line) => void process.stderr.write(line))
  const onError = (error: Error): void => log.error('database.connection', error)
  const db = openDb(connectionOf(config), options.poolSize, onError)
  const stopClock = config.world === 'ninguno' ? async () => {} : await followDrivenClock(db, clock, onError)
  const jobs =
    options.queue === null
      ? refusingJobs()
      : await (
          await import('#jobs')
        ).openJobs(connectionOf(config), {
          supervise: options.queue === 'keep',
          jobs: known,
          onError: (error, job) => log.error('queue', error, job === undefined ? {} : { job }),
          db,
        })
  const app: App = { config, db, clock, log, secrets: openSecrets(config.dataDir), jobs, reactions }
  return {
    app,
    clock,
    async close() {
      await jobs.stop()
      await stopClock()
      await db.close()
    },
  }
}

/** Roles that never record an event need no queue; asking for one there is a defect. */
function refusingJobs(): App['jobs'] {
  const refuse = async (): Promise<never> => {
    throw new Error('this role has no queue')
  }
  return { enqueue: refuse, work: refuse, settle: refuse, stop: async () => {} }
}

export function signerSocket(config: Config): string {
  return join(config.runDir, 'firma.sock')
}

/** Reads an alta file that an entidad brought. @throws SyntaxError or a file error; the caller says so in words */
export function readAltaFile(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8')) as unknown
}
