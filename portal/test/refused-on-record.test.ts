// What the console refuses to somebody who is signed in is on record: who, what and why, and never whose it was.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { setClock } from './app.ts'
import { openConsoleWorld } from './console-world.ts'

const { app, owner, server, jalisco, ask, send, close } = await openConsoleWorld()
setClock(app, '2017-08-04T18:00:00Z')

let last = 0
async function refused(): Promise<Record<string, unknown>[]> {
  const rows = await owner.query<{ id: number; actor: string; entidad: string | null; data: Record<string, unknown> }>(
    `select id, actor, entidad, data from journal.entry where event = 'staff.refused' and id > $1 order by id`,
    [last],
  )
  last = rows.at(-1)?.id ?? last
  return rows.map(({ actor, entidad, data }) => ({
    actor,
    entidad,
    motivo: data['motivo'],
    direccion: data['direccion'],
  }))
}

describe('what the console refuses', () => {
  after(close)

  test('a right that somebody lacks, an id of others and a form of another site are each on record once', async () => {
    assert.equal((await ask('mesa-14', '/consola/pagos')).statusCode, 403)
    assert.equal((await ask('mesa-06', `/consola/mesa/${jalisco.ticket}`)).statusCode, 404)
    const other = { 'sec-fetch-site': 'cross-site' }
    assert.equal((await send('ugd', '/consola/cuentas', { entidad: '06' }, other)).statusCode, 403)
    const told = await refused()
    assert.deepEqual(
      told.map(({ actor, entidad, direccion }) => [actor, entidad, direccion]),
      [
        ['mesa-14', '14', 'GET /consola/pagos'],
        ['mesa-06', '06', 'GET /consola/mesa/:folio'],
        ['ugd', null, 'POST /consola/cuentas'],
      ],
    )
    assert.deepEqual([told[0]!['motivo'], told[2]!['motivo']], ['sin-permiso', 'otro-sitio'])
    assert.equal(JSON.stringify(told).includes(jalisco.ticket), false)
  })

  test('whoever tries the same again and again is on record once a minute', async () => {
    for (let i = 0; i < 5; i += 1) await ask('mesa-14', '/consola/cuentas')
    assert.equal((await refused()).length, 1)
    setClock(app, '2017-08-04T18:01:00Z')
    await ask('mesa-14', '/consola/cuentas')
    assert.equal((await refused()).length, 1)
  })

  test('nobody without a session, no address that does not exist and nothing that is answered leaves a line', async () => {
    await server.inject({ url: '/consola/pagos', headers: { accept: 'text/html' } })
    await ask('mesa-14', '/consola/no-existe')
    await ask('mesa-14', '/consola/mesa')
    assert.deepEqual(await refused(), [])
  })

  test('that it could not be put on record does not let anybody in', async () => {
    await owner.query('revoke insert on journal.entry from actas_app', [])
    assert.equal((await ask('mesa-14', '/consola/actos/derechos')).statusCode, 403)
    await owner.query('grant insert on journal.entry to actas_app', [])
  })
})
