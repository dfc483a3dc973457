// «Me la rechazaron» over its three pages: one question each, nothing lost on the way back, one case, and what to do now.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { seedDirectory } from '#directory'
import { readPublicTrust } from '#keys'
import { seedModelo } from '#modelo'
import { openTestApp, setClock } from '../../../../test/app.ts'
import { addIssuedCopy } from '../../../../test/issued-copy.ts'
import { servePages } from '../../../../test/page-server.ts'
import { HOSTILE_TEXTS, RAW, visitor } from '../../../../test/page-visitor.ts'
import type { PageSeen, Visitor } from '../../../../test/page-visitor.ts'
import { helpdeskPageRoutes } from '../page-routes.ts'
import { refusalTellingRoutes } from './telling-routes.ts'

const plain = await openTestApp()
const app = { ...plain, sealTrust: await readPublicTrust(join(plain.config.dataDir, 'llaves')) }
const TOLD = { autoridad: 'escuela', oficina: 'Secundaria 5', palabras: 'Piden papel verde.' }
let server: FastifyInstance

before(async () => {
  setClock(app, '2017-08-07T20:00:00Z')
  await seedDirectory(app)
  await seedModelo(app)
  server = await servePages(app, refusalTellingRoutes(app), helpdeskPageRoutes(app))
})
after(async () => await server.close())

/** Somebody who has said which copy. */
async function teller(copia?: string): Promise<{ who: Visitor; where: PageSeen; folio: string }> {
  const copy = await addIssuedCopy(app.db, '14', app.clock.now().toString())
  const who = visitor(server)
  const where = await who.post('/me-la-rechazaron', { copia: copia ?? copy.codigo })
  return { who, where, folio: copy.folio }
}
const tell = async (who: Visitor, where: PageSeen, more: Record<string, string> = {}): Promise<PageSeen> =>
  await who.post('/me-la-rechazaron/donde', { ...TOLD, formulario: who.field(where, 'formulario'), ...more })

test('three pages ask one thing each and end with the verdict, the legal text, the constancia and a report to follow', async () => {
  const { who, where } = await teller()
  assert.equal(where.path, '/me-la-rechazaron/donde')
  assert.match(where.text, /Paso 2 de 3/)
  const now = await tell(who, where)
  assert.equal(now.path, '/me-la-rechazaron/que-hacer')
  assert.match(now.text, /Paso 3 de 3/)
  assert.match(now.text, /hoja blanca, papel tipo bond, deberá ser aceptada/)
  assert.match(now.text, /href="\/verificaciones\/v_[\w-]+\/constancia"/)
  const [, caso] = now.text.match(/(REC-[0-9A-Z]{10})/)!
  const [, reporte] = now.text.match(/href="\/reportes\/(REP-[0-9A-Z]{10})"/)!
  const sources = await app.db.query('select rechazo, reporte from helpdesk.fuente', [])
  assert.deepEqual(sources, [{ rechazo: caso, reporte }])
  assert.equal((await who.get(`/reportes/${reporte}`)).status, 200, 'the person follows it on this device')
  assert.deepEqual((await who.get('/me-la-rechazaron/que-hacer')).text, now.text, 'the page can be loaded again')
})

test('going back loses nothing, another copy starts anew, and no page can be reached before the one before it', async () => {
  const { who, where } = await teller()
  const back = await tell(who, where, { ir: 'atras', oficina: 'Ventanilla 3', 'fecha-dia': '1' })
  assert.equal(back.path, '/me-la-rechazaron')
  const again = await who.post('/me-la-rechazaron', { copia: who.field(back, 'copia') })
  assert.equal(who.field(again, 'oficina'), 'Ventanilla 3')
  assert.match(again.text, /name="fecha-dia"[^>]*value="1"/)
  assert.match(again.text, /<option value="escuela" selected>/)
  const other = await addIssuedCopy(app.db, '06', app.clock.now().toString())
  assert.equal(who.field(await who.post('/me-la-rechazaron', { copia: other.codigo }), 'oficina'), '')
  const stranger = visitor(server)
  for (const path of ['/me-la-rechazaron/donde', '/me-la-rechazaron/que-hacer'])
    assert.equal((await stranger.get(path)).path, '/me-la-rechazaron')
})

test('each page says what is missing at its field, and an authority must be chosen', async () => {
  const who = visitor(server)
  for (const [copia, words] of [
    ['', 'Escribe el código de verificación'],
    ['123', 'Ese código o folio no es de una copia'],
  ] as const) {
    const page = await who.post('/me-la-rechazaron', { copia })
    assert.equal(page.status, 422)
    assert.match(page.text, new RegExp(`href="#copia">${words}`))
  }
  const { who: teller_, where } = await teller()
  const long = 'ñ'.normalize('NFD').repeat(10_000)
  const page = await tell(teller_, where, {
    autoridad: '',
    palabras: long,
    oficina: long,
    'fecha-dia': '31',
    'fecha-mes': '2',
  })
  assert.equal(page.status, 422)
  for (const campo of ['autoridad', 'palabras', 'oficina', 'fecha'])
    assert.match(page.text, new RegExp(`href="#${campo}"`))
  assert.match(page.text, /Escríbelo en 200 letras o menos/)
  assert.ok(page.text.includes('ñ'.repeat(10_000)))
})

test('sent twice it is one report, and a folio instead of the code gives no constancia, which names people', async () => {
  const { who, where, folio } = await teller()
  await Promise.all([tell(who, where), tell(who, where)])
  await tell(who, where)
  const seen = await tell(who, await who.get('/me-la-rechazaron/donde'))
  assert.equal(seen.path, '/me-la-rechazaron/que-hacer')
  const caso = seen.text.match(/REC-[0-9A-Z]{10}/)![0]
  const sources = await app.db.query('select reporte from helpdesk.fuente where rechazo = $1', [caso])
  assert.deepEqual(sources, [{ reporte: seen.text.match(/REP-[0-9A-Z]{10}/)![0] }])
  const byFolio = visitor(server)
  const page = await tell(byFolio, await byFolio.post('/me-la-rechazaron', { copia: folio }))
  assert.match(page.text, /Válida/)
  assert.doesNotMatch(page.text, /constancia"/)
  const [row] = await app.db.query('select sobre, entidad from helpdesk.reporte where folio = $1', [
    page.text.match(/REP-[0-9A-Z]{10}/)![0],
  ])
  assert.deepEqual(row, { sobre: folio, entidad: '14' })
})

test('hostile texts in every field are refused in words or kept as text', async () => {
  const { who, where } = await teller()
  for (const text of HOSTILE_TEXTS) {
    const first = await visitor(server).post('/me-la-rechazaron', { copia: text })
    assert.equal(first.status, 422)
    const fields = {
      autoridad: text,
      autoridadOtra: text,
      oficina: text,
      palabras: text,
      correo: text,
      'fecha-dia': text,
    }
    const second = await tell(who, where, fields)
    assert.equal(second.status, 422)
    for (const page of [first, second]) assert.doesNotMatch(page.text, RAW)
  }
  const kept = await tell(who, where, {
    autoridad: 'otra',
    autoridadOtra: HOSTILE_TEXTS[0]!,
    palabras: HOSTILE_TEXTS.join(' '),
  })
  assert.equal(kept.path, '/me-la-rechazaron/que-hacer', kept.text)
  assert.doesNotMatch((await who.get(kept.text.match(/\/reportes\/REP-[0-9A-Z]{10}/)![0])).text, RAW)
})
