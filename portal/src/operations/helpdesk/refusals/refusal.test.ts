// The rules of a refusal: its steps, and how indicator 4 is judged, against values worked out by hand.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TRANSITIONS, judgeAcceptance, next, stepsFrom } from './refusal.ts'

const RULE = { alertaPorAutoridad: 2, tasaPorMil: 1 }

test('nine cases in 4,000 copies are out, for even the lowest believable rate is above one in a thousand', () => {
  const judged = judgeAcceptance(9, 4, 4_000, RULE)
  assert.deepEqual(judged, { veredicto: 'FUERA', tasaPorMil: 2.25, inferiorPorMil: 1.02, alerta: true })
  assert.equal(judgeAcceptance(8, 4, 4_000, RULE).veredicto, 'EN_LIMITE')
})

test('one case is an alert and no more; the second by one authority is at the limit, by two authorities it is not', () => {
  assert.deepEqual(judgeAcceptance(1, 1, 2_500, RULE), {
    veredicto: 'OPTIMO',
    tasaPorMil: 0.4,
    inferiorPorMil: 0.01,
    alerta: true,
  })
  assert.equal(judgeAcceptance(2, 2, 2_500, RULE).veredicto, 'EN_LIMITE')
  assert.equal(judgeAcceptance(2, 1, 2_500, RULE).veredicto, 'OPTIMO')
})

test('without one copy issued there is no rate, and no rate is never a pass', () => {
  assert.equal(judgeAcceptance(0, 0, 0, RULE).veredicto, 'SIN_DATOS')
  assert.equal(judgeAcceptance(0, 0, 1, RULE).veredicto, 'OPTIMO')
  assert.equal(judgeAcceptance(2, 2, 0, RULE).veredicto, 'EN_LIMITE')
})

test('a case is told to the agency before it is judged, and judged before it is closed', () => {
  assert.deepEqual(stepsFrom('validated'), ['notifyAgency'])
  assert.deepEqual(stepsFrom('answered'), ['upholdCorrected', 'upholdSanction', 'dismiss', 'lackEvidence'])
  assert.throws(() => next('validated', 'close'), { codigo: 'rechazo-no-permite' })
  assert.throws(() => next('agencyNotified', 'upholdCorrected'), { codigo: 'rechazo-no-permite' })
  assert.equal(TRANSITIONS.filter((one) => one.to === 'closed').flatMap((one) => one.from).length, 4)
})
