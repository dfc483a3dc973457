// Citizens over the wire: what they do with a good portal, how they bear a bad one, and that nobody ever storms it.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { test, type TestContext } from 'node:test'
import { readArrivals } from '../src/citizens/arrivals.ts'
import { openCrowd, type Crowd } from '../src/citizens/crowd.ts'
import { openLater, type LaterStore } from '../src/citizens/later.ts'
import { openPortalApi } from '../src/citizens/portal-api.ts'
import { makeClock, type WorldClock } from '../src/clock.ts'
import { startFakeService, type FakeService, type Mood } from './fake-service.ts'
import { until } from './test-world.ts'

interface Scene {
  service: FakeService
  crowd: Crowd
  clock: WorldClock
  later: LaterStore
  /** Real milliseconds as the crowd knows them, moved by hand. */
  real: number
  /** Looks at the clock so many times, a twentieth of a second apart. */
  live(looks: number): Promise<void>
  left(): number
}

async function scene(t: TestContext, o: { mood?: Mood; orderEveryS?: number; seed?: string } = {}): Promise<Scene> {
  const folder = mkdtempSync(join(tmpdir(), 'actas-vida-'))
  const service = await startFakeService()
  service.mood = o.mood ?? 'bien'
  const ended = new AbortController()
  const clock = makeClock()
  const later = openLater(join(folder, 'vida.sqlite'))
  const it = { real: 0 } as Scene
  const realMs = (): number => it.real
  const api = openPortalApi({ portal: () => service.url, signal: ended.signal, realMs })
  const population = { seed: o.seed ?? '1', personas: 60 }
  const orderEveryS = o.orderEveryS ?? 5
  const crowd = openCrowd({
    population,
    shares: readArrivals(),
    clock,
    api,
    later,
    orderEveryS,
    signal: ended.signal,
    realMs,
  })
  t.after(async () => {
    ended.abort()
    await crowd.close()
    later.close()
    await service.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return Object.assign(it, {
    service,
    crowd,
    clock,
    later,
    async live(looks: number) {
      for (let i = 0; i < looks; i += 1) {
        crowd.look()
        it.real += 50
        await delay(1)
      }
    },
    left: () => Object.values(crowd.ends).reduce((sum, one) => sum + one, 0),
  })
}

test('at a high speed no more than two arrive in a real second, and the clock’s jump of days brings nobody', async (t) => {
  const it = await scene(t)
  it.clock.set({ speed: 3_600 })
  await it.live(200)
  const first = it.left() + it.crowd.inside
  assert.ok(first >= 5 && first <= 21, `${first} arrived in ten seconds`)
  it.clock.set({ speed: 0, shown: it.clock.now().add({ hours: 72 }) })
  await it.live(200)
  assert.ok(it.left() + it.crowd.inside - first <= 1, 'a stopped clock after the jump brings nobody')
})

test('citizens search, order, pay, download, answer faces and report, each by the public API', async (t) => {
  const it = await scene(t, { orderEveryS: 1 })
  it.clock.set({ speed: 1_000 })
  await until(
    'a hundred visits',
    async () => {
      await it.live(20)
      return it.left() >= 100 ? true : undefined
    },
    60_000,
  )
  const { service } = it
  const ends = it.crowd.ends
  for (const end of ['no-encontrada', 'se-fue', 'con-copia'] as const)
    assert.ok(end === 'no-encontrada' || (ends[end] ?? 0) > 0, end)
  const unused = service.count('GET', /reto$/) - service.count('POST', /busquedas$/)
  assert.ok(
    unused >= 0 && unused <= it.crowd.inside,
    `one challenge for each search: ${unused} more, ${it.crowd.inside} inside`,
  )
  const solved = service.calls.filter((one) => /busquedas$/.test(one.path)).map(({ body }) => body?.['altcha'])
  assert.equal(new Set(solved).size, solved.length, 'no challenge is used twice')
  assert.ok(service.count('POST', /busquedas$/) >= 100)
  assert.ok(service.count('POST', /^\/pagar\//) > 20)
  assert.ok(service.count('POST', /encuestas\/testigo$/) > 2)
  assert.ok(it.later.count() > 0, 'some will verify their code later')
  const order = service.calls.find((one) => one.method === 'POST' && /solicitudes$/.test(one.path))
  assert.match(String(order?.body?.['medioDePago']), /tarjeta|referencia/)
})

test('who comes and what each asks for is the same in every run of one seed', async (t) => {
  const asked = async (): Promise<unknown[]> => {
    const it = await scene(t, { orderEveryS: 1, seed: '5' })
    it.clock.set({ speed: 1_000 })
    await until(
      'visits',
      async () => {
        await it.live(20)
        return it.left() >= 30 ? true : undefined
      },
      60_000,
    )
    return it.service.calls
      .filter((one) => /busquedas$/.test(one.path))
      .map(({ body }) => JSON.stringify({ ...body, altcha: null }))
      .slice(0, 15)
      .sort()
  }
  const [first, second] = [await asked(), await asked()]
  // Visits run side by side, so two that come together may change places at the end of the list.
  const common = first.filter((one) => second.includes(one))
  assert.ok(common.length >= 12, `${common.length} of 15`)
})

for (const mood of ['calla', 'error'] as const) {
  test(`a portal that ${mood === 'calla' ? 'does not answer' : 'answers with errors'} is left alone with growing pauses`, async (t) => {
    const it = await scene(t, { mood, orderEveryS: 0.5 })
    it.clock.set({ speed: 100 })
    // Ten minutes of real time as the crowd knows it.
    for (let i = 0; i < 600; i += 1) {
      await it.live(1)
      // Whoever is inside hears first that nobody answers: on a slow machine the second must not pass before.
      await until('an answer, or none', async () => (it.crowd.inside === 0 ? true : undefined))
      it.real += 950
    }
    assert.ok(it.service.calls.length >= 5, 'it is tried again')
    assert.ok(it.service.calls.length <= 80, `${it.service.calls.length} calls in ten minutes`)
    it.service.mood = 'bien'
    it.real += 60_000
    await until('somebody to come again', async () => {
      await it.live(10)
      return it.service.count('POST', /busquedas$/) > 0 ? true : undefined
    })
  })
}

test('what the portal does not offer is asked for once in a while and never in a loop', async (t) => {
  const it = await scene(t, { mood: 'incompleto', orderEveryS: 1 })
  it.clock.set({ speed: 1_000 })
  await until(
    'many visits',
    async () => {
      await it.live(20)
      return it.left() >= 60 ? true : undefined
    },
    60_000,
  )
  const seconds = it.real / 1_000
  const most = Math.ceil(seconds / 120) + 3
  assert.ok((it.crowd.ends['con-copia'] ?? 0) > 10, 'the visits go on without it')
  for (const what of [/encuestas/, /reportes/])
    assert.ok(
      it.service.count('POST', what) <= most,
      `${it.service.count('POST', what)} calls to ${what} in ${seconds} s`,
    )
})

for (const mood of ['basura', 'otra-forma'] as const) {
  test(`answers that are ${mood === 'basura' ? 'cut' : 'of another shape'} make nobody stumble`, async (t) => {
    const it = await scene(t, { mood, orderEveryS: 0.5 })
    it.clock.set({ speed: 1_000 })
    const said: string[] = []
    const write = process.stderr.write.bind(process.stderr)
    t.mock.method(process.stderr, 'write', (text: string) => (said.push(String(text)), write('')))
    await until(
      'visits',
      async () => {
        await it.live(20)
        return it.left() >= 5 ? true : undefined
      },
      60_000,
    )
    assert.deepEqual(
      said.filter((one) => /stumbled/.test(one)),
      [],
    )
  })
}

test('what somebody wants to do later survives a restart, and is done when its time has come', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'actas-vida-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'vida.sqlite')
  const first = openLater(file)
  assert.deepEqual([first.takeNumber(), first.takeNumber()], [0, 1])
  first.add('verificar', 2_000, { codigoVerificacion: '1' })
  first.add('ventanilla', 1_000, { lineaDeCaptura: '2' })
  first.close()
  const again = openLater(file)
  t.after(() => again.close())
  assert.equal(again.takeNumber(), 2)
  assert.equal(again.next(['verificar', 'ventanilla']), 1_000)
  assert.deepEqual(
    again.due(1_500, ['verificar', 'ventanilla'], 9).map((one) => one.kind),
    ['ventanilla'],
  )
  again.done(again.due(1_500, ['ventanilla'], 9)[0]!.id)
  assert.deepEqual(
    again.due(5_000, ['verificar', 'ventanilla'], 9).map((one) => one.data),
    [{ codigoVerificacion: '1' }],
  )
})
