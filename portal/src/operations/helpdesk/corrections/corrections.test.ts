// «Los datos están mal» over its pages and by the API: fields in, fields kept, one case for one thing, and nothing charged.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { seedDirectory } from '#directory'
import { readPublicTrust } from '#keys'
import { seedModelo } from '#modelo'
import { accessToken } from '#orders'
import type { Staff } from '#staff'
import { cleanText } from '#ui/clean-text'
import { openTestApp, setClock } from '../../../../test/app.ts'
import { addIssuedCopy } from '../../../../test/issued-copy.ts'
import { servePages } from '../../../../test/page-server.ts'
import { HOSTILE_TEXTS, RAW, visitor } from '../../../../test/page-visitor.ts'
import type { PageSeen, Visitor } from '../../../../test/page-visitor.ts'
import { actOnTicket, openTicket, readTicket, readTicketForDesk } from '../helpdesk.ts'
import { helpdeskPageRoutes } from '../page-routes.ts'
import { helpdeskRoutes } from '../routes.ts'
import { DATOS, cleanCorrections, correctionProblems } from './correction.ts'
import { correctionPageRoutes } from './page-routes.ts'

const plain = await openTestApp()
const app = { ...plain, sealTrust: await readPublicTrust(join(plain.config.dataDir, 'llaves')) }
const HERE = { ip: '192.0.2.7' }
const n1: Staff = { id: 'mesa-1', nombre: 'Mesa', correo: 'a@b.mx', rol: 'mesa_n1', entidad: null }
let server: FastifyInstance

before(async () => {
  setClock(app, '2017-08-07T20:00:00Z')
  await seedDirectory(app)
  await seedModelo(app)
  server = await servePages(app, helpdeskRoutes(app), correctionPageRoutes(app), helpdeskPageRoutes(app))
})
after(async () => await server.close())

/** Somebody who holds a finished order of this entidad. */
async function holder(entidad: string): Promise<{ who: Visitor; folio: string }> {
  const { folio } = await addIssuedCopy(app.db, entidad, app.clock.now().toString())
  await app.db.query(`update orders.solicitud set referencia = $2 where folio = $1`, [folio, `r-${folio}`])
  const who = visitor(server)
  who.setCookie(`actas_${folio}`, accessToken(app, folio), `/solicitudes/${folio}`)
  return { who, folio }
}

async function walk(who: Visitor, folio: string, words: Record<string, string>, datos: string[]): Promise<PageSeen> {
  const first = await who.get(`/solicitudes/${folio}/datos-mal`)
  assert.equal(first.path, '/reportes/datos')
  await who.post('/reportes/datos', { dato: datos })
  return await who.post('/reportes/datos/correccion', words)
}
const fieldsOf = (folio: string): Promise<Record<string, unknown>[]> =>
  app.db.query('select dato, dice, debe_decir from helpdesk.correccion where folio = $1 order by n', [folio])
const folioIn = (page: PageSeen): string => page.path.split('/').at(-1)!

test('several data of a finished order become one report with each datum in its own row, and the desk reads them as a table', async () => {
  const { who, folio } = await holder('14')
  const choice = await who.get(`/solicitudes/${folio}/datos-mal`)
  assert.match(choice.text, /Paso 1 de 3/)
  await who.post('/reportes/datos', { dato: ['fechaNacimiento', 'nombres'] })
  const asked = await who.get('/reportes/datos/correccion')
  const dice = who.field(asked, 'dice-nombres')
  assert.ok(dice.length > 0, 'what the acta says is already written')
  const review = await who.post('/reportes/datos/correccion', {
    'dice-nombres': dice,
    'debeDecir-nombres': 'José  María',
    'dice-fechaNacimiento': who.field(asked, 'dice-fechaNacimiento'),
    'debeDecir-fechaNacimiento': '13 de mayo de 1990',
  })
  assert.equal(review.path, '/reportes/datos/envio')
  assert.match(review.text, /Jalisco/)
  assert.match(review.text, /No se cobra/)
  const sent = await who.post('/reportes/datos/envio', { formulario: who.field(review, 'formulario'), correo: '' })
  assert.match(sent.path, /^\/reportes\/REP-/)
  assert.match(sent.text, /<h3>Nombre o nombres<\/h3>/)
  const rows = await fieldsOf(folioIn(sent))
  assert.deepEqual(
    rows.map((one) => [one['dato'], one['debe_decir']]),
    [
      ['nombres', 'José  María'],
      ['fechaNacimiento', '13 de mayo de 1990'],
    ],
  )
  const { view } = await readTicketForDesk(app, n1, folioIn(sent))
  assert.deepEqual([view.entidad, view.solicitud, view.correcciones.length], ['14', folio, 2])
  for (const table of ['payments.charge', 'payments.reference'])
    assert.deepEqual(await app.db.query(`select 1 from ${table}`, []), [], 'nothing is charged')
})

test('what is missing, equal or too long is said at its field, and everything typed is still there', async () => {
  const { who, folio } = await holder('06')
  const datos = ['nombres', 'segundoApellido', 'otro']
  const page = await walk(
    who,
    folio,
    {
      'dice-nombres': 'ANA',
      'debeDecir-nombres': 'ANA',
      'dice-segundoApellido': 'LÓPEZ',
      'debeDecir-segundoApellido': 'ñ'.normalize('NFD').repeat(10_000),
      'dice-otro': '',
      'debeDecir-otro': 'Algo',
    },
    datos,
  )
  assert.equal(page.status, 422)
  assert.match(page.text, /<title>Error: /)
  for (const [campo, words] of [
    ['debeDecir-nombres', 'Escribe algo distinto'],
    ['debeDecir-segundoApellido', 'Escríbelo en 300 letras o menos'],
    ['dice-otro', 'Escribe qué dice el acta'],
  ] as const)
    assert.match(page.text, new RegExp(`href="#${campo}">[^<]*${words}`), campo)
  assert.ok(page.text.includes('ñ'.repeat(10_000)), 'what was typed is kept, composed')
  assert.equal((await who.post('/reportes/datos', {})).status, 422)
})

test('going back keeps what was typed, on every page', async () => {
  const { who, folio } = await holder('01')
  const said = { 'dice-libro': '3', 'debeDecir-libro': '4' }
  assert.equal((await walk(who, folio, { ...said, ir: 'atras' }, ['libro'])).path, '/reportes/datos')
  const words = await who.get('/reportes/datos/correccion')
  assert.equal(who.field(words, 'debeDecir-libro'), '4')
  await who.post('/reportes/datos/correccion', said)
  const back = await who.post('/reportes/datos/envio', { correo: 'ana@ejemplo.mx', ir: 'atras' })
  assert.equal(back.path, '/reportes/datos/correccion')
  assert.equal(who.field(await who.get('/reportes/datos/envio'), 'correo'), 'ana@ejemplo.mx')
})

test('the same datum of the same record is one case while it is open, whoever says it and however often it is sent', async () => {
  const { who, folio } = await holder('15')
  const said = { 'dice-sexo': 'Mujer', 'debeDecir-sexo': 'Hombre' }
  const review = await walk(who, folio, said, ['sexo'])
  const form = { formulario: who.field(review, 'formulario'), correo: '' }
  const both = await Promise.all([who.post('/reportes/datos/envio', form), who.post('/reportes/datos/envio', form)])
  const opened = async (): Promise<{ folio: string; state: string }[]> =>
    await app.db.query('select folio, state from helpdesk.reporte where sobre = $1', [folio])
  assert.equal((await opened()).length, 1)
  const first = (await opened())[0]!.folio
  assert.ok(both.some((one) => one.path === `/reportes/${first}`))

  const again = await walk(who, folio, { ...said, 'debeDecir-sexo': 'HOMBRE' }, ['sexo'])
  const known = await who.post('/reportes/datos/envio', { formulario: who.field(again, 'formulario'), correo: '' })
  assert.equal(known.path, '/reportes/datos/ya-avisado')
  assert.match(known.text, new RegExp(first))
  assert.equal((await opened()).length, 1)

  // Another order of the same record, held by somebody else: told that it is known, and not what the first one wrote.
  const other = await holder('15')
  await app.db.query(`update orders.solicitud set referencia = $2 where folio = $1`, [other.folio, `r-${folio}`])
  const theirs = await walk(other.who, other.folio, said, ['sexo'])
  const told = await other.who.post('/reportes/datos/envio', {
    formulario: other.who.field(theirs, 'formulario'),
    correo: '',
  })
  assert.match(told.text, new RegExp(first))
  assert.equal((await other.who.get(`/reportes/${first}`)).status, 404)

  // Another datum is another case; and once the first one is solved, the same may be said again.
  const more = await walk(who, folio, { 'dice-libro': '1', 'debeDecir-libro': '2' }, ['libro'])
  await who.post('/reportes/datos/envio', { formulario: who.field(more, 'formulario'), correo: '' })
  assert.equal((await opened()).length, 2)
  await actOnTicket(app, n1, first, { step: 'taken' })
  await actOnTicket(app, n1, first, { step: 'answered', codigo: 'correccion', texto: 'Así.' })
  await actOnTicket(app, n1, first, { step: 'solved', codigo: 'correccion', texto: 'Listo.' })
  const anew = await walk(who, folio, said, ['sexo'])
  await who.post('/reportes/datos/envio', { formulario: who.field(anew, 'formulario'), correo: '' })
  assert.equal((await opened()).length, 3)
})

test('without an order the person says of which acta, and a report whose acta nobody knows is not refused for a like one', async () => {
  const who = visitor(server)
  const first = await who.get('/reportes/nuevo?tipo=datos')
  assert.equal(first.path, '/reportes/datos')
  assert.match(first.text, /Paso 1 de 4/)
  await who.post('/reportes/datos', { dato: ['foja'] })
  const acta = await who.post('/reportes/datos/correccion', { 'dice-foja': 'nada', 'debeDecir-foja': '7' })
  assert.equal(acta.path, '/reportes/datos/acta')
  const none = await who.post('/reportes/datos/acta', { folio: '', entidad: '' })
  assert.equal(none.status, 422)
  assert.match(none.text, /href="#folio"/)
  assert.equal((await who.post('/reportes/datos/acta', { folio: 'ACT-1', entidad: '' })).status, 422)
  const review = await who.post('/reportes/datos/acta', { folio: '', entidad: '31' })
  assert.match(review.text, /Yucatán/)
  const sent = await who.post('/reportes/datos/envio', { formulario: who.field(review, 'formulario'), correo: '' })
  assert.match(sent.path, /REP-/)
  const input = { tipo: 'datos', texto: '-', entidad: '31' } as const
  const correcciones = [{ dato: 'foja', dice: '', debeDecir: '7' }] as const
  await openTicket(app, { ...input, correcciones }, HERE)
  await openTicket(app, { ...input, correcciones }, HERE)
})

test('a program sends the same fields, reads them back, and is told of the case that is already open', async () => {
  const { folio } = await holder('09')
  const payload = {
    tipo: 'datos',
    texto: 'El libro está mal.',
    folio,
    correcciones: [{ dato: 'libro', dice: '', debeDecir: '12' }],
  }
  const post = async (body: object): Promise<{ status: number; body: Record<string, any> }> => {
    const answer = await server.inject({ method: 'POST', url: '/api/v1/reportes', payload: body })
    return { status: answer.statusCode, body: answer.json() }
  }
  const first = await post(payload)
  assert.equal(first.status, 201, JSON.stringify(first.body))
  assert.deepEqual(Object.keys(first.body).toSorted(), ['acceso', 'folio'])
  const view = await readTicket(app, first.body['folio'], first.body['acceso'])
  assert.deepEqual(view.correcciones, payload.correcciones)
  const again = await post(payload)
  assert.deepEqual([again.status, again.body['codigo']], [409, 'reporte-repetido'])
  assert.match(again.body['title'], new RegExp(first.body['folio']))
  for (const wrong of [[], [{ dato: 'inventado', dice: 'a', debeDecir: 'b' }], 'texto', [{ dato: 'libro', dice: 'a' }]])
    assert.equal((await post({ ...payload, correcciones: wrong })).status, 422, JSON.stringify(wrong))
  const twice = [payload.correcciones[0], payload.correcciones[0]]
  assert.equal((await post({ ...payload, correcciones: twice })).status, 422)
  assert.equal((await post({ ...payload, folio: undefined, correcciones: undefined })).status, 201)
})

test('hostile texts in every field are kept as text, shown escaped, and break nothing', async () => {
  const { who, folio } = await holder('14')
  const datos = DATOS.slice(0, HOSTILE_TEXTS.length)
  const said = Object.fromEntries(
    datos.flatMap((dato, i) => [
      [`dice-${dato}`, `${HOSTILE_TEXTS[i]} a`],
      [`debeDecir-${dato}`, `${HOSTILE_TEXTS[i]} b`],
    ]),
  )
  const seen = [await walk(who, folio, said, [...datos])]
  assert.equal(seen[0]!.path, '/reportes/datos/envio', seen[0]!.text)
  for (const correo of HOSTILE_TEXTS) {
    const bad = await who.post('/reportes/datos/envio', { formulario: correo, correo })
    assert.equal(bad.status, 422)
    seen.push(bad, await who.post('/reportes/datos', { dato: correo }))
  }
  const sent = await who.post('/reportes/datos/envio', { formulario: who.field(seen[0]!, 'formulario'), correo: '' })
  assert.match(sent.path, /^\/reportes\/REP-/, sent.text)
  const stranger = visitor(server)
  await stranger.post('/reportes/datos', { dato: 'libro' })
  await stranger.post('/reportes/datos/correccion', { 'dice-libro': '1', 'debeDecir-libro': '2' })
  for (const text of HOSTILE_TEXTS) {
    const refused = await stranger.post('/reportes/datos/acta', { folio: text, entidad: text })
    assert.equal(refused.status, 422)
    seen.push(refused)
  }
  for (const page of [...seen, sent]) assert.doesNotMatch(page.text, RAW)
  const { view } = await readTicketForDesk(app, n1, folioIn(sent))
  assert.deepEqual(
    view.correcciones.map((one) => one.debeDecir),
    HOSTILE_TEXTS.map((text) => cleanText(`${text} b`).trim()),
  )
})

test('a list without data, with one datum twice, or with nothing to change is no correction', () => {
  const one = { dato: 'libro', dice: '1', debeDecir: '2' } as const
  assert.deepEqual(correctionProblems([one]), [])
  assert.equal(correctionProblems([])[0]?.codigo, 'dato-falta')
  assert.equal(correctionProblems([one, one])[0]?.codigo, 'dato-repetido')
  assert.equal(correctionProblems([{ ...one, debeDecir: '1' }])[0]?.codigo, 'debe-decir-igual')
  assert.equal(correctionProblems([{ ...one, dice: 'a'.repeat(301) }])[0]?.campo, 'dice-libro')
  assert.deepEqual(correctionProblems([{ ...one, dice: 'a'.repeat(300) }]), [])
  const [clean] = cleanCorrections([{ ...one, dice: ' JOSE\u0301\u202e\u0000 ' }])
  assert.equal(clean?.dice, 'JOSÉ')
})
