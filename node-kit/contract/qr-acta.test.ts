// The signed QR: what goes in comes out, nothing can be changed, and no bytes whatever make the reader fail.
import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { test } from 'node:test'
import { encode } from 'cborg'
import fc from 'fast-check'
import { sampleActa } from '../test/sample-actas.ts'
import { identificadorElectronico, paraComparar, type Acta } from './acta.ts'
import { decodeBase45, encodeBase45 } from './base45.ts'
import { newCodigoVerificacion } from './damm.ts'
import { readQr, signQr, type QrInput } from './qr-acta.ts'
import { kidOf } from './wire.ts'

const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const kid = kidOf(keys.publicKey)
const input = (acta: Acta = sampleActa()): QrInput => ({
  kid,
  entidad: acta.entidadRegistro,
  iat: 1_501_477_200,
  codigoVerificacion: newCodigoVerificacion(),
  identificadorElectronico: identificadorElectronico(acta),
  acta: paraComparar(acta),
})
const roundTrip = (sent: QrInput): void => {
  const read = readQr(signQr(keys.privateKey, sent))
  assert.ok(read !== null)
  const { verify, ...said } = read
  assert.deepEqual(said, sent)
  assert.ok(verify(keys.publicKey))
}

test('a QR says exactly what was signed', () => {
  roundTrip(input())
})

test('what an acta does not record is not in its QR either', () => {
  roundTrip(
    input(
      sampleActa({
        curp: null,
        segundoApellido: null,
        lugarNacimientoMunicipio: null,
        lugarNacimientoEntidad: null,
        libro: null,
        padres: [],
      }),
    ),
  )
})

test('odd books, numbers, places and CURPs come back as they were', () => {
  roundTrip(
    input(
      sampleActa({
        oficialia: '0000000001',
        libro: '3-A BIS',
        numeroActa: '000',
        curp: 'SIN CURP',
        lugarNacimientoMunicipio: 'SAN JUAN, México, Jalisco',
        lugarNacimientoEntidad: 'NE',
        fechaNacimiento: '1899-02-28',
      }),
    ),
  )
  roundTrip(input(sampleActa({ lugarNacimientoMunicipio: 'México', lugarNacimientoEntidad: null })))
  roundTrip(input(sampleActa({ lugarNacimientoMunicipio: 'EL SALTO, Jalisco', lugarNacimientoEntidad: null })))
})

test('the longest names that can be imported still fit a QR, and an ordinary acta a small one', () => {
  const long = 'Ñ'.repeat(100)
  const parent = { nombres: long, primerApellido: long, segundoApellido: long, nacionalidad: null, curp: null }
  const acta = sampleActa({
    nombres: long,
    primerApellido: long,
    segundoApellido: long,
    municipioRegistro: long,
    lugarNacimientoMunicipio: long,
    padres: [parent, parent],
  })
  roundTrip(input(acta))
  assert.ok(signQr(keys.privateKey, input(acta)).length <= 4296, 'version 40 at level L, to which paper falls back')
  assert.ok(signQr(keys.privateKey, input()).length <= 419, 'version 12 at level M for an ordinary acta')
})

test('any names, marks and codes make the round trip', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  const digits = fc.stringMatching(/^\d{1,12}$/)
  const arbitrary = fc.record({
    nombres: text,
    primerApellido: text,
    municipioRegistro: text,
    oficialia: digits,
    numeroActa: digits,
  })
  fc.assert(
    fc.property(arbitrary, (fields) => roundTrip(input(sampleActa(fields)))),
    { numRuns: 100 },
  )
})

test('another key does not verify, and neither does a key of another kind', () => {
  const read = readQr(signQr(keys.privateKey, input()))
  assert.equal(read?.verify(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey), false)
  assert.equal(read?.verify(generateKeyPairSync('ed25519').publicKey), false)
})

test('with any one byte changed a QR is unreadable or does not verify', () => {
  const bytes = decodeBase45(signQr(keys.privateKey, input()).slice(5)) as Uint8Array
  for (let at = 0; at < bytes.length; at += 1) {
    const changed = Uint8Array.from(bytes)
    changed[at] = (changed[at] as number) ^ 1
    const read = readQr(`ACT1:${encodeBase45(changed)}`)
    assert.ok(read === null || !read.verify(keys.publicKey), `byte ${at}`)
  }
})

test('a QR with anything before, after or missing is refused', () => {
  const text = signQr(keys.privateKey, input())
  const bytes = decodeBase45(text.slice(5)) as Uint8Array
  assert.ok(readQr(`\n${text}\n`) !== null, 'a scanner may add line ends')
  assert.equal(readQr(`${text}00`), null)
  assert.equal(readQr(text.slice(5)), null)
  assert.equal(readQr(`act1:${text.slice(5)}`), null)
  assert.equal(readQr(`ACT1:${encodeBase45(Buffer.concat([bytes, Buffer.from([0])]))}`), null)
  assert.equal(readQr(`ACT1:${encodeBase45(bytes.subarray(0, -1))}`), null)
  assert.equal(readQr(`ACT1:${'0'.repeat(5000)}`), null)
  assert.equal(readQr(''), null)
})

/** A COSE_Sign1 signed with the right key over whatever payload. */
const signedWith = (
  payload: Uint8Array,
  header = new Map<number, unknown>([
    [1, -7],
    [4, Buffer.from(kid, 'hex')],
  ]),
): string => {
  const protectedBytes = encode(header)
  const text = encode(['Signature1', protectedBytes, new Uint8Array(0), payload])
  const signature = new Uint8Array(sign('sha256', text, { key: keys.privateKey, dsaEncoding: 'ieee-p1363' }))
  const body = encode([protectedBytes, new Map(), payload, signature])
  return `ACT1:${encodeBase45(Buffer.concat([Buffer.from([0xd2]), body]))}`
}

test('even the right key cannot sign what is not the data of an acta', () => {
  for (const strange of [null, 1, 'x', [], {}, new Map(), new Map([[1, 6]]), new Map<unknown, unknown>([['1', 6]])]) {
    assert.equal(readQr(signedWith(encode(strange))), null)
  }
})

test('a header that is not ours, or a number written the long way, is refused', () => {
  const bytes = decodeBase45(signQr(keys.privateKey, input()).slice(5)) as Uint8Array
  const sample = signedWith(payloadOf(bytes))
  assert.ok(readQr(sample)?.verify(keys.publicKey))
  assert.equal(
    readQr(
      signedWith(
        payloadOf(bytes),
        new Map<number, unknown>([
          [1, -8],
          [4, Buffer.from(kid, 'hex')],
        ]),
      ),
    ),
    null,
  )
  assert.equal(readQr(signedWith(payloadOf(bytes), new Map<number, unknown>([[1, -7]]))), null)
  // The first claim is 1 → 6; written in two bytes it says the same and is still another code.
  const payload = payloadOf(bytes)
  const longWay = Buffer.concat([
    payload.subarray(0, 2),
    Buffer.from([0x18, payload[2] as number]),
    payload.subarray(3),
  ])
  assert.equal(readQr(signedWith(longWay)), null)
})

/** The payload inside a COSE_Sign1 made by signQr: after the 10 bytes of header, the empty map and its own length. */
function payloadOf(bytes: Uint8Array): Uint8Array {
  const at = Buffer.from(bytes).indexOf(Buffer.from([0xa0, 0x58])) + 3
  return bytes.subarray(at, at + (bytes[at - 1] as number))
}

test('no bytes whatever make the reader fail', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      assert.equal(readQr(`ACT1:${encodeBase45(bytes)}`), null)
    }),
    { numRuns: 1000 },
  )
  fc.assert(
    fc.property(fc.anything({ withMap: false, maxDepth: 4 }), (value) => {
      let payload: Uint8Array
      try {
        payload = encode(value)
      } catch {
        return
      }
      assert.equal(readQr(signedWith(payload)), null)
    }),
    { numRuns: 300 },
  )
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => assert.equal(readQr(text), null)))
  assert.equal(readQr(signedWith(Buffer.alloc(2000, 0x81))), null, 'nested two thousand deep')
})
