// Probes of two vantages become minutes, minutes become figures and outages: on a real database, with a clock that is set.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { before, beforeEach, test } from 'node:test'
import { machineNow } from '#clock'
import { listEntidades, readEntidad, seedDirectory } from '#directory'
import { seedModelo } from '#modelo'
import type { Ventana } from '#modelo'
import { openTestApp, setClock } from '../../../test/app.ts'
import { insertCall } from '../../federation/gateway/store.ts'
import { minuteOf } from './minute.ts'
import { CONTROL } from './sums.ts'
import { checkLevels, foldMinutes, forgetProbes, localDays, minutesOf, readEstado, slaIndicator } from './sla.ts'
import * as store from './store.ts'
import * as sums from './sums/store.ts'

const app = await openTestApp()
const at = (text: string): Temporal.Instant => Temporal.Instant.from(text)
const START = at('2017-08-03T17:00:00Z')
const minute = (n: number): Temporal.Instant => START.add({ minutes: n })

before(async () => {
  await seedDirectory(app)
  await seedModelo(app)
})
beforeEach(async () => {
  await app.owner.query(
    'truncate sla.probe, sla.touched, sla.minute, sla.resource, sla.watch, sla.outage, sla.vantage',
    [],
  )
  await app.owner.query('truncate gateway.call, gateway.uncounted', [])
})

interface Plan {
  readonly entidad: string
  readonly minutes: readonly [number, number]
  readonly outcome?: string
  readonly ms?: number
  readonly vantages?: readonly string[]
  readonly seconds?: readonly number[]
  readonly cpu?: number | null
}

/** What the vantages would have told of these minutes: two probes a minute from each, with the canaries well. */
async function tell(...plans: readonly Plan[]): Promise<void> {
  const rows = plans.flatMap((plan) =>
    (plan.vantages ?? ['a', 'b']).flatMap((vantage) =>
      Array.from({ length: plan.minutes[1] - plan.minutes[0] }, (_, i) => minute(plan.minutes[0] + i)).flatMap((m) =>
        (plan.seconds ?? [5, 35]).flatMap((s) => {
          const scheduled = m.add({ seconds: vantage === 'a' ? s : s + 15 })
          const base = { vantage, scheduled_at: scheduled, sent_at: scheduled, memoria: null, io: null, gc: null }
          return [
            {
              ...base,
              objetivo: plan.entidad,
              ms: plan.ms ?? 12,
              outcome: plan.outcome ?? 'ok',
              cpu: plan.cpu ?? null,
            },
            { ...base, objetivo: CONTROL, ms: 1, outcome: 'ok', cpu: null },
          ]
        }),
      ),
    ),
  )
  await app.db.tx(async (tx) => {
    await store.insertProbes(tx, rows)
    await store.touch(
      tx,
      rows
        .filter((one) => one.objetivo !== CONTROL)
        .map((one) => ({
          entidad: one.objetivo,
          minute: Temporal.Instant.fromEpochMilliseconds(minuteOf(one.scheduled_at.epochMilliseconds)),
        })),
    )
  })
}

/** Both vantages have told everything before this minute, and the clock stands there. */
async function completeUntil(n: number, vantages: readonly string[] = ['a', 'b']): Promise<void> {
  setClock(app, minute(n).toString())
  for (const vantage of vantages)
    await store.reportVantage(app.db, { vantage, completeUntil: minute(n), seenAt: machineNow() })
}

const window = (from: number, to: number): Ventana => ({ desde: minute(from), hasta: minute(to) })

async function events(): Promise<{ event: string; entidad: string; at: string; since: string }[]> {
  const rows = await app.db.query<{ event: string; entidad: string; at: Temporal.Instant; data: { since: string } }>(
    `select event, entidad, at, data from journal.entry where event like 'sla.%' order by id`,
    [],
  )
  return rows
    .map((row) => ({ ...row, at: String(row.at), since: row.data.since, data: undefined }))
    .map((row) => ({
      event: row.event,
      entidad: row.entidad,
      at: row.at,
      since: row.since,
    }))
}

async function states(entidad: string, from: number, to: number): Promise<string> {
  const found = await sums.selectMinutes(app.db, { claves: [entidad], ...window(from, to) })
  const byMinute = new Map(found.map((one) => [one.minute.epochMilliseconds, one.state[0]!]))
  return Array.from({ length: to - from }, (_, i) => byMinute.get(minute(from + i).epochMilliseconds) ?? '-').join('')
}

test('seven minutes without an answer are seven DOWN minutes and one outage; the neighbour is untouched', async () => {
  await tell(
    { entidad: '14', minutes: [0, 2] },
    { entidad: '14', minutes: [2, 9], outcome: 'unreachable', ms: 3 },
    { entidad: '14', minutes: [9, 12] },
    { entidad: '06', minutes: [0, 12] },
  )
  await completeUntil(12)
  await foldMinutes(app)
  assert.equal(await states('14', 0, 12), 'UUDDDDDDDUUU')
  assert.equal(await states('06', 0, 12), 'UUUUUUUUUUUU')
  const since = String(minute(2))
  const said = [
    { event: 'sla.down', entidad: '14', at: String(minute(7)), since },
    { event: 'sla.up', entidad: '14', at: String(minute(9)), since: String(minute(9)) },
  ]
  assert.deepEqual(await events(), said)

  // Everything told once more: the same minutes, the same two events.
  await tell({ entidad: '14', minutes: [0, 12] })
  await foldMinutes(app)
  assert.equal(await states('14', 0, 12), 'UUDDDDDDDUUU')
  assert.deepEqual(await events(), said)

  const { disponibilidad, respuesta, error } = await slaIndicator(app, window(0, 12), '14')
  assert.deepEqual(
    [disponibilidad.cuentas['up'], disponibilidad.cuentas['down'], disponibilidad.cuentas['unknown']],
    [5, 7, 0],
  )
  assert.deepEqual([disponibilidad.veredicto, error.veredicto], ['FUERA', 'FUERA'])
  assert.equal(respuesta.cuentas['sondas'], 48)
  assert.equal(respuesta.cuentas['sondasMenor3s'], 20, 'a connection refused at once is no quick answer')
  assert.equal((await slaIndicator(app, window(0, 12), '06')).disponibilidad.veredicto, 'OPTIMO')
})

test('an outage is said as soon as its fifth minute is complete, and an answer that comes late still corrects its minute', async () => {
  const before = (await events()).length
  await tell({ entidad: '13', minutes: [0, 5], outcome: 'timeout', ms: 30_000 })
  await completeUntil(4)
  await foldMinutes(app)
  assert.equal(await states('13', 0, 5), 'DDDD-', 'a minute that is not complete is not judged')
  assert.equal((await events()).length, before)
  await completeUntil(5)
  await foldMinutes(app)
  assert.equal((await events()).length, before + 1)
  assert.deepEqual((await readEstado(app)).filas.find((one) => one.clave === '13')?.caida, { desde: minute(0) })

  await tell({ entidad: '13', minutes: [4, 5], vantages: ['c'] })
  await foldMinutes(app)
  assert.equal(await states('13', 0, 5), 'DDDDU')
})

test('the first failing probe of an outage makes its minute DOWN once the next one is known', async () => {
  const before = (await events()).length
  const once = { entidad: '23', outcome: 'timeout', ms: 30_000, vantages: ['a'], seconds: [50] }
  await tell({ ...once, minutes: [0, 1] })
  await completeUntil(1)
  await foldMinutes(app)
  assert.equal(await states('23', 0, 1), 'U')
  await tell({ ...once, minutes: [1, 6] })
  await completeUntil(6)
  await foldMinutes(app)
  assert.equal(await states('23', 0, 6), 'DDDDDD')
  assert.equal((await events()).length, before + 1)
})

test('a monitor that is dead for an hour leaves minutes that nobody knows, and neither helps nor hurts', async () => {
  await tell({ entidad: '01', minutes: [0, 60] }, { entidad: '01', minutes: [120, 180] })
  await completeUntil(180)
  await foldMinutes(app)
  const { disponibilidad } = await slaIndicator(app, window(0, 180), '01')
  assert.deepEqual([disponibilidad.cuentas['down'], disponibilidad.cuentas['unknown']], [0, 60])
  assert.equal(disponibilidad.veredicto, 'SIN_DATOS', 'two thirds seen are too few')
  await tell({ entidad: '01', minutes: [180, 1440] })
  await completeUntil(1440)
  let passes = 0
  while ((await foldMinutes(app)) > 0) passes += 1
  assert.ok(passes > 1, 'a backlog takes more than one pass')
  const day = (await slaIndicator(app, window(0, 1440), '01')).disponibilidad
  assert.deepEqual([day.valor, day.veredicto, day.cuentas['unknown']], [100, 'OPTIMO', 60])
})

test('one vantage that fell silent long ago is not waited for; with none, nothing is judged', async () => {
  await tell({ entidad: '01', minutes: [0, 3], vantages: ['a'] })
  const silent = machineNow().subtract({ minutes: 5 })
  await store.reportVantage(app.db, { vantage: 'b', completeUntil: minute(0), seenAt: silent })
  setClock(app, minute(3).toString())
  await foldMinutes(app)
  assert.equal(await states('01', 0, 3), '---')
  await completeUntil(3, ['a'])
  await foldMinutes(app)
  assert.equal(await states('01', 0, 3), 'UUU')
})

test('exactly 3 seconds are not below 3 seconds, for probes and for the calls of citizens', async () => {
  await tell({ entidad: '15', minutes: [0, 1], ms: 2_999.9 }, { entidad: '15', minutes: [1, 2], ms: 3_000 })
  const call = async (operacion: string, outcome: string, ms: number, status: number | null): Promise<void> =>
    await insertCall(app.db, { id: randomUUID(), entidad: '15', operacion, sentAt: minute(1), ms, outcome, status })
  await call('busqueda', 'ok', 2_999.9, 200)
  await call('copia', 'ok', 3_000, 200)
  await call('busqueda', 'server-error', 20, 500)
  await call('busqueda', 'bad-answer', 20, 400)
  await call('busqueda', 'timeout', 10_000, null)
  await call('busqueda', 'unreachable', 4, null)
  await call('cambios', 'unreachable', 4, null)
  await completeUntil(2)
  await foldMinutes(app)
  const { cuentas } = (await slaIndicator(app, window(0, 2), '15')).respuesta
  assert.deepEqual([cuentas['sondas'], cuentas['sondasMenor3s'], cuentas['sondasMenor10s']], [8, 4, 8])
  assert.deepEqual(
    [cuentas['organicas'], cuentas['organicasMenor3s'], cuentas['organicasMenor10s'], cuentas['organicasError']],
    [6, 3, 4, 3],
    'what never came is below no limit, our own bad question is no error of theirs, our polling is no call of a citizen',
  )
})

test('resources are judged minute by minute, and strictly: 50 % is not below 50 %', async () => {
  await tell({ entidad: '13', minutes: [0, 9], cpu: 0.4999 }, { entidad: '13', minutes: [9, 10], cpu: 0.5 })
  await completeUntil(10)
  await foldMinutes(app)
  const { cpu, memoria } = await slaIndicator(app, window(0, 10), '13')
  assert.deepEqual([cpu.cuentas['menorOptimo'], cpu.cuentas['menorLimite'], cpu.n], [9, 10, 10])
  assert.deepEqual([cpu.valor, cpu.veredicto], [90, 'EN_LIMITE'])
  assert.equal(memoria.veredicto, 'SIN_DATOS')
})

test('all open entidades together are added up, never averaged', async () => {
  await tell({ entidad: '01', minutes: [0, 10] }, { entidad: '06', minutes: [0, 10], outcome: 'timeout', ms: 30_000 })
  await completeUntil(10)
  await foldMinutes(app)
  const { disponibilidad, respuesta } = await slaIndicator(app, window(0, 10), null)
  const open = (await listEntidades(app)).filter((one) => one.abierta).length
  assert.equal(open, 5)
  assert.deepEqual(
    [disponibilidad.cuentas['minutos'], disponibilidad.cuentas['up'], disponibilidad.cuentas['down']],
    [50, 10, 10],
  )
  assert.equal(disponibilidad.veredicto, 'SIN_DATOS', 'three of five were not seen')
  assert.deepEqual([respuesta.valor, respuesta.n], [50, 80])
})

test('a window of two weeks has as many minutes as the calendar of the centre gives it', () => {
  const zona = 'America/Mexico_City'
  const last = (day: string): number => minutesOf(localDays(Temporal.PlainDate.from(day), 14, zona))
  assert.equal(last('2017-08-13'), 20_160)
  assert.equal(last('2017-11-05'), 20_220, 'from 23 October 2017: the hour of 29 October comes twice')
  assert.equal(String(localDays(Temporal.PlainDate.from('2017-08-13'), 14, zona).desde), '2017-07-31T05:00:00Z')
})

test('minutes told twice, as after a clock that was set back, never make more than everything', async () => {
  await tell({ entidad: '01', minutes: [0, 90] })
  await tell({ entidad: '01', minutes: [30, 90], vantages: ['a', 'b', 'c'] })
  await completeUntil(90)
  await foldMinutes(app)
  const { disponibilidad } = await slaIndicator(app, window(0, 90), '01')
  assert.deepEqual([disponibilidad.valor, disponibilidad.n, disponibilidad.cuentas['unknown']], [100, 90, 0])
})

test('only the part of a window that has passed is judged', async () => {
  await tell({ entidad: '01', minutes: [0, 10] })
  await completeUntil(10)
  await foldMinutes(app)
  const { disponibilidad } = await slaIndicator(app, window(0, 20_160), '01')
  assert.deepEqual([disponibilidad.veredicto, disponibilidad.cuentas['minutos']], ['OPTIMO', 10])
  assert.equal((await slaIndicator(app, window(20, 30), '01')).disponibilidad.veredicto, 'SIN_DATOS')
})

test('the list of entidades repeats the last verdict, and no verdict once nobody renews it', async () => {
  await tell({ entidad: '14', minutes: [0, 10], outcome: 'timeout', ms: 30_000 }, { entidad: '06', minutes: [0, 10] })
  await completeUntil(10)
  await foldMinutes(app)
  const servicio = async (clave: string): Promise<string> => (await readEntidad(app, clave)).servicio
  assert.deepEqual([await servicio('14'), await servicio('06'), await servicio('01')], ['FUERA', 'OPTIMO', 'SIN_DATOS'])
  setClock(app, minute(16).toString())
  assert.deepEqual([await servicio('14'), await servicio('06')], ['SIN_DATOS', 'SIN_DATOS'])
})

test('a minute whose counts are not those of its probes is named, and one that still waits to be folded is not', async () => {
  await tell({ entidad: '06', minutes: [0, 5] }, { entidad: '14', minutes: [0, 5], outcome: 'timeout' })
  await completeUntil(5)
  await foldMinutes(app)
  assert.deepEqual(await checkLevels(app), { checked: 10, violations: [] })
  await tell({ entidad: '06', minutes: [1, 2], vantages: ['c'] })
  assert.deepEqual(await checkLevels(app), { checked: 9, violations: [] })
  await foldMinutes(app)
  assert.deepEqual(await checkLevels(app), { checked: 10, violations: [] })
  await app.db.query(`update sla.minute set probe_err = 0, probe_lt3 = 4 where entidad = '14' and minute = $1`, [
    minute(3),
  ])
  assert.deepEqual((await checkLevels(app)).violations, ['14 2017-08-03 17:03:00+00'])
})

test('raw probes are forgotten after thirty days, the judged minutes never', async () => {
  await tell({ entidad: '06', minutes: [0, 2] })
  await completeUntil(2)
  await foldMinutes(app)
  setClock(app, String(START.add({ hours: 30 * 24 - 1 })))
  assert.equal(await forgetProbes(app), 0)
  setClock(app, String(START.add({ hours: 30 * 24 + 1 })))
  assert.equal(await forgetProbes(app), 16)
  assert.equal(await states('06', 0, 2), 'UU')
})
