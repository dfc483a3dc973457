// The portal's keys: made once, private, whole or not at all, and never replaced in silence.
import assert from 'node:assert/strict'
import { createPrivateKey, verify, X509Certificate } from 'node:crypto'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import {
  KeyringError,
  openKeyring,
  openSealKey,
  readClientCa,
  readHeadKey,
  readHeadPublicKey,
  readPublicTrust,
  readTransportIdentity,
  readTrustMaterial,
  SEAL_ROLE,
} from './keyring.ts'

const AT = Temporal.Instant.from('2026-11-25T10:00:00Z')
const folders: string[] = []
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

function newFolder(): string {
  const home = mkdtempSync(join(tmpdir(), 'actas-llaves-'))
  folders.push(home)
  return join(home, 'llaves')
}

function filesOf(dir: string): Map<string, string> {
  const paths = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
  return new Map(paths.map((one) => join(one.parentPath, one.name)).map((path) => [path, readFileSync(path, 'utf8')]))
}

test('the first start makes every key, and only their owner may enter the folders or read the files', async () => {
  const dir = newFolder()
  await openKeyring(dir, AT)
  const entries = [dir, ...readdirSync(dir, { recursive: true }).map((name) => join(dir, String(name)))]
  assert.ok(entries.length >= 18, `only ${entries.length} files and folders were made`)
  for (const path of entries) {
    const found = statSync(path)
    assert.equal((found.mode & 0o777).toString(8), found.isDirectory() ? '700' : '600', path)
  }
  assert.ok(!entries.some((path) => path.includes('.nuevo-')), 'no draft is left')
})

test('a second start changes no byte, and two starts at the same moment end with the same keys', async () => {
  const dir = newFolder()
  await Promise.all([openKeyring(dir, AT), openKeyring(dir, AT), openKeyring(dir, AT)])
  const made = filesOf(dir)
  assert.ok(made.size >= 14)
  await openKeyring(dir, AT.add({ hours: 1000 }))
  assert.deepEqual(filesOf(dir), made)
  await openSealKey(dir)
  const { key, publicKey } = await readTrustMaterial(dir)
  assert.ok(createPrivateKey(key.export({ format: 'pem', type: 'pkcs8' })).equals(key))
  const head = await readHeadKey(dir)
  assert.ok(head.publicKey.equals(await readHeadPublicKey(dir)))
  assert.ok(!head.publicKey.equals(publicKey), 'each duty has a key of its own')
})

test('the certificate for the nodes may only open connections, and comes from the CA that nodes are given', async () => {
  const dir = newFolder()
  await openKeyring(dir, AT)
  const { cert, key } = await readTransportIdentity(dir)
  const client = new X509Certificate(cert)
  const ca = new X509Certificate(await readClientCa(dir))
  assert.deepEqual(client.keyUsage, ['1.3.6.1.5.5.7.3.2'], 'client authentication and nothing else')
  assert.ok(client.checkPrivateKey(createPrivateKey(key)))
  assert.ok(client.checkIssued(ca) && client.verify(ca.publicKey))
  assert.deepEqual([client.ca, ca.ca], [false, true])
  assert.ok(Date.parse(client.validFrom) < AT.epochMilliseconds, 'it holds a little before, for clocks that run behind')
  assert.ok(Date.parse(client.validTo) > AT.add({ hours: 24 * 365 * 4 }).epochMilliseconds)
})

test('the seal carries the role that every verifier demands, signs, and is in the history of seals from the start', async () => {
  const dir = newFolder()
  await openKeyring(dir, AT)
  const seal = await openSealKey(dir)
  const certificate = new X509Certificate(seal.certificate)
  // The policy is looked for in the bytes: an OID below 2.25 is written as one long number in base 128.
  assert.ok(seal.certificate.includes(policyBytes(SEAL_ROLE)), 'the role is in the certificate')
  assert.ok(certificate.checkIssued(new X509Certificate(seal.ca)))
  const bytes = Buffer.from('lo que se sella')
  assert.ok(verify('sha256', bytes, certificate.publicKey, await seal.sign(bytes)))
  const { seals } = await readPublicTrust(dir)
  assert.deepEqual(
    seals.map((one) => [one.certificate.fingerprint256, one.state, String(one.from), one.until]),
    [[certificate.fingerprint256, 'vigente', '2026-11-24T10:00:00Z', null]],
  )
})

test('a start that was killed halfway is finished by the next one', async () => {
  const dir = newFolder()
  await openKeyring(dir, AT)
  const whole = filesOf(dir)
  for (const published of ['ca-cliente.crt', 'sellos.json', 'confianza.pub', 'bitacora.pub'])
    rmSync(join(dir, published))
  rmSync(join(dir, 'bitacora'), { recursive: true })
  await openKeyring(dir, AT)
  const mended = filesOf(dir)
  assert.deepEqual([...mended.keys()].sort(), [...whole.keys()].sort())
  for (const [path, text] of whole) {
    if (!path.includes('bitacora')) assert.equal(mended.get(path), text, path)
  }
})

test('private keys that were lost are asked for by name, and never replaced by new ones that nobody trusts', async () => {
  for (const lost of ['transporte', 'sello', 'confianza', 'bitacora']) {
    const dir = newFolder()
    await openKeyring(dir, AT)
    rmSync(join(dir, lost), { recursive: true })
    await assert.rejects(
      openKeyring(dir, AT),
      (error: KeyringError) => error.key === 'llaves-perdidas' && error.params['carpeta'] === join(dir, lost),
      lost,
    )
    assert.ok(!readdirSync(dir).includes(lost))
  }
})

test('a key file that is missing or that others may read is refused by name', async () => {
  const dir = newFolder()
  await openKeyring(dir, AT)
  const sealKey = join(dir, 'sello', 'sello.key')
  chmodSync(sealKey, 0o640)
  await assert.rejects(openSealKey(dir), { key: 'llaves-expuestas', params: { archivo: sealKey } })
  rmSync(sealKey)
  await assert.rejects(openSealKey(dir), { key: 'llaves-incompletas', params: { archivo: sealKey } })
  await assert.rejects(readClientCa(newFolder()), { key: 'llaves-incompletas' })
  const other = newFolder()
  await openKeyring(other, AT)
  writeFileSync(sealKey, readFileSync(join(other, 'sello', 'sello.key')), { mode: 0o600 })
  await assert.rejects(openSealKey(dir), /not that of its certificate/)
})

test('a folder that was open to others is closed at the next start', async () => {
  const dir = newFolder()
  await openKeyring(dir, AT)
  chmodSync(dir, 0o755)
  await openKeyring(dir, AT)
  assert.equal(statSync(dir).mode & 0o777, 0o700)
})

function policyBytes(oid: string): Buffer {
  const [first, second, ...rest] = oid.split('.').map(BigInt)
  const base128 = (value: bigint): number[] => {
    const digits = [Number(value & 127n)]
    for (let left = value >> 7n; left > 0n; left >>= 7n) digits.unshift(Number(left & 127n) | 0x80)
    return digits
  }
  return Buffer.from([first! * 40n + second!, ...rest].flatMap(base128))
}
