// The codes of a second factor against the vectors of the RFC, and what a code is good for.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { base32, codeOf, matchedStep, stepAt } from './totp.ts'

/** RFC 6238, appendix B, the rows of SHA-1: eight digits. */
const VECTORS: readonly [number, string][] = [
  [59, '94287082'],
  [1_111_111_109, '07081804'],
  [1_111_111_111, '14050471'],
  [1_234_567_890, '89005924'],
  [2_000_000_000, '69279037'],
  [20_000_000_000, '65353130'],
]
const SECRET = Buffer.from('12345678901234567890')
const at = (seconds: number): Temporal.Instant => Temporal.Instant.fromEpochMilliseconds(seconds * 1_000)

test('the codes are those of RFC 6238', () => {
  for (const [seconds, code] of VECTORS) {
    assert.equal(codeOf(SECRET, stepAt(at(seconds)), 8), code)
    assert.equal(matchedStep(SECRET, code.slice(2), at(seconds), 0), stepAt(at(seconds)))
  }
})

test('a code counts from half a minute before its time to half a minute after it, and once', () => {
  const step = stepAt(at(1_234_567_890))
  const code = codeOf(SECRET, step)
  const start = step * 30
  assert.equal(matchedStep(SECRET, code, at(start - 30), 0), step)
  assert.equal(matchedStep(SECRET, code, at(start + 59), 0), step)
  assert.equal(matchedStep(SECRET, code, at(start - 31), 0), null)
  assert.equal(matchedStep(SECRET, code, at(start + 60), 0), null)
  assert.equal(matchedStep(SECRET, code, at(start), step), null, 'used')
  assert.equal(matchedStep(SECRET, code, at(start), step + 1), null, 'older than one that was used')
  for (const odd of ['', '12345', '1234567', 'abcdef', ' 12345', '１２３４５６'])
    assert.equal(matchedStep(SECRET, odd, at(start), 0), null, odd)
})

test('a secret is written as authenticators read it', () => {
  assert.equal(base32(SECRET), 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')
  assert.equal(base32(Buffer.from('f')), 'MY')
})
