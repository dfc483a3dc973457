// The board of payments: each entidad's finance sees and uploads its own, and what goes wrong with a file is said there.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { fastifyCookie } from '@fastify/cookie'
import Fastify from 'fastify'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { listEntidades, seedDirectory } from '#directory'
import { seedModelo } from '#modelo'
import { openReference } from '#payments'
import { sendProblem } from '#problems'
import { SESSION_COOKIE, openSession, seedDemonstrationStaff } from '#staff'
import { openTestApp, setClock } from '../../../test/app.ts'
import { bankFile } from '../../../test/bank-file.ts'
import { reconciliationPageRoutes } from './page-routes.ts'
import { reconciliationRoutes } from './routes.ts'

const plain = await openTestApp()
const app = { ...plain, config: { ...plain.config, world: 'quieto' as const } }
let server: FastifyInstance
const secrets = new Map<string, string>()

before(async () => {
  setClock(app, '2017-08-07T20:00:00Z')
  await seedDirectory(app)
  await seedModelo(app)
  await seedDemonstrationStaff(app, await listEntidades(app))
  for (const account of ['finanzas-14', 'finanzas-06', 'ugd', 'auditor', 'mesa-14'])
    secrets.set(account, (await openSession(app, account)).secret)
  server = Fastify()
  server.setErrorHandler(async (error, request, reply) => await sendProblem(app, request, reply, error))
  await server.register(fastifyCookie)
  await server.register(reconciliationRoutes(app))
  await server.register(reconciliationPageRoutes(app))
})
after(async () => await server.close())

async function get(url: string, account: string): Promise<LightMyRequestResponse> {
  return await server.inject({ method: 'GET', url, cookies: { [SESSION_COOKIE]: secrets.get(account)! } })
}

async function upload(account: string, entidad: string, text: string | null): Promise<LightMyRequestResponse> {
  const form = new FormData()
  form.append('entidad', entidad)
  if (text !== null) form.append('archivo', new Blob([text], { type: 'text/plain' }), 'banco.txt')
  const sent = new Response(form)
  return await server.inject({
    method: 'POST',
    url: '/consola/pagos/archivo',
    cookies: { [SESSION_COOKIE]: secrets.get(account)! },
    headers: { 'content-type': sent.headers.get('content-type')!, 'sec-fetch-site': 'same-origin' },
    payload: Buffer.from(await sent.arrayBuffer()),
  })
}

const codigo = (answer: LightMyRequestResponse): string => (answer.json() as { codigo: string }).codigo

async function fileOf(entidad: string, folio: string, sequence: number): Promise<string> {
  const { lineaDeCaptura } = await openReference(app, { folio, centavos: 10_000, entidad })
  const line = { linea: lineaDeCaptura, centavos: 10_000, day: '20170804', hour: '120000' }
  const nobody = { ...line, linea: `${entidad}99999999990000000`, autorizacion: `${entidad}000002` }
  return bankFile(entidad, [{ ...line, autorizacion: `${entidad}000001` }, nobody], sequence)
}

test('finance uploads its file, and each entidad sees its own payments, files and lines alone', async () => {
  for (const entidad of ['14', '06']) {
    const done = await upload(`finanzas-${entidad}`, entidad, await fileOf(entidad, `ACT-00000000${entidad}`, 1))
    assert.equal(done.statusCode, 200, done.body)
    assert.match(done.body, /Archivo aceptado: 2 registros/)
  }
  const page = (await get('/consola/pagos', 'finanzas-14')).body
  assert.match(page, /14 Jalisco/)
  assert.ok(
    page.includes('1499999999990000000') && !page.includes('0699999999990000000') && !page.includes('06 Colima'),
  )
  const lines = (account: string) => async (): Promise<string[]> =>
    (await get('/consola/pagos/lineas.csv', account)).body.trimEnd().split('\r\n').slice(1)
  assert.deepEqual((await lines('finanzas-06')()).length, 1)
  assert.deepEqual((await lines('ugd')()).length, 2)
  const ageing = (await get('/consola/pagos/antiguedad.csv', 'ugd')).body.trimEnd().split('\r\n')
  assert.deepEqual(ageing, [
    'entidad,hasta24h,hasta48h,hasta72h,masDe72h,masAntiguo',
    '06,0,0,0,1,2017-08-04T17:00:00Z',
    '14,0,0,0,1,2017-08-04T17:00:00Z',
  ])
})

test('the same file again says so, and a wrong one says what is wrong with it at the field', async () => {
  const text = await fileOf('14', 'ACT-0000000099', 2)
  assert.equal((await upload('ugd', '14', text)).statusCode, 200)
  assert.match((await upload('ugd', '14', text)).body, /ya se había recibido/)
  const cut = await upload('finanzas-14', '14', text.slice(0, -80))
  assert.equal(cut.statusCode, 422)
  assert.match(cut.body, /href="#archivo">El archivo está cortado/)
  const altered = await upload('finanzas-14', '14', bankFile('14', [], 2))
  assert.equal(altered.statusCode, 409)
  assert.match(altered.body, /cuarentena/)
  assert.equal((await upload('finanzas-14', '14', null)).statusCode, 422)
})

test('of the account of another entidad finance learns nothing, and who has no right neither sees nor uploads', async () => {
  const text = await fileOf('06', 'ACT-0000000098', 2)
  const foreign = await upload('finanzas-14', '06', text)
  assert.deepEqual([foreign.statusCode, codigo(foreign)], [404, 'direccion-no-encontrada'])
  const [desk, watcher] = [await get('/consola/pagos', 'mesa-14'), await upload('auditor', '06', text)]
  assert.deepEqual([desk.statusCode, codigo(desk)], [403, 'sin-permiso'])
  assert.deepEqual([watcher.statusCode, codigo(watcher)], [403, 'sin-permiso'])
  assert.doesNotMatch((await get('/consola/pagos', 'auditor')).body, /Subir archivo/)
  const known = await app.db.query(`select 1 from reconciliation.file where entidad = '06' and sequence = 2`, [])
  assert.equal(known.length, 0)
})

test('a file that is not signed with the secret of the bank is refused, and nothing of it is kept', async () => {
  const headers = {
    'banco-evento': crypto.randomUUID(),
    'banco-en': '2017-08-07T20:00:00Z',
    'banco-firma': '00'.repeat(32),
  }
  const payload = await fileOf('06', 'ACT-0000000097', 3)
  const answer = await server.inject({ method: 'POST', url: '/avisos/banco/archivos/06', headers, payload })
  assert.deepEqual([answer.statusCode, codigo(answer)], [403, 'aviso-no-autentico'])
  assert.equal((await app.db.query('select 1 from reconciliation.file where sequence = 3', [])).length, 0)
})

test('the rows behind the indicator are public, name no person, and a wrong window is refused', async () => {
  const url = '/api/v1/evidencia/pagos.csv?desde=2017-08-04T05:00:00Z&hasta=2017-08-05T05:00:00Z&entidad=14'
  const answer = await server.inject({ method: 'GET', url })
  const [head, ...rows] = answer.body.trimEnd().split('\r\n')
  assert.match(
    head!,
    /^folio,entidad,pagadoDesde,pagadoHasta,archivoEn,.*disponibleEn,venceEn,tMas3Bancario,veredicto$/,
  )
  assert.equal(rows.length, 2)
  assert.ok(rows.every((row) => /^ACT-\d{10},14,2017-08-04T17:00:00Z,/.test(row)))
  const wrong = await server.inject({ method: 'GET', url: '/api/v1/evidencia/pagos.csv?desde=ayer' })
  assert.deepEqual([wrong.statusCode, codigo(wrong)], [422, 'ventana-invalida'])
})
