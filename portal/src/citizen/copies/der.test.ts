// DER as the standard asks: what is written can be read, each value in one way only, and nothing else is DER.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  context,
  element,
  elementEnd,
  integer,
  integerValue,
  octets,
  oid,
  oidText,
  readDer,
  sequence,
  setOf,
  TAG,
} from './der.ts'

const seed = Number(process.env['ACTAS_TEST_SEED'] ?? 20170731)

test('numbers of any size come back as they were written', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 300n }), (value) => integerValue(readDer(integer(value))!) === value),
    { seed },
  )
  assert.equal(integer(0).toString('hex'), '020100')
  assert.equal(integer(127).toString('hex'), '02017f')
  assert.equal(integer(128).toString('hex'), '02020080')
})

test('names of algorithms come back as they were written, arcs of 128 bits included', () => {
  const arcs = fc.array(fc.bigInt({ min: 0n, max: 2n ** 128n }), { maxLength: 8 })
  const first = fc.oneof(fc.tuple(fc.constantFrom(0, 1), fc.nat(39)), fc.tuple(fc.constant(2), fc.nat(200)))
  fc.assert(
    fc.property(first, arcs, ([a, b], rest) => {
      const dotted = [a, b, ...rest].join('.')
      return oidText(readDer(oid(dotted))!) === dotted
    }),
    { seed },
  )
  assert.equal(oid('1.2.840.113549.1.7.2').toString('hex'), '06092a864886f70d010702')
})

test('contents of any length come back, with the shortest length in front', () => {
  for (const length of [0, 1, 127, 128, 255, 256, 65_535, 65_536]) {
    const bytes = Buffer.alloc(length, 7)
    const node = readDer(sequence(octets(bytes)))
    assert.ok(node!.children[0]!.content.equals(bytes), `${length} bytes`)
  }
})

test('the elements of a set stand in the order of their bytes', () => {
  assert.ok(
    setOf(integer(9), integer(3), octets(Buffer.from('a'))).equals(
      setOf(octets(Buffer.from('a')), integer(3), integer(9)),
    ),
  )
})

/** Written in a way that BER allows and DER does not, or not a whole element. */
const NOT_DER: Readonly<Record<string, string>> = {
  'a length in more bytes than it needs': '3081020500',
  'a length with a leading zero': '308200020500',
  'an open length': '308005000000',
  'a number with a byte that only repeats its sign': '02020001',
  'a negative number with a byte too many': '0202ff80',
  'a number of no bytes': '0200',
  'a truth value that is neither 00 nor ff': '010101',
  'a null with contents': '050100',
  'a name that does not end': '060281',
  'a tag of several bytes': '1f0100',
  'something after the element': '05000500',
  'an element cut short': '0403aa',
  nothing: '',
  'an element that reaches beyond the one around it': '30030403aa',
}

for (const [what, hex] of Object.entries(NOT_DER)) {
  test(`${what} is not DER`, () => {
    assert.equal(readDer(Buffer.from(hex, 'hex')), null)
  })
}

test('elements nested without end are refused', () => {
  let deep: Buffer = Buffer.from('0500', 'hex')
  for (let i = 0; i < 40; i += 1) deep = sequence(deep)
  assert.equal(readDer(deep), null)
})

test('any bytes are either DER that is written the same way again, or nothing', () => {
  let read = 0
  const tag = fc.constantFrom(TAG.integer, TAG.octetString, TAG.oid, TAG.null, TAG.boolean, TAG.sequence, TAG.set, 0xa0)
  const pieces = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.tuple(tag, fc.uint8Array({ maxLength: 20 })).map(([t, some]) => element(t, some)),
    fc
      .tuple(tag, tag, fc.uint8Array({ maxLength: 9 }))
      .map(([t, inner, some]) => element(t, element(inner, some), context(0, integer(5)))),
  )
  fc.assert(
    fc.property(pieces, (some) => {
      const bytes = Buffer.from(some)
      const node = readDer(bytes)
      if (node === null) return
      read += 1
      assert.ok(element(node.tag, node.content).equals(bytes))
      assert.equal(elementEnd(bytes, 0), bytes.length)
    }),
    { seed, numRuns: 2_000 },
  )
  assert.ok(read > 200, `${read} of them were DER`)
})
