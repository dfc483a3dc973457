// The portal's own TLS certificate: when it stays, when it is made again, and who may read its key.
import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openServerCertificate, serverCertificateFile } from './server-certificate.ts'

const AT = Temporal.Instant.from('2026-11-25T10:00:00Z')
const NAMES = ['192.168.1.7', 'mesa1.local', 'localhost', '127.0.0.1', '::1']
const home = mkdtempSync(join(tmpdir(), 'actas-tls-'))
after(() => rmSync(home, { recursive: true, force: true }))
let folders = 0
const folder = (): string => join(home, String((folders += 1)))

test('the certificate holds for each name and for a little over a year, is no authority, and its key is private', async () => {
  const dir = folder()
  const { cert, fingerprint } = await openServerCertificate(dir, NAMES, AT)
  const found = new X509Certificate(cert)
  assert.ok(found.checkIP('192.168.1.7') && found.checkIP('::1') && found.checkHost('mesa1.local'))
  assert.equal(found.checkIP('192.168.1.8'), undefined)
  assert.equal(found.ca, false)
  assert.deepEqual(found.keyUsage, ['1.3.6.1.5.5.7.3.1'], 'to serve, and nothing else')
  const days = (Date.parse(found.validTo) - Date.parse(found.validFrom)) / 86_400_000
  assert.ok(days > 365 && days <= 398, `${days} days`)
  assert.equal(fingerprint, new X509Certificate(readFileSync(serverCertificateFile(dir))).fingerprint256)
  const files = readdirSync(dir)
  assert.equal(files.length, 2)
  for (const one of files) assert.equal((statSync(join(dir, one)).mode & 0o777).toString(8), '600', one)
  assert.equal((statSync(dir).mode & 0o777).toString(8), '700')
})

test('it stays the same until a month before its end, so that a phone that knows it is not asked again', async () => {
  const dir = folder()
  const { fingerprint } = await openServerCertificate(dir, NAMES, AT)
  assert.equal((await openServerCertificate(dir, NAMES.slice(1), AT.add({ hours: 24 * 360 }))).fingerprint, fingerprint)
  assert.notEqual((await openServerCertificate(dir, NAMES, AT.add({ hours: 24 * 370 }))).fingerprint, fingerprint)
})

test('a new address of the machine, a damaged file or another key make a new one', async () => {
  const dir = folder()
  const first = await openServerCertificate(dir, NAMES, AT)
  const moved = await openServerCertificate(dir, ['10.0.0.9', ...NAMES], AT)
  assert.notEqual(moved.fingerprint, first.fingerprint)
  assert.ok(new X509Certificate(moved.cert).checkIP('10.0.0.9'))
  for (const text of ['', 'no es una llave', first.key + moved.cert, first.key]) {
    writeFileSync(join(dir, 'servidor.pem'), text)
    const again = await openServerCertificate(dir, NAMES, AT)
    assert.ok(![first.fingerprint, moved.fingerprint].includes(again.fingerprint))
    assert.ok(new X509Certificate(again.cert).checkIP('192.168.1.7'))
  }
})
