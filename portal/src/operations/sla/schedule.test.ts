// The schedule of the probes: fixed instants that no answer can move.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { distanceMs, dueSlot, nextSlotMs, offsetMs } from './schedule.ts'

const EVERY = 30_000

test('each entidad is asked at its own moment of the half minute, and the two vantages half of it apart', () => {
  const claves = Array.from({ length: 32 }, (_, i) => String(i + 1).padStart(2, '0'))
  const offsets = claves.map((clave) => offsetMs(clave, 'a', EVERY))
  assert.ok(new Set(offsets).size >= 30, 'not all at once')
  for (const [i, clave] of claves.entries()) {
    assert.ok(offsets[i]! >= 0 && offsets[i]! < EVERY)
    assert.equal(Math.abs(offsets[i]! - offsetMs(clave, 'b', EVERY)), EVERY / 2)
    assert.equal(offsets[i], offsetMs(clave, 'a', EVERY), 'the same after a restart')
  }
})

test('a probe falls due at its instant, once, however slow the answer before it is', () => {
  assert.equal(dueSlot(59_999, 30_000, EVERY, 0), null)
  assert.deepEqual(dueSlot(60_000, 30_000, EVERY, 0), { atMs: 60_000, missed: false })
  assert.equal(dueSlot(60_001, 60_000, EVERY, 0), null)
  assert.equal(nextSlotMs(60_000, EVERY, 0), 90_000)
  assert.equal(nextSlotMs(60_000, EVERY, 4_000), 64_000)
})

test('a monitor that is more than half a slot late says so and blames nobody', () => {
  assert.deepEqual(dueSlot(75_000, 30_000, EVERY, 0), { atMs: 60_000, missed: false })
  assert.deepEqual(dueSlot(75_001, 30_000, EVERY, 0), { atMs: 60_000, missed: true })
})

test('a clock moved by hours leaves a gap and at most one probe', () => {
  const moved = dueSlot(30_000 + 3_600_000 * 72, 30_000, EVERY, 0)
  assert.deepEqual(moved, { atMs: 30_000 + 3_600_000 * 72, missed: false })
})

test('a fast clock asks nobody more than twice a real second, and always at instants of the schedule', () => {
  assert.equal(distanceMs(EVERY, 1), EVERY)
  assert.equal(distanceMs(EVERY, 60), EVERY)
  assert.equal(distanceMs(EVERY, 61), 2 * EVERY)
  assert.equal(distanceMs(EVERY, 3_600), 60 * EVERY)
  assert.equal(distanceMs(EVERY, 0), EVERY)
  fc.assert(
    fc.property(fc.double({ min: 0.1, max: 3_600, noNaN: true }), (speed) => {
      const distance = distanceMs(EVERY, speed)
      assert.ok(distance / speed >= 499.999 && distance % EVERY === 0)
    }),
  )
})
