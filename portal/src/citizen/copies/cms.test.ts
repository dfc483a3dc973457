// The seal: one exact form, read back as it was made, of which no other spelling is accepted.
import assert from 'node:assert/strict'
import { createHash, verify, X509Certificate } from 'node:crypto'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { sampleOffice } from '../../../test/sample-copy.ts'
import type { SampleOffice } from '../../../test/sample-copy.ts'
import { buildCms, isUnsealed, lowS, readCms, sealPdf, signedAttributes } from './cms.ts'
import { CONTENTS_BYTES, readCopyLayout } from './copy-layout.ts'
import { integer, sequence } from './der.ts'

const seed = Number(process.env['ACTAS_TEST_SEED'] ?? 20170731)
const digest = createHash('sha256').update('documento').digest()
let office: SampleOffice
let cms: Buffer
let signature: Buffer

before(async () => {
  office = await sampleOffice()
  const { certificate, ca, sign } = office.seal
  signature = lowS(await sign(signedAttributes(digest, certificate)))
  cms = buildCms({ certificate, ca, digest, signature })
})
after(() => office.close())

test('a signature is read back as it was made, and holds over its attributes', () => {
  const read = readCms(Buffer.concat([cms, Buffer.alloc(100)]))
  assert.ok(read.der.equals(cms))
  assert.ok(read.digest.equals(digest))
  assert.ok(read.signature.equals(signature))
  assert.equal(read.certificates.length, 2)
  assert.ok(read.certificateHash.equals(createHash('sha256').update(office.seal.certificate).digest()))
  assert.ok(verify('sha256', read.signedBytes, new X509Certificate(office.seal.certificate).publicKey, read.signature))
})

test('of the two equal forms of an ECDSA signature one is ours', () => {
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
  const numbers = fc.bigInt({ min: 1n, max: order - 1n })
  fc.assert(
    fc.property(numbers, numbers, (r, s) => {
      const one = lowS(sequence(integer(r), integer(s)))
      assert.ok(one.equals(lowS(sequence(integer(r), integer(order - s)))))
      assert.ok(one.equals(lowS(one)))
    }),
    { seed },
  )
  assert.throws(() => lowS(Buffer.from('3000', 'hex')))
})

test('after the signature only zeros may follow', () => {
  assert.throws(() => readCms(Buffer.concat([cms, Buffer.from([0, 0, 1])])), /bytes after the signature/)
  assert.throws(() => readCms(Buffer.alloc(CONTENTS_BYTES)), { name: 'PdfProblem' })
})

test('a signature with any byte changed is either not read or not the one that its parts make', () => {
  let rebuilt = 0
  fc.assert(
    fc.property(fc.nat(cms.length - 1), fc.integer({ min: 1, max: 255 }), (at, mask) => {
      const other = Buffer.from(cms)
      other[at]! ^= mask
      let parts: ReturnType<typeof readCms>
      try {
        parts = readCms(Buffer.concat([other, Buffer.alloc(8)]))
      } catch (error) {
        assert.equal((error as Error).name, 'PdfProblem')
        return
      }
      rebuilt += 1
      const { certificate, ca } = office.seal
      const same = buildCms({ certificate, ca, digest: parts.digest, signature: parts.signature }).equals(parts.der)
      const holds = verify('sha256', parts.signedBytes, new X509Certificate(certificate).publicKey, parts.signature)
      assert.ok(!(same && holds))
    }),
    { seed, numRuns: 1_000 },
  )
  assert.ok(rebuilt > 100, `${rebuilt} changed signatures could be read`)
})

test('sealing changes nothing but the range and the digits of the signature, and only once', async () => {
  const { pdf } = await office.unsealed()
  const layout = readCopyLayout(pdf)
  assert.ok(isUnsealed(pdf, layout))
  const sealed = await sealPdf(pdf, office.seal)
  assert.equal(sealed.length, pdf.length)
  const { byteRange, contents } = layout
  for (let at = 0; at < pdf.length; at += 1) {
    const free = (at >= byteRange.start && at < byteRange.end) || (at > contents.start && at < contents.end - 1)
    if (!free) assert.equal(sealed[at], pdf[at], `byte ${at}`)
  }
  assert.ok(!isUnsealed(sealed, readCopyLayout(sealed)))
  await assert.rejects(sealPdf(sealed, office.seal), /already signed/)
})

test('a signature that does not fit its place is an error, never a longer file', async () => {
  const { pdf } = await office.unsealed()
  const huge = Buffer.alloc(CONTENTS_BYTES, 0x30)
  await assert.rejects(sealPdf(pdf, { ...office.seal, ca: sequence(huge) }), /does not fit/)
})
