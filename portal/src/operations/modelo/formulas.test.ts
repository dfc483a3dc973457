// The arithmetic of the indicators against values worked out by hand.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { floorPercent, manski, poissonInterval, reaches, wilson, worst } from './formulas.ts'

test('a percentage is cut at two decimals and never rounded up', () => {
  assert.equal(floorPercent(20_119, 20_160), 99.79)
  assert.equal(floorPercent(20_120, 20_160), 99.8)
  assert.equal(floorPercent(110, 120), 91.66)
  assert.equal(floorPercent(0, 0), null)
})

test('the thresholds of uptime fall where the letter puts them: 40, 41, 100 and 101 bad minutes of 20,160', () => {
  assert.ok(reaches(20_160 - 40, 20_160, 9980))
  assert.ok(!reaches(20_160 - 41, 20_160, 9980))
  assert.ok(reaches(20_160 - 100, 20_160, 9950))
  assert.ok(!reaches(20_160 - 101, 20_160, 9950))
})

test('the intervals of the survey are the published ones', () => {
  assert.deepEqual(wilson(270, 300), [86.08, 92.9])
  assert.deepEqual(wilson(82, 100), [73.33, 88.29])
  assert.deepEqual(wilson(560, 700), [76.87, 82.79])
  assert.deepEqual(wilson(1615, 1900), [83.32, 86.53])
  assert.deepEqual(wilson(2340, 3000), [76.48, 79.44])
  assert.deepEqual(wilson(40, 50), [66.96, 88.75])
  assert.equal(wilson(0, 0), null)
})

test('the exact Poisson intervals are the published ones', () => {
  const rounded = (count: number): number[] => poissonInterval(count).map((value) => Math.round(value * 1000) / 1000)
  assert.deepEqual(rounded(0), [0, 3.689])
  assert.deepEqual(rounded(1), [0.025, 5.572])
  assert.deepEqual(rounded(3), [0.619, 8.767])
  assert.deepEqual(rounded(9), [4.115, 17.085])
})

test('those who did not answer bound the figure from both sides', () => {
  assert.deepEqual(manski(80, 100, 200), [40, 90])
  fc.assert(
    fc.property(fc.nat(500), fc.nat(500), fc.nat(500), (happy, other, silent) => {
      const answered = happy + other
      const asked = answered + silent
      fc.pre(answered > 0)
      const [low, high] = manski(happy, answered, asked)!
      const shown = floorPercent(happy, answered)!
      assert.ok(low <= shown && shown <= high)
    }),
  )
})

test('no data is never a pass, and the worst verdict decides', () => {
  assert.equal(worst([]), 'SIN_DATOS')
  assert.equal(worst(['OPTIMO', 'NO_APLICA']), 'OPTIMO')
  assert.equal(worst(['OPTIMO', 'SIN_DATOS', 'EN_LIMITE']), 'SIN_DATOS')
  assert.equal(worst(['SIN_DATOS', 'FUERA']), 'FUERA')
})
