// A cookie of the console in hands that it was not given to, and requests that claim to come from where they do not.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import type { LightMyRequestResponse } from 'fastify'
import { SESSION_COOKIE, openSession } from '#staff'
import { deviceHash, networkOf } from '#sign-in'
import { setClock } from './app.ts'
import { openConsoleServer } from './console-server.ts'

const { app, server, close } = await openConsoleServer()

const DESK = { ip: '198.51.100.7', headers: { 'user-agent': 'Navegador de escritorio' } }

async function ask(
  secret: string,
  from: { readonly ip: string; readonly headers: Readonly<Record<string, string>> },
  url = '/consola',
): Promise<LightMyRequestResponse> {
  return await server.inject({
    method: 'GET',
    url,
    remoteAddress: from.ip,
    headers: { accept: 'text/html', ...from.headers },
    cookies: { [SESSION_COOKIE]: secret },
  })
}
const elsewhere = async (): Promise<{ actor: string; subject: string; entidad: string | null; motivo: string }[]> =>
  await app.db.query(
    `select actor, subject, entidad, data->>'motivo' as motivo from journal.entry where event = 'staff.sessionElsewhere' order by id`,
    [],
  )

describe('a session in other hands', () => {
  after(close)

  test('a stolen cookie does not work on another device, and its session ends at once for both', async () => {
    const other: Record<string, { ip: string; headers: Record<string, string> }> = {
      'another network': { ...DESK, ip: '203.0.113.5' },
      'another browser': { ...DESK, headers: { 'user-agent': 'curl/8' } },
      'no browser at all': { ...DESK, headers: { 'user-agent': '' } },
      'a forged header': { ip: '203.0.113.5', headers: { ...DESK.headers, 'x-forwarded-for': DESK.ip } },
      'another forged header': { ip: '203.0.113.5', headers: { ...DESK.headers, forwarded: `for=${DESK.ip}` } },
    }
    const before = (await elsewhere()).length
    for (const [what, thief] of Object.entries(other)) {
      const { secret } = await openSession(app, 'enlace-14', DESK)
      assert.equal((await ask(secret, DESK)).statusCode, 200, what)
      const stolen = await ask(secret, thief, '/consola/pagos')
      assert.equal(stolen.statusCode, 303, what)
      assert.equal(stolen.headers.location, '/consola/entrar?vuelve=%2Fconsola%2Fpagos', what)
      const holder = await ask(secret, DESK)
      assert.equal(holder.statusCode, 303, `${what}: the holder is asked to sign in again`)
    }
    const told = (await elsewhere()).slice(before)
    assert.equal(told.length, Object.keys(other).length, 'each is put on record, once')
    for (const one of told)
      assert.deepEqual(one, { actor: 'sistema', subject: 'enlace-14', entidad: '14', motivo: 'otro-dispositivo' })
  })

  test('a network of IPv6 is its first half, for the machine itself changes the rest', () => {
    assert.equal(networkOf('2001:db8:0:7:a:b:c:d'), networkOf('2001:0DB8::7:1:2:3:4'))
    assert.notEqual(networkOf('2001:db8:0:7:a:b:c:d'), networkOf('2001:db8:0:8:a:b:c:d'))
    assert.equal(networkOf('::ffff:198.51.100.7'), '198.51.100.7')
    assert.equal(networkOf('::1'), '0:0:0:0')
    assert.notEqual(networkOf('198.51.100.7'), networkOf('198.51.100.8'))
  })

  test('the database keeps neither the address nor the browser of anyone, only what needs our key to be made again', async () => {
    const { secret } = await openSession(app, 'auditor', DESK)
    const [row] = await app.db.query<{ device: Buffer; all: string }>(
      `select device, s::text as all from staff.session s where account = 'auditor'`,
      [],
    )
    assert.deepEqual(row!.device, deviceHash(app, DESK))
    const stranger = { secrets: { ...app.secrets, formToken: Buffer.alloc(32, 1) } }
    assert.notDeepEqual(row!.device, deviceHash(stranger, DESK))
    for (const one of [DESK.ip, DESK.headers['user-agent'], secret]) assert.ok(!row!.all.includes(one), one)
  })

  test('no header makes an office of another entidad, nor another account of it', async () => {
    // Pages that say the minute say the same one.
    setClock(app, '2017-07-03T17:00:00Z')
    const { secret } = await openSession(app, 'enlace-14', DESK)
    const forged = {
      'x-entidad': '06',
      'x-tenant': '06',
      'x-actas-entidad': '06',
      'x-user': 'ugd',
      'x-original-url': '/consola',
    }
    for (const url of ['/consola/integracion/06', '/consola/integracion/14', '/consola', '/consola/pagos']) {
      const plain = await ask(secret, DESK, url)
      const answer = await ask(secret, { ...DESK, headers: { ...DESK.headers, ...forged } }, url)
      assert.equal(answer.statusCode, plain.statusCode, url)
      assert.equal(answer.body, plain.body, url)
    }
    assert.equal((await ask(secret, DESK, '/consola/integracion/06')).statusCode, 404)
  })
})
