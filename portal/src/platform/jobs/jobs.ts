// The queue: work that must follow a committed fact, kept by pg-boss in the same database and the same transaction.
import type { ConstructorOptions } from 'pg-boss'
import type pg from 'pg'
import type { Queryable } from '#db'
import { enqueue, settle } from './enqueue.ts'

/** What a handler receives: the entry of the journal that caused it. */
export interface JobPayload {
  readonly entry: number
  readonly subject: string
  readonly entidad: string | null
}

/** event → names of the jobs that follow it. */
export type Reactions = ReadonlyMap<string, readonly string[]>

export interface Jobs {
  /** Queues `job` inside the caller's transaction: it exists exactly if the fact does. */
  enqueue(tx: Queryable, job: string, payload: JobPayload): Promise<void>
  /** Starts working on `job`; the handler may be called twice for one entry and must land on the same result. */
  work(job: string, handler: (payload: JobPayload) => Promise<void>): Promise<void>
  /** Waits until no job is running, queued or due for another try, at most `limitMs`; false when it was still busy then. */
  settle(limitMs: number): Promise<boolean>
  stop(): Promise<void>
}

const SCHEMA = 'pgboss'
/** A killed worker's job is given to another after heartbeat + monitor ≈ 15–30 s (both must be set: stack measurements). */
const HEARTBEAT_S = 10
const SUPERVISE_S = 5
/** A job that fails is tried again at growing pauses, up to a minute, for the 72 hours that an order has. */
const LONGEST_PAUSE_S = 60
const RETRIES = (72 * 3600) / LONGEST_PAUSE_S

const QUEUE = {
  notify: true,
  heartbeatSeconds: HEARTBEAT_S,
  retryLimit: RETRIES,
  retryDelay: 2,
  retryBackoff: true,
  retryDelayMax: LONGEST_PAUSE_S,
  expireInSeconds: 300,
}

/**
 * Opens the queue. Only a process that `supervise`s creates the schema, works, revives abandoned jobs and cleans up;
 * the others merely enqueue, and do not even load the library.
 */
export async function openJobs(
  connection: pg.ClientConfig,
  options: {
    supervise: boolean
    jobs: readonly string[]
    /** Hears what goes wrong in the queue itself and, with its name, in a job that will be tried again. */
    onError: (error: unknown, job?: string) => void
    db: Queryable
  },
): Promise<Jobs> {
  const queueing = { enqueue, settle: async (limitMs: number) => await settle(options.db, limitMs) }
  if (!options.supervise) return { ...queueing, work: refuseWork, stop: async () => {} }
  const { PgBoss } = await import('pg-boss')
  const settings: ConstructorOptions = {
    ...(connection as ConstructorOptions),
    schema: SCHEMA,
    max: 4,
    supervise: true,
    schedule: false,
    migrate: true,
    createSchema: true,
    useListenNotify: true,
    superviseIntervalSeconds: SUPERVISE_S,
    monitorIntervalSeconds: SUPERVISE_S,
    maintenanceIntervalSeconds: 60,
    reindex: false,
    monitorVacuum: false,
  }
  const boss = new PgBoss(settings)
  boss.on('error', (error) => options.onError(error))
  await boss.start()
  for (const job of options.jobs) {
    if ((await boss.getQueue(job)) === null) await boss.createQueue(job, QUEUE)
    // A queue made by an earlier version follows what this one says.
    else await boss.updateQueue(job, QUEUE)
  }
  return {
    ...queueing,
    async work(job, handler) {
      await boss.work<JobPayload>(
        job,
        {
          batchSize: 1,
          localConcurrency: 4,
          burstWhenBatchFull: true,
          pollingIntervalSeconds: 2,
          notifyPollingIntervalSeconds: 5,
          heartbeatRefreshSeconds: 4,
        },
        async (batch) => {
          try {
            for (const one of batch) await handler(one.data)
          } catch (error) {
            options.onError(error, job)
            throw error
          }
        },
      )
    },
    async stop() {
      await boss.stop({ graceful: true, timeout: 4_000 })
    },
  }
}

async function refuseWork(): Promise<never> {
  throw new Error('only the process that keeps the queue works on its jobs')
}
