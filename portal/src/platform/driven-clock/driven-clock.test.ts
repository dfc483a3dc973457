// One clock for every process of the demonstration: all follow it, and it never runs backwards.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { createClock } from '#clock'
import type { DrivableClock } from '#clock'
import { openDb } from '#db'
import type { Db } from '#db'
import { openTestDatabase } from '../../../test/database.ts'
import { driveClock, followDrivenClock } from './driven-clock.ts'

const at = (text: string): Temporal.Instant => Temporal.Instant.from(text)
const noErrors = (error: Error): never => {
  throw error
}

async function until(what: string, look: () => boolean): Promise<void> {
  for (let tries = 0; !look(); tries += 1) {
    assert.ok(tries < 400, `waited too long for ${what}`)
    await delay(25)
  }
}

/** How far apart two clocks are, in milliseconds. */
const apart = (one: DrivableClock, other: DrivableClock): number =>
  Math.abs(one.now().epochMilliseconds - other.now().epochMilliseconds)

async function follower(db: Db): Promise<{ clock: DrivableClock; stop: () => Promise<void> }> {
  const clock = createClock()
  return { clock, stop: await followDrivenClock(db, clock, noErrors) }
}

test('every process follows when the clock is moved or runs faster, and one that starts later joins', async () => {
  const { db, connection } = await openTestDatabase()
  const far = at('2090-01-01T06:00:00Z')
  const one = await follower(db)
  const two = await follower(db)
  await driveClock(db, one.clock, { shown: far, speed: 3_600 })
  assert.equal(one.clock.speed, 3_600, 'whoever drives it follows at once')
  await until('the other process', () => two.clock.speed === 3_600)
  await driveClock(db, two.clock, { speed: 0 })
  await until('the stopped clock', () => one.clock.speed === 0)
  assert.equal(apart(one.clock, two.clock), 0)
  assert.ok(Temporal.Instant.compare(one.clock.now(), far) > 0)

  const child = spawn(
    process.execPath,
    [
      '--input-type=module-typescript',
      '--eval',
      `import { createClock } from '#clock'
       import { openDb } from '#db'
       import { followDrivenClock } from '#driven-clock'
       const db = openDb(JSON.parse(process.env['GIVEN'] ?? ''), 1, () => undefined)
       const clock = createClock()
       const stop = await followDrivenClock(db, clock, () => undefined)
       process.stdout.write(String(clock.now()))
       await stop()
       await db.close()`,
    ],
    {
      cwd: new URL('../../../', import.meta.url),
      env: { ...process.env, GIVEN: JSON.stringify(connection) },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  assert.equal(await new Promise((done) => child.once('exit', done)), 0)
  assert.equal(said, String(one.clock.now()), 'a process of its own shows the very same instant')
  await one.stop()
  await two.stop()
})

test('the clock never runs backwards, however it is asked, and two that drive it at once cannot turn it back', async () => {
  const { db } = await openTestDatabase()
  const { clock, stop } = await follower(db)
  const before = clock.now()
  await driveClock(db, clock, { shown: at('2017-07-31T05:00:00Z') })
  assert.ok(Temporal.Instant.compare(clock.now(), before) >= 0, 'not behind the machine, when it was never driven')
  await driveClock(db, clock, { shown: at('2090-01-01T00:00:00Z'), speed: 0 })
  await driveClock(db, clock, { shown: at('2089-12-31T23:59:58Z') })
  assert.equal(String(clock.now()), '2090-01-01T00:00:00Z', 'not even by two seconds')
  const late = createClock()
  late.drive({ real: at('2026-01-01T00:00:00Z'), shown: at('2090-01-01T00:00:00Z'), speed: 0 })
  await driveClock(db, clock, { shown: at('2090-01-02T00:00:00Z') })
  await driveClock(db, late, { speed: 0 })
  assert.equal(String(late.now()), '2090-01-02T00:00:00Z', 'a process that had not heard yet takes nothing back')

  await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      driveClock(db, createClock(), { shown: at('2091-01-01T00:00:00Z').add({ minutes: i }), speed: 0 }),
    ),
  )
  await until('the last of twenty', () => String(clock.now()) === '2091-01-01T00:19:00Z')
  await stop()
})

test('a database that goes away does not end the process: the clock goes on and follows again afterwards', async () => {
  const { db, owner } = await openTestDatabase()
  const heard: Error[] = []
  const other = openDb(db.connection, 1, () => undefined)
  const clock = createClock()
  const stop = await followDrivenClock(other, clock, (error) => heard.push(error))
  // The table is away for a moment: the state cannot be read.
  await owner.query('alter table clock.driven rename to away', [])
  await db.query(`select pg_notify('actas_clock', '')`, [])
  await until('the error', () => heard.length > 0)
  assert.ok(clock.now())
  await owner.query('alter table clock.away rename to driven', [])
  await driveClock(db, createClock(), { shown: at('2090-01-01T00:00:00Z'), speed: 0 })
  await until('the new state', () => String(clock.now()) === '2090-01-01T00:00:00Z')
  await stop()
  await other.close()
})
