// Indicator 1 on counts worked out by hand: the letter's limits, strictly, and no verdict where too little was seen.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parse } from 'yaml'
import type { Modelo } from '#modelo'
import { levels } from './levels.ts'
import type { Answers, Counts, Levels } from './levels.ts'

const modelo = parse(
  readFileSync(new URL('../../../../modelo/modelo-de-gobernanza.v1.yaml', import.meta.url), 'utf8'),
) as Modelo
const TWO_WEEKS = 20_160
const none: Answers = { n: 0, lt3: 0, lt10: 0, err: 0 }
const unread = { n: 0, optimo: 0, limite: 0, pico: null }
const EMPTY: Counts = {
  minutos: TWO_WEEKS,
  up: 0,
  down: 0,
  mantenimiento: 0,
  perdidas: 0,
  organicas: none,
  sondas: none,
  cpu: unread,
  memoria: unread,
  io: unread,
  gc: { n: 0, suma: 0, pico: null },
}
const of = (change: Partial<Counts>): Levels =>
  levels({ ...EMPTY, ...change }, modelo, { minutos: '/minutos', recursos: '/recursos' })

test('in two weeks 40 bad minutes are optimal, 41 and 100 are at the limit, 101 are out', () => {
  const verdict = (down: number): [number | null, string] => {
    const { valor, veredicto } = of({ up: TWO_WEEKS - down, down }).disponibilidad
    return [valor, veredicto]
  }
  assert.deepEqual(verdict(0), [100, 'OPTIMO'])
  assert.deepEqual(verdict(40), [99.8, 'OPTIMO'])
  assert.deepEqual(verdict(41), [99.79, 'EN_LIMITE'])
  assert.deepEqual(verdict(100), [99.5, 'EN_LIMITE'])
  assert.deepEqual(verdict(101), [99.49, 'FUERA'])
})

test('what nobody saw changes no uptime, is told, counts as down in the strict reading, and is too much above 5 %', () => {
  const hour = of({ up: TWO_WEEKS - 60 }).disponibilidad
  assert.deepEqual([hour.valor, hour.veredicto, hour.estricta], [100, 'OPTIMO', 'EN_LIMITE'])
  assert.equal(hour.cuentas['unknown'], 60)
  assert.equal(hour.cuentas['desconocidosComoDownCentesimas'], 9970)
  assert.equal(of({ up: TWO_WEEKS - 1_008 }).disponibilidad.veredicto, 'OPTIMO')
  assert.equal(of({ up: TWO_WEEKS - 1_009 }).disponibilidad.veredicto, 'SIN_DATOS')
})

test('nothing seen is no data in every figure, and none of them a pass', () => {
  const { gc, ...judged } = of({})
  for (const [name, one] of Object.entries(judged))
    assert.deepEqual([one.valor, one.veredicto], [null, 'SIN_DATOS'], name)
  assert.deepEqual([gc.valor, gc.veredicto], [null, 'NO_APLICA'])
})

test('answers are judged by exact counts: 95 of 100 within 3 s are optimal, 94 are at the limit, 94 within 10 s are out', () => {
  const verdict = (lt3: number, lt10: number): string =>
    of({ sondas: { n: 100, lt3, lt10, err: 0 } }).respuesta.veredicto
  assert.equal(verdict(95, 100), 'OPTIMO')
  assert.equal(verdict(94, 95), 'EN_LIMITE')
  assert.equal(verdict(94, 94), 'FUERA')
})

test('the strict reading of answers and errors does not conclude where the interval leaves it open', () => {
  const few = of({ sondas: { n: 100, lt3: 96, lt10: 100, err: 2 } })
  assert.deepEqual([few.respuesta.literal, few.respuesta.estricta], ['OPTIMO', 'NO_CONCLUYENTE'])
  assert.deepEqual([few.error.literal, few.error.estricta], ['OPTIMO', 'NO_CONCLUYENTE'])
  const many = of({ sondas: { n: 10_000, lt3: 9_700, lt10: 10_000, err: 100 } })
  assert.deepEqual([many.respuesta.estricta, many.error.estricta], ['OPTIMO', 'OPTIMO'])
  const slow = of({ sondas: { n: 10_000, lt3: 9_000, lt10: 9_900, err: 500 } })
  assert.deepEqual([slow.respuesta.estricta, slow.error.estricta], ['EN_LIMITE', 'FUERA'])
})

test('errors below 3 % are optimal, exactly 3 % are out, as the letter leaves the limit empty', () => {
  const verdict = (err: number): string => of({ sondas: { n: 10_000, lt3: 10_000, lt10: 10_000, err } }).error.veredicto
  assert.equal(verdict(299), 'OPTIMO')
  assert.equal(verdict(300), 'FUERA')
})

test('from 200 real calls on they decide, before that the probes; both are told', () => {
  const sondas = { n: 1_000, lt3: 1_000, lt10: 1_000, err: 0 }
  const bad = (n: number): Answers => ({ n, lt3: 0, lt10: 0, err: n })
  const few = of({ sondas, organicas: bad(199) }).respuesta
  assert.deepEqual([few.veredicto, few.n, few.cuentas['decidenOrganicas']], ['OPTIMO', 1_000, 0])
  const enough = of({ sondas, organicas: bad(200) }).respuesta
  assert.deepEqual([enough.veredicto, enough.n, enough.cuentas['decidenOrganicas']], ['FUERA', 200, 1])
  assert.equal(enough.cuentas['sondas'], 1_000)
})

test('a resource without readings for two hours is judged, and without them for more than a tenth of the time it is not', () => {
  const cpu = (n: number, optimo = n, limite = n): [string, number | null] => {
    const one = of({ cpu: { n, optimo, limite, pico: 0.4 } }).cpu
    return [one.veredicto, one.valor]
  }
  assert.deepEqual(cpu(TWO_WEEKS - 120), ['OPTIMO', 100])
  assert.deepEqual(cpu(18_144), ['OPTIMO', 100], '90 % exactly')
  assert.deepEqual(cpu(18_143), ['SIN_DATOS', null])
  assert.deepEqual(cpu(20_000, 19_000, 20_000), ['OPTIMO', 95])
  assert.deepEqual(cpu(20_000, 18_999, 19_000), ['EN_LIMITE', 94.99])
  assert.deepEqual(cpu(20_000, 18_999, 18_999), ['FUERA', 94.99])
})

test('GC, which the letter names without a limit, is told without a verdict', () => {
  const { gc } = of({ gc: { n: 4, suma: 0.1, pico: 0.05 } })
  assert.deepEqual([gc.valor, gc.veredicto, gc.n], [2.5, 'NO_APLICA', 4])
})
