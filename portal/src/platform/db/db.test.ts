// The door to PostgreSQL: transactions, numbers that are never rounded, and connections that go away.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { openTestDatabase } from '../../../test/database.ts'
import { openDb, sqlState } from './db.ts'
import type { Db } from './db.ts'

async function until(what: string, look: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await look()); tries += 1) {
    assert.ok(tries < 400, `waited too long for ${what}`)
    await delay(25)
  }
}

const ownPid = `select pg_backend_pid() as pid`

async function endBackend(owner: Db, pid: number): Promise<void> {
  await owner.query('select pg_terminate_backend($1)', [pid])
}

test('a transaction is kept whole, and a failed one leaves nothing', async () => {
  const { db, owner } = await openTestDatabase()
  await owner.query('create table cosa (n int primary key)', [])
  assert.equal(await db.tx(async (tx) => (await tx.query('insert into cosa values (1) returning n', [])).length), 1)
  const refused = db.tx(async (tx) => {
    await tx.query('insert into cosa values (2)', [])
    throw new Error('changed our mind')
  })
  await assert.rejects(refused, /changed our mind/)
  const twice = db.query('insert into cosa values (1)', [])
  await assert.rejects(twice, (error) => sqlState(error) === '23505')
  assert.deepEqual(await db.query('select n from cosa', []), [{ n: 1 }])
  assert.equal(sqlState(new Error('not of the database')), null)
})

test('instants keep their millisecond, days stay days, and a number too large for us is refused instead of rounded', async () => {
  const { db } = await openTestDatabase()
  const at = Temporal.Instant.from('2017-07-31T05:00:00.123Z')
  const [row] = await db.query<{ at: Temporal.Instant; day: string; n: number; amount: string }>(
    `select $1::timestamptz as at, date '2017-07-31' as day, 9007199254740991::bigint as n, 1.10::numeric as amount`,
    [at],
  )
  assert.deepEqual(
    { ...row, at: String(row?.at) },
    { at: String(at), day: '2017-07-31', n: 2 ** 53 - 1, amount: '1.10' },
  )
  await assert.rejects(db.query('select 9007199254740993::bigint as n', []), RangeError)
  assert.equal((await db.query('select 1 as n', [])).length, 1, 'the connection still serves')
})

test('a server that drops a connection in the middle of a transaction costs that transaction and not the process', async () => {
  const { db, owner } = await openTestDatabase()
  const heard: Error[] = []
  const other = openDb(db.connection, 2, (error) => heard.push(error))
  const cut = other.tx(async (tx) => {
    const [me] = await tx.query<{ pid: number }>(ownPid, [])
    await endBackend(owner, me!.pid)
    await until('the news of the lost connection', () => heard.length > 0)
    await tx.query('select 1', [])
  })
  await assert.rejects(cut)
  assert.equal((await other.query('select 1 as n', [])).length, 1, 'the pool has made a new connection')
  await other.close()
})

test('whoever listens goes on listening after a lost connection, and is told once that something may have been missed', async () => {
  const { db, owner } = await openTestDatabase()
  const heard: string[] = []
  const stop = await db.listen('prueba', (payload) => heard.push(payload))
  await db.query(`select pg_notify('prueba', 'uno')`, [])
  await until('the first notification', () => heard.length === 1)
  const listeners = `select pid from pg_stat_activity where datname = current_database() and query like 'listen%'`
  const [listener] = await owner.query<{ pid: number }>(listeners, [])
  await endBackend(owner, listener!.pid)
  await until('the sign that something may have been missed', () => heard.length === 2)
  await db.query(`select pg_notify('prueba', 'dos')`, [])
  await until('the second notification', () => heard.length === 3)
  assert.deepEqual(heard, ['uno', '', 'dos'])
  await stop()
  await until('the end of the connection', async () => (await owner.query(listeners, [])).length === 0)
})

test('who stops listening while the connection is being opened again leaves none behind', async () => {
  const { db, owner } = await openTestDatabase()
  const stop = await db.listen('prueba', () => undefined)
  const listeners = `select pid from pg_stat_activity where datname = current_database() and query like 'listen%'`
  const [listener] = await owner.query<{ pid: number }>(listeners, [])
  await endBackend(owner, listener!.pid)
  await until('the loss', async () => (await owner.query(listeners, [])).length === 0)
  await stop()
  // Longer than the pause before a connection is opened again.
  await delay(900)
  assert.deepEqual(await owner.query(listeners, []), [])
})
