// The picture of an order's life must be the one that its table gives.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { STATES, TRANSITIONS } from '../portal/src/citizen/orders/order.ts'
import { DOCUMENT, drawStates } from './draw-states.ts'
import { isFresh } from './generated-doc.ts'

test('the picture of the order in docs is the one that its table gives', () => {
  assert.ok(TRANSITIONS.length >= 10, 'the table was not seen')
  assert.ok(isFresh(DOCUMENT, drawStates(STATES, TRANSITIONS)), `${DOCUMENT} is old: run node scripts/draw-states.ts`)
})

test('a step of the table is an arrow and a line, and a state without steps is an end', () => {
  const states = { quoted: { wire: 'cotizada' }, paid: { wire: 'pagada' }, lost: { wire: 'vencida' } }
  const text = drawStates(states, [
    { from: ['quoted'], event: 'paidInFull', to: 'paid', note: 'first | wins' },
    { from: ['quoted', 'lost'], event: 'late', to: 'paid', note: 'later' },
    { from: ['quoted'], event: 'deadlinePassed', to: 'lost', note: 'not paid' },
  ])
  for (const line of [
    '  [*] --> cotizada: placed',
    '  cotizada --> pagada: paidInFull, late',
    '  vencida --> pagada: late',
    '  pagada --> [*]',
    '| `quoted`, `lost` | `late` | `paid` | later |',
    '| `quoted` | `paidInFull` | `paid` | first \\| wins |',
    '| `paid` | `pagada` | nothing: it ends here |',
  ]) {
    assert.ok(text.split('\n').includes(line), `no line «${line}» in\n${text}`)
  }
})

test('a step to a state that does not exist, or a state without a way in, is not drawn', () => {
  const states = { quoted: { wire: 'cotizada' }, paid: { wire: 'pagada' } }
  assert.throws(() => drawStates(states, [{ from: ['quoted'], event: 'paidInFull', to: 'payed', note: '' }]), /payed/)
  assert.throws(
    () => drawStates(states, [{ from: ['quoted'], event: 'again', to: 'quoted', note: '' }]),
    /no step leads to paid/,
  )
})
