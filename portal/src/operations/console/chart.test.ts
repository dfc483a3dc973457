// A line of days: it goes through what was measured, and breaks where nobody measured.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lineChart, parts } from './chart.ts'

const chart = (values: readonly (number | null)[]): string =>
  String(lineChart({ label: 'Prueba', values, ends: ['a', 'b'], bands: [{ upTo: 3_000, name: 'óptimo' }] }))

test('the line breaks where nobody measured, and a day alone is a point', () => {
  assert.deepEqual(parts([1, 2, null, 3, null, null, 4, 5]), [
    { from: 0, values: [1, 2] },
    { from: 3, values: [3] },
    { from: 6, values: [4, 5] },
  ])
  const drawn = chart([1, 2, null, 3, null, null, 4, 5])
  assert.equal(drawn.match(/<path/g)?.length, 2)
  assert.equal(drawn.match(/<circle/g)?.length, 5 + 0)
})

test('more time stands higher, the band where its figure is, and days from left to right', () => {
  const drawn = chart([1_000, 3_000])
  const [[x1, y1], [x2, y2]] = [...drawn.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map(
    (one) => [Number(one[1]), Number(one[2])] as const,
  ) as [readonly [number, number], readonly [number, number]]
  assert.ok(x1 < x2)
  assert.ok(y1 > y2, 'the y axis of a drawing goes down')
  assert.equal(Number(drawn.match(/y1="([\d.]+)"[^>]*class="banda/)?.[1]), y2)
})

test('nothing measured draws no line', () => {
  assert.doesNotMatch(chart([null, null]), /<path|<circle|NaN/)
})
