// Inviting and leaving over a real database: who may, what is refused, and what of it is on record.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import type { LightMyRequestResponse } from 'fastify'
import { openConsoleServer } from '../../../../test/console-server.ts'
import { SESSION_COOKIE, openSession } from '../staff.ts'
import { dismiss, invite } from './accounts.ts'
import type { Acting } from './accounts.ts'

const { app, server, close } = await openConsoleServer()

const secretOf = async (account: string): Promise<string> => (await openSession(app, account)).secret
const [ugd, enlace, auditor] = [await secretOf('ugd'), await secretOf('enlace-14'), await secretOf('auditor')]

async function ask(secret: string, url: string, fields?: Record<string, string>): Promise<LightMyRequestResponse> {
  return await server.inject({
    method: fields ? 'POST' : 'GET',
    url,
    cookies: { [SESSION_COOKIE]: secret },
    headers: {
      accept: 'text/html',
      'sec-fetch-site': 'same-origin',
      ...(fields ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
    },
    ...(fields ? { payload: new URLSearchParams(fields).toString() } : {}),
  })
}

const PERSON = { nombre: 'Prueba Sintética', correo: 'p@registro.invalid', motivo: 'Entra al área.' }
const leave = (cuenta: string): string => `/consola/cuentas/${encodeURIComponent(cuenta)}/baja`
const account = async (id: string): Promise<Record<string, unknown> | undefined> =>
  (await app.db.query('select rol, entidad, active, left_at from staff.account where id = $1', [id]))[0]
const facts = async (event: string, subject: string): Promise<Record<string, unknown>[]> =>
  await app.db.query(
    `select actor, entidad, data->>'rol' as rol, data->>'motivo' as motivo from journal.entry
      where event = $1 and subject = $2 order by id`,
    [event, subject],
  )

describe('accounts of the console', () => {
  after(close)

  test('whoever is invited enters, with the role and in the entidad of the office that invites, and it is on record with its reason', async () => {
    const sent = await ask(enlace, '/consola/cuentas', { ...PERSON, cuenta: 'ana|14/e', rol: 'finanzas' })
    assert.equal(sent.statusCode, 303, sent.body)
    assert.deepEqual(await account('ana|14/e'), { rol: 'finanzas', entidad: '14', active: true, left_at: null })
    assert.deepEqual(await facts('staff.invited', 'ana|14/e'), [
      { actor: 'enlace-14', entidad: '14', rol: 'finanzas', motivo: 'Entra al área.' },
    ])
    const page = await ask(await secretOf('ana|14/e'), '/consola/pagos')
    assert.equal(page.statusCode, 200)
    const list = await ask(enlace, '/consola/cuentas')
    const link = list.body.match(/href="(\/consola\/cuentas\/ana[^"]+)"/)?.[1]
    assert.equal((await ask(enlace, link!)).statusCode, 200, 'its page opens whatever signs its name has')
  })

  test('leaving ends every session at once, and only an invitation brings the person back', async () => {
    await invite(
      app,
      { id: 'ugd', rol: 'ugd', entidad: null },
      { ...PERSON, cuenta: 'beto', rol: 'mesa_n1', entidad: '' },
    )
    const sessions = [await secretOf('beto'), await secretOf('beto')]
    for (const one of sessions) assert.equal((await ask(one, '/consola')).statusCode, 200)
    const silent = await ask(ugd, leave('beto'), { motivo: ' ' })
    assert.equal(silent.statusCode, 422)
    assert.match(silent.body, /Escribe el motivo/)
    assert.equal((await ask(sessions[0]!, '/consola')).statusCode, 200, 'without a reason nothing happens')
    assert.equal((await ask(ugd, leave('beto'), { motivo: 'Cambió de área.' })).statusCode, 303)
    for (const one of sessions) {
      const next = await ask(one, '/consola/mesa')
      assert.deepEqual([next.statusCode, next.headers.location], [303, '/consola/entrar?vuelve=%2Fconsola%2Fmesa'])
    }
    await assert.rejects(openSession(app, 'beto'), { codigo: 'cuenta-desconocida' })
    assert.equal((await ask(ugd, leave('beto'), { motivo: 'Otra vez.' })).statusCode, 409)
    assert.deepEqual(await facts('staff.left', 'beto'), [
      { actor: 'ugd', entidad: null, rol: 'mesa_n1', motivo: 'Cambió de área.' },
    ])
    const back = { ...PERSON, cuenta: 'beto', rol: 'oic', entidad: '14', motivo: 'Vuelve con otro rol.' }
    assert.equal((await ask(ugd, '/consola/cuentas', back)).statusCode, 303)
    assert.deepEqual(await account('beto'), { rol: 'oic', entidad: '14', active: true, left_at: null })
    assert.equal((await ask(sessions[0]!, '/consola')).statusCode, 303, 'what ended before stays dead')
  })

  test('an office never says in a form which entidad it is: it is refused, recorded, and nothing is made', async () => {
    const forged = await ask(enlace, '/consola/cuentas', { ...PERSON, cuenta: 'carla', rol: 'finanzas', entidad: '06' })
    assert.equal(forged.statusCode, 403)
    assert.equal(await account('carla'), undefined)
    assert.equal((await facts('staff.invitationRefused', 'enlace-14')).length, 1)
    const more = { active: 'false', created_at: '1900-01-01', id: 'ugd', federal: 'true' }
    assert.equal(
      (await ask(enlace, '/consola/cuentas', { ...PERSON, ...more, cuenta: 'carla', rol: 'finanzas' })).statusCode,
      303,
    )
    assert.deepEqual(await account('carla'), { rol: 'finanzas', entidad: '14', active: true, left_at: null })
  })

  test('an enlace gives neither a federal role nor one that watches or signs over the enlace, and takes none of them', async () => {
    for (const rol of ['ugd', 'renapo', 'auditor', 'oic', 'gubernatura', 'nadie', '__proto__']) {
      const answer = await ask(enlace, '/consola/cuentas', { ...PERSON, cuenta: `x-${rol}`, rol })
      assert.equal(answer.statusCode, 422, rol)
      assert.equal(await account(`x-${rol}`), undefined, rol)
    }
    for (const one of ['oic-14', 'gubernatura-14'])
      assert.equal((await ask(enlace, leave(one), { motivo: 'Molesta.' })).statusCode, 403, one)
    assert.equal((await account('oic-14'))?.['active'], true)
  })

  test('of the accounts of another entidad an office learns nothing, and changes none', async () => {
    const nobody = await ask(enlace, '/consola/cuentas/nadie')
    for (const one of ['finanzas-06', 'ugd', 'auditor']) {
      const page = await ask(enlace, `/consola/cuentas/${one}`)
      assert.deepEqual([page.statusCode, page.body], [404, nobody.body], one)
      assert.equal((await ask(enlace, leave(one), { motivo: 'x' })).statusCode, 404, one)
      const taken = await ask(enlace, '/consola/cuentas', { ...PERSON, cuenta: one, rol: 'finanzas' })
      assert.equal(taken.statusCode, 409, one)
      assert.equal((await account(one))?.['active'], true, one)
    }
    const list = await ask(enlace, '/consola/cuentas.csv')
    assert.ok(list.body.includes('finanzas-14'))
    assert.ok(!list.body.includes('-06') && !/^ugd,/m.test(list.body))
    assert.ok((await ask(auditor, '/consola/cuentas.csv')).body.includes('finanzas-06'))
  })

  test('an office neither dismisses nor brings back whoever was of another entidad, also where the database would let it', async () => {
    const by: Acting = { id: 'enlace-14', rol: 'enlace', entidad: '14' }
    await assert.rejects(dismiss(app, by, 'finanzas-09', 'x'), { codigo: 'direccion-no-encontrada' })
    await dismiss(app, { id: 'ugd', rol: 'ugd', entidad: null }, 'finanzas-09', 'Se va.')
    const wanted = { ...PERSON, cuenta: 'finanzas-09', rol: 'finanzas', entidad: undefined }
    await assert.rejects(invite(app, by, wanted), { codigo: 'cuenta-repetida' })
    const left = await account('finanzas-09')
    assert.deepEqual([left?.['entidad'], left?.['active']], ['09', false])
  })

  test('nobody dismisses or promotes themselves, and whoever only reads changes nothing', async () => {
    const mine = await ask(ugd, leave('ugd'), { motivo: 'Adiós.' })
    assert.equal(mine.statusCode, 403)
    assert.match(mine.body, /No puedes dar de baja tu propia cuenta/)
    const up = await ask(enlace, '/consola/cuentas', { ...PERSON, cuenta: 'enlace-14', rol: 'enlace' })
    assert.equal(up.statusCode, 409)
    assert.equal((await ask(auditor, leave('finanzas-14'), { motivo: 'x' })).statusCode, 403)
    assert.equal((await ask(auditor, '/consola/cuentas', { ...PERSON, cuenta: 'y', rol: 'ugd' })).statusCode, 403)
  })

  test('the last account of the UGD stays, also when two dismiss one another at the same moment', async () => {
    const by: Acting = { id: 'ugd', rol: 'ugd', entidad: null }
    await assert.rejects(dismiss(app, { ...by, id: 'operador' }, 'ugd', 'x'), { codigo: 'cuenta-ultima' })
    await invite(app, by, { ...PERSON, cuenta: 'ugd-2', rol: 'ugd', entidad: undefined })
    const both = await Promise.allSettled([
      dismiss(app, by, 'ugd-2', 'x'),
      dismiss(app, { ...by, id: 'ugd-2' }, 'ugd', 'x'),
    ])
    assert.deepEqual(both.map((one) => one.status).sort(), ['fulfilled', 'rejected'])
    const left = await app.db.query(`select id from staff.account where rol = 'ugd' and active`, [])
    assert.equal(left.length, 1)
  })

  test('what cannot be an account is named field by field, and no account is called like an actor that is none', async () => {
    const by: Acting = { id: 'ugd-2', rol: 'ugd', entidad: null }
    for (const cuenta of [
      '',
      'dos palabras',
      'ñ',
      'x'.repeat(101),
      'sistema',
      'entidad:14',
      'operador',
      'enlace',
      'monitor',
      'sonda',
    ])
      await assert.rejects(invite(app, by, { ...PERSON, cuenta, rol: 'ugd', entidad: '' }), { kind: 'invalid' }, cuenta)
    const code = (wanted: object, campo: string, codigo: string): Promise<void> =>
      assert.rejects(invite(app, by, { ...PERSON, cuenta: 'z', rol: 'oic', entidad: '14', ...wanted }), (error) => {
        const { campos } = (error as { details: { campos: { campo: string; codigo: string }[] } }).details
        assert.ok(
          campos.some((one) => one.campo === campo && one.codigo === codigo),
          JSON.stringify(campos),
        )
        return true
      })
    await code({ entidad: '' }, 'entidad', 'entidad-de-la-cuenta')
    await code({ entidad: '33' }, 'entidad', 'entidad-de-la-cuenta')
    await code({ rol: 'auditor' }, 'entidad', 'entidad-sobra')
    await code({ correo: 'nadie' }, 'correo', 'correo-invalido')
    await code({ motivo: 'm'.repeat(301) }, 'motivo', 'texto-largo')
    await code({ nombre: '' }, 'nombre', 'nombre-vacio')
  })
})
