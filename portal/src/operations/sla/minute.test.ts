// What a minute was, and when minutes make an outage: rules with the cases that falsify other monitors.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { MINUTE_MS, UNWATCHED, classify, healthyMinutes, watchMinute } from './minute.ts'
import type { MinuteState, OutageEvent, Seen, Watch } from './minute.ts'

const M = 10 * MINUTE_MS
const both = new Set([0, 1, 2, 3].flatMap((i) => ['a', 'b'].map((v) => `${v} ${M + (i - 1) * MINUTE_MS}`)))
const seen = (vantage: string, atS: number, ok: boolean): Seen => ({ vantage, atMs: M + atS * 1_000, ok })

test('a minute in which nobody could see is not known, never down', () => {
  assert.equal(classify(M, [], both), 'UNKNOWN')
  assert.equal(classify(M, [seen('a', 5, false), seen('a', 35, false)], new Set()), 'UNKNOWN')
  assert.equal(classify(M, [seen('a', 65, false), seen('b', -10, false)], both), 'UNKNOWN')
})

test('a minute is down when every probe of every healthy vantage failed, two of them at least in a row', () => {
  const fails = [seen('a', 5, false), seen('b', 20, false), seen('a', 35, false), seen('b', 50, false)]
  assert.equal(classify(M, fails, both), 'DOWN')
  assert.equal(classify(M, [...fails.slice(0, 3), seen('b', 50, true)], both), 'UP')
  assert.equal(classify(M, [seen('a', 35, false)], both), 'UP', 'one failing probe alone is no outage')
})

test('what a vantage says that was not well itself counts for nothing', () => {
  const onlyB = new Set([...both].filter((one) => one.startsWith('b')))
  const told = [seen('a', 5, false), seen('b', 20, true), seen('a', 35, false)]
  assert.equal(classify(M, told, onlyB), 'UP')
  assert.equal(classify(M, [seen('a', 5, true), seen('b', 20, false), seen('b', 50, false)], onlyB), 'DOWN')
})

test('the first failing probe of a run belongs to the outage, the last one before a good one too', () => {
  assert.equal(classify(M, [seen('a', 50, false), seen('b', 65, false)], both), 'DOWN')
  assert.equal(classify(M, [seen('b', -5, false), seen('a', 5, false)], both), 'DOWN')
  assert.equal(classify(M, [seen('b', -5, true), seen('a', 5, false), seen('b', 65, true)], both), 'UP')
})

test('a vantage is well in a minute only when its canary was asked and answered every time', () => {
  const well = healthyMinutes([seen('a', 1, true), seen('a', 40, true), seen('b', 1, true), seen('b', 40, false)])
  assert.deepEqual([...well], [`a ${M}`])
})

function walk(states: readonly (MinuteState | null)[], minutes = 5): OutageEvent[] {
  let watch: Watch = UNWATCHED
  const events: OutageEvent[] = []
  for (const [i, state] of states.entries()) {
    if (state === null) continue
    const step = watchMinute(watch, i * MINUTE_MS, state, minutes)
    watch = step.watch
    if (step.event) events.push(step.event)
  }
  return events
}
const down = (n: number): MinuteState[] => Array.from({ length: n }, () => 'DOWN' as const)

test('five minutes down in a row are an outage, said once, since the first of them; the first good minute ends it', () => {
  assert.deepEqual(walk(['UP', ...down(4), 'UP']), [])
  assert.deepEqual(walk(['UP', ...down(7), 'UP', 'UP']), [
    { event: 'sla.down', since: MINUTE_MS, at: 6 * MINUTE_MS },
    { event: 'sla.up', since: MINUTE_MS, at: 8 * MINUTE_MS },
  ])
})

test('minutes that nobody saw neither make an outage nor end one, whether they have a row or not', () => {
  assert.deepEqual(walk([...down(3), 'UNKNOWN', ...down(3), 'UP']), [])
  assert.deepEqual(walk([...down(3), null, ...down(3), 'UP']), [])
  assert.deepEqual(walk([...down(5), null, null, 'UNKNOWN', 'DOWN', 'UP']), [
    { event: 'sla.down', since: 0, at: 5 * MINUTE_MS },
    { event: 'sla.up', since: 0, at: 9 * MINUTE_MS },
  ])
})

test('for any minutes, outages begin and end in turn, and none begins without five minutes down', () => {
  const state = fc.constantFrom<MinuteState | null>('UP', ...down(8), 'UNKNOWN', null)
  let outages = 0
  fc.assert(
    fc.property(fc.array(state, { maxLength: 60 }), (states) => {
      const events = walk(states)
      for (const [i, one] of events.entries()) {
        assert.equal(one.event, i % 2 === 0 ? 'sla.down' : 'sla.up')
        if (one.event === 'sla.down') {
          outages += 1
          const first = one.since / MINUTE_MS
          assert.deepEqual(states.slice(first, first + 5), down(5))
        }
      }
    }),
    { numRuns: 500 },
  )
  assert.ok(outages > 20, `only ${outages} outages were tried`)
})
