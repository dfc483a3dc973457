// The command that makes the first account, run as whoever installs the program runs it.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { openSession } from '#staff'
import { openTestApp } from './app.ts'

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const app = await openTestApp()

interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

async function run(...args: string[]): Promise<Ran> {
  const env = {
    ...process.env,
    ACTAS_DATA: app.config.dataDir,
    ACTAS_WORLD: 'ninguno',
    ACTAS_DB: JSON.stringify(app.connection),
  }
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, [MAIN, 'staff', ...args], { env })) }
  } catch (error) {
    return error as Ran
  }
}

const PERSON = ['--nombre', 'Prueba', '--correo', 'p@ugd.invalid', '--rol', 'ugd', '--motivo', 'Primera cuenta.']

test('the first account of the UGD is made by a command, enters, and cannot leave until there is another', async () => {
  const added = await run('add', 'sub-0001', ...PERSON)
  assert.equal(added.code, 0, added.stderr)
  assert.match(added.stdout, /^sub-0001 +ugd +-- +activa +Prueba\n$/)
  assert.equal((await openSession(app, 'sub-0001')).staff.rol, 'ugd')
  const [fact] = await app.db.query<{ actor: string; motivo: string }>(
    `select actor, data->>'motivo' as motivo from journal.entry where event = 'staff.invited' and subject = 'sub-0001'`,
    [],
  )
  assert.deepEqual(fact, { actor: 'operador', motivo: 'Primera cuenta.' })
  const last = await run('revoke', 'sub-0001', '--motivo', 'Se fue.')
  assert.equal(last.code, 2)
  assert.match(last.stderr, /Es la última cuenta de la UGD/)
  assert.equal((await run('add', 'sub-0002', ...PERSON)).code, 0)
  assert.equal((await run('revoke', 'sub-0001', '--motivo', 'Se fue.')).code, 0)
  const listed = await run('list', '--json')
  const rows = JSON.parse(listed.stdout) as { cuenta: string; activa: boolean }[]
  assert.deepEqual(
    rows.map(({ cuenta, activa }) => [cuenta, activa]),
    [
      ['sub-0002', true],
      ['sub-0001', false],
    ],
  )
  await assert.rejects(openSession(app, 'sub-0001'), { codigo: 'cuenta-desconocida' })
})

test('what is missing is said in one line, and nothing is made', async () => {
  const wrong = await run('add', 'sub-0003', '--rol', 'enlace', '--nombre', 'Prueba', '--correo', 'nadie')
  assert.equal(wrong.code, 2)
  assert.match(wrong.stderr, /correo: .*entidad: .*motivo: Escribe el motivo/s)
  assert.equal((await run('add')).code, 2)
  assert.equal((await run('nada')).code, 2)
  assert.ok(!(await run('list')).stdout.includes('sub-0003'))
})
