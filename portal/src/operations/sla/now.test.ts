// What a person is told of a registry before starting: read from rows, and nothing where there are none.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { before, beforeEach, test } from 'node:test'
import { seedDirectory } from '#directory'
import { seedModelo } from '#modelo'
import { openTestApp, setClock } from '../../../test/app.ts'
import { insertCall } from '../../federation/gateway/store.ts'
import { readNow } from './sla.ts'
import type { ServiceNow } from './sla.ts'
import * as store from './store.ts'

const app = await openTestApp()
const NOW = Temporal.Instant.from('2017-08-03T17:00:00Z')
const ago = (minutes: number): Temporal.Instant => NOW.subtract({ minutes })

before(async () => {
  await seedDirectory(app)
  await seedModelo(app)
})
beforeEach(async () => {
  setClock(app, String(NOW))
  await app.owner.query('truncate sla.probe, sla.minute, sla.outage, gateway.call, gateway.uncounted', [])
})

const of = async (clave: string): Promise<ServiceNow> => (await readNow(app)).find((one) => one.clave === clave)!

/** Probes of one entidad, one a minute up to now, that took these milliseconds; a negative one failed. */
async function probes(objetivo: string, times: readonly number[], until = 1): Promise<void> {
  const base = { objetivo, vantage: 'a', cpu: null, memoria: null, io: null, gc: null }
  const rows = times.map((ms, i) => ({
    ...base,
    scheduled_at: ago(until + i),
    sent_at: ago(until + i),
    ms: Math.abs(ms),
    outcome: ms < 0 ? 'timeout' : 'ok',
  }))
  const minutes = times.map((ms, i) => ({
    entidad: objetivo,
    minute: ago(until + i),
    state: ms < 0 ? ('DOWN' as const) : ('UP' as const),
    maint: false,
    n: 1,
    lt3: ms < 0 ? 0 : 1,
    lt10: ms < 0 ? 0 : 1,
    err: ms < 0 ? 1 : 0,
    missed: 0,
  }))
  await app.db.tx(async (tx) => {
    await store.insertProbes(tx, rows)
    await store.upsertMinutes(tx, minutes)
  })
}

test('of a registry that nobody watched nothing is said: neither up nor quick', async () => {
  const all = await readNow(app)
  assert.equal(all.length, 32)
  for (const one of all)
    assert.deepEqual(one, { clave: one.clave, ahora: 'UNKNOWN', caidaDesde: null, respuestas: null })
})

test('its answers are those of the last hour: half below one time, 95 of 100 below the other, failures counted apart', async () => {
  await probes(
    '14',
    Array.from({ length: 20 }, (_, i) => (i + 1) * 100),
  )
  await probes('14', [9_000, 9_000, 9_000], 61)
  const { ahora, respuestas } = await of('14')
  assert.equal(ahora, 'UP')
  assert.deepEqual(respuestas, { fuente: 'sondas', n: 20, errores: 0, tiempoMs: { p50: 1_000, p95: 1_900 } })
  await probes('06', [-10_000, -10_000, 400])
  assert.deepEqual((await of('06')).respuestas, {
    fuente: 'sondas',
    n: 3,
    errores: 2,
    tiempoMs: { p50: 400, p95: 400 },
  })
})

test('a registry that is down says since when, and when no answer came there is no time to tell', async () => {
  await probes('01', [-10_000, -10_000])
  await app.db.tx(async (tx) => await store.insertOutage(tx, '01', ago(30), ago(25)))
  const down = await of('01')
  assert.deepEqual(
    [down.ahora, String(down.caidaDesde), down.respuestas?.tiempoMs],
    ['DOWN', '2017-08-03T16:30:00Z', null],
  )
  setClock(app, String(NOW.add({ hours: 2 })))
  const later = await of('01')
  assert.deepEqual([later.ahora, later.respuestas], ['UNKNOWN', null], 'what was seen two hours ago is not now')
})

test('real calls speak for a registry once there are enough of them, and our own polling never', async () => {
  await probes('15', [50, 50])
  const call = async (operacion: string, ms: number, n: number): Promise<void> => {
    for (let i = 0; i < n; i += 1)
      await insertCall(app.db, {
        id: randomUUID(),
        entidad: '15',
        operacion,
        sentAt: ago(5),
        ms,
        outcome: 'ok',
        status: 200,
      })
  }
  await call('busqueda', 700, 200)
  await call('cambios', 5, 300)
  assert.equal((await of('15')).respuestas?.fuente, 'sondas', 'nobody counted the calls yet')
  const counted = { entidad: '15', minute: ago(5), maint: false, n: 200, lt3: 200, lt10: 200, err: 0 }
  await app.db.tx(async (tx) => await store.upsertCalls(tx, [counted]))
  assert.deepEqual((await of('15')).respuestas, {
    fuente: 'llamadas',
    n: 200,
    errores: 0,
    tiempoMs: { p50: 700, p95: 700 },
  })
})
