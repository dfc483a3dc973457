// The faces as pages: words beside each, skipping always at hand, one answer, and whatever is written is text.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { seedDirectory } from '#directory'
import { seedModelo } from '#modelo'
import { openTestApp, setClock } from '../../../test/app.ts'
import { servePages } from '../../../test/page-server.ts'
import { HOSTILE_TEXTS, RAW, visitor } from '../../../test/page-visitor.ts'
import { tokenFor } from './invitation.ts'
import { surveyRoutes } from './routes.ts'

const app = await openTestApp()
let server: FastifyInstance

before(async () => {
  setClock(app, '2017-08-07T20:00:00Z')
  await seedDirectory(app)
  await seedModelo(app)
  server = await servePages(app, surveyRoutes(app))
})
after(async () => await server.close())

let invited = 0
/** The address of a fresh invitation. */
function invitation(): string {
  invited += 1
  const service = { entidad: '14', canal: 'tarjeta', resultado: 'exito' } as const
  const vence = app.clock.now().add({ hours: 24 })
  return `/encuesta/${tokenFor(app.secrets.acceso, `ACT-000000000${invited}`, service, vence)}`
}

test('each face has its word, and the page can be left without an answer', async () => {
  const page = await visitor(server).get(invitation())
  const words = [...page.text.matchAll(/type="radio"[^>]*><label[^>]*>([^<]+)/g)].map((one) => one[1])
  assert.deepEqual(words, ['Mal', 'Regular', 'Bien'])
  assert.match(page.text, /<a href="\/">No quiero responder<\/a>/)
  const none = await app.db.query<{ n: number }>(
    `select sum(n)::int as n from survey.cuenta where cara <> 'mostrada'`,
    [],
  )
  assert.equal(none[0]?.n ?? 0, 0, 'looking and leaving counts for nothing')
})

test('a second answer to the same invitation is told so, with 409, and changes nothing', async () => {
  const [who, path] = [visitor(server), invitation()]
  assert.match((await who.post(path, { cara: 'bien', comentario: 'Todo claro.' })).text, /Gracias por responder/)
  const again = await who.post(path, { cara: 'mal' })
  assert.equal(again.status, 409)
  assert.match(again.text, /Esta invitación ya se usó/)
  const both = invitation()
  const answers = await Promise.all([who.post(both, { cara: 'mal' }), who.post(both, { cara: 'mal' })])
  assert.deepEqual(answers.map((one) => one.status).toSorted(), [200, 409])
  const rows = await app.db.query(`select cara, n from survey.cuenta where cara <> 'mostrada' order by cara`, [])
  assert.deepEqual(rows, [
    { cara: 'bien', n: 1 },
    { cara: 'mal', n: 1 },
  ])
})

test('too many words are told how many there may be and are kept; hostile ones are text or refused', async () => {
  const [who, path] = [visitor(server), invitation()]
  const long = 'ñ'.normalize('NFD').repeat(10_000)
  const page = await who.post(path, { cara: 'regular', comentario: long })
  assert.equal(page.status, 422)
  assert.match(page.text, /href="#comentario">El texto es demasiado largo\. Escríbelo en 1,000 letras o menos\./)
  assert.ok(page.text.includes('ñ'.repeat(10_000)))
  assert.match(page.text, /value="regular" checked/)
  for (const text of HOSTILE_TEXTS) {
    const refused = await who.post(path, { cara: text, comentario: text })
    assert.equal(refused.status, 422)
    assert.doesNotMatch(refused.text, RAW)
    const kept = await who.post(invitation(), { cara: 'mal', comentario: text })
    assert.equal(kept.status, 200)
    const token = encodeURIComponent(text.toWellFormed().slice(0, 20))
    assert.equal((await who.get(`/encuesta/${token}`)).status, 404)
  }
})
