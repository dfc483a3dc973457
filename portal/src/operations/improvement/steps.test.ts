// The steps of the process from facts: whoever enters either goes on or does not, and nothing is invented.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { STEPS, stepsOf, wordsOf } from './steps.ts'

const NOTHING = {
  found: 0,
  unmatched: 0,
  unanswered: 0,
  orders: undefined,
  verified: 0,
  notValid: 0,
  refusals: 0,
  reports: {},
}
const ORDERS = {
  entidad: '14',
  placed: 45,
  paid: 40,
  issued: 39,
  delivered: 38,
  expired: 4,
  refunded: 1,
  delayed: 2,
  pay_p50: 60,
  pay_p95: 3600,
  issue_p50: 1,
  issue_p95: 2,
  deliver_p50: 5,
  deliver_p95: 9,
  copy_p50: 61,
  copy_p95: 3602,
}

test('the nine steps of the letter stand in their order, also without any fact', () => {
  assert.deepEqual(
    stepsOf(NOTHING).map((one) => one.paso),
    [...STEPS],
  )
  for (const step of stepsOf(NOTHING)) assert.ok(step.entran === 0 && step.p50 === null)
})

test('of a hundred who search each step says who goes on and what went wrong', () => {
  const steps = stepsOf({
    ...NOTHING,
    found: 70,
    unmatched: 25,
    unanswered: 5,
    orders: ORDERS,
    verified: 10,
    notValid: 1,
    refusals: 2,
    reports: { datos: 3, pago: 1 },
  })
  const by = Object.fromEntries(steps.map((one) => [one.paso, one]))
  assert.deepEqual([by['buscar']!.entran, by['buscar']!.siguen, by['buscar']!.errores], [100, 95, 5])
  assert.deepEqual([by['filiacion']!.entran, by['filiacion']!.siguen], [95, 70])
  assert.deepEqual([by['revisar']!.entran, by['revisar']!.siguen, by['revisar']!.reportes], [70, 45, 3])
  assert.deepEqual([by['emitir']!.entran, by['emitir']!.siguen, by['emitir']!.errores], [40, 39, 3])
  assert.equal(by['presentar']!.errores, 2)
  assert.equal(by['verificar']!.siguen, 9)
})

test('a word counts once for each person, small words and single voices stay out', () => {
  assert.deepEqual(wordsOf(['El banco tardó, el banco no', 'Tardó mucho el pago', 'pago lento']), [
    { palabra: 'pago', n: 2 },
    { palabra: 'tardó', n: 2 },
  ])
})
