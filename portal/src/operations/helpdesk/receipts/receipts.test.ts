// «Ya pagué»: what a file is by its own bytes, who may see it, and one case for one payment.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { listEntidades, seedDirectory } from '#directory'
import { readPublicTrust } from '#keys'
import { seedModelo } from '#modelo'
import { accessToken } from '#orders'
import { SESSION_COOKIE, openSession, seedDemonstrationStaff } from '#staff'
import type { Staff } from '#staff'
import { openTestApp, setClock } from '../../../../test/app.ts'
import { addIssuedCopy } from '../../../../test/issued-copy.ts'
import { servePages } from '../../../../test/page-server.ts'
import { HOSTILE_TEXTS, RAW, visitor } from '../../../../test/page-visitor.ts'
import type { PageSeen, Visitor } from '../../../../test/page-visitor.ts'
import { actOnTicket, openForOverduePayment, openTicket, readTicket, readTicketForDesk } from '../helpdesk.ts'
import { helpdeskPageRoutes } from '../page-routes.ts'
import { receiptPageRoutes } from './page-routes.ts'
import { MAX_BYTES, kindOf } from './receipt.ts'

const plain = await openTestApp()
const app = {
  ...plain,
  config: { ...plain.config, world: 'quieto' as const },
  sealTrust: await readPublicTrust(join(plain.config.dataDir, 'llaves')),
}
const HERE = { ip: '192.0.2.7' }
const n1: Staff = { id: 'mesa-1', nombre: 'Mesa', correo: 'a@b.mx', rol: 'mesa_n1', entidad: null }
const n2: Staff = { ...n1, id: 'mesa-14', rol: 'mesa_entidad', entidad: '14' }
const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3])
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 9])
const PDF = Buffer.from('%PDF-1.7\n%%EOF')
const HTML = Buffer.from('<!doctype html><script>alert(1)</script>')
let server: FastifyInstance

before(async () => {
  setClock(app, '2017-08-07T20:00:00Z')
  await seedDirectory(app)
  await seedModelo(app)
  await seedDemonstrationStaff(app, await listEntidades(app))
  server = await servePages(app, receiptPageRoutes(app), helpdeskPageRoutes(app))
})
after(async () => await server.close())

/** Somebody who holds an order whose payment does not show. */
async function payer(entidad = '14', state = 'awaitingPayment'): Promise<{ who: Visitor; folio: string }> {
  const { folio } = await addIssuedCopy(app.db, entidad, app.clock.now().toString())
  await app.db.query('update orders.solicitud set state = $2 where folio = $1', [folio, state])
  const who = visitor(server)
  who.setCookie(`actas_${folio}`, accessToken(app, folio), `/solicitudes/${folio}`)
  return { who, folio }
}

function form(
  bytes: Buffer | null,
  more: { name?: string; type?: string; banco?: string; dia?: string } = {},
): FormData {
  const { name = 'comprobante.jpg', type = 'image/jpeg', banco = 'Banco de la plaza', dia = '4' } = more
  const data = new FormData()
  const fields = { 'fecha-dia': dia, 'fecha-mes': '8', 'fecha-anio': '2017', banco }
  for (const [key, value] of Object.entries(fields)) data.append(key, value)
  if (bytes) data.append('archivo', new Blob([new Uint8Array(bytes)], { type }), name)
  return data
}
const send = async ({ who, folio }: { who: Visitor; folio: string }, data: FormData): Promise<PageSeen> =>
  await who.upload(`/solicitudes/${folio}/ya-pague`, data)
const casesOf = async (folio: string): Promise<{ folio: string; origen: string }[]> =>
  await app.db.query(`select folio, origen from helpdesk.reporte where sobre = $1 order by opened_at`, [folio])
const receipts = async (folio: string): Promise<Record<string, unknown>[]> =>
  await app.db.query('select id, tipo, banco, fecha, bytes from helpdesk.comprobante where solicitud = $1', [folio])

async function asStaff(account: string, url: string): Promise<LightMyRequestResponse> {
  const { secret } = await openSession(app, account)
  return await server.inject({ method: 'GET', url, cookies: { [SESSION_COOKIE]: secret } })
}

test('a file is what its first bytes say, whatever its name and the browser tell', async () => {
  assert.deepEqual([JPEG, PNG, PDF].map(kindOf), ['image/jpeg', 'image/png', 'application/pdf'])
  const others = [
    HTML,
    Buffer.from('GIF89a'),
    Buffer.from('MZ'),
    Buffer.from(' %PDF-'),
    Buffer.from('%PDF'),
    Buffer.alloc(0),
  ]
  for (const other of others) assert.equal(kindOf(other), null)
  const one = await payer()
  const lied = await send(one, form(HTML, { name: 'foto.jpg', type: 'image/jpeg' }))
  assert.equal(lied.status, 422)
  assert.match(lied.text, /href="#archivo">Ese archivo no es una foto JPG o PNG ni un PDF/)
  const honest = await send(one, form(PDF, { name: '../../x.html', type: 'text/html' }))
  assert.match(honest.path, /^\/reportes\/REP-/)
  assert.equal((await receipts(one.folio))[0]!['tipo'], 'application/pdf')
})

test('what is wrong is said at its field, and the day and the bank that were typed are still there', async () => {
  const one = await payer()
  const nothing = await send(one, form(null, { banco: '', dia: '' }))
  assert.equal(nothing.status, 422)
  for (const campo of ['fecha', 'banco', 'archivo']) assert.match(nothing.text, new RegExp(`href="#${campo}"`), campo)
  const large = await send(one, form(Buffer.concat([JPEG, Buffer.alloc(MAX_BYTES)])))
  assert.equal(large.status, 413)
  assert.match(large.text, /<title>Error: /)
  assert.match(large.text, /pesa más de 5 MB/)
  assert.equal(one.who.field(large, 'banco'), 'Banco de la plaza')
  assert.match(large.text, /name="fecha-dia"[^>]*value="4"/)
  assert.match(large.text, /Elige el archivo otra vez/)
  const exact = await send(one, form(Buffer.concat([JPEG, Buffer.alloc(MAX_BYTES - JPEG.length)])))
  assert.match(exact.path, /^\/reportes\/REP-/, 'five megabytes are not more than five')
  const future = await send(one, form(PNG, { dia: '9' }))
  assert.match(future.text, /Esa fecha todavía no llega/)
  assert.equal((await send(one, form(PNG, { dia: '31', banco: 'a'.repeat(10_000) }))).status, 422)
  assert.equal((await receipts(one.folio)).length, 1)
})

test('it opens one case with the desk of the entidad, and the same file or another joins it', async () => {
  const one = await payer()
  const both = await Promise.all([send(one, form(JPEG)), send(one, form(JPEG))])
  assert.equal(new Set(both.map((seen) => seen.path)).size, 1)
  assert.equal((await receipts(one.folio)).length, 1)
  await send(one, form(PNG, { banco: 'Otra tienda' }))
  assert.equal((await casesOf(one.folio)).length, 1)
  assert.equal((await receipts(one.folio)).length, 2)
  const folio = (await casesOf(one.folio))[0]!.folio
  const { view, comprobantes } = await readTicketForDesk(app, n1, folio)
  assert.deepEqual([view.tipo, view.entidad, view.solicitud, comprobantes.length], ['pago', '14', one.folio, 2])
  assert.equal(
    view.historial.at(-1)?.texto,
    'Aviso que ya pagué el 4 de agosto de 2017 en Otra tienda. Envié mi comprobante.',
  )
})

test('it joins the case that the service opened, answers a desk that waits, and never one that a stranger opened', async () => {
  const one = await payer()
  await openTicket(app, { tipo: 'pago', texto: 'Soy otra persona.', folio: one.folio }, HERE)
  await openForOverduePayment(app, { entry: 1, subject: one.folio, entidad: '14' })
  const ours = (await casesOf(one.folio)).find((each) => each.origen === 'sistema')!.folio
  const joined = await send(one, form(JPEG))
  assert.equal(joined.path, `/reportes/${ours}`)
  await actOnTicket(app, n1, ours, { step: 'taken' })
  const paquete = { intentado: 'a', evidencia: 'b', consentimiento: true }
  await actOnTicket(app, n1, ours, { step: 'escalated', paquete })
  for (const step of ['acknowledged', 'takenAtLevel2'] as const) await actOnTicket(app, n2, ours, { step })
  await actOnTicket(app, n2, ours, { step: 'citizenAsked', texto: '¿Tienes el comprobante?' })
  await send(one, form(PNG))
  assert.equal((await readTicket(app, ours, accessToken(app, ours))).estado, 'en_N2')
})

test('the desk and finance of the entidad and the federal bodies download it; nobody else sees it, and no page shows it', async () => {
  const one = await payer()
  const polyglot = Buffer.concat([PDF, HTML])
  const followed = await send(one, form(polyglot))
  assert.doesNotMatch(followed.text, /comprobantes\//)
  const { id } = (await receipts(one.folio))[0]!
  const address = `/consola/mesa/comprobantes/${String(id)}`
  for (const account of ['mesa-1', 'mesa-14', 'finanzas-14', 'ugd', 'renapo', 'presidencia']) {
    const file = await asStaff(account, address)
    assert.equal(file.statusCode, 200, account)
    assert.equal(file.headers['content-disposition'], `attachment; filename="comprobante-${one.folio}.pdf"`)
    assert.equal(file.headers['x-content-type-options'], 'nosniff')
    assert.match(String(file.headers['content-security-policy']), /sandbox/)
    assert.ok(file.rawPayload.equals(polyglot))
    assert.ok((await asStaff(account, '/consola/mesa/comprobantes')).body.includes(address))
  }
  for (const account of ['mesa-06', 'finanzas-06']) {
    assert.equal((await asStaff(account, address)).statusCode, 404, account)
    assert.ok(!(await asStaff(account, '/consola/mesa/comprobantes')).body.includes(one.folio))
  }
  for (const account of ['auditor', 'enlace-14', 'oic-14', 'gubernatura-14'])
    assert.equal((await asStaff(account, address)).statusCode, 403, account)
  assert.equal((await server.inject({ method: 'GET', url: address })).statusCode, 403)
  for (const wrong of ['x', '00000000-0000-4000-8000-000000000000', "' or 1=1"])
    assert.equal((await asStaff('ugd', `/consola/mesa/comprobantes/${encodeURIComponent(wrong)}`)).statusCode, 404)
  const looked = await app.db.query(`select actor from journal.entry where event = 'ticket.receiptRead'`, [])
  assert.equal(looked.length, 6)
})

test('only the order’s own holder sends one, only while the payment may be missing, and not without end', async () => {
  const one = await payer()
  const stranger = visitor(server)
  await send({ who: stranger, folio: one.folio }, form(JPEG))
  assert.deepEqual(await receipts(one.folio), [])
  const done = await payer('14', 'issued')
  const seen = await done.who.get(`/solicitudes/${done.folio}/ya-pague`)
  assert.equal(seen.path, `/solicitudes/${done.folio}`)
  for (let i = 0; i < 5; i += 1) await send(one, form(Buffer.concat([JPEG, Buffer.from([i])])))
  const sixth = await send(one, form(Buffer.concat([JPEG, Buffer.from([9])])))
  assert.equal(sixth.status, 409)
  assert.match(sixth.text, /Ya recibimos 5 comprobantes/)
})

test('hostile texts in the bank and the day, and a body that is no form, break nothing', async () => {
  const one = await payer()
  for (const text of [...HOSTILE_TEXTS, 'ñ'.normalize('NFD').repeat(10_000)]) {
    const page = await send(one, form(null, { banco: text, dia: text.slice(0, 500) }))
    assert.equal(page.status, 422)
    assert.doesNotMatch(page.text, RAW)
  }
  const kept = await send(one, form(JPEG, { banco: HOSTILE_TEXTS[0]! }))
  assert.match(kept.path, /^\/reportes\/REP-/)
  assert.doesNotMatch(kept.text, RAW)
  const console_ = await asStaff('mesa-14', '/consola/mesa/comprobantes')
  assert.doesNotMatch(console_.body, RAW)
  const plainForm = await one.who.post(`/solicitudes/${one.folio}/ya-pague`, { banco: 'x' })
  assert.equal(plainForm.status, 415)
})
