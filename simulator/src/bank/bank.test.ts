// The bank takes money once, gives it back once, tells of it until it is heard, and forgets nothing when it is killed.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { startFakePortal, type FakePortal } from '../../test/fake-portal.ts'
import { until } from '../../test/test-world.ts'
import { makeClock, type WorldClock } from '../clock.ts'
import { openBank, type Bank } from './bank.ts'

const APPROVED = { numero: '4111111111111111' }

interface Scene {
  bank: Bank
  portal: FakePortal
  clock: WorldClock
  folder: string
  /** Closes the bank as a kill would, without waiting for its notices, and opens it on the same books. */
  reopen(): Promise<Bank>
}

async function scene(t: TestContext): Promise<Scene> {
  const folder = mkdtempSync(join(tmpdir(), 'actas-banco-'))
  const portal = await startFakePortal()
  const clock = makeClock()
  const open = (): Bank =>
    openBank({
      folder,
      secret: portal.secret,
      clock,
      pageOf: (cobro) => `http://banco/pagar/${cobro}`,
      firstPauseMs: 20,
    })
  const it: Scene = {
    bank: open(),
    portal,
    clock,
    folder,
    async reopen() {
      await it.bank.close()
      it.bank = open()
      return it.bank
    },
  }
  t.after(async () => {
    await it.bank.close()
    await portal.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return it
}

const opening = (portal: FakePortal, referencia = 'ACT-1') => ({
  referencia,
  importeCentavos: 9_800,
  urlRetorno: `${portal.url}/regreso`,
  urlAviso: `${portal.url}/avisos/banco`,
})

const codigoOf = (work: () => unknown): string => {
  try {
    work()
    return 'done'
  } catch (error) {
    return (error as { codigo: string }).codigo
  }
}

test('the same key and data open one charge; other data under the same key are refused', async (t) => {
  const { bank, portal } = await scene(t)
  const first = bank.open(opening(portal), 'k1')
  assert.deepEqual(bank.open(opening(portal), 'k1'), first)
  assert.equal(
    codigoOf(() => bank.open({ ...opening(portal), importeCentavos: 1 }, 'k1')),
    'clave-repetida',
  )
  assert.notEqual(bank.open(opening(portal), 'k2').cobro, first.cobro)
})

test('a charge without amount, reference or addresses is refused', async (t) => {
  const { bank, portal } = await scene(t)
  for (const wrong of [
    { importeCentavos: 0 },
    { importeCentavos: 1.5 },
    { importeCentavos: '9800' },
    { referencia: '' },
    { urlAviso: 'file:///etc/passwd' },
    { urlRetorno: 'javascript:alert(1)' },
  ]) {
    assert.equal(
      codigoOf(() => bank.open({ ...opening(portal), ...wrong }, 'k')),
      'dato-invalido',
      JSON.stringify(wrong),
    )
  }
})

test('a charge paid twice is captured once and told of once, with a notice that is genuine', async (t) => {
  const { bank, portal } = await scene(t)
  const { cobro } = bank.open(opening(portal), 'k')
  const paid = bank.pay(cobro, APPROVED)
  assert.equal(paid.estado, 'capturado')
  assert.match(paid.autorizacion ?? '', /^\d{6}$/)
  assert.deepEqual(bank.pay(cobro, APPROVED), paid)
  assert.deepEqual(bank.pay(cobro, { ...APPROVED, resultado: 'rechazado' }), paid)
  await until('the notice', () => portal.heard[0])
  await delay(100)
  assert.equal(portal.heard.length, 1)
  assert.deepEqual(portal.heard[0]?.body, {
    tipo: 'cobro.capturado',
    cobro,
    referencia: 'ACT-1',
    importeCentavos: 9_800,
    moneda: 'MXN',
  })
  assert.equal(portal.heard[0]?.genuine, true)
})

test('a refused card charges nothing and another can be tried', async (t) => {
  const { bank, portal } = await scene(t)
  const { cobro } = bank.open(opening(portal), 'k')
  assert.equal(bank.pay(cobro, { numero: '4000000000000002' }).estado, 'rechazado')
  assert.equal(bank.read(cobro).estado, 'rechazado')
  assert.equal(bank.pay(cobro, APPROVED).estado, 'capturado')
})

test('a notice that is not heard is told again, the same fact signed anew, until it is', async (t) => {
  const { bank, portal } = await scene(t)
  portal.noticeStatus = 503
  const { cobro } = bank.open(opening(portal), 'k')
  bank.pay(cobro, APPROVED)
  await until('three tries', () => (portal.heard.length >= 3 ? true : undefined))
  portal.noticeStatus = 204
  const { length } = portal.heard
  await until('the last try', () => (bank.latest(1)[0]?.notices[0]?.estado === 'entregado' ? true : undefined))
  const [first, second] = portal.heard
  assert.ok(portal.heard.length > length)
  assert.ok(portal.heard.every((one) => one.genuine && one.evento === first?.evento))
  assert.notEqual(first?.en, second?.en)
  const told = portal.heard.length
  await delay(150)
  assert.equal(portal.heard.length, told)
})

test('a bank that is killed while a notice is owed tells it after its next start, and the charge is still paid', async (t) => {
  const it = await scene(t)
  it.portal.noticeStatus = 500
  const { cobro } = it.bank.open(opening(it.portal), 'k')
  const paid = it.bank.pay(cobro, APPROVED)
  await until('a try', () => it.portal.heard[0])
  await it.reopen()
  assert.deepEqual(it.bank.read(cobro), paid)
  it.portal.noticeStatus = 204
  const before = it.portal.heard.length
  it.bank.resume()
  await until('the notice', () => it.portal.heard[before])
  assert.equal(it.portal.heard[before]?.evento, it.portal.heard[0]?.evento)
})

test('a payment that gets no answer is captured a minute later by the driven clock, and nobody is told', async (t) => {
  const it = await scene(t)
  const { cobro } = it.bank.open(opening(it.portal), 'k')
  const paid = it.bank.pay(cobro, { numero: '4000000000000119' })
  assert.equal(paid.estado, 'en_proceso')
  assert.equal(
    codigoOf(() => it.bank.pay(cobro, APPROVED)),
    'cobro-en-proceso',
  )
  const at = Temporal.Instant.from(paid.en).add({ seconds: 60 })
  it.clock.set({ shown: at.subtract({ seconds: 1 }), speed: 0 })
  assert.equal(it.bank.read(cobro).estado, 'en_proceso')
  await it.reopen()
  it.clock.set({ shown: at.add({ hours: 5 }) })
  const later = it.bank.read(cobro)
  assert.equal(later.estado, 'capturado')
  assert.equal(Temporal.Instant.compare(Temporal.Instant.from(later.en), at), 0)
  assert.deepEqual(it.portal.heard, [])
})

test('money goes back once and whole, and only money that came', async (t) => {
  const { bank, portal } = await scene(t)
  const { cobro } = bank.open(opening(portal), 'k')
  assert.equal(
    codigoOf(() => bank.refund(cobro, { importeCentavos: 9_800 })),
    'cobro-no-capturado',
  )
  bank.pay(cobro, APPROVED)
  assert.equal(
    codigoOf(() => bank.refund(cobro, { importeCentavos: 100 })),
    'importe-distinto',
  )
  const back = bank.refund(cobro, { importeCentavos: 9_800 })
  assert.equal(back.estado, 'devuelto')
  assert.deepEqual(bank.refund(cobro, { importeCentavos: 9_800 }), back)
  assert.equal(
    codigoOf(() => bank.pay(cobro, APPROVED)),
    'cobro-cerrado',
  )
})

test('a charge that nobody pays is closed after a week', async (t) => {
  const { bank, portal, clock } = await scene(t)
  const { cobro } = bank.open(opening(portal), 'k')
  clock.set({ shown: clock.now().add({ hours: 24 * 6 }) })
  assert.equal(bank.read(cobro).estado, 'abierto')
  clock.set({ shown: clock.now().add({ hours: 25 }) })
  assert.equal(bank.read(cobro).estado, 'vencido')
  assert.equal(
    codigoOf(() => bank.pay(cobro, APPROVED)),
    'cobro-cerrado',
  )
  assert.equal(
    codigoOf(() => bank.read('c_inventado')),
    'cobro-desconocido',
  )
})

test('no card number is kept, only its last four digits', async (t) => {
  const it = await scene(t)
  const { cobro } = it.bank.open(opening(it.portal), 'k')
  assert.equal(it.bank.pay(cobro, APPROVED).tarjeta, '1111')
  await it.reopen()
  const files = readdirSync(it.folder)
  assert.ok(files.length > 0)
  for (const file of files) assert.ok(!readFileSync(join(it.folder, file)).includes(APPROVED.numero), file)
})
