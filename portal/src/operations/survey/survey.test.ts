// The survey over a real database: one answer for one service, nothing that leads from a face to a person, and indicator 3.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { test } from 'node:test'
import { seedDirectory } from '#directory'
import { openTicket } from '#helpdesk'
import { readPublicTrust } from '#keys'
import { seedModelo } from '#modelo'
import { accessToken, readOrder } from '#orders'
import { openTestApp, setClock } from '../../../test/app.ts'
import { addIssuedCopy } from '../../../test/issued-copy.ts'
import { answerSurvey, inviter, listCells, listComments, readInvitation, surveyIndicator } from './survey.ts'

const plain = await openTestApp()
const app = { ...plain, sealTrust: await readPublicTrust(join(plain.config.dataDir, 'llaves')) }
await seedDirectory(app)
await seedModelo(app)
const invite = inviter(app)

const START = Temporal.Instant.from('2018-03-01T06:00:00Z')
const at = (plus: Parameters<Temporal.Instant['add']>[0]): void => setClock(app, START.add(plus).toString())
const ventana = { desde: START, hasta: START.add({ hours: 24 * 14 }) }
at({ hours: 1 })

const invitationOf = async (folio: string): Promise<string | null> => {
  const order = await readOrder(app, folio, accessToken(app, folio))
  return (await invite(order))?.url.split('/').at(-1) ?? null
}
const issued = async (entidad = '14'): Promise<{ folio: string; token: string }> => {
  const { folio } = await addIssuedCopy(app.db, entidad, app.clock.now().toString())
  return { folio, token: (await invitationOf(folio))! }
}

test('an ended service has one invitation, shown once however often it is asked for, and gone after a day', async () => {
  const { folio, token } = await issued('01')
  assert.equal(await invitationOf(folio), token)
  const { encuesta } = await surveyIndicator(app, ventana, '01')
  assert.deepEqual(encuesta.cuentas, { mostradas: 1, mal: 0, regular: 0, bien: 0 })
  assert.deepEqual([encuesta.veredicto, encuesta.estricta, encuesta.valor], ['SIN_DATOS', 'SIN_DATOS', null])
  at({ hours: 24, minutes: 59 })
  assert.equal(await readInvitation(app, token), 'mostrada')
  at({ hours: 25 })
  assert.equal(await invitationOf(folio), null)
  await assert.rejects(answerSurvey(app, token, { cara: 'bien' }), { codigo: 'invitacion-no-encontrada' })
  at({ hours: 1 })
})

test('a face counts once; words may follow once; anything else again is refused and changes nothing (SUR-1)', async () => {
  const { folio, token } = await issued('06')
  await assert.rejects(answerSurvey(app, token, {}), { codigo: 'cara-falta' })
  await assert.rejects(answerSurvey(app, token, { comentario: 'sin cara' }), { codigo: 'cara-falta' })
  await answerSurvey(app, token, { cara: 'bien' })
  for (const again of [{ cara: 'bien' }, { cara: 'mal' }, {}])
    await assert.rejects(answerSurvey(app, token, again), { codigo: 'invitacion-usada', kind: 'conflict' })
  await answerSurvey(app, token, { comentario: 'Fue rápido.' })
  for (const again of [{ comentario: 'Otra cosa.' }, { cara: 'mal', comentario: 'Otra.' }])
    await assert.rejects(answerSurvey(app, token, again), { codigo: 'invitacion-usada' })
  const { encuesta } = await surveyIndicator(app, ventana, '06')
  assert.deepEqual(encuesta.cuentas, { mostradas: 1, mal: 0, regular: 0, bien: 1 })
  assert.deepEqual(await listComments(app, ventana, '06'), [
    { dia: '2018-03-01', entidad: '06', cara: null, comentario: 'Fue rápido.' },
  ])
  assert.equal(await invitationOf(folio), null)
})

test('two answers at the same moment with one token are one answer', async () => {
  const { token } = await issued('13')
  const both = await Promise.allSettled(
    Array.from({ length: 8 }, async () => await answerSurvey(app, token, { cara: 'mal' })),
  )
  assert.equal(both.filter((one) => one.status === 'fulfilled').length, 1)
  assert.equal((await surveyIndicator(app, ventana, '13')).encuesta.n, 1)
})

test('40 happy of 50: 80.00 % meets literally, and the interval and the few answers are said beside it (SUR-2)', async () => {
  for (let i = 0; i < 50; i += 1) {
    const { token } = await issued('15')
    await answerSurvey(app, token, { cara: i < 40 ? 'bien' : i < 45 ? 'regular' : 'mal' })
  }
  for (let i = 0; i < 50; i += 1) await issued('15')
  const { encuesta } = await surveyIndicator(app, ventana, '15')
  assert.deepEqual(
    [encuesta.valor, encuesta.literal, encuesta.estricta, encuesta.n],
    [80, 'OPTIMO', 'NO_CONCLUYENTE', 50],
  )
  assert.deepEqual(
    [encuesta.intervalo, encuesta.cotas],
    [
      [66.96, 88.75],
      [40, 90],
    ],
  )
  assert.deepEqual(encuesta.responsable, ['Equipo gob.mx'])
  const cells = await listCells(app, ventana, '15')
  assert.deepEqual(
    cells.map((one) => [one.dia, one.canal, one.resultado, one.cara, one.n]),
    [
      ['2018-03-01', 'tarjeta', 'exito', 'bien', 40],
      ['2018-03-01', 'tarjeta', 'exito', 'mal', 5],
      ['2018-03-01', 'tarjeta', 'exito', 'mostrada', 100],
      ['2018-03-01', 'tarjeta', 'exito', 'regular', 5],
    ],
  )
})

test('all entidades together are the sum of their counts', async () => {
  const total = (await surveyIndicator(app, ventana, null)).encuesta
  const each = await Promise.all(
    ['01', '06', '13', '15'].map(async (clave) => await surveyIndicator(app, ventana, clave)),
  )
  assert.equal(
    total.n,
    each.reduce((sum, one) => sum + one.encuesta.n, 0),
  )
  assert.equal(
    total.cuentas['bien'],
    each.reduce((sum, one) => sum + one.encuesta.cuentas['bien']!, 0),
  )
})

test('complaints are counted per 1,000 services that ended: one order and one cause is one complaint', async () => {
  const { folio } = await issued('09')
  await issued('09')
  const tell = async (tipo: 'pago' | 'datos' | 'rechazo'): Promise<unknown> =>
    await openTicket(app, { tipo, folio, texto: 'a' }, { ip: '192.0.2.9' })
  for (const tipo of ['pago', 'pago', 'datos', 'rechazo'] as const) await tell(tipo)
  const { quejas } = await surveyIndicator(app, ventana, '09')
  assert.deepEqual(quejas.cuentas, { quejas: 2, servicios: 2 })
  assert.deepEqual([quejas.valor, quejas.veredicto], [1_000, 'NO_APLICA'])
  assert.equal((await surveyIndicator(app, ventana, '32')).quejas.veredicto, 'SIN_DATOS')
})

test('with the whole database and the addresses that were visited nobody gets from a face to a person (SUR-6)', async () => {
  const people: { folio: string; token: string }[] = []
  for (let i = 0; i < 12; i += 1) people.push(await issued('20'))
  for (const [i, { token }] of people.entries())
    await answerSurvey(app, token, { cara: i % 3 === 0 ? 'mal' : 'bien', ...(i === 0 ? { comentario: 'Lento.' } : {}) })
  // What a face is kept with: nothing that differs between two people of one day.
  const columns = await app.db.query<{ tabla: string; columna: string; tipo: string }>(
    `select table_name as tabla, column_name as columna, data_type as tipo from information_schema.columns
      where table_schema = 'survey'`,
    [],
  )
  assert.ok(columns.length > 10)
  const named = columns.filter((one) => /folio|curp|hora|_at|ip|token|correo|referencia|secuencia/.test(one.columna))
  assert.deepEqual(named, [])
  assert.deepEqual(
    columns.filter((one) => /timestamp|time|uuid/.test(one.tipo)),
    [],
  )
  assert.deepEqual(
    columns
      .filter((one) => one.tabla === 'invitacion')
      .map((one) => one.columna)
      .sort(),
    ['estado', 'hash'],
  )
  // What a dump can be searched with: every value of every order, and every address that was visited, hashed or not.
  const dump = JSON.stringify([
    await app.db.query('select * from survey.cuenta', []),
    await app.db.query('select dia, entidad, canal, resultado, cara, comentario from survey.comentario', []),
    (await app.db.query<{ hash: Buffer }>('select hash from survey.invitacion', [])).map((one) =>
      one.hash.toString('hex'),
    ),
  ])
  const orders = await app.db.query<Record<string, unknown>>('select * from orders.solicitud', [])
  const known = [
    ...orders.flatMap((row) => ['folio', 'codigo', 'identificador'].map((name) => String(row[name]))),
    ...people.flatMap(({ token }) => [token, Buffer.from(token, 'base64url').toString('hex')]),
  ]
  assert.ok(known.length > 100)
  for (const value of known) {
    assert.ok(!dump.includes(value), value)
    for (const bytes of [Buffer.from(value), Buffer.from(value, 'base64url')])
      assert.ok(!dump.includes(createHash('sha256').update(bytes).digest('hex')), `hash of ${value}`)
  }
  // Copied as it lies, the table of words does not lie in the order in which they came.
  const said = Array.from({ length: 12 }, (_, i) => `Palabra ${String(i).padStart(2, '0')}`)
  for (const comentario of said) await answerSurvey(app, (await issued('21')).token, { cara: 'bien', comentario })
  const lying = await app.db.query<{ comentario: string }>(
    `select comentario from survey.comentario where entidad = '21' order by ctid`,
    [],
  )
  assert.deepEqual(lying.map((one) => one.comentario).toSorted(), said)
  assert.notDeepEqual(
    lying.map((one) => one.comentario),
    said,
  )
  const journal = await app.db.query(
    `select 1 from journal.entry where event like 'survey%' or event like 'encuesta%'`,
    [],
  )
  assert.deepEqual(journal, [])
})
