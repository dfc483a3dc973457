// Verifying a file with the trust list alone, as `actas verify` does: verdicts, data, and what cannot be known offline.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { paraComparar } from '@actas/node-kit/contract/acta.ts'
import { kidOf } from '@actas/node-kit/contract/wire.ts'
import { readTrustMaterial } from '#keys'
import { signTrustList } from '#trust-list'
import type { EntidadKey, TrustList } from '#trust-list'
import { ISSUED, sampleActa, sampleOffice } from '../../../test/sample-copy.ts'
import type { SampleOffice } from '../../../test/sample-copy.ts'
import { verifyOffline } from './verify-file.ts'
import type { CopyInput } from './copy-pdf.ts'

let office: SampleOffice
let pdf: Buffer
let input: CopyInput
let trust: TrustList
let folder: string

before(async () => {
  office = await sampleOffice()
  ;({ pdf, input } = await office.sealed())
  trust = await office.trustList(Temporal.Instant.from('2017-08-12T05:00:00Z'))
  folder = mkdtempSync(join(tmpdir(), 'actas-verify-'))
})
after(() => {
  office.close()
  rmSync(folder, { recursive: true, force: true })
})

/** A signed list in which the entidad's key is as given; an empty list leaves the entidad out. */
async function listWith(...llaves: EntidadKey[]): Promise<TrustList> {
  const entidades = llaves.length > 0 ? [{ clave: '06', nombre: 'Colima', llaves }] : []
  return await signTrustList(await readTrustMaterial(office.keysDir), { emitidaEn: ISSUED, entidades })
}

const ownKey = (): EntidadKey => trust.entidades[0]!.llaves[0]!

test('a copy is valid with no portal at hand, shows what to compare, and says what it cannot know', async () => {
  const answer = await verifyOffline(
    pdf,
    JSON.parse(JSON.stringify(trust)),
    Temporal.Instant.from('2017-08-20T12:00:00Z'),
  )
  const { id, ...rest } = answer
  assert.match(id, /^f_[\w-]{22}$/)
  assert.deepEqual(rest, {
    veredicto: 'valida',
    acta: paraComparar(sampleActa()),
    copia: {
      codigoVerificacion: input.codigoVerificacion,
      identificadorElectronico: input.identificadorElectronico,
      emitidaEn: '2017-08-03T15:15:00Z',
      entidadRegistro: '06',
    },
    vigencia: 'desconocida',
    llavesDel: '2017-08-12T05:00:00Z',
    en: '2017-08-20T12:00:00Z',
    medio: 'pdf',
  })
})

test('a changed copy and another file show no data of anybody', async () => {
  const changed = await verifyOffline(Buffer.concat([pdf, Buffer.from('\n')]), trust)
  assert.deepEqual([changed.veredicto, changed.codigo, changed.acta], ['alterada', 'archivo-modificado', undefined])
  assert.match(changed.motivo!, /se cambió después de emitirlo/)
  const foreign = await verifyOffline(Buffer.from('%PDF-1.4\n%%EOF\n'), trust)
  assert.deepEqual([foreign.veredicto, foreign.codigo, foreign.acta], ['no_emitida', 'archivo-ajeno', undefined])
})

test('a file that is not a PDF has no verdict, nor has one that is larger than 10 MB', async () => {
  await assert.rejects(verifyOffline(Buffer.from('hola'), trust), { codigo: 'archivo-invalido' })
  await assert.rejects(verifyOffline(Buffer.alloc(10 * 1024 * 1024 + 1), trust), { codigo: 'archivo-grande' })
})

test('data signed with a key that the list does not know, or calls compromised, is never valid', async () => {
  assert.equal((await verifyOffline(pdf, await listWith())).codigo, 'llave-desconocida')
  assert.equal(
    (await verifyOffline(pdf, await listWith({ ...ownKey(), estado: 'comprometida' }))).veredicto,
    'no_emitida',
  )
})

test('a key that was replaced still vouches for what it signed before, and for nothing after', async () => {
  const until = (hasta: string): EntidadKey => ({ ...ownKey(), estado: 'retirada', hasta })
  assert.equal((await verifyOffline(pdf, await listWith(until('2017-08-03T15:15:00Z')))).veredicto, 'valida')
  assert.equal((await verifyOffline(pdf, await listWith(until('2017-08-03T15:14:59Z')))).veredicto, 'no_emitida')
})

test('when two keys share their short name, each is tried', async () => {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const llave = String(publicKey.export({ format: 'pem', type: 'spki' }))
  assert.notEqual(kidOf(publicKey), ownKey().kid)
  const namesake = { ...ownKey(), llave }
  assert.equal((await verifyOffline(pdf, await listWith(namesake, ownKey()))).veredicto, 'valida')
  assert.equal((await verifyOffline(pdf, await listWith(namesake))).codigo, 'firma-no-coincide')
})

test('a sealed file whose signed data are those of another copy is not believed', async () => {
  const other = await office.unsealed(sampleActa({ nombres: 'OTRA' }), {
    codigoVerificacion: '000000000000000000000000000000',
  })
  const mixed = await office.sealed(sampleActa(), { qr: other.input.qr })
  assert.equal((await verifyOffline(mixed.pdf, trust)).veredicto, 'alterada')
})

test('a trust list that was changed or is none is not used', async () => {
  const later = { ...trust, emitidaEn: '2027-01-01T00:00:00Z' }
  for (const list of [later, null, {}, [], 'lista', { ...trust, sello: [] }]) {
    await assert.rejects(verifyOffline(pdf, list), { codigo: 'confianza-invalida' })
  }
})

const MAIN = fileURLToPath(new URL('../../main.ts', import.meta.url))

function actas(...args: string[]): { code: number | null; out: string; said: string } {
  const env = { ...process.env, ACTAS_DATA: folder, DATABASE_URL: '', NO_COLOR: '1' }
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, 'verify', ...args], {
    encoding: 'utf8',
    env,
    cwd: folder,
  })
  return { code: status, out: stdout, said: stderr }
}

function file(name: string, content: Buffer | string): string {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

test('`actas verify` ends with 0 for a valid copy, 1 for another verdict, 2 for no PDF, 3 without a list', () => {
  const copy = file('copia.pdf', pdf)
  const list = file('lista.json', JSON.stringify(trust))
  const valid = actas(copy, '--trust', list, '--json')
  assert.equal(valid.code, 0, valid.said)
  const answer = JSON.parse(valid.out) as { veredicto: string; vigencia: string; acta: { nombres: string } }
  assert.deepEqual([answer.veredicto, answer.vigencia, answer.acta.nombres], ['valida', 'desconocida', 'JESÚS'])
  const words = actas(copy, '--trust', list)
  assert.match(words.out, /Veredicto: valida\n.*no sabemos si el acta[^]*Llaves del [^]*JESÚS/)
  const changed = actas(file('cambiada.pdf', Buffer.concat([pdf, Buffer.from(' ')])), '--trust', list, '--json')
  assert.deepEqual([changed.code, (JSON.parse(changed.out) as { veredicto: string }).veredicto], [1, 'alterada'])
  const text = actas(file('nota.txt', 'hola'), '--trust', list)
  assert.deepEqual([text.code, text.out], [2, ''])
  assert.match(text.said, /no es un PDF/)
  assert.equal(actas(join(folder, 'no-hay.pdf'), '--trust', list).code, 2)
  assert.equal(actas().code, 2)
  const without = actas(copy)
  assert.equal(without.code, 3)
  assert.match(without.said, /confianza\.json/)
  assert.equal(actas(copy, '--trust', file('rota.json', '{"version":1}')).code, 3)
  file('confianza.json', JSON.stringify(trust))
  assert.equal(actas(copy).code, 0, 'the list that the portal left beside its data is enough')
})
