// The trust list: whoever has it verifies without asking us, and whoever changed it is noticed.
import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { canonicalBytes } from '@actas/node-kit/contract/acta.ts'
import { kidOf } from '@actas/node-kit/contract/wire.ts'
import { openKeyring, readTrustMaterial } from './keyring.ts'
import type { TrustMaterial } from './keyring.ts'
import { signTrustList, verifyTrustList } from './trust-list.ts'
import type { EntidadKeys, TrustList } from './trust-list.ts'

const AT = Temporal.Instant.from('2026-11-25T10:00:00.900Z')
const home = mkdtempSync(join(tmpdir(), 'actas-confianza-'))
after(() => rmSync(home, { recursive: true, force: true }))

const entidades: readonly EntidadKeys[] = [
  {
    clave: '06',
    nombre: 'Colima',
    llaves: [
      {
        kid: 'aaaaaaaa',
        llave: 'PEM',
        desde: '2017-07-31T05:00:00Z',
        hasta: '2026-01-01T06:00:00Z',
        estado: 'retirada',
      },
      { kid: 'bbbbbbbb', llave: 'PEM', desde: '2026-01-01T06:00:00Z', hasta: null, estado: 'vigente' },
    ],
  },
]

let material: TrustMaterial
let list: TrustList
before(async () => {
  await openKeyring(join(home, 'llaves'), AT)
  material = await readTrustMaterial(join(home, 'llaves'))
  list = JSON.parse(JSON.stringify(await signTrustList(material, { emitidaEn: AT, entidades }))) as TrustList
})

test('a signed list reads back whole: when, the seals, every key of every entidad, and who signed', () => {
  const read = verifyTrustList(list)
  assert.equal(String(read?.issuedAt), '2026-11-25T10:00:00Z')
  assert.equal(read?.kid, kidOf(material.publicKey))
  assert.deepEqual(read?.entidades, entidades)
  assert.equal(read?.seals.seals.length, 1)
  assert.ok(verifyTrustList(list, material.publicKey), 'and it is signed with the key that was expected')
})

test('a list in which any value was changed, added or left out is refused', () => {
  const changed: unknown[] = [
    { ...list, emitidaEn: '2026-11-25T10:00:01Z' },
    { ...list, nuevo: 1 },
    { ...list, sello: [] },
    { ...list, entidades: [] },
    { ...list, entidades: [{ ...entidades[0], llaves: entidades[0]!.llaves.slice(1) }] },
    { ...list, entidades: [{ ...entidades[0], llaves: [{ ...entidades[0]!.llaves[0], estado: 'vigente' }] }] },
    { ...list, sello: [{ ...list.sello[0], estado: 'retirado' }] },
    {
      ...list,
      firma: { ...list.firma, valor: list.firma.valor.replace(/^./, (first) => (first === 'A' ? 'B' : 'A')) },
    },
    { ...list, firma: { ...list.firma, kid: '00000000' } },
    { ...list, firma: { ...list.firma, alg: 'none' } },
    { ...list, version: 2 },
  ]
  for (const one of changed) assert.equal(verifyTrustList(one), null, JSON.stringify(one).slice(0, 120))
  for (const one of [null, undefined, 7, 'lista', [], {}, { firma: {} }]) assert.equal(verifyTrustList(one), null)
  assert.ok(verifyTrustList(list), 'the list itself still holds')
})

test('a list that somebody else signed is whole by itself, but is not the one of whoever keeps our key', () => {
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { firma: _firma, ...unsigned } = list
  const forged = signedBy(unsigned, other)
  assert.ok(verifyTrustList(forged), 'without an expected key only wholeness can be judged')
  assert.equal(verifyTrustList(forged, material.publicKey), null)
  const weak = generateKeyPairSync('ec', { namedCurve: 'secp256k1' })
  assert.equal(verifyTrustList(signedBy(unsigned, weak)), null, 'a key of another kind is no key of ours')
})

function signedBy(
  unsigned: object,
  { privateKey, publicKey }: { privateKey: KeyObject; publicKey: KeyObject },
): unknown {
  return {
    ...unsigned,
    firma: {
      alg: 'ES256',
      kid: kidOf(publicKey),
      llave: String(publicKey.export({ format: 'pem', type: 'spki' })),
      valor: sign('sha256', canonicalBytes(unsigned), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString(
        'base64url',
      ),
    },
  }
}
