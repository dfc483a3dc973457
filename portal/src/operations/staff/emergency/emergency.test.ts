// Breaking the glass over a real database: what is lent and not a thing more, for an hour and not a second longer.
import assert from 'node:assert/strict'
import { after, beforeEach, describe, test } from 'node:test'
import type { LightMyRequestResponse } from 'fastify'
import { sqlState } from '#db'
import { setClock } from '../../../../test/app.ts'
import { openConsoleWorld } from '../../../../test/console-world.ts'
import { EMERGENCIES, ROLES } from '../policy.ts'
import type { Right } from '../policy.ts'
import { checkEmergencies } from './invariants.ts'
import { nextEmergencyDue, sweepEmergencies } from './emergency.ts'

const { app, owner, jalisco, colima, ask, send, close } = await openConsoleWorld()
const PAGE = '/consola/emergencias'
const [START, LAST, OVER] = ['2017-08-03T16:00:00Z', '2017-08-03T16:59:59.999Z', '2017-08-03T17:00:00Z']

const REPORT = { motivo: 'mesa-local', entidad: '14', asunto: jalisco.ticket }
const PAYMENT = { motivo: 'pago-de-un-reporte', entidad: '14', asunto: jalisco.ticket }
const INCIDENT = { motivo: 'enlace-ausente', entidad: '14', asunto: jalisco.incident }

/** Asks and gives the folio. */
async function open(account: string, fields: Readonly<Record<string, string>>): Promise<string> {
  const answer = await send(account, PAGE, fields)
  assert.equal(answer.statusCode, 303, answer.body.match(/resumen[\s\S]{0,300}/)?.[0] ?? answer.body.slice(0, 300))
  return String(answer.headers.location).split('/').at(-1)!
}
const status = async (account: string, url: string): Promise<number> => (await ask(account, url)).statusCode
const step = async (account: string, id: string, paso: string, fields = {}): Promise<LightMyRequestResponse> =>
  await send(account, `${PAGE}/${id}/${paso}`, fields)
const facts = async (event: string): Promise<Record<string, unknown>[]> =>
  await owner.query('select actor, subject, entidad, data from journal.entry where event = $1 order by id', [event])
const marked = async (): Promise<{ actor: string; event: string; emergencia: string }[]> =>
  await owner.query(
    `select actor, event, data->>'emergencia' as emergencia from journal.entry where data ? 'emergencia' order by id`,
    [],
  )

describe('an emergency access', () => {
  after(close)
  // What one test borrowed counts against no other.
  beforeEach(async () => {
    setClock(app, START)
    await owner.query('delete from staff.emergencia_aviso', [])
    await owner.query('delete from staff.emergencia', [])
  })

  test('it lends at once what its reason lends, on that entidad alone, says so on every page, and is over with its hour', async () => {
    assert.equal(await status('ugd', `/consola/mesa/${jalisco.ticket}`), 403)
    const id = await open('ugd', REPORT)
    assert.equal(await status('ugd', `/consola/mesa/${jalisco.ticket}`), 200)
    assert.equal(await status('ugd', `/consola/solicitudes/${jalisco.order}`), 200)
    for (const url of [`/consola/mesa/${colima.ticket}`, `/consola/solicitudes/${colima.order}`])
      assert.equal(await status('ugd', url), 404, `${url} is of another entidad`)
    for (const url of ['/consola', '/consola/pagos', '/consola/integracion', `/consola/mesa/${jalisco.ticket}`]) {
      const { body } = await ask('ugd', url)
      assert.match(body, /Acceso de emergencia abierto/, url)
      assert.ok(body.includes(`${PAGE}/${id}/fin`), url)
    }
    assert.doesNotMatch((await ask('renapo', '/consola')).body, /Acceso de emergencia abierto/)
    setClock(app, LAST)
    assert.equal(await status('ugd', `/consola/mesa/${jalisco.ticket}`), 200, 'until the last moment')
    setClock(app, OVER)
    assert.equal(await status('ugd', `/consola/mesa/${jalisco.ticket}`), 403, 'and no sweep has passed')
    assert.doesNotMatch((await ask('ugd', '/consola')).body, /Acceso de emergencia abierto/)
  })

  test('what stands on borrowed rights alone reaches one entidad in the database too', async () => {
    assert.equal(await status('mesa-1', '/consola/pagos'), 403)
    await open('mesa-1', PAYMENT)
    const { statusCode, body } = await ask('mesa-1', '/consola/pagos')
    const lines = await ask('mesa-1', '/consola/pagos/archivos.csv')
    assert.equal(statusCode, 200)
    const foreign = colima.markers.filter((one) => (body + lines.body).includes(one))
    assert.deepEqual(foreign, [])
    assert.match(lines.body, /,14,/, 'and shows that one')
    assert.equal((await send('mesa-1', '/consola/pagos/archivo', { entidad: '14' })).statusCode, 403)
  })

  test('a liaison that is absent is stood in for, in its incident and in no other', async () => {
    const act = async (incident: string): Promise<number> =>
      (await send('presidencia', `/consola/incidencias/${incident}/comprobar`, {})).statusCode
    assert.equal(await act(jalisco.incident), 403)
    await open('presidencia', INCIDENT)
    assert.notEqual(await act(jalisco.incident), 403)
    assert.equal(await act(colima.incident), 404)
    const [last] = (await marked()).slice(-1)
    assert.equal(last?.actor, 'presidencia')
  })

  test('with borrowed rights an account is taken and none is given', async () => {
    assert.equal(await status('finanzas-14', '/consola'), 200)
    const asked = { motivo: 'cuenta-robada', entidad: '14', asunto: jalisco.incident }
    const leave = async (who: string): Promise<LightMyRequestResponse> =>
      await send('renapo', `/consola/cuentas/${who}/baja`, { motivo: 'En malas manos.' })
    assert.equal((await leave('finanzas-14')).statusCode, 403)
    await open('renapo', asked)
    const list = await ask('renapo', '/consola/cuentas')
    assert.match(list.body, /finanzas-14/)
    assert.doesNotMatch(list.body, /finanzas-06|Invitar a una persona/)
    const given = await send('renapo', '/consola/cuentas', {
      cuenta: 'complice',
      nombre: 'Cómplice',
      correo: 'c@b.mx',
      rol: 'enlace',
      entidad: '14',
      motivo: 'Para después.',
    })
    assert.equal(given.statusCode, 422)
    for (const who of ['finanzas-06', 'ugd', 'auditor']) assert.equal((await leave(who)).statusCode, 404, who)
    for (const who of ['oic-14', 'gubernatura-14']) assert.equal((await leave(who)).statusCode, 403, who)
    assert.equal((await leave('finanzas-14')).statusCode, 303)
    assert.equal(await status('finanzas-14', '/consola'), 303, 'the account opens nothing any more')
    await owner.query(`update staff.account set active = true, left_at = null where id = 'finanzas-14'`, [])
  })

  test('every auditor and the control body of that entidad are told by mail and in their turn, until they say that they read it', async () => {
    const id = await open('mesa-1', REPORT)
    const [queued] = await owner.query<{ n: number }>(
      `select count(*)::int as n from pgboss.job where name = 'staff.mail-emergency' and data->>'subject' = $1`,
      [id],
    )
    assert.equal(queued?.n, 1)
    const told = await owner.query<{ account: string }>(
      'select account from staff.emergencia_aviso where emergencia = $1 order by 1',
      [id],
    )
    assert.deepEqual(
      told.map((one) => one.account),
      ['auditor', 'oic-14'],
    )
    for (const who of ['auditor', 'oic-14']) {
      assert.match((await ask(who, '/consola')).body, /Accesos de emergencia por leer/, who)
      assert.match((await ask(who, `${PAGE}/${id}`)).body, /Ya lo leí/, who)
      assert.equal((await step(who, id, 'acuse')).statusCode, 303, who)
      assert.equal((await step(who, id, 'acuse')).statusCode, 303, `${who} again`)
      assert.doesNotMatch((await ask(who, '/consola')).body, /Accesos de emergencia por leer/, who)
    }
    assert.doesNotMatch((await ask('oic-06', '/consola')).body, /por leer/)
    const read = (await facts('staff.emergencyAcknowledged')).filter((one) => one['subject'] === id)
    assert.deepEqual(
      read.map((one) => one['actor']),
      ['auditor', 'oic-14'],
    )
  })

  test('each look and each act meanwhile carries its mark, those of others and of afterwards none', async () => {
    const before = (await marked()).length
    const id = await open('ugd', REPORT)
    await ask('ugd', `/consola/mesa/${jalisco.ticket}`)
    await ask('ugd', '/consola/entidades/06')
    await ask('mesa-1', `/consola/mesa/${jalisco.ticket}`)
    await send('ugd', `/consola/mesa/${jalisco.ticket}/respuesta-n2`, {})
    await step('ugd', id, 'fin')
    await ask('ugd', '/consola/entidades/06')
    const found = (await marked()).slice(before)
    assert.deepEqual(new Set(found.map((one) => `${one.actor} ${one.emergencia}`)), new Set([`ugd ${id}`]))
    assert.ok(found.filter((one) => one.event === 'staff.looked').length >= 2)
    const page = await ask('auditor', `/consola/bitacora?emergencia=${id.toLowerCase()}`)
    assert.match(page.body, new RegExp(`con acceso de emergencia ${id}`))
    assert.equal([...page.body.matchAll(/<th scope="row">/g)].length, found.length)
  })

  test('a reason that lends nothing to a role, a case of another entidad, a closed one or none is refused in the same words', async () => {
    const wrong: [string, Record<string, string>, RegExp][] = [
      ['mesa-1', { ...REPORT, motivo: 'mesa-gobmx' }, /Elige el motivo/],
      ['mesa-1', { ...REPORT, motivo: 'cuenta-robada' }, /Elige el motivo/],
      ['mesa-1', { ...REPORT, motivo: '__proto__' }, /Elige el motivo/],
      ['ugd', { ...REPORT, asunto: colima.ticket }, /No hay un caso abierto con ese folio/],
      ['ugd', { ...REPORT, asunto: 'REP-0000000000' }, /No hay un caso abierto con ese folio/],
      ['ugd', { ...REPORT, asunto: jalisco.order }, /No hay un caso abierto con ese folio/],
      ['ugd', { ...REPORT, asunto: '' }, /No hay un caso abierto con ese folio/],
      ['ugd', { ...REPORT, entidad: '99' }, /Elige el estado/],
      ['renapo', { ...INCIDENT, asunto: colima.incident }, /No hay un caso abierto con ese folio/],
      ['renapo', { ...INCIDENT, asunto: jalisco.ticket }, /No hay un caso abierto con ese folio/],
    ]
    for (const [who, fields, words] of wrong) {
      const answer = await send(who, PAGE, fields)
      assert.equal(answer.statusCode, 422, JSON.stringify(fields))
      assert.match(answer.body, words, JSON.stringify(fields))
      assert.ok(
        fields['asunto'] === '' || answer.body.includes(`value="${fields['asunto']}"`),
        'what was typed is kept',
      )
    }
    const [own, foreign] = await Promise.all(
      [colima.ticket, 'REP-0000000000'].map(
        async (asunto) => (await send('enlace-14', PAGE, { motivo: 'mesa-local', asunto })).body,
      ),
    )
    assert.equal(own!.replaceAll(colima.ticket, ''), foreign!.replaceAll('REP-0000000000', ''))
    const [none] = await owner.query<{ n: number }>('select count(*)::int as n from staff.emergencia', [])
    assert.equal(none?.n, 0)
  })

  test('an office says in no form which entidad it is: refused, on record, and nothing is lent', async () => {
    const { entidad: _own, ...plain } = REPORT
    const forged = await send('enlace-14', PAGE, { ...plain, entidad: '06', asunto: colima.ticket })
    assert.equal(forged.statusCode, 403)
    assert.deepEqual((await facts('staff.emergencyRefused')).at(-1), {
      actor: 'enlace-14',
      subject: 'enlace-14',
      entidad: '14',
      data: { codigo: 'entidad-ajena' },
    })
    assert.equal(await status('enlace-14', `/consola/mesa/${jalisco.ticket}`), 403)
    const id = await open('enlace-14', { ...plain, rol: 'ugd', ends_at: '2030-01-01', account: 'ugd' })
    const [row] = await owner.query('select account, rol, entidad, ends_at from staff.emergencia where id = $1', [id])
    assert.deepEqual(
      { ...row, ends_at: String(row!['ends_at']) },
      { account: 'enlace-14', rol: 'enlace', entidad: '14', ends_at: OVER },
    )
    assert.equal(await status('enlace-14', `/consola/mesa/${jalisco.ticket}`), 200)
    assert.equal(await status('enlace-14', `/consola/mesa/${colima.ticket}`), 404)
  })

  test('whoever watches or signs borrows nothing, and nothing that decides, pays, gives or lends on is ever lent', async () => {
    for (const who of ['auditor', 'oic-14', 'finanzas-06', 'gubernatura-14'])
      assert.equal((await send(who, PAGE, REPORT)).statusCode, 403, who)
    const never: Right[] = [
      ...(['piloto.proponer', 'piloto.aprobar', 'anuncio.firmar', 'comunicado.enviar', 'pagos.archivo'] as const),
      ...(['incidencia.validar', 'integracion.observar', 'enlaces.cambiar', 'bitacora.ver'] as const),
      ...(['emergencia.ver', 'emergencia.pedir', 'emergencia.vigilar', 'emergencia.terminar'] as const),
      'emergencia.revisar',
    ]
    let lines = 0
    for (const [motivo, { lends }] of Object.entries(EMERGENCIES))
      for (const [rol, rights] of Object.entries(lends)) {
        assert.ok(!['auditor', 'oic', 'finanzas', 'gubernatura'].includes(rol), `${motivo} ${rol}`)
        for (const right of rights) {
          assert.ok(!never.includes(right) && !/\.(proponer|aprobar|firmar)$/.test(right), `${motivo} lends ${right}`)
          assert.ok(!ROLES[rol as keyof typeof ROLES].rights.includes(right), `${rol} has ${right} anyway`)
          lines += 1
        }
        assert.ok(ROLES[rol as keyof typeof ROLES].rights.includes('emergencia.pedir'), rol)
      }
    assert.ok(lines >= 10)
  })

  test('it asks again who one is', async () => {
    await owner.query(
      `update staff.session set confirmed_at = confirmed_at - interval '1 hour' where account = 'ugd'`,
      [],
    )
    const answer = await send('ugd', PAGE, REPORT)
    assert.equal(answer.statusCode, 303)
    assert.match(String(answer.headers.location), /^\/consola\/segundo-factor\?vuelve=%2Fconsola%2Femergencias/)
    await owner.query(
      `update staff.session set confirmed_at = confirmed_at + interval '1 hour' where account = 'ugd'`,
      [],
    )
  })

  test('one at a time, two in a day, and what is refused is on record', async () => {
    const first = await open('mesa-14', { motivo: 'enlace-ausente', asunto: jalisco.incident })
    const second = { motivo: 'pago-de-un-reporte', asunto: jalisco.ticket }
    const again = await send('mesa-14', PAGE, second)
    assert.equal(again.statusCode, 409)
    assert.match(again.body, /Ya tienes un acceso de emergencia abierto/)
    assert.equal((await step('mesa-14', first, 'fin')).statusCode, 303)
    await open('mesa-14', second)
    setClock(app, OVER)
    const third = await send('mesa-14', PAGE, second)
    assert.equal(third.statusCode, 409)
    assert.match(third.body, /Ya pediste 2 accesos de emergencia en 24 horas/)
    assert.deepEqual((await facts('staff.emergencyRefused')).at(-1)?.['data'], { codigo: 'emergencia-limite' })
    setClock(app, '2017-08-04T16:00:00.001Z')
    await open('mesa-14', second)
  })

  test('two that are asked for at the same moment are one', async () => {
    const both = await Promise.all([REPORT, REPORT].map(async (one) => (await send('ugd', PAGE, one)).statusCode))
    assert.deepEqual(both.sort(), [303, 409])
  })

  test('without an auditor nobody would be told, and nothing is lent', async () => {
    await owner.query(`update staff.account set active = false where rol = 'auditor'`, [])
    const answer = await send('ugd', PAGE, REPORT)
    await owner.query(`update staff.account set active = true where rol = 'auditor'`, [])
    assert.equal(answer.statusCode, 409)
    assert.match(answer.body, /Nadie de Auditoría tiene cuenta/)
    assert.equal(await status('ugd', `/consola/mesa/${jalisco.ticket}`), 403)
  })

  test('its user, an auditor or the UGD ends it, and the next request has nothing of it', async () => {
    for (const who of ['mesa-1', 'auditor', 'ugd']) {
      await owner.query('delete from staff.emergencia_aviso', [])
      await owner.query('delete from staff.emergencia', [])
      const id = await open('mesa-1', PAYMENT)
      assert.equal(await status('mesa-1', '/consola/pagos'), 200, who)
      for (const other of ['mesa-06', 'enlace-14', 'renapo', 'oic-06'])
        assert.equal((await step(other, id, 'fin')).statusCode, 404, other)
      assert.equal((await step('oic-14', id, 'fin')).statusCode, 403)
      assert.equal((await step(who, id, 'fin')).statusCode, 303, who)
      assert.equal(await status('mesa-1', '/consola/pagos'), 403, who)
      const again = await step('auditor', id, 'fin')
      assert.equal(again.statusCode, 409)
      const [row] = await owner.query('select ended_by from staff.emergencia where id = $1', [id])
      assert.equal(row?.['ended_by'], who)
    }
  })

  test('whoever leaves has nothing borrowed when they come back', async () => {
    const id = await open('enlace-14', { motivo: 'mesa-local', asunto: jalisco.ticket })
    await send('ugd', '/consola/cuentas/enlace-14/baja', { motivo: 'Sale.' })
    const [row] = await owner.query('select ended_by from staff.emergencia where id = $1', [id])
    assert.equal(row?.['ended_by'], 'ugd')
    await owner.query(`update staff.account set active = true, left_at = null where id = 'enlace-14'`, [])
  })

  test('what nobody may see is the same 404 whether it exists or not, in every form', async () => {
    const id = await open('ugd', REPORT)
    const none = 'EME-0000000000'
    for (const who of ['mesa-1', 'enlace-06', 'oic-06', 'mesa-14']) {
      const [own, forged] = await Promise.all([id, none].map(async (one) => await ask(who, `${PAGE}/${one}`)))
      assert.deepEqual([own?.statusCode, forged?.statusCode], [404, 404], who)
      assert.equal(own?.body, forged?.body)
      for (const paso of ['acuse', 'fin', 'revision', 'otro']) {
        const answer = await step(who, id, paso, { hallazgo: 'justificado' })
        assert.equal(answer.statusCode, 404, `${who} ${paso}`)
        assert.equal(answer.body, own?.body)
      }
      assert.ok(!(await ask(who, `${PAGE}.csv`)).body.includes(id), who)
    }
    for (const who of ['auditor', 'oic-14', 'ugd']) assert.equal(await status(who, `${PAGE}/${id}`), 200, who)
  })

  test('an auditor closes the review once, after it has ended; late ones are in the turn of auditors', async () => {
    const id = await open('ugd', REPORT)
    const review = async (who: string, hallazgo = 'no_justificado'): Promise<LightMyRequestResponse> =>
      await step(who, id, 'revision', { hallazgo })
    assert.equal((await review('auditor')).statusCode, 409, 'not while it lasts')
    setClock(app, OVER)
    assert.equal((await review('ugd')).statusCode, 403, 'nobody reviews their own')
    assert.equal((await review('oic-14')).statusCode, 403)
    assert.equal((await review('auditor', 'otro')).statusCode, 422)
    assert.equal(String(await nextEmergencyDue(app)), OVER)
    await sweepEmergencies(app)
    assert.match((await ask('auditor', '/consola')).body, /Accesos de emergencia por revisar/)
    assert.equal(String(await nextEmergencyDue(app)), '2017-08-06T16:00:00Z')
    setClock(app, '2017-08-07T00:00:00Z')
    await sweepEmergencies(app)
    const [late] = await owner.query<{ at: Temporal.Instant }>(
      `select at from journal.entry where event = 'staff.emergencyOverdue' and subject = $1`,
      [id],
    )
    assert.equal(String(late?.at), '2017-08-06T16:00:00Z')
    assert.match((await ask('auditor', '/consola')).body, /Revisiones de acceso fuera de plazo/)
    assert.equal(await nextEmergencyDue(app), null)
    assert.equal((await review('auditor')).statusCode, 303)
    assert.match((await ask('auditor', `${PAGE}?situacion=no_justificado`)).body, new RegExp(id))
    assert.doesNotMatch((await ask('auditor', `${PAGE}?situacion=abierto`)).body, new RegExp(id))
    assert.equal((await review('auditor', 'justificado')).statusCode, 409)
    assert.doesNotMatch((await ask('auditor', '/consola')).body, /fuera de plazo/)
  })

  test('the database writes no mark that is not true, no longer hour and no other end, whatever the program asks', async () => {
    const id = await open('ugd', REPORT)
    const write = async (actor: string, at: string, folio = id): Promise<unknown> =>
      await app.db.query(
        `insert into journal.entry (at, recorded_at, actor, event, subject, data)
         values ($2, $2, $1, 'prueba.marca', 'x', jsonb_build_object('emergencia', $3::text))`,
        [actor, at, folio],
      )
    const refused = (error: unknown): boolean => sqlState(error) === '42501'
    await assert.rejects(write('renapo', LAST), refused)
    await assert.rejects(write('ugd', OVER), refused)
    await assert.rejects(write('ugd', '2017-08-03T15:59:59Z'), refused)
    await assert.rejects(write('ugd', LAST, 'EME-0000000000'), refused)
    await write('ugd', LAST)
    const longer = `update staff.emergencia set ends_at = ends_at + interval '1 second' where id = $1`
    await assert.rejects(app.db.query(longer, [id]), refused)
    await assert.rejects(app.db.query('delete from staff.emergencia where id = $1', [id]), refused)
    const held = await checkEmergencies(app)
    assert.ok(held.checked >= 1)
    assert.deepEqual(
      held.violations.filter((one) => one.startsWith(id)),
      [],
    )
    await owner.query('alter table staff.emergencia disable trigger emergencia_keeps', [])
    await owner.query(`update staff.emergencia set ended_at = opened_at, ended_by = 'ugd' where id = $1`, [id])
    await owner.query('alter table staff.emergencia enable trigger emergencia_keeps', [])
    assert.equal((await checkEmergencies(app)).violations.filter((one) => one.startsWith(id)).length, 1)
  })
})
