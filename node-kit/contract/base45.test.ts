// Base45 against the examples of its RFC and against texts that are not base45.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeBase45, encodeBase45 } from './base45.ts'

const EXAMPLES = [
  ['AB', 'BB8'],
  ['Hello!!', '%69 VD92EX0'],
  ['base-45', 'UJCLQE7W581'],
  ['ietf!', 'QED8WEX0'],
] as const

test('the examples of RFC 9285 come out as written there', () => {
  for (const [plain, encoded] of EXAMPLES) {
    assert.equal(encodeBase45(Buffer.from(plain)), encoded)
    assert.equal(Buffer.from(decodeBase45(encoded) ?? []).toString(), plain)
  }
})

test('any bytes come back as they went', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      assert.deepEqual(decodeBase45(encodeBase45(bytes)), bytes)
    }),
  )
})

test('what is no base45 is refused: length, letters, values too large', () => {
  for (const text of ['A', 'BB8A', 'bb8', 'BBÑ', ':::', 'GGW', '::', 'Z6', '😀😀😀'])
    assert.equal(decodeBase45(text), null, text)
})
