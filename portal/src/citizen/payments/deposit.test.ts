// The sharing of deposits over a line: whatever comes in which order, every centavo is in exactly one place.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { shareDeposit } from './deposit.ts'

test('a deposit is exact, short, too much, or one too many', () => {
  assert.deepEqual(shareDeposit(100, 0, 100), { outcome: 'matched', toOrder: 100, surplus: 0 })
  assert.deepEqual(shareDeposit(100, 0, 99), { outcome: 'partial', toOrder: 99, surplus: 0 })
  assert.deepEqual(shareDeposit(100, 99, 1), { outcome: 'matched', toOrder: 1, surplus: 0 })
  assert.deepEqual(shareDeposit(100, 99, 3), { outcome: 'excess', toOrder: 1, surplus: 2 })
  assert.deepEqual(shareDeposit(100, 100, 100), { outcome: 'duplicate', toOrder: 0, surplus: 100 })
})

test('ten thousand streams of deposits end in the same balances in any order, and no order has more than its price (PAY-9)', () => {
  const stream = fc.record({
    price: fc.integer({ min: 1, max: 50_000 }),
    deposits: fc.array(fc.integer({ min: 1, max: 60_000 }), { maxLength: 12 }),
    turn: fc.nat(11),
  })
  const play = (price: number, deposits: readonly number[]): { order: number; surplus: number; completed: number } => {
    let order = 0
    let surplus = 0
    let completed = 0
    for (const one of deposits) {
      const share = shareDeposit(price, order, one)
      assert.equal(share.toOrder + share.surplus, one)
      if (share.outcome === 'matched' || share.outcome === 'excess') completed += 1
      order += share.toOrder
      surplus += share.surplus
      assert.ok(order <= price)
    }
    return { order, surplus, completed }
  }
  fc.assert(
    fc.property(stream, ({ price, deposits, turn }) => {
      const turned = [...deposits.slice(turn), ...deposits.slice(0, turn)].reverse()
      const [a, b] = [play(price, deposits), play(price, turned)]
      assert.deepEqual(a, b)
      assert.ok(a.completed <= 1)
      assert.equal(a.completed, Number(a.order === price))
    }),
    { numRuns: 10_000 },
  )
})
