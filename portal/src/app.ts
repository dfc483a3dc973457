// Wiring only: settings → platform → edges → routes. The one place that builds the whole of what the rooms ask for.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createClock } from '#clock'
import type { DrivableClock } from '#clock'
import type { Config } from '#config'
import { createLog } from '#context'
import type { App } from '#context'
import { connectionOf, openDb } from '#db'
import { followDrivenClock } from '#driven-clock'
import { CALLS, closeClients } from '#gateway-client'
import { openJobs } from '#jobs'
import { readPublicTrust, readTransportIdentity } from '#keys'
import { openMailer } from '#mailer'
import { openSecrets } from '#secrets'
import { reactions, handlers } from './reactions.ts'
import type { WorkerApp } from './reactions.ts'

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
      : await openJobs(connectionOf(config), {
          supervise: options.queue === 'keep',
          jobs: Object.keys(handlers),
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
      await closeClients()
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

/** Everything that the rooms of web and worker may ask for; the signer's socket is only usable by the worker. */
export async function withEdges(
  app: App,
  calls: number = CALLS.web,
): Promise<WorkerApp & { readonly sealTrust: Awaited<ReturnType<typeof readPublicTrust>> }> {
  const { config } = app
  const keysDir = join(config.dataDir, 'llaves')
  return {
    ...app,
    entidades: { identity: { ...(await readTransportIdentity(keysDir)), calls } },
    sealTrust: await readPublicTrust(keysDir),
    signer: { socketPath: signerSocket(config) },
    bank: { url: config.bankUrl ?? '', secret: app.secrets.bank },
    mailer: openMailer(config),
  }
}

export function signerSocket(config: Config): string {
  return join(config.runDir, 'firma.sock')
}

/** Reads an alta file that an entidad brought. @throws SyntaxError or a file error; the caller says so in words */
export function readAltaFile(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8')) as unknown
}
