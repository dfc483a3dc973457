// Verifying with the record at hand, as outsiders ask for it: by code, by signed code and by file, over a real database.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'
import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import { paraComparar } from '@actas/node-kit/contract/acta.ts'
import { newCodigoVerificacion } from '@actas/node-kit/contract/damm.ts'
import { signQr } from '@actas/node-kit/contract/qr-acta.ts'
import type { Db } from '#db'
import { seedDirectory } from '#directory'
import { sendProblem } from '#problems'
import { openTestDatabase } from '../../../test/database.ts'
import { needsProgram } from '../../../test/programs.ts'
import { plainText } from '../../../test/read-pdf.ts'
import { routesApp } from '../../../test/routes-app.ts'
import { ISSUED, sampleActa, sampleOffice } from '../../../test/sample-copy.ts'
import type { SampleOffice } from '../../../test/sample-copy.ts'
import { sealPdf } from './cms.ts'
import { mayBeSealed } from './copies.ts'
import type { CopyInput } from './copy-pdf.ts'

interface Answer {
  readonly id: string
  readonly veredicto: string
  readonly codigo?: string
  readonly motivo?: string
  readonly grupos?: number[]
  readonly acta?: Record<string, unknown>
  readonly copia?: Record<string, unknown>
  readonly constancia?: string
}

let db: Db
let office: SampleOffice
let server: FastifyInstance
let app: ReturnType<typeof routesApp>
const copies: { input: CopyInput; pdf: Buffer }[] = []
const NAMES = ['ANA', 'BEATRIZ', 'CARMEN', 'DELIA']

before(async () => {
  ;({ db } = await openTestDatabase())
  office = await sampleOffice()
  app = routesApp(db, office.seal.trust)
  await seedDirectory(app)
  const llave = String(office.entidad.publicKey.export({ format: 'pem', type: 'spki' }))
  await db.query(
    `insert into directory.llave (clave, kid, llave, desde, estado) values ('06', $1, $2, $3, 'vigente')`,
    [office.entidad.kid, llave, ISSUED],
  )
  for (const [i, nombres] of NAMES.entries()) {
    const codigoVerificacion = newCodigoVerificacion(String(10 + i).repeat(12))
    const copy = await office.sealed(sampleActa({ nombres, numeroActa: `0000${i + 1}` }), { codigoVerificacion })
    copies.push(copy)
    await addOrder(`ACT-${i}`, 'issued')
    await addCopy(`ACT-${i}`, copy)
  }
  await db.query(`update copies.copia set estado = 'superada' where folio = 'ACT-1'`, [])
  await db.query(`update copies.copia set estado = 'cancelada' where folio = 'ACT-2'`, [])
  server = Fastify({ logger: false, bodyLimit: 64 * 1024 })
  server.setErrorHandler(async (error, request, reply) => await sendProblem(app, request, reply, error))
  await server.register((await import('./routes.ts')).copyRoutes(app))
})
after(async () => {
  await server.close()
  office.close()
})

async function addOrder(folio: string, state: string): Promise<void> {
  await db.query(
    `insert into orders.solicitud (folio, state, version, placed_at, entidad, importe_centavos, derecho_desde, plantilla, referencia, acta_version, anio, medio, paid_at)
     values ($1, $2, 1, $3, '06', 10200, '2017-01-01', 'copia-2026-1', 'r', 'v', 1990, 'tarjeta', $3)`,
    [folio, state, ISSUED],
  )
}

async function addCopy(folio: string, { input, pdf }: { input: CopyInput; pdf: Buffer }): Promise<void> {
  await db.query(
    `insert into copies.copia (folio, codigo, identificador, entidad, referencia, acta_version, sha256, pdf, acta, estado, issued_at)
     values ($1, $2, $3, '06', 'r', 'v', $4, $5, $6, 'vigente', $7)`,
    [
      folio,
      input.codigoVerificacion,
      input.identificadorElectronico,
      sha256(pdf),
      pdf,
      JSON.stringify(paraComparar(input.acta)),
      input.emitidaEn,
    ],
  )
}

const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest()

async function ask(payload: object): Promise<{ status: number; body: Answer }> {
  const { statusCode, body } = await server.inject({ method: 'POST', url: '/api/v1/verificaciones', payload })
  return { status: statusCode, body: JSON.parse(body) as Answer }
}

async function upload(pdf: Buffer, type = 'application/pdf'): Promise<{ status: number; body: Answer }> {
  const headers = { 'content-type': type }
  const { statusCode, body } = await server.inject({
    method: 'POST',
    url: '/api/v1/verificaciones',
    payload: pdf,
    headers,
  })
  return { status: statusCode, body: JSON.parse(body) as Answer }
}

/** The same file as a browser's form sends it. */
async function uploadForm(pdf: Buffer): Promise<{ status: number; body: Answer }> {
  const edge = 'limite-7f3a'
  const head = `--${edge}\r\ncontent-disposition: form-data; name="archivo"; filename="copia.pdf"\r\ncontent-type: application/pdf\r\n\r\n`
  return await upload(
    Buffer.concat([Buffer.from(head), pdf, Buffer.from(`\r\n--${edge}--\r\n`)]),
    `multipart/form-data; boundary=${edge}`,
  )
}

const FIELDS =
  'curp nombres primerApellido segundoApellido sexo fechaNacimiento lugarNacimiento entidadRegistro municipioRegistro oficialia libro numeroActa fechaRegistro padres'

test('the code alone finds the copy and shows exactly what is to be compared with the paper', async () => {
  const { status, body } = await ask({ codigoVerificacion: copies[0]!.input.codigoVerificacion })
  assert.equal(status, 200)
  assert.equal(body.veredicto, 'valida')
  assert.deepEqual(Object.keys(body.acta!).sort(), FIELDS.split(' ').sort())
  assert.equal(body.acta!['nombres'], 'ANA')
  assert.deepEqual(body.acta!['padres'], ['MARÍA ELENA GARCÍA GÜEMES', 'JUAN PÉREZ MUÑOZ'])
  assert.equal(body.copia!['codigoVerificacion'], copies[0]!.input.codigoVerificacion)
  assert.equal(body.motivo, undefined)
  assert.equal(body.constancia, `/api/v1/verificaciones/${body.id}/constancia`)
  const [row] = await db.query<{ veredicto: string; folio: string }>(
    'select veredicto, folio from copies.verificacion where id = $1',
    [body.id],
  )
  assert.deepEqual(row, { veredicto: 'valida', folio: 'ACT-0' }, 'it is on record when it is answered')
})

test('spaces and hyphens are ignored, and the identificador must match when it is given', async () => {
  const { codigoVerificacion, identificadorElectronico } = copies[0]!.input
  const spaced = codigoVerificacion.replace(/(\d{5})/g, '$1 - ')
  const both = await ask({
    codigoVerificacion: spaced,
    identificadorElectronico: identificadorElectronico.replace(/(\d{4})/g, '$1 '),
  })
  assert.equal(both.body.veredicto, 'valida')
})

test('a right code with the identificador of another copy gets the very answer of a code that never existed', async () => {
  const bare = ({ status, body }: Awaited<ReturnType<typeof ask>>): object => ({ status, ...body, id: '', en: '' })
  const mixed = await ask({
    codigoVerificacion: copies[0]!.input.codigoVerificacion,
    identificadorElectronico: copies[3]!.input.identificadorElectronico,
  })
  const unknown = await ask({ codigoVerificacion: newCodigoVerificacion('999988887777666655554444') })
  assert.deepEqual(bare(mixed), bare(unknown))
  assert.deepEqual([unknown.status, unknown.body.veredicto, unknown.body.codigo], [200, 'no_emitida', 'sin-registro'])
  assert.match(unknown.body.motivo!, /No emitimos/)
})

test('a mistyped or swapped digit names its group', async () => {
  const codigo = copies[0]!.input.codigoVerificacion
  const wrong = codigo.slice(0, 11) + String((Number(codigo[11]) + 1) % 10) + codigo.slice(12)
  const { body } = await ask({ codigoVerificacion: wrong })
  assert.deepEqual([body.veredicto, body.codigo, body.grupos], ['no_emitida', 'codigo-mal-escrito', [3]])
  assert.match(body.motivo!, /grupo 3/)
  assert.equal(body.acta, undefined)
})

test('a code of another length, or none at all, is asked for again', async () => {
  assert.equal((await ask({ codigoVerificacion: '12345' })).status, 422)
  assert.equal((await ask({})).status, 422)
  assert.equal((await ask({ codigoVerificacion: 7 })).status, 422)
  assert.equal((await ask({ qr: 'x'.repeat(9_000) })).status, 422)
})

test('a corrected acta makes its copies superseded, a cancelled one cancelled, and both still show their data', async () => {
  for (const [i, veredicto, codigo] of [
    [1, 'superada', 'acta-corregida'],
    [2, 'cancelada', 'acta-cancelada'],
  ] as const) {
    const { input, pdf } = copies[i]!
    for (const { body } of [
      await ask({ codigoVerificacion: input.codigoVerificacion }),
      await ask({ qr: input.qr }),
      await upload(pdf),
    ]) {
      assert.deepEqual([body.veredicto, body.codigo, body.acta?.['nombres']], [veredicto, codigo, NAMES[i]])
      assert.ok(body.motivo && body.constancia)
    }
  }
})

test('the signed code is verified by the key of its entidad and by the record', async () => {
  const { input } = copies[0]!
  assert.equal((await ask({ qr: input.qr })).body.veredicto, 'valida')
  const data = {
    entidad: '06',
    kid: office.entidad.kid,
    iat: 1,
    codigoVerificacion: input.codigoVerificacion,
    identificadorElectronico: input.identificadorElectronico,
  }
  const other = await sampleOffice()
  const forged = signQr(other.entidad.privateKey, { ...data, acta: paraComparar(sampleActa({ nombres: 'FALSA' })) })
  const stranger = signQr(other.entidad.privateKey, {
    ...data,
    kid: other.entidad.kid,
    acta: paraComparar(sampleActa()),
  })
  const neverIssued = signQr(office.entidad.privateKey, {
    ...data,
    codigoVerificacion: newCodigoVerificacion('1'.repeat(24)),
    acta: paraComparar(sampleActa()),
  })
  other.close()
  for (const [qr, codigo] of [
    [forged, 'firma-no-coincide'],
    [stranger, 'llave-desconocida'],
    [neverIssued, 'sin-registro'],
    ['hola', 'codigo-ilegible'],
    [`${input.qr}0`, 'codigo-ilegible'],
  ]) {
    const { body } = await ask({ qr })
    assert.deepEqual([body.veredicto, body.codigo, body.acta], ['no_emitida', codigo, undefined])
  }
})

test('our file is valid however it is sent, and changed when anything in it is', async () => {
  const { pdf } = copies[0]!
  for (const { status, body } of [
    await upload(pdf),
    await uploadForm(pdf),
    await upload(pdf, 'application/octet-stream'),
  ]) {
    assert.deepEqual([status, body.veredicto, body.acta?.['nombres']], [200, 'valida', 'ANA'])
  }
  const flipped = Buffer.from(pdf)
  flipped[pdf.length >> 1]! ^= 1
  for (const changed of [
    flipped,
    Buffer.concat([pdf, Buffer.from('\n')]),
    pdf.subarray(0, 1_000),
    Buffer.concat([Buffer.from(' '), pdf]),
  ]) {
    const { body } = await upload(changed)
    assert.deepEqual(
      [body.veredicto, body.codigo, body.acta, body.constancia],
      ['alterada', 'archivo-modificado', undefined, undefined],
    )
  }
})

test('the file of another portal was not issued here; ours with another seal is changed', async () => {
  const other = await sampleOffice()
  const theirs = await other.sealed(sampleActa(), { codigoVerificacion: newCodigoVerificacion('5'.repeat(24)) })
  assert.equal((await upload(theirs.pdf)).body.veredicto, 'no_emitida')
  const { codigoVerificacion } = copies[0]!.input
  const { pdf } = await office.unsealed(sampleActa(), { codigoVerificacion })
  assert.equal((await upload(await sealPdf(pdf, other.seal))).body.veredicto, 'alterada')
  other.close()
})

test('a file that is no PDF has no verdict, and one over 10 MB is not read', async () => {
  for (const { status, body } of [
    await upload(Buffer.from('hola')),
    await uploadForm(Buffer.from('hola')),
    await upload(Buffer.alloc(0)),
    await uploadForm(Buffer.alloc(0)),
  ]) {
    assert.deepEqual([status, body.codigo], [422, 'archivo-invalido'])
  }
  const limit = 10 * 1024 * 1024
  const large = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(limit)])
  for (const { status } of [await upload(large), await uploadForm(large)]) assert.equal(status, 413)
  const foreign = await upload(large.subarray(0, limit))
  assert.deepEqual([foreign.status, foreign.body.veredicto], [200, 'no_emitida'])
})

test('a fake that bears somebody else\u2019s code shows that somebody, so that the comparison fails', async () => {
  const { body } = await ask({ codigoVerificacion: copies[3]!.input.codigoVerificacion })
  assert.equal(body.acta!['nombres'], 'DELIA')
})

test('the constancia can be fetched for what was issued, and only for that', async (t) => {
  if (!needsProgram(t, 'pdftotext')) return
  const { body } = await ask({ codigoVerificacion: copies[1]!.input.codigoVerificacion })
  const constancia = await server.inject(body.constancia!)
  assert.equal(constancia.headers['content-type'], 'application/pdf')
  assert.match(plainText(constancia.rawPayload), /superada.*BEATRIZ PÉREZ GARCÍA/)
  const again = await server.inject(body.constancia!)
  assert.ok(again.rawPayload.equals(constancia.rawPayload))
  const none = await ask({ codigoVerificacion: newCodigoVerificacion('2'.repeat(24)) })
  assert.equal((await server.inject(`/api/v1/verificaciones/${none.body.id}/constancia`)).statusCode, 409)
  assert.equal((await server.inject('/api/v1/verificaciones/v_nada/constancia')).statusCode, 404)
})

test('when a seal is compromised, the files on record stay what they were and all others are in doubt', async () => {
  const trust = { seals: office.seal.trust.seals.map((one) => ({ ...one, state: 'comprometido' as const })) }
  const { verify } = await import('./verification.ts')
  const later = routesApp(db, trust)
  assert.equal((await verify(later, { pdf: copies[0]!.pdf })).veredicto, 'valida')
  const unknown = await office.sealed(sampleActa({ nombres: 'NUNCA' }), {
    codigoVerificacion: newCodigoVerificacion('3'.repeat(24)),
  })
  assert.equal((await verify(later, { pdf: unknown.pdf })).veredicto, 'alterada')
})

test('the record lets the signer seal one document of one order that is paid, and only until its copy is there', async () => {
  const digest = sha256(Buffer.from('intento')).toString('hex')
  const asked = async (hex = digest): Promise<string> => {
    const answer = await mayBeSealed(app, 'ACT-SELLO', hex)
    return answer.ok ? `yes ${answer.plantilla}` : answer.motivo
  }
  assert.equal(await asked(), 'not-paid', 'no such order')
  await addOrder('ACT-SELLO', 'paid')
  assert.equal(await asked(), 'not-paid', 'not being issued')
  await db.query(`update orders.solicitud set state = 'issuing' where folio = 'ACT-SELLO'`, [])
  assert.equal(await asked(), 'not-intended', 'no intent')
  const codigo = newCodigoVerificacion('4'.repeat(24))
  await db.query(
    `insert into copies.intento (folio, codigo, created_at, plantilla, verificar_url, digest) values ('ACT-SELLO', $1, $2, 'copia-2026-1', 'https://x', $3)`,
    [codigo, ISSUED, Buffer.from(digest, 'hex')],
  )
  assert.equal(await asked(), 'yes copia-2026-1')
  assert.equal(await asked('00'.repeat(32)), 'not-intended', 'another document')
  await addCopy('ACT-SELLO', await office.sealed(sampleActa({ nombres: 'SELLO' }), { codigoVerificacion: codigo }))
  assert.equal(await asked(), 'already-issued')
})
