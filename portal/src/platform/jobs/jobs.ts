// The queue: work that must follow a committed fact, kept by pg-boss in the same database and the same transaction.
import { PgBoss } from 'pg-boss'
import type { ConstructorOptions } from 'pg-boss'
import pg from 'pg'
import { monotonicMs, sleep } from '#clock'
import type { Queryable } from '#db'

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

const adapter = (source: Queryable) => ({
  async executeSql(text: string, values: unknown[] = []) {
    return { rows: await source.query<Record<string, unknown>>(text, values) }
  },
})

/**
 * Opens the queue. Only a process that `supervise`s creates the schema, revives abandoned jobs and cleans up;
 * the others merely enqueue.
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
  const settings: ConstructorOptions = {
    ...(connection as ConstructorOptions),
    schema: SCHEMA,
    max: options.supervise ? 4 : 1,
    supervise: options.supervise,
    schedule: false,
    migrate: options.supervise,
    createSchema: options.supervise,
    useListenNotify: options.supervise,
    superviseIntervalSeconds: SUPERVISE_S,
    monitorIntervalSeconds: SUPERVISE_S,
    maintenanceIntervalSeconds: 60,
    reindex: false,
    monitorVacuum: false,
  }
  const boss = new PgBoss(settings)
  boss.on('error', (error) => options.onError(error))
  await boss.start()
  if (options.supervise) {
    for (const job of options.jobs) {
      if ((await boss.getQueue(job)) === null) await boss.createQueue(job, QUEUE)
      // A queue made by an earlier version follows what this one says.
      else await boss.updateQueue(job, QUEUE)
    }
  }
  return {
    async enqueue(tx, job, payload) {
      await boss.send(job, payload, { db: adapter(tx) })
    },
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
    async settle(limitMs) {
      const end = monotonicMs() + limitMs
      for (;;) {
        const [row] = await options.db.query<{ n: number }>(
          `select count(*)::int as n from ${SCHEMA}.job where state in ('created', 'retry', 'active') and start_after <= now()`,
          [],
        )
        if (row?.n === 0) return true
        if (monotonicMs() > end) return false
        await sleep(20)
      }
    },
    async stop() {
      await boss.stop({ graceful: true, timeout: 4_000 })
    },
  }
}
