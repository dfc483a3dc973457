// Avísame cuando vuelva, cuando abra: asked for on real pages, without JavaScript and without telling anyone who waits.
import assert from 'node:assert/strict'
import { before, beforeEach, test } from 'node:test'
import { seedDirectory } from '#directory'
import { seedModelo } from '#modelo'
import { openDraft, saveDraft } from '#search'
import { DRAFT_COOKIE, paths } from '#ui/paths'
import * as sla from '../src/operations/sla/store.ts'
import { setClock } from './app.ts'
import { errorsMissaid, formsIn } from './forms.ts'
import { visitor } from './page-visitor.ts'
import type { PageSeen, Visitor } from './page-visitor.ts'
import { openQuietServer } from './quiet-server.ts'

const NOW = Temporal.Instant.from('2026-11-25T17:00:00Z')
const ago = (minutes: number): Temporal.Instant => NOW.subtract({ minutes })
const { base, app, server } = await openQuietServer()

before(async () => {
  await seedDirectory(app)
  await seedModelo(app)
  const run = { run_since: null, run_minutes: 0, down_since: null }
  await app.db.tx(async (tx) => {
    const minutes = [1, 2, 3, 4, 5].flatMap((i) =>
      (['06', '14'] as const).map((entidad) => ({
        entidad,
        minute: ago(i),
        state: entidad === '06' ? ('UP' as const) : ('DOWN' as const),
        ...{ n: 4, lt3: 4, lt10: 4, err: 0, missed: 0, maint: false },
      })),
    )
    await sla.upsertMinutes(tx, minutes)
    for (const entidad of ['06', '14']) await sla.upsertWatch(tx, { entidad, judged_until: NOW, ...run })
  })
})
beforeEach(async () => {
  setClock(base, String(NOW))
  await app.db.query('delete from waitlist.espera', [])
  await app.db.query('delete from waitlist.ritmo', [])
})

/** Somebody whose search of this registry got no answer at `tried`. */
async function person(entidadRegistro: string, tried: Temporal.Instant): Promise<Visitor> {
  const id = await openDraft(app)
  const resultado = { error: { kind: 'unavailable' as const, codigo: 'entidad-no-disponible' } }
  await saveDraft(app, id, { curp: 'PEGJ900512HJCRRS04', entidadRegistro, buscandoDesde: String(tried), resultado })
  const one = visitor(server)
  one.setCookie(DRAFT_COOKIE, id, '/actas')
  return one
}

/** The form of a page as its person fills it. */
async function send(one: Visitor, page: PageSeen, correo: string): Promise<PageSeen> {
  const form = formsIn(page.text).find((each) => each.action.startsWith('/avisame/'))!
  const fields = Object.fromEntries(form.fields.map((each) => [each.name, each.value]))
  return await one.post(form.action, { ...fields, correo })
}

interface Row {
  readonly correo: string
  readonly que: string
  readonly idioma: string
}
const rows = async (): Promise<Row[]> => await app.db.query('select correo, que, idioma from waitlist.espera', [])
const sentence = (page: PageSeen): string => page.text.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')

test('who gets no answer leaves an address on that page; the next one says what follows, and the same to whoever asks twice', async () => {
  const one = await person('14', ago(1))
  const page = await one.get(paths.outOfService)
  assert.equal(page.status, 503)
  const asked = await send(one, page, ' ana@ejemplo.mx ')
  assert.equal(asked.path, '/avisame/14?hasta=2026-12-25')
  assert.match(sentence(asked), /Cuando el registro de Jalisco responda sin fallas/)
  assert.match(sentence(asked), /Esperamos hasta el 25 de diciembre de 2026/)
  assert.match(sentence(asked), /no te enviaremos nada más/)
  const again = await send(one, await one.get(paths.outOfService), 'ANA@ejemplo.mx')
  assert.equal(again.text, asked.text)
  assert.deepEqual(await rows(), [{ correo: 'ana@ejemplo.mx', que: 'vuelta', idioma: 'es-MX' }])
  const [kept] = await app.db.query<{ text: string }>('select e::text as text from waitlist.espera e', [])
  assert.doesNotMatch(kept!.text, /PEGJ/)
})

test('an entidad that is not open tells when it opens, in the language in which it was asked', async () => {
  const one = await person('21', ago(1))
  one.setCookie('idioma', 'en', '/')
  const asked = await send(one, await one.get(paths.outOfService), 'eva@ejemplo.mx')
  assert.equal(asked.path, '/avisame/21?hasta=2027-11-25')
  assert.match(sentence(asked), /When the actas of Puebla can be ordered here/)
  assert.deepEqual(await rows(), [{ correo: 'eva@ejemplo.mx', que: 'apertura', idioma: 'en' }])
})

test('a registry that is back by now says so at once and leads to its search; what was seen before the try does not count', async () => {
  const before = await person('06', ago(5))
  const back = await send(before, await before.get(paths.outOfService), 'nobody')
  assert.match(sentence(back), /El registro de Colima ya responde/)
  assert.deepEqual(await rows(), [])

  const after = await person('06', ago(2))
  await send(after, await after.get(paths.outOfService), 'luz@ejemplo.mx')
  assert.equal((await rows()).length, 1)
  const opened = await after.post('/avisame/06', { que: 'apertura', correo: 'sol@ejemplo.mx' })
  assert.match(sentence(opened), /El registro de Colima ya responde/)
})

test('the link of the mail begins a search in that registry, whatever the CURP says', async () => {
  const one = visitor(server)
  const curp = await one.get('/actas/curp?entidad=06')
  assert.match(sentence(curp), /Buscaremos en el registro de Colima/)
  const form = formsIn(curp.text).find((each) => each.action === paths.curp)!
  const fields = Object.fromEntries(form.fields.map((each) => [each.name, each.value]))
  const mended = await one.post(paths.curp, { ...fields, curp: 'PEGJ' })
  assert.match(mended.text, /name="entidadRegistro" value="06"/)
  const next = await one.post(paths.curp, { ...fields, curp: 'PEGJ900512HJCRRS04' })
  assert.equal(next.path, paths.filiation)
  assert.match(sentence(next), /Colima/)
  assert.match((await one.get('/actas/curp?entidad=14')).text, /value="PEGJ900512HJCRRS04"/, 'answers are not lost')
  assert.match((await one.get('/actas/datos?entidad=06')).text, /<option value="06" selected>/)
  for (const strange of ['99', '"><b>', '06&entidad=14'])
    assert.doesNotMatch((await visitor(server).get(`/actas/curp?entidad=${strange}`)).text, /entidadRegistro|<b>/)
})

test('an address that is none is said at its field, and nothing is kept of it', async () => {
  const one = await person('14', ago(1))
  for (const wrong of ['', 'ana', 'ana@ejemplo', 'a@b.c, d@e.f', `${'a'.repeat(300)}@ejemplo.mx`, '"><b>@x.mx']) {
    const said = await send(one, await one.get(paths.outOfService), wrong)
    assert.equal(said.status, 422)
    assert.deepEqual(errorsMissaid(said.text), [])
    assert.match(said.text, /<title>Error/)
    assert.ok(!said.text.includes('<b>'))
  }
  const mended = await send(one, await send(one, await one.get(paths.outOfService), 'ana@'), 'ana@ejemplo.mx')
  assert.match(mended.path, /hasta=/)
  assert.equal((await rows()).length, 1)
})

test('a form counts once, and no form counts without its proof', async () => {
  const one = await person('14', ago(1))
  const page = await one.get(paths.outOfService)
  const pressed = await Promise.all([1, 2].map(async () => await send(one, page, 'ana@ejemplo.mx')))
  for (const each of [...pressed, await send(one, page, 'ana@ejemplo.mx')]) assert.match(each.path, /hasta=/)
  const [counted] = await app.db.query<{ n: number }>('select sum(n)::int as n from waitlist.ritmo', [])
  assert.equal(counted!.n, 1, 'pressing twice is asking once')
  const twice = await send(one, page, 'eva@ejemplo.mx')
  assert.equal(twice.status, 422)
  assert.match(sentence(twice), /ya se envió\. Envíala otra vez/)
  const bare = await one.post('/avisame/14', { que: 'vuelta', correo: 'eva@ejemplo.mx' })
  assert.equal(bare.status, 422)
  assert.deepEqual(
    (await rows()).map((each) => each.correo),
    ['ana@ejemplo.mx'],
  )
})

test('nobody puts another promise into our page, and there is no page for an entidad that does not exist', async () => {
  const one = visitor(server)
  for (const hasta of ['2099-01-01', '2026-11-24', '2026-12-32', '2026-12-26', 'x'])
    assert.match(sentence(await one.get(`/avisame/14?hasta=${hasta}`)), /Avísame cuando vuelva el registro de Jalisco/)
  assert.match(sentence(await one.get('/avisame/14?ya')), /Jalisco ya está abierto/)
  assert.match(sentence(await one.get('/avisame/21?ya')), /Avísame cuando abra Puebla/)
  assert.equal((await one.get('/avisame/99')).status, 404)
})
