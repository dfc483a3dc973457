// Training over a real database: proven by what one did, or said by two people; put right by another record alone.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import type { LightMyRequestResponse } from 'fastify'
import { sqlState } from '#db'
import { append } from '#journal'
import { setClock } from '../../../test/app.ts'
import { openConsoleWorld } from '../../../test/console-world.ts'
import { checkTraining, placeOf } from './drill.ts'
import { readTrainingOf } from './training.ts'
import type { ReadRow } from './store.ts'

const { app, owner, jalisco, colima, ask, send, close } = await openConsoleWorld()
const PAGE = '/consola/capacitacion'
const NOW = '2017-08-10T17:00:00Z'
setClock(app, NOW)

const mark = async (
  account: string,
  drill: string,
  fields: Readonly<Record<string, string>>,
): Promise<LightMyRequestResponse> => await send(account, `${PAGE}/${drill}`, fields)
const say = async (account: string, dia = '2017-08-01'): Promise<LightMyRequestResponse> =>
  await mark(account, 'datos-personales', { 'dia_datos-personales': dia })
const judge = async (account: string, id: string, paso = 'atestacion'): Promise<LightMyRequestResponse> =>
  await send(account, `${PAGE}/registros/${id}/${paso}`, {})
/** The situation of one account in one drill, as the file says it to somebody. */
async function standing(reader: string, account: string, drill: string): Promise<string | undefined> {
  const lines = (await ask(reader, `${PAGE}.csv`)).body.split('\r\n').map((line) => line.split(','))
  return lines.find((one) => one[0] === account && one[4] === drill)?.[5]
}
async function newest(account: string): Promise<string> {
  const [row] = await owner.query<{ id: string }>(
    'select id from training.registro where account = $1 order by seq desc limit 1',
    [account],
  )
  return row!.id
}

describe('training', () => {
  after(close)

  test('whoever did nothing has no data, and nobody is taken for trained', async () => {
    const { body } = await ask('ugd', PAGE)
    assert.match(body, /Sin datos/)
    assert.doesNotMatch(body.match(/<tbody>[\s\S]*<\/tbody>/)![0], /Vigente/)
    assert.match((await ask('mesa-14', '/consola')).body, /Simulacros que te faltan/)
    const all = await readTrainingOf(app, '14')
    assert.deepEqual([all.vigentes, all.sinCuenta], [0, []])
    assert.ok(all.n >= 5)
    await owner.query(`update staff.account set active = false where id = 'finanzas-06'`, [])
    assert.deepEqual((await readTrainingOf(app, '06')).sinCuenta, ['finanzas'])
    assert.match((await ask('ugd', '/consola/integracion/06')).body, /Sin datos de: Finanzas\./)
    await owner.query(`update staff.account set active = true where id = 'finanzas-06'`, [])
  })

  test('a drill that the program can see is proven by what this person did in that case, once', async () => {
    const field = 'asunto_reporte-n1'
    const wrong = await mark('mesa-1', 'reporte-n1', { [field]: 'REP-0000000000' })
    assert.equal(wrong.statusCode, 422)
    assert.match(wrong.body, /No hay un hecho tuyo sobre ese caso/)
    assert.ok(wrong.body.includes('value="REP-0000000000"'))
    assert.equal((await mark('mesa-1', 'reporte-n1', { [field]: jalisco.incident })).statusCode, 422)
    const fact = { event: 'ticket.escalated', actor: 'mesa-1', subject: jalisco.ticket, entidad: '14' }
    await app.db.tx(async (tx) => await append(app, tx, fact))
    const done = await mark('mesa-1', 'reporte-n1', { [field]: jalisco.ticket.toLowerCase() })
    assert.equal(done.statusCode, 303)
    assert.equal(await standing('auditor', 'mesa-1', 'reporte-n1'), 'vigente')
    assert.equal((await mark('mesa-1', 'reporte-n1', { [field]: jalisco.ticket })).statusCode, 409)
  })

  test('what another did proves nothing of mine, and a drill of another role is no address', async () => {
    const field = 'asunto_reporte-n2'
    assert.equal((await mark('mesa-14', 'reporte-n2', { [field]: jalisco.ticket })).statusCode, 422)
    assert.equal((await mark('mesa-14', 'reporte-n2', { [field]: colima.ticket })).statusCode, 422)
    const none = await mark('mesa-14', 'no-existe', {})
    for (const drill of ['reporte-n1', 'apertura', '__proto__', 'toString']) {
      const answer = await mark('mesa-14', drill, { [`dia_${drill}`]: '2017-08-01' })
      assert.deepEqual([answer.statusCode, answer.body], [404, none.body], drill)
    }
  })

  test('what the program cannot see takes two people: whoever did it and whoever leads them, never themselves', async () => {
    assert.equal((await say('mesa-14')).statusCode, 303)
    const id = await newest('mesa-14')
    assert.equal(await standing('auditor', 'mesa-14', 'datos-personales'), 'por_atestar')
    assert.match((await ask('enlace-14', PAGE)).body, /dice que hizo/)
    assert.match((await ask('enlace-14', '/consola')).body, /Simulacros por confirmar/)
    for (const who of ['mesa-14', 'finanzas-14', 'auditor', 'oic-14'])
      assert.equal((await judge(who, id)).statusCode, 403, who)
    const forged = await judge('enlace-06', '00000000-0000-4000-8000-000000000000')
    for (const paso of ['atestacion', 'correccion', 'otro']) {
      const answer = await judge('enlace-06', id, paso)
      assert.deepEqual([answer.statusCode, answer.body], [404, forged.body], paso)
    }
    assert.equal((await judge('enlace-14', id)).statusCode, 303)
    assert.equal(await standing('mesa-14', 'mesa-14', 'datos-personales'), 'vigente')
    assert.equal((await judge('enlace-14', id)).statusCode, 409)
    const own = { account: 'mesa-14', por: 'mesa-14' }
    await assert.rejects(
      app.db.query(`insert into training.testimonio values (gen_random_uuid(), $1, $2, now())`, [own.account, own.por]),
      (error) => sqlState(error) === '23514',
      'the database refuses it too',
    )
  })

  test('no enlace confirms what the same enlace did, and none what they do not lead', async () => {
    assert.equal((await mark('gubernatura-14', 'apertura', { dia_apertura: '2017-08-02' })).statusCode, 303)
    const id = await newest('gubernatura-14')
    assert.equal((await judge('enlace-14', id)).statusCode, 403)
    assert.equal((await judge('ugd', id)).statusCode, 303)
    await owner.query(
      `insert into training.registro (id, account, entidad, simulacro, version, modo, hecho_at, por, at)
       values (gen_random_uuid(), 'enlace-14', '14', 'datos-personales', '1.0.0', 'dos_personas', $1, 'enlace-14', $1)`,
      [NOW],
    )
    const mine = await judge('enlace-14', await newest('enlace-14'))
    assert.equal(mine.statusCode, 409)
    assert.match(mine.body, /Lo confirma otra persona/)
  })

  test('a form that names another person or entidad is about oneself all the same', async () => {
    const fields = {
      'dia_datos-personales': '2017-08-03',
      account: 'mesa-06',
      entidad: '06',
      modo: 'programa',
      por: 'ugd',
    }
    assert.equal((await mark('finanzas-14', 'datos-personales', fields)).statusCode, 303)
    const [row] = await owner.query(
      `select account, entidad, modo, por from training.registro where account = 'finanzas-14'`,
      [],
    )
    assert.deepEqual(row, { account: 'finanzas-14', entidad: '14', modo: 'dos_personas', por: 'finanzas-14' })
  })

  test('a day that has not come, that counts no more or that is none is refused', async () => {
    for (const dia of ['', 'ayer', '2017-08-11', '2016-08-10', '2017-02-30', '1 de agosto', '+002017-08-01'])
      assert.equal((await say('mesa-06', dia)).statusCode, 422, dia)
    assert.equal((await say('mesa-06', '2017-08-10')).statusCode, 303)
  })

  test('a record is put right by another record, and none is changed or taken away', async () => {
    const before = await newest('mesa-14')
    assert.equal((await judge('enlace-14', before, 'correccion')).statusCode, 303)
    assert.equal(await standing('auditor', 'mesa-14', 'datos-personales'), 'falta')
    const kept = await owner.query(`select 1 from training.registro where account = 'mesa-14'`, [])
    assert.equal(kept.length, 2)
    for (const change of [
      `update training.registro set simulacro = 'x'`,
      'delete from training.registro',
      'delete from training.testimonio',
    ])
      await assert.rejects(app.db.query(change, []), (error) => sqlState(error) === '42501', change)
    await say('mesa-14', '2017-08-09')
    await judge('enlace-14', await newest('mesa-14'))
    assert.equal(await standing('auditor', 'mesa-14', 'datos-personales'), 'vigente')
    const events = await owner.query<{ event: string }>(
      `select distinct event from journal.entry where event like 'training.%' order by 1`,
      [],
    )
    assert.deepEqual(
      events.map((one) => one.event),
      ['training.attested', 'training.recorded', 'training.voided'],
    )
  })

  test('an office sees its own people, the federal bodies all; the filters stand in the address', async () => {
    const own = (await ask('oic-14', `${PAGE}.csv`)).body
    assert.match(own, /mesa-14/)
    assert.doesNotMatch(own, /-06|^ugd|mesa-1,/m)
    const all = (await ask('renapo', `${PAGE}.csv`)).body
    for (const who of ['mesa-14', 'mesa-06', 'ugd', 'auditor']) assert.match(all, new RegExp(`^${who},`, 'm'))
    const some = (await ask('renapo', `${PAGE}.csv?situacion=vigente&estado=14`)).body.trim().split('\r\n').slice(1)
    assert.ok(some.length >= 2)
    assert.ok(some.every((line) => line.split(',')[5] === 'vigente' && line.split(',')[3] === '14'))
    assert.doesNotMatch((await ask('oic-14', `${PAGE}?estado=06`)).body, /mesa-06/)
  })

  test('what was done counts for its months and not a day longer', () => {
    const row = (over: Partial<ReadRow>): ReadRow =>
      ({ modo: 'programa', hecho_at: Temporal.Instant.from(NOW), atestado_at: null, ...over }) as ReadRow
    const at = (text: string): Temporal.Instant => Temporal.Instant.from(text)
    const place = (rows: ReadRow[], now: string): string => placeOf({ meses: 12 }, rows, at(now)).standing
    assert.equal(place([row({})], '2018-08-10T16:59:59Z'), 'vigente')
    assert.equal(place([row({})], '2018-08-10T17:00:00Z'), 'vencido')
    const waiting = row({ modo: 'dos_personas' })
    assert.equal(place([waiting, row({})], '2018-01-01T00:00:00Z'), 'vigente', 'the older one still counts')
    assert.equal(place([waiting, row({})], '2018-08-10T17:00:00Z'), 'por_atestar')
    assert.equal(place([row({}), waiting], '2018-08-10T17:00:00Z'), 'vencido')
    assert.equal(place([row({ modo: 'sin_efecto' }), waiting], NOW), 'falta')
    assert.equal(place([], NOW), 'falta')
  })

  test('a list of drills that says nonsense does not start', () => {
    const drill = { id: 'uno', nombre: 'Uno', roles: ['ugd'], meses: 12, prueba: 'programa', eventos: ['staff.left'] }
    assert.equal(checkTraining({ simulacros: [drill] }).length, 1)
    const wrong = [{ id: 'Uno' }, { roles: [] }, { roles: ['nadie'] }, { meses: 0 }, { prueba: 'fe' }, { eventos: [] }]
    for (const over of wrong)
      assert.throws(() => checkTraining({ simulacros: [{ ...drill, ...over }] }), /training/, JSON.stringify(over))
    assert.throws(() => checkTraining({ simulacros: [drill, drill] }), /training/)
    assert.throws(() => checkTraining({}), /training/)
  })
})
