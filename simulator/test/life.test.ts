// The life of the world as an outsider meets it: still by default here, started and paused by a call or a button.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { readSettings } from '../src/settings.ts'
import { startFakeService, type FakeService } from './fake-service.ts'
import { call, look, startTestWorld, until, type TestWorld } from './test-world.ts'

let world: TestWorld
let service: FakeService
before(async () => {
  world = await startTestWorld(['13', '14'])
  service = await startFakeService()
})
after(async () => {
  await service.close()
  await world.end()
})

const state = async (): Promise<any> => (await call('GET', `${world.sandbox}/mundo/vida`)).body

test('a world that is not told to live is still', async () => {
  const before = await state()
  assert.deepEqual([before.vivo, before.adentro, before.sintetico], [false, 0, true])
  await world.world.meetPortal({
    tipo: 'portal',
    url: service.url,
    reloj: { ahora: world.portal.now().toString(), velocidad: 1 },
  })
  await delay(600)
  assert.equal(service.calls.length, 0)
})

test('by one call it lives, by one click it is paused, and then nobody comes any more', async () => {
  assert.equal((await call('PUT', `${world.sandbox}/mundo/vida`, { vivo: true })).body.vivo, true)
  assert.ok((await look(`${world.sandbox}/`)).text.includes('Pausar la vida del mundo'))
  const first = await until('somebody to arrive', async () => ((await state()).adentro > 0 ? true : undefined), 30_000)
  assert.ok(first)
  const paused = await look(`${world.sandbox}/mundo/vida`, { vivo: 'false' })
  assert.equal(paused.status, 303)
  assert.equal((await state()).vivo, false)
  assert.ok((await look(`${world.sandbox}/`)).text.includes('Dar vida al mundo'))
  const { adentro, visitas } = await state()
  const came = (one: { adentro: number; visitas: Record<string, number> }): number =>
    one.adentro + Object.values(one.visitas).reduce((sum, n) => sum + n, 0)
  await delay(1_500)
  assert.equal(came(await state()), came({ adentro, visitas }))
})

test('what is neither life nor pause is refused', async () => {
  for (const fields of [{}, { vivo: 'quizás' }, { vivo: 1 }]) {
    const said = await call('PUT', `${world.sandbox}/mundo/vida`, fields)
    assert.deepEqual([said.status, said.body.codigo], [422, 'dato-invalido'])
  }
})

test('only «vivo» lives, and the pace is a number of seconds', () => {
  const env = { ACTAS_DATA: '/tmp', MUNDO_SECRETO: 'x', MUNDO_PORTAL_CA: import.meta.filename }
  assert.deepEqual(
    ['vivo', 'quieto', ''].map((ACTAS_WORLD) => readSettings({ ...env, ACTAS_WORLD }).vivo),
    [true, false, false],
  )
  assert.equal(readSettings({ ...env, MUNDO_CADA_S: '2.5' }).cadaS, 2.5)
  for (const MUNDO_CADA_S of ['0', '-1', 'pronto', '1e9'])
    assert.throws(() => readSettings({ ...env, MUNDO_CADA_S }), /MUNDO_CADA_S debe ser/)
})
