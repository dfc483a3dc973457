// The time of the whole world moves together and stops wherever the portal has something due, in whatever order it is asked.
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { startFakePortal, type FakePortal } from '../../test/fake-portal.ts'
import { makeClock, type WorldClock } from '../clock.ts'
import { openClockDrive, type ClockDrive } from './walk.ts'

interface Scene {
  drive: ClockDrive
  portal: FakePortal
  clock: WorldClock
  /** What the nodes showed each time they were told. */
  told: string[]
  moved: number
}

async function scene(t: TestContext): Promise<Scene> {
  const portal = await startFakePortal()
  t.after(portal.close)
  const clock = makeClock()
  const it: Scene = { drive: null as unknown as ClockDrive, portal, clock, told: [], moved: 0 }
  it.drive = openClockDrive({
    clock,
    secret: portal.secret,
    portal: () => portal.url,
    spread: async () => void it.told.push(clock.now().toString()),
    moved: () => void (it.moved += 1),
  })
  return it
}

const codigo = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: { codigo: string }) => error.codigo,
  )

const seconds = (from: Temporal.Instant, to: Temporal.Instant): number => Math.round(to.since(from).total('seconds'))

test('seventy-two hours stop at each deadline in between, and portal, bank and nodes are there together', async (t) => {
  const { drive, portal, clock, told } = await scene(t)
  const start = clock.now()
  const deadlines = [5, 24, 24.5, 71.99].map((hours) => start.add({ seconds: Math.round(hours * 3_600) }))
  portal.deadlines = [...deadlines, start.add({ hours: 100 })]
  const seen: number[] = []
  portal.onSweep = async (at) => void seen.push(Math.abs(clock.now().since(Temporal.Instant.from(at)).total('seconds')))
  const report = await drive.change({ avanza: 'PT72H' })
  assert.equal(report.pasos, 5)
  assert.deepEqual(portal.swept.slice(0, 4), deadlines.map(String))
  assert.equal(seconds(start, clock.now()), 72 * 3_600)
  assert.equal(seconds(start, portal.now()), 72 * 3_600)
  assert.equal(portal.deadlines.length, 1)
  // At each sweep the bank's clock was already at its instant, and the nodes had been told.
  assert.equal(seen.length, 5)
  for (const apart of seen) assert.ok(apart < 2)
  for (const at of portal.swept)
    assert.ok(
      told.some((one) => Math.abs(seconds(Temporal.Instant.from(at), Temporal.Instant.from(one))) <= 1),
      at,
    )
})

test('what is overdue already is swept first, at the present instant', async (t) => {
  const { drive, portal, clock } = await scene(t)
  portal.deadlines = [clock.now().subtract({ hours: 3 })]
  const before = clock.now()
  const report = await drive.change({ avanza: 'PT1H' })
  assert.equal(report.pasos, 2)
  assert.ok(Math.abs(seconds(before, Temporal.Instant.from(portal.swept[0] ?? ''))) <= 1)
})

test('two changes at once are done one after the other, and neither is lost', async (t) => {
  const { drive, portal, clock, ...it } = await scene(t)
  const start = clock.now()
  let sweeping = 0
  let most = 0
  portal.onSweep = async () => {
    sweeping += 1
    most = Math.max(most, sweeping)
    await new Promise((resolve) => setTimeout(resolve, 20))
    sweeping -= 1
  }
  await Promise.all([
    drive.change({ avanza: 'PT1H' }),
    drive.change({ avanza: 'PT2H' }),
    drive.change({ avanza: 'PT4H' }),
  ])
  assert.equal(most, 1)
  assert.equal(seconds(start, clock.now()), 7 * 3_600)
  assert.ok(it.told.length >= 3)
})

test('a change that fails does not stop the ones after it', async (t) => {
  const { drive, clock } = await scene(t)
  const start = clock.now()
  const [bad] = await Promise.all([codigo(drive.change({ avanza: 'mañana' })), drive.change({ avanza: 'PT1H' })])
  assert.equal(bad, 'avanza-invalido')
  assert.equal(seconds(start, clock.now()), 3_600)
})

test('an instant can be asked for, never one that has passed', async (t) => {
  const { drive, clock } = await scene(t)
  const wanted = clock.now().add({ hours: 30 }).round('second')
  assert.deepEqual(await drive.change({ ahora: wanted.toString() }), {
    ahora: wanted.toString(),
    velocidad: 1,
    pasos: 1,
  })
  assert.equal(await codigo(drive.change({ ahora: wanted.subtract({ hours: 1 }).toString() })), 'reloj-atras')
})

test('at a high speed the clocks of the world and the portal stay close enough for the bank’s notices', async (t) => {
  const { drive, portal, clock, ...it } = await scene(t)
  // A tenth of a second late is six minutes at that speed.
  portal.lagMs = 100
  const report = await drive.change({ velocidad: 3_600 })
  assert.equal(report.velocidad, 3_600)
  await new Promise((resolve) => setTimeout(resolve, 200))
  assert.ok(Math.abs(portal.now().since(clock.now()).total('minutes')) < 3)
  assert.equal((await drive.change({ velocidad: 0 })).velocidad, 0)
  const stopped = clock.now()
  await new Promise((resolve) => setTimeout(resolve, 20))
  assert.equal(Temporal.Instant.compare(clock.now(), stopped), 0)
  assert.ok(it.told.length > 0)
})

test('what cannot be a change of the clock is refused, and nothing moves', async (t) => {
  const { drive, portal, clock } = await scene(t)
  const start = clock.now()
  const wrong: [object, string][] = [
    [{}, 'reloj-sin-cambio'],
    [{ otra: 1 }, 'reloj-sin-cambio'],
    [{ avanza: 'PT1H', ahora: '2030-01-01T00:00:00Z' }, 'reloj-dos-veces'],
    [{ avanza: 'PT0S' }, 'avanza-invalido'],
    [{ avanza: '-PT1H' }, 'avanza-invalido'],
    [{ avanza: 72 }, 'avanza-invalido'],
    [{ avanza: 'P100Y' }, 'avanza-invalido'],
    [{ avanza: `PT${'9'.repeat(200)}H` }, 'avanza-invalido'],
    [{ ahora: '2026-13-01T00:00:00Z' }, 'ahora-invalido'],
    [{ ahora: '2026-11-25' }, 'ahora-invalido'],
    [{ ahora: 1 }, 'ahora-invalido'],
    [{ ahora: '2017-07-31T05:00:00Z' }, 'reloj-atras'],
    [{ ahora: '2999-01-01T00:00:00Z' }, 'reloj-lejos'],
    [{ velocidad: -1 }, 'velocidad-invalida'],
    [{ velocidad: 3_601 }, 'velocidad-invalida'],
    [{ velocidad: 'rápido' }, 'velocidad-invalida'],
    [{ velocidad: [1] }, 'velocidad-invalida'],
  ]
  for (const [fields, expected] of wrong)
    assert.equal(await codigo(drive.change(fields as Record<string, unknown>)), expected, JSON.stringify(fields))
  assert.deepEqual(portal.swept, [])
  assert.ok(seconds(start, clock.now()) < 5)
})

test('days and weeks are durations too', async (t) => {
  const { drive, clock } = await scene(t)
  const start = clock.now()
  await drive.change({ avanza: 'P1W2D' })
  assert.equal(seconds(start, clock.now()), 9 * 86_400)
})

test('a portal that does not answer, or never finishes what is due, ends the walk with a reason', async (t) => {
  const { drive, portal, clock } = await scene(t)
  const stuck = clock.now().subtract({ hours: 1 })
  portal.onSweep = async () => void (portal.deadlines = [stuck])
  portal.deadlines = [stuck]
  await drive.change({ velocidad: 0 })
  assert.equal(await codigo(drive.change({ avanza: 'PT1H' })), 'reloj-atascado')
  await portal.close()
  assert.equal(await codigo(drive.change({ avanza: 'PT1H' })), 'portal-no-responde')
  const alone = openClockDrive({
    clock,
    secret: 'x',
    portal: () => null,
    spread: async () => undefined,
    moved: () => undefined,
  })
  assert.equal(await codigo(alone.change({ avanza: 'PT1H' })), 'portal-no-conocido')
})

test('what the world itself has to do has its own instants on the way, and is done before the portal sweeps there', async (t) => {
  const { portal, clock } = await scene(t)
  const start = clock.now()
  const own = [start.add({ hours: 2 }), start.add({ hours: 30 }), start.add({ hours: 90 })]
  portal.deadlines = [start.add({ hours: 30 })]
  const acted: number[] = []
  portal.onSweep = async () => void acted.push(-1)
  const drive = openClockDrive({
    clock,
    secret: portal.secret,
    portal: () => portal.url,
    spread: async () => undefined,
    moved: () => undefined,
    own: {
      next: () => own[0] ?? null,
      act: async () => {
        while (own[0] && Temporal.Instant.compare(own[0], clock.now()) <= 0) {
          own.shift()
          acted.push(seconds(start, clock.now()) / 3_600)
        }
      },
    },
  })
  const report = await drive.change({ avanza: 'PT72H' })
  assert.deepEqual(acted.map(Math.round), [2, -1, 30, -1, -1])
  assert.equal(report.pasos, 3)
  assert.equal(own.length, 1)
})
