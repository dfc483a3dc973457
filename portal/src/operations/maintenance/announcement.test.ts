// What may be announced, and how long it holds: by rules alone, over thousands of made-up announcements.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { heldPeriod, holdsAt, nextDue, readTyped, situationOf } from './announcement.ts'

const at = (text: string): Temporal.Instant => Temporal.Instant.from(text)
const NOW = at('2017-08-03T16:00:00Z')
const RULES = { zona: 'America/Mexico_City', avisoHoras: 24, maximoHoras: 72 }
const GOOD = { inicio: '2017-08-05 22:00', fin: '2017-08-06 02:00', que: 'Cambio de discos.', responde: 'Sistemas' }
const problems = (typed: Partial<typeof GOOD>): string[] =>
  readTyped({ ...GOOD, ...typed }, RULES, NOW).campos.map((one) => `${one.campo} ${one.codigo}`)

test('a time is that of the clock on the wall of the centre', () => {
  const { period, campos } = readTyped({ ...GOOD, inicio: ' 2017-08-05T22:00 ' }, RULES, NOW)
  assert.deepEqual(campos, [])
  assert.deepEqual([String(period?.inicio), String(period?.fin)], ['2017-08-06T03:00:00Z', '2017-08-06T07:00:00Z'])
})

test('what is wrong is said at its field, all at once', () => {
  assert.deepEqual(problems({ inicio: '', fin: 'mañana', que: ' \u202e\u0007 ', responde: '' }), [
    'inicio mantenimiento-hora',
    'fin mantenimiento-hora',
    'que mantenimiento-que',
    'responde mantenimiento-responde',
  ])
  for (const text of ['2017-08-05', '2017-02-30 10:00', '2017-08-05 24:00', '2017-08-05 10:60', '2017-08-05 10:00Z'])
    assert.deepEqual(problems({ inicio: text }), ['inicio mantenimiento-hora'], text)
  assert.deepEqual(problems({ inicio: '2017-08-05 10:00+09:00' }), ['inicio mantenimiento-hora'])
  assert.deepEqual(problems({ inicio: '2017-10-29 01:30', fin: '2017-10-29 05:00' }), ['inicio hora-imposible'])
  assert.deepEqual(problems({ inicio: '2018-04-01 02:30', fin: '2018-04-01 05:00' }), ['inicio hora-imposible'])
  assert.deepEqual(problems({ fin: GOOD.inicio }), ['fin mantenimiento-fin-antes'])
  assert.deepEqual(problems({ inicio: '2017-08-03 11:00', fin: '2017-08-03 12:00' }), ['inicio fecha-pasada'])
  assert.deepEqual(problems({ fin: '2017-08-08 22:00' }), [], 'three whole days')
  assert.deepEqual(problems({ fin: '2017-08-08 22:01' }), ['fin mantenimiento-largo'])
  assert.deepEqual(problems({ inicio: '2071-08-05 22:00', fin: '2071-08-06 02:00' }), ['inicio mantenimiento-lejos'])
  assert.deepEqual(problems({ que: 'x'.repeat(501), responde: 'x'.repeat(121) }), [
    'que texto-largo',
    'responde texto-largo',
  ])
})

test('a text is kept without what nobody sees', () => {
  const { que, campos } = readTyped({ ...GOOD, que: '  <b>Disco\u202e</b>\u0000 e\u0301ste ' }, RULES, NOW)
  assert.deepEqual([que, campos], ['<b>Disco</b> éste', []])
})

test('whenever it is called off, it holds from its begin until then or its end, and each of its two instants comes once', () => {
  const minutes = (n: number): Temporal.Instant => NOW.add({ minutes: n })
  const one = fc.record({ from: fc.nat(50), long: fc.integer({ min: 1, max: 50 }), off: fc.option(fc.nat(120)) })
  let cut = 0
  fc.assert(
    fc.property(one, ({ from, long, off }) => {
      const end = from + long
      const announced = {
        inicio: minutes(from),
        fin: minutes(end),
        cancelado_at: off !== null && off < end ? minutes(off) : null,
      }
      const until = announced.cancelado_at === null ? end : off!
      cut += Number(until < end && until > from)
      const held = heldPeriod(announced)
      for (let n = 0; n <= 120; n += 1) {
        const holds = held !== null && holdsAt(held, minutes(n))
        assert.equal(holds, n >= from && n < Math.min(end, until), `minute ${n}`)
        assert.equal(situationOf(announced, minutes(n)) === 'en_curso', announced.cancelado_at === null && holds)
      }
      const due: string[] = []
      for (let next = nextDue(announced, NOW.subtract({ minutes: 1 })); next; next = nextDue(announced, next))
        due.push(String(next))
      const instants = announced.cancelado_at === null ? [announced.inicio, announced.fin].map(String) : []
      assert.deepEqual(due, instants)
    }),
    { numRuns: 2_000 },
  )
  assert.ok(cut > 20, 'some were called off while they lasted')
})
