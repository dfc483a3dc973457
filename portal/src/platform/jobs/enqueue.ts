// Puts a job into the queue's tables, as the library of the queue does it. A process that only records facts queues by this
// alone: the library would cost it 15 MB.
import { monotonicMs, sleep } from '#clock'
import type { Queryable } from '#db'
import type { JobPayload } from './jobs.ts'

/** What the queue says of a job's tries and ends is copied into the job, and its workers are woken with the commit. */
const INSERT = `
  with made as (
    insert into pgboss.job (
      name, data, created_on, start_after, keep_until, expire_seconds, deletion_seconds,
      retry_limit, retry_delay, retry_backoff, retry_delay_max, policy, dead_letter, heartbeat_seconds
    )
    select
      q.name, $2::jsonb, at, at, at + q.retention_seconds * interval '1s', q.expire_seconds, q.deletion_seconds,
      q.retry_limit, q.retry_delay, q.retry_backoff, q.retry_delay_max, q.policy, q.dead_letter, q.heartbeat_seconds
    from pgboss.queue q, pgboss.job_now() as at
    where q.name = $1
    returning name
  )
  select pg_notify('pgboss_' || left(encode(sha224('pgboss'::bytea), 'hex'), 24), name) from made`

/** Queues `job` inside the caller's transaction. @throws Error when there is no such queue, so that no fact goes unheard */
export async function enqueue(tx: Queryable, job: string, payload: JobPayload): Promise<void> {
  const made = await tx.query(INSERT, [job, JSON.stringify(payload)], 'jobs.enqueue')
  if (made.length === 0) throw new Error(`there is no queue for the job ${job}`)
}

/** Waits until no job is running, queued or due for another try, at most `limitMs`; false when it was still busy then. */
export async function settle(db: Queryable, limitMs: number): Promise<boolean> {
  const end = monotonicMs() + limitMs
  for (;;) {
    const [row] = await db.query<{ n: number }>(
      `select count(*)::int as n from pgboss.job where state in ('created', 'retry', 'active') and start_after <= now()`,
      [],
    )
    if (row?.n === 0) return true
    if (monotonicMs() > end) return false
    await sleep(20)
  }
}
