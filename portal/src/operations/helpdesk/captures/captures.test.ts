// A request to look for an acta: what was typed and nothing more, level 2 at once, and a place in line that moves.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { listEntidades, seedDirectory } from '#directory'
import { readPublicTrust } from '#keys'
import { seedModelo } from '#modelo'
import { openDraft, saveDraft } from '#search'
import type { Draft } from '#search'
import { SESSION_COOKIE, openSession, seedDemonstrationStaff } from '#staff'
import type { Staff } from '#staff'
import { openTestApp, setClock } from '../../../../test/app.ts'
import { servePages } from '../../../../test/page-server.ts'
import { HOSTILE_TEXTS, RAW, visitor } from '../../../../test/page-visitor.ts'
import type { PageSeen, Visitor } from '../../../../test/page-visitor.ts'
import { actOnTicket, checkTickets, readTicketForDesk } from '../helpdesk.ts'
import { helpdeskPageRoutes } from '../page-routes.ts'
import { criteriaOf } from './capture.ts'
import { capturePageRoutes } from './page-routes.ts'

const plain = await openTestApp()
const app = {
  ...plain,
  config: { ...plain.config, world: 'quieto' as const },
  sealTrust: await readPublicTrust(join(plain.config.dataDir, 'llaves')),
}
const n1: Staff = { id: 'mesa-1', nombre: 'Mesa', correo: 'a@b.mx', rol: 'mesa_n1', entidad: null }
const n2: Staff = { ...n1, id: 'mesa-14', rol: 'mesa_entidad', entidad: '14' }
const START = Temporal.Instant.from('2017-08-07T20:00:00Z')
const CURP = 'PEGJ900512HJCRRS04'
let server: FastifyInstance

before(async () => {
  setClock(app, START.toString())
  await seedDirectory(app)
  await seedModelo(app)
  await app.db.query(`update directory.entidad set fase = 'piloto' where clave in ('14', '06')`, [])
  await seedDemonstrationStaff(app, await listEntidades(app))
  server = await servePages(app, capturePageRoutes(app), helpdeskPageRoutes(app))
})
after(async () => await server.close())

/** Somebody who has searched with these answers. */
async function searcher(answers: Draft & { readonly filiacion?: string }): Promise<Visitor> {
  const id = await openDraft(app)
  await saveDraft(app, id, answers)
  const who = visitor(server)
  who.setCookie('actas_borrador', id, '/actas')
  return who
}
/** Each a minute after the one before. */
let minute = 0
async function ask(who: Visitor, fields: Record<string, string> = {}): Promise<PageSeen> {
  minute += 1
  setClock(app, START.add({ minutes: minute }).toString())
  const form = await who.get('/actas/pedir-busqueda')
  return await who.post('/actas/pedir-busqueda', { formulario: who.field(form, 'formulario'), ...fields })
}
const folioIn = (page: PageSeen): string => page.path.split('/').at(-1)!
const place = async (who: Visitor, folio: string): Promise<string | undefined> =>
  (await who.get(`/reportes/${folio}`)).text.match(/Eres la \d+\.ª de \d+ solicitud(?:es)? de búsqueda de \w+/)?.[0]

test('the page is the same whatever the search said, and the filiation stands nowhere', async () => {
  const pages = []
  for (const resultado of [
    undefined,
    { error: { kind: 'notFound', codigo: 'acta-no-encontrada' } },
    { error: { kind: 'tooMany', codigo: 'demasiados-intentos' } },
    { busquedas: ['b_uno'] },
  ]) {
    const who = await searcher({ curp: CURP, filiacion: 'MARÍA SECRETA', ...(resultado ? { resultado } : {}) })
    const page = await who.get('/actas/pedir-busqueda')
    assert.equal(page.status, 200)
    pages.push(page.text.replace(/value="[^"]{20,}"/, ''))
  }
  assert.equal(new Set(pages).size, 1)
  assert.match(pages[0]!, new RegExp(CURP))
  const sent = await ask(await searcher({ curp: CURP, filiacion: 'MARÍA SECRETA' }), { texto: 'Oficialía 3.' })
  const kept = await app.db.query<{ all: string }>(
    `select string_agg(r::text || m.texto || c.criterios::text, '') as all from helpdesk.reporte r
       join helpdesk.mensaje m using (folio) join helpdesk.captura c using (folio) where folio = $1`,
    [folioIn(sent)],
  )
  assert.match(kept[0]!.all, /Oficialía 3\./)
  assert.doesNotMatch(kept[0]!.all, /SECRETA/)
})

test('an open registry has it at once, with 24 hours and no clock of level 1; a closed one leaves it with gob.mx and says so', async () => {
  const sent = await ask(await searcher({ curp: CURP, entidadRegistro: '06' }))
  const { view } = await readTicketForDesk(app, n1, folioIn(sent))
  assert.deepEqual([view.estado, view.responsable, view.entidad], ['recibido_N2', 'N2', '06'])
  assert.deepEqual(
    view.plazos.map((one) => [one.nivel, one.venceEn]),
    [[2, START.add({ hours: 24, minutes: minute }).toString()]],
  )
  assert.match(sent.text, /A más tardar el martes 8 de agosto de 2017, 15:0\d, hora del Centro/)
  assert.doesNotMatch(sent.text, /Con la mesa de gob\.mx<\/strong>/)
  const closed = await searcher({ curp: CURP, entidadRegistro: '31' })
  assert.match((await closed.get('/actas/pedir-busqueda')).text, /Yucatán todavía no atiende por este sitio/)
  const waits = await readTicketForDesk(app, n1, folioIn(await ask(closed)))
  assert.deepEqual([waits.view.estado, waits.view.plazos[0]?.nivel], ['nuevo', 1])
  assert.deepEqual(waits.view.busqueda?.fila, { lugar: 1, total: 1 })
  assert.deepEqual((await checkTickets(app)).violations, [])
})

test('each sees its place among those of its registry, and moves up when one before it is solved', async () => {
  const others = (await readTicketForDesk(app, n2, folioIn(await ask(await searcher({ curp: CURP }))))).view
  const before = others.busqueda!.fila!.total
  const [first, second, third] = [
    await searcher({ curp: CURP, entidadRegistro: '14' }),
    await searcher({
      nombres: 'JOSÉ',
      primerApellido: 'PEÑA',
      sexo: 'H',
      fechaNacimiento: '1990-05-12',
      entidadRegistro: '14',
    }),
    await searcher({ curp: CURP, entidadRegistro: '14' }),
  ]
  const folios = []
  for (const who of [first, second, third]) folios.push(folioIn(await ask(who)))
  const [one, two, three] = folios as [string, string, string]
  assert.equal(new Set(folios).size, 3, 'that others asked for the same acta is nobody’s business')
  assert.equal(await place(third, three), `Eres la ${before + 3}.ª de ${before + 3} solicitudes de búsqueda de Jalisco`)
  await actOnTicket(app, n2, two, { step: 'takenAtLevel2' })
  assert.equal(await place(third, three), `Eres la ${before + 3}.ª de ${before + 3} solicitudes de búsqueda de Jalisco`)
  await actOnTicket(app, n2, two, { step: 'solvedAtLevel2', codigo: 'busqueda', texto: 'Ya está capturada.' })
  assert.equal(await place(third, three), `Eres la ${before + 2}.ª de ${before + 2} solicitudes de búsqueda de Jalisco`)
  assert.equal(await place(first, one), `Eres la ${before + 1}.ª de ${before + 2} solicitudes de búsqueda de Jalisco`)
  assert.equal(await place(second, two), undefined, 'what is solved stands in no line')

  const line = async (account: string): Promise<string> => {
    const { secret } = await openSession(app, account)
    const cookies = { [SESSION_COOKIE]: secret }
    return (await server.inject({ method: 'GET', url: '/consola/mesa/busquedas?motivo=atencion', cookies })).body
  }
  const jalisco = await line('mesa-14')
  assert.ok(jalisco.indexOf(one) < jalisco.indexOf(three) && jalisco.includes(one))
  assert.match(jalisco, new RegExp(`<th scope="row">${before + 2}</th><td><a href="/consola/mesa/${three}">`))
  assert.ok(!jalisco.includes(two))
  assert.ok(!(await line('mesa-06')).includes(one))
  const auditor = await line('auditor')
  assert.ok(auditor.includes(one) && !auditor.includes(CURP), 'who may not open a report reads no CURP')
})

test('sent twice it is one request, and whoever lost the search is led to the form for everybody', async () => {
  const who = await searcher({ curp: CURP, entidadRegistro: '06' })
  const form = await who.get('/actas/pedir-busqueda')
  const fields = { formulario: who.field(form, 'formulario'), texto: 'Otra vez.' }
  const both = await Promise.all([who.post('/actas/pedir-busqueda', fields), who.post('/actas/pedir-busqueda', fields)])
  const [again] = [await who.post('/actas/pedir-busqueda', fields)]
  assert.match(again!.path, /^\/reportes\/REP-/)
  assert.ok(both.some((one) => one.path === again!.path))
  const rows = await app.db.query(`select 1 from helpdesk.mensaje where texto like '%Otra vez.'`, [])
  assert.equal(rows.length, 1)
  assert.equal((await visitor(server).get('/actas/pedir-busqueda')).path, '/reportes/nuevo?tipo=no-encontrada')
})

test('hostile texts are refused in words or kept as text, and never break the page', async () => {
  for (const [i, text] of [...HOSTILE_TEXTS, 'ñ'.normalize('NFD').repeat(10_000)].entries()) {
    // The search itself refuses a name with a null character or half a letter, which the database cannot hold.
    const typed = text.replaceAll('\u0000', '').toWellFormed().slice(0, 90)
    const who = await searcher({
      nombres: typed,
      primerApellido: typed,
      sexo: typed,
      fechaNacimiento: typed,
      entidadRegistro: '14',
    })
    const page = await who.post('/actas/pedir-busqueda', { formulario: 'x', texto: text, correo: i % 2 ? text : '' })
    assert.equal(page.status, 422)
    assert.doesNotMatch(page.text, RAW)
    if (text.length > 4_000) assert.match(page.text, /Escríbelo en 4,000 letras o menos/)
  }
})

test('criteria are what was typed for the search, and whoever named nobody has none', () => {
  assert.deepEqual(criteriaOf({ curp: CURP }), {
    criterios: { curp: CURP, fechaNacimiento: '1990-05-12' },
    entidad: '14',
  })
  assert.equal(criteriaOf({ curp: CURP, entidadRegistro: '06' })?.entidad, '06')
  assert.equal(criteriaOf({}), null)
  assert.equal(criteriaOf({ nombres: 'ANA' }), null)
})
