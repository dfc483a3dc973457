// Bringing a database to its shape: whose rights that needs, and what is said when they are missing.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { atEnd, openTestDatabase } from '../../../test/database.ts'
import { openDb, sqlState } from './db.ts'
import { MigrationError, migrate } from './migrate.ts'

const { owner, db, connection } = await openTestDatabase()
const name = `usuario_${randomBytes(4).toString('hex')}`
await owner.query(`create role ${name} login password 'clave'`, [])
await owner.query(`create database ${name} owner ${name}`, [])
const settings = { ...connection, user: name, password: 'clave', database: name }
const theirs = openDb(settings, 1, () => undefined, 'owner')
const program = openDb(settings, 1, () => undefined)
atEnd(async () => {
  await program.close()
  await theirs.close()
  await owner.query(`drop database ${name} with (force)`, [])
  await owner.query(`drop role ${name}`, [])
})

test('a user who may neither make nor take on the program’s role is told whom to ask for what', async () => {
  const refused = (error: unknown): boolean =>
    error instanceof MigrationError && error.key === 'falta-rol' && error.params['usuario'] === name
  await assert.rejects(migrate(theirs), refused)
})

test('a user without any special right migrates once the role was granted, twice without a change', async () => {
  await owner.query(`grant actas_app to ${name}`, [])
  const ran = await migrate(theirs)
  assert.ok(ran.includes('0060-tenancy.sql'))
  assert.deepEqual(await migrate(theirs), [])
  assert.deepEqual(await program.query('select current_user as who', []), [{ who: 'actas_app' }])
})

test('the owner, who has no special right either, is held by row security too', async () => {
  await theirs.query(`insert into staff.account values ('uno', 'Uno', 'uno@example.org', 'ugd', null, true, now())`, [])
  const client = await theirs.connect()
  try {
    await client.query(`set actas.alcance = ''`)
    assert.deepEqual((await client.query('select id from staff.account')).rows, [])
  } finally {
    await client.end()
  }
})

test('a migration that was changed after it ran is named, and so is one that this program does not know', async () => {
  await owner.query(`update public.actas_migration set sha256 = 'x' where name = '0003-search.sql'`, [])
  const named = (key: string) => (error: unknown) => error instanceof MigrationError && error.key === key
  await assert.rejects(migrate(owner), named('migracion-cambiada'))
  await owner.query(`insert into public.actas_migration values ('9999-later.sql', 'x')`, [])
  await assert.rejects(migrate(owner), named('base-mas-nueva'))
  await assert.rejects(db.query('select * from public.actas_migration', []), (error) => sqlState(error) === '42501')
})
