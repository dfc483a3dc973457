// Accounts and sessions over a real database: who gets in, for how long, and what is put on record.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { App } from '#context'
import { listEntidades, seedDirectory } from '#directory'
import { openTestApp } from '../../../test/app.ts'
import {
  SESSION_COOKIE,
  closeSession,
  currentStaff,
  demonstrationDoors,
  listAccounts,
  openSession,
  requireStaff,
  seedDemonstrationStaff,
  sessionCookie,
} from './staff.ts'

const plain = await openTestApp()
const app: App = { ...plain, config: { ...plain.config, world: 'quieto' } }
await seedDirectory(app)
const entidades = await listEntidades(app)
await seedDemonstrationStaff(app, entidades)

/** A request as the browser of a session sends it; a new one each time, as in life. */
const asking = (secret: string): { cookies: Record<string, string> } => ({ cookies: { [SESSION_COOKIE]: secret } })
const facts = async (event: string): Promise<{ actor: string; subject: string; entidad: string | null }[]> =>
  await app.db.query('select actor, subject, entidad from journal.entry where event = $1 order by id', [event])

test('the demonstration has one account for each office: five federal, five for each of the 32 entidades', async () => {
  const accounts = await listAccounts(app)
  assert.equal(accounts.length, 5 + 5 * 32)
  assert.equal(accounts.filter((one) => one.entidad === null).length, 5)
  await seedDemonstrationStaff(app, entidades)
  assert.equal((await listAccounts(app)).length, accounts.length)
})

test('outside the demonstration there are neither its accounts nor ways in by one click', async () => {
  assert.deepEqual(await demonstrationDoors(plain), [])
  const doors = await demonstrationDoors(app)
  assert.equal(doors.length, 10)
  assert.ok(doors.every((one) => one.href.startsWith('/consola/entrar?cuenta=')))
})

test('who signs in is known until they sign out, and both are on record once', async () => {
  const { secret, staff } = await openSession(app, 'enlace-14')
  assert.equal(staff.entidad, '14')
  assert.equal((await currentStaff(app, asking(secret)))?.id, 'enlace-14')
  await closeSession(app, secret)
  await closeSession(app, secret)
  assert.equal(await currentStaff(app, asking(secret)), null)
  const expected = [{ actor: 'enlace-14', subject: 'enlace-14', entidad: '14' }]
  assert.deepEqual(await facts('staff.signedIn'), expected)
  assert.deepEqual(await facts('staff.signedOut'), expected)
})

test('an account that nobody made, or that was closed, opens nothing', async () => {
  await assert.rejects(openSession(app, 'nadie'), { codigo: 'cuenta-desconocida' })
  const { secret } = await openSession(app, 'finanzas-15')
  await app.db.query('update staff.account set active = false where id = $1', ['finanzas-15'])
  assert.equal(await currentStaff(app, asking(secret)), null, 'its open session ends with it')
  await assert.rejects(openSession(app, 'finanzas-15'), { codigo: 'cuenta-desconocida' })
})

test('a session ends after half an hour of silence and after ten hours whatever is done', async () => {
  const { secret } = await openSession(app, 'auditor')
  const age = async (column: 'seen_at' | 'ends_at', by: string): Promise<void> => {
    await app.db.query(
      `update staff.session set ${column} = ${column} - $1::interval where account = 'auditor' and revoked_at is null`,
      [by],
    )
  }
  await age('seen_at', '29 minutes')
  assert.equal((await currentStaff(app, asking(secret)))?.id, 'auditor')
  await age('seen_at', '29 minutes')
  assert.equal((await currentStaff(app, asking(secret)))?.id, 'auditor', 'being seen begins the half hour again')
  await age('seen_at', '31 minutes')
  assert.equal(await currentStaff(app, asking(secret)), null)
  const { secret: other } = await openSession(app, 'auditor')
  await age('ends_at', '10 hours')
  assert.equal(await currentStaff(app, asking(other)), null)
})

test('the database keeps no secret of a session', async () => {
  const { secret } = await openSession(app, 'renapo')
  const [row] = await app.db.query<{ all: string }>(`select string_agg(s::text, '') as all from staff.session s`, [])
  assert.ok((row?.all.length ?? 0) > 100)
  assert.ok(!row!.all.includes(secret))
  assert.ok(!row!.all.includes(Buffer.from(secret).toString('hex')))
})

test('of another entidad not even the existence is told, and a missing right is told as such', async () => {
  const { secret } = await openSession(app, 'enlace-14')
  assert.equal((await requireStaff(app, asking(secret), 'incidencia.actuar', '14')).id, 'enlace-14')
  await assert.rejects(requireStaff(app, asking(secret), 'incidencia.actuar', '06'), {
    kind: 'notFound',
    codigo: 'direccion-no-encontrada',
  })
  await assert.rejects(requireStaff(app, asking(secret), 'piloto.aprobar'), { codigo: 'sin-permiso' })
  await assert.rejects(requireStaff(app, { cookies: {} }, 'tableros'), { codigo: 'sin-sesion' })
})

test('an office without its entidad, or a federal body with one, cannot be stored: it would see what is not its own', async () => {
  const insert = async (rol: string, entidad: string | null): Promise<void> => {
    await app.db.query(
      `insert into staff.account (id, nombre, correo, rol, entidad, created_at) values ($1, 'x', 'x', $1, $2, now())`,
      [rol, entidad],
    )
  }
  await assert.rejects(insert('enlace', null), { constraint: 'account_body' })
  await assert.rejects(insert('ugd', '14'), { constraint: 'account_body' })
})

test('with https the cookie is bound to it by its name, and it is sent to the console only', () => {
  const { name, options } = sessionCookie({ publicUrl: 'https://actas.example' })
  assert.equal(name, `__Secure-${SESSION_COOKIE}`)
  assert.deepEqual(options, { path: '/consola', httpOnly: true, sameSite: 'lax', secure: true, maxAge: 36_000 })
  assert.equal(sessionCookie({ publicUrl: 'http://127.0.0.1' }).name, SESSION_COOKIE)
})
