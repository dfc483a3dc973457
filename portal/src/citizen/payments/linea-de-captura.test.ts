// The línea de captura against its published vector and against mistyping.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatLinea, isLinea, makeLinea } from './linea-de-captura.ts'

test('the published vector comes out digit by digit', () => {
  assert.equal(
    makeLinea('067591119700', 425_650, Temporal.PlainDate.from('1997-05-23'), { baseYear: 1988, constant: '2' }),
    '06759111970034946226',
  )
})

test('the last days of the four digits are known and the next one is refused', () => {
  assert.equal(
    makeLinea('1', 100, Temporal.PlainDate.from('2014-11-18'), { baseYear: 1988, constant: '2' }).slice(1, 5),
    '9999',
  )
  assert.throws(
    () => makeLinea('1', 100, Temporal.PlainDate.from('2014-11-19'), { baseYear: 1988, constant: '2' }),
    RangeError,
  )
  assert.equal(makeLinea('1', 100, Temporal.PlainDate.from('2039-11-18')).slice(1, 5), '9999')
})

test('a single wrong digit and a swap of neighbours are always noticed', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 999_999_999_999n }),
      fc.integer({ min: 1, max: 500_000 }),
      fc.integer({ min: 0, max: 5_000 }),
      (reference, centavos, days) => {
        const linea = makeLinea(
          String(reference).padStart(12, '0'),
          centavos,
          Temporal.PlainDate.from('2017-07-31').add({ days }),
        )
        assert.equal(linea.length, 20)
        assert.ok(isLinea(formatLinea(linea)))
        for (let at = 0; at < linea.length; at += 1) {
          for (let other = 1; other < 10; other += 1) {
            const changed = linea.slice(0, at) + String((Number(linea[at]) + other) % 10) + linea.slice(at + 1)
            assert.ok(!isLinea(changed), changed)
          }
          if (at + 1 < linea.length && linea[at] !== linea[at + 1]) {
            const swapped = linea.slice(0, at) + linea[at + 1] + linea[at] + linea.slice(at + 2)
            assert.ok(!isLinea(swapped), swapped)
          }
        }
      },
    ),
    { numRuns: 200 },
  )
})

test('an amount of nothing, half a centavo or a reference with letters is refused', () => {
  const day = Temporal.PlainDate.from('2017-07-31')
  for (const centavos of [0, -1, 1.5, Number.NaN]) assert.throws(() => makeLinea('1', centavos, day), RangeError)
  for (const reference of ['', '1234567890123', '12a']) assert.throws(() => makeLinea(reference, 100, day), RangeError)
})
