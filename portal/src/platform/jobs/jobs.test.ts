// The queue: a job exists exactly if its fact does, is tried again when it fails, and outlives whoever worked on it.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import type { DatabaseConnection } from '#config'
import { openTestDatabase } from '../../../test/database.ts'
import { openQueue, openTestApp } from '../../../test/app.ts'
import { append } from '../journal/journal.ts'
import { openJobs } from './jobs.ts'
import type { JobPayload } from './jobs.ts'
import { PgBoss } from 'pg-boss'

const payload = (entry: number): JobPayload => ({ entry, subject: `ACT-${entry}`, entidad: '06' })

async function until(what: string, look: () => boolean | Promise<boolean>, tries = 800): Promise<void> {
  for (let tried = 0; !(await look()); tried += 1) {
    assert.ok(tried < tries, `waited too long for ${what}`)
    await delay(25)
  }
}

test('a job is queued exactly if the transaction of its fact is kept', async () => {
  const app = await openTestApp(new Map([['prueba.hecha', ['prueba.seguir', 'prueba.avisar']]]))
  const done: [string, JobPayload][] = []
  for (const job of ['prueba.seguir', 'prueba.avisar'])
    await app.jobs.work(job, async (given) => void done.push([job, given]))
  const fact = (subject: string) => ({ event: 'prueba.hecha', actor: 'sistema', subject, entidad: '06' })
  const undone = app.db.tx(async (tx) => {
    await append(app, tx, fact('ACT-1'))
    throw new Error('undone')
  })
  await assert.rejects(undone, /undone/)
  await app.db.tx(async (tx) => await append(app, tx, fact('ACT-2')))
  assert.ok(await app.jobs.settle(20_000))
  const [entry] = await app.db.query<{ id: number }>('select id from journal.entry', [])
  assert.deepEqual(done.sort(), [
    ['prueba.avisar', { entry: entry!.id, subject: 'ACT-2', entidad: '06' }],
    ['prueba.seguir', { entry: entry!.id, subject: 'ACT-2', entidad: '06' }],
  ])
})

test('a process that only records facts can queue, and a job that nobody knows is refused instead of lost', async () => {
  const { db, connection } = await openTestDatabase()
  const keeper = await openQueue(connection, db, ['prueba.seguir'])
  const writer = await openQueue(connection, db, [], false)
  const done: number[] = []
  await keeper.work('prueba.seguir', async ({ entry }) => void done.push(entry))
  await db.tx(async (tx) => await writer.enqueue(tx, 'prueba.seguir', payload(7)))
  assert.ok(await keeper.settle(20_000))
  assert.deepEqual(done, [7])
  const unknown = db.tx(async (tx) => {
    await tx.query('create table fact (n int)', [])
    await writer.enqueue(tx, 'prueba.nadie', payload(8))
  })
  await assert.rejects(unknown)
  assert.deepEqual(await db.query(`select to_regclass('fact') as found`, []), [{ found: null }], 'nor is its fact kept')
})

test('a job that is queued without the library is the job that the library would have queued', async () => {
  const { db, connection } = await openTestDatabase()
  const queue = await openQueue(connection, db, ['prueba.seguir'])
  const executeSql = async (text: string, values: unknown[] = []) => ({ rows: await db.query(text, values) })
  const boss = new PgBoss({ db: { executeSql }, supervise: false, schedule: false, migrate: false })
  boss.on('error', (error) => assert.fail(error))
  await boss.start()
  await boss.send('prueba.seguir', payload(1))
  await db.tx(async (tx) => await queue.enqueue(tx, 'prueba.seguir', payload(1)))
  const rows = await db.query<Record<string, unknown>>(
    `select to_jsonb(j) - 'id' - 'created_on' - 'start_after' - 'keep_until' as job,
            start_after = created_on as at_once, extract(epoch from keep_until - start_after)::int as kept_s
     from pgboss.job j where name = 'prueba.seguir'`,
    [],
  )
  await boss.stop()
  assert.equal(rows.length, 2)
  assert.deepEqual(rows[0], rows[1])
})

test('a worker is woken as soon as a fact is committed, not when it next looks', async () => {
  const { db, connection } = await openTestDatabase()
  const queue = await openQueue(connection, db, ['prueba.seguir'])
  const heard: string[] = []
  const stop = await db.listen(await channelOf(db), (name) => heard.push(name))
  await db.tx(async (tx) => await queue.enqueue(tx, 'prueba.seguir', payload(1)))
  await until('the call', () => heard.length > 0)
  assert.deepEqual(heard, ['prueba.seguir'])
  await stop()
})

/** The channel on which the library listens, as it says itself. */
async function channelOf(db: Awaited<ReturnType<typeof openTestDatabase>>['db']): Promise<string> {
  const { notifyChannelSql } = await import('pg-boss/dist/plans.js')
  const [row] = await db.query<{ channel: string }>(`select ${notifyChannelSql('pgboss')} as channel`, [])
  return row!.channel
}

test('a handler that fails is told to the diagnostics and tried again with the same entry, until it succeeds', async () => {
  const { db, connection } = await openTestDatabase()
  const heard: [string, string | undefined][] = []
  const queue = await openJobs(
    { ...connection },
    { supervise: true, jobs: ['prueba.fragil'], onError: (error, job) => heard.push([String(error), job]), db },
  )
  const seen: number[] = []
  await queue.work('prueba.fragil', async ({ entry }) => {
    seen.push(entry)
    if (seen.length < 2) throw new Error('no pudo')
  })
  await db.tx(async (tx) => await queue.enqueue(tx, 'prueba.fragil', payload(1)))
  await until('the second try', async () => {
    // Its pause is cut short: the test would only wait.
    await db.query(`update pgboss.job set start_after = now() where state = 'retry' and start_after > now()`, [])
    return seen.length === 2
  })
  assert.ok(await queue.settle(20_000))
  assert.deepEqual(seen, [1, 1])
  assert.deepEqual(heard, [['Error: no pudo', 'prueba.fragil']])
  const states = await db.query(`select state from pgboss.job where name = 'prueba.fragil'`, [])
  assert.deepEqual(states, [{ state: 'completed' }])
  await queue.stop()
})

test('a failing job is tried for the 72 hours of an order, in pauses of at most a minute, also after an update of the program', async () => {
  const { db, connection } = await openTestDatabase()
  await openQueue(connection, db, ['prueba.seguir'])
  const read = `select retry_limit * retry_delay_max as seconds, retry_delay_max, heartbeat_seconds from pgboss.queue where name = 'prueba.seguir'`
  const wanted = [{ seconds: 72 * 3600, retry_delay_max: 60, heartbeat_seconds: 10 }]
  assert.deepEqual(await db.query(read, []), wanted)
  await db.query('update pgboss.queue set retry_limit = 3, retry_delay_max = 5, heartbeat_seconds = 60', [])
  await openQueue(connection, db, ['prueba.seguir'])
  assert.deepEqual(await db.query(read, []), wanted)
})

test('settling waits for what runs, for what waits and for what is due again, and says when it gave up', async () => {
  const { db, connection } = await openTestDatabase()
  const queue = await openQueue(connection, db, ['prueba.larga'])
  assert.equal(await queue.settle(0), true, 'nothing was queued')
  let release = (): void => undefined
  const going = new Promise<void>((done) => (release = done))
  let ended = 0
  await db.tx(async (tx) => await queue.enqueue(tx, 'prueba.larga', payload(1)))
  assert.equal(await queue.settle(0), false, 'it waits')
  await queue.work('prueba.larga', async () => {
    await going
    ended += 1
  })
  await until(
    'the start',
    async () => (await db.query(`select 1 from pgboss.job where state = 'active'`, [])).length === 1,
  )
  assert.equal(await queue.settle(50), false, 'it runs')
  const settled = queue.settle(20_000)
  release()
  assert.equal(await settled, true)
  assert.equal(ended, 1)
  await queue.stop()
  await db.query(`update pgboss.job set state = 'retry', start_after = now() - interval '1 second'`, [])
  assert.equal(await queue.settle(0), false, 'it is due for another try')
  await db.query(`update pgboss.job set start_after = now() + interval '1 minute'`, [])
  assert.equal(await queue.settle(0), true, 'what is due later is not waited for')
})

/** A process of its own that takes jobs of `prueba.larga` and never finishes one. */
async function stuckWorker(connection: DatabaseConnection): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    [
      '--input-type=module-typescript',
      '--eval',
      `import { openDb } from '#db'
       import { openJobs } from '#jobs'
       const connection = JSON.parse(process.env['GIVEN'] ?? '')
       const db = openDb(connection, 1, () => undefined)
       const queue = await openJobs(connection, { supervise: true, jobs: ['prueba.larga'], onError: () => undefined, db })
       await queue.work('prueba.larga', async () => {
         process.stdout.write('tomado')
         await new Promise(() => undefined)
       })`,
    ],
    {
      cwd: new URL('../../../', import.meta.url),
      env: { ...process.env, GIVEN: JSON.stringify(connection) },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  let said = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (said += text))
  await until('the other process to take the job', () => said === 'tomado')
  return child
}

test(
  'the job of a worker that was killed is taken by another one',
  { skip: process.env['ACTAS_TEST_ALL'] === 'true' ? false : 'slow: npm run test:all' },
  async () => {
    const { db, connection } = await openTestDatabase()
    const queue = await openQueue(connection, db, ['prueba.larga'])
    await db.tx(async (tx) => await queue.enqueue(tx, 'prueba.larga', payload(5)))
    const other = await stuckWorker(connection)
    const gone = new Promise<void>((done) => void other.once('exit', () => done()))
    other.kill('SIGKILL')
    await gone
    const done: number[] = []
    await queue.work('prueba.larga', async ({ entry }) => void done.push(entry))
    assert.equal(done.length, 0)
    // A heartbeat of 10 s must be missed and noticed: measured at about 30 s.
    await until('the job to come back', () => done.length === 1, 3_600)
    assert.deepEqual(done, [5])
    assert.ok(await queue.settle(20_000))
  },
)
