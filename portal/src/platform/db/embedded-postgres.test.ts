// The embedded database starts, survives kills, is adopted and ends, under every user that may start it.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { acquireInstanceLock, startEmbeddedPostgres } from './embedded-postgres.ts'
import type { EmbeddedPostgres } from './embedded-postgres.ts'

const isRoot = process.getuid?.() === 0
const started: EmbeddedPostgres[] = []
const folders: string[] = []

after(async () => {
  for (const server of started) await server.stop()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

interface Home {
  readonly home: string
  readonly dataDir: string
  readonly runDir: string
}

/** A folder that only its owner may enter, as a clone in a home folder often is. */
function privateHome(): Home {
  const home = mkdtempSync(join(tmpdir(), 'actas-pg-'))
  chmodSync(home, 0o700)
  const runDir = mkdtempSync(join(tmpdir(), 'pgs-'))
  folders.push(home, runDir)
  return { home, dataDir: join(home, 'postgres'), runDir }
}

async function start(
  home: Home,
  extra: { allowNamespace?: boolean; keepAlive?: boolean } = {},
): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir: home.dataDir, runDir: home.runDir, durable: false, ...extra })
  started.push(server)
  return server
}

async function ask(server: EmbeddedPostgres, text: string): Promise<string> {
  const client = new pg.Client(server.connection)
  await client.connect()
  try {
    return String(Object.values((await client.query<Record<string, unknown>>(text)).rows[0] ?? {})[0])
  } finally {
    await client.end()
  }
}

async function until(what: string, look: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await look()); tries += 1) {
    assert.ok(tries < 400, `waited too long for ${what}`)
    await new Promise((done) => setTimeout(done, 25))
  }
}

function isGone(pid: number): boolean {
  return !existsSync(`/proc/${pid}`) || /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
}

test('a first start in a private folder makes a database that answers and asks for its password', async () => {
  const home = privateHome()
  const server = await start(home)
  assert.equal(server.adopted, false)
  assert.equal(await ask(server, "select lower('Ñ')"), 'ñ')
  assert.equal(await ask(server, 'show fsync'), 'off')
  assert.equal(statSync(`${home.dataDir}.clave`).mode & 0o777, 0o600)
  assert.equal(statSync(home.runDir).mode & 0o777, 0o711)
  const stranger = new pg.Client({ ...server.connection, password: 'otra' })
  await assert.rejects(stranger.connect(), { code: '28P01' })
  await server.stop()
  await until('the server to end', () => isGone(server.pid))
})

test('a killed server is replaced by a new process with the same rows, at once when it is kept alive', async () => {
  const home = privateHome()
  const first = await start(home)
  await ask(first, 'create table t as select 7 as n')
  const killed = first.pid
  process.kill(killed, 'SIGKILL')
  await until('the killed process to end', () => isGone(killed))
  const second = await start(home, { keepAlive: true })
  assert.equal(second.adopted, false)
  assert.notEqual(second.pid, killed)
  assert.equal(await ask(second, 'select n from t'), '7')
  const again = second.pid
  process.kill(again, 'SIGKILL')
  await until('a new server', () => second.pid !== again)
  assert.equal(await ask(second, 'select n from t'), '7')
  await second.stop()
  await until('the server to end', () => isGone(second.pid))
})

test('a server left running by a killed portal is adopted, and can be ended by who adopted it', async () => {
  const home = privateHome()
  const left = await start(home)
  const adopted = await start(home)
  assert.equal(adopted.adopted, true)
  assert.equal(adopted.pid, left.pid)
  assert.equal(await ask(adopted, 'select 1'), '1')
  await adopted.stop()
  await until('the server to end', () => isGone(left.pid))
})

test('two first starts at the same moment end up with one server', async () => {
  const home = privateHome()
  const [one, other] = await Promise.all([start(home), inAnotherProcess(home)])
  assert.equal(other, one.pid)
  await one.stop()
})

/** Starts from a process of its own, which ends at once and leaves the server; gives the server's process id. */
async function inAnotherProcess(home: Home): Promise<number> {
  const script = `
    const { startEmbeddedPostgres } = await import(${JSON.stringify(import.meta.resolve('./embedded-postgres.ts'))})
    const server = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(home.dataDir)}, runDir: ${JSON.stringify(home.runDir)}, durable: false })
    process.stdout.write(String(server.pid))`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (more: string) => (text += more))
  await new Promise((done) => child.once('close', done))
  return Number(text)
}

test('notes of a server that is gone, under numbers that now belong to other processes, do not stop a start', async () => {
  const home = privateHome()
  const first = await start(home)
  process.kill(first.pid, 'SIGKILL')
  await until('the killed process to end', () => isGone(first.pid))
  const stranger = spawn('sleep', ['60'])
  const notes = join(home.dataDir, 'postmaster.pid')
  writeFileSync(notes, readFileSync(notes, 'utf8').replace(/^\d+/, String(stranger.pid)))
  const lock = join(home.runDir, 'pg', '.s.PGSQL.5432.lock')
  writeFileSync(lock, readFileSync(lock, 'utf8').replace(/^\d+/, String(stranger.pid)))
  const second = await start(home)
  assert.equal(await ask(second, 'select 1'), '1')
  assert.equal(stranger.exitCode, null)
  stranger.kill()
  await second.stop()
})

test('a second portal on the same data is recognised, and the first keeps its lock when the server is restarted', async () => {
  const home = privateHome()
  const server = await start(home, { keepAlive: true })
  const first = await acquireInstanceLock(server.connection)
  assert.ok(first)
  assert.equal(await acquireInstanceLock(server.connection), null)
  const killed = server.pid
  process.kill(killed, 'SIGKILL')
  await until('a new server', () => server.pid !== killed)
  await until(
    'the lock to be taken again',
    async () => (await ask(server, "select count(*) from pg_locks where locktype = 'advisory'")) === '1',
  )
  await server.stop()
  assert.ok(!isGone(server.pid), 'a server on which a portal lives is not ended')
  await first.release()
  const next = await acquireInstanceLock(server.connection)
  assert.ok(next)
  await next.release()
  await server.stop()
})

test('a password file that is not the one of the data says so', async () => {
  const home = privateHome()
  const server = await start(home)
  await server.stop()
  writeFileSync(`${home.dataDir}.clave`, 'otra')
  await assert.rejects(start(home), /Restaura ese archivo/)
  const left = Number(readFileSync(join(home.dataDir, 'postmaster.pid'), 'utf8').split('\n')[0])
  process.kill(left, 'SIGINT')
  await until('the server to end', () => isGone(left))
})

test('a folder with other files is left as it is', async () => {
  const home = privateHome()
  mkdirSync(home.dataDir)
  writeFileSync(join(home.dataDir, 'carta.txt'), 'importante')
  await assert.rejects(start(home), /tiene otros archivos/)
  assert.equal(readFileSync(join(home.dataDir, 'carta.txt'), 'utf8'), 'importante')
})

test(
  'where user namespaces are refused, root runs the server as another user, also in a private folder',
  { skip: !isRoot },
  async () => {
    const home = privateHome()
    const server = await start(home, { allowNamespace: false })
    assert.equal(await ask(server, 'select 1'), '1')
    assert.notEqual(statSync(join(home.dataDir, 'PG_VERSION')).uid, 0)
    assert.notEqual(statSync(`/proc/${server.pid}`).uid, 0)
    await server.stop()
    const later = await start(home)
    assert.equal(await ask(later, 'select 1'), '1')
    await later.stop()
  },
)

test(
  'data made by root in a namespace open for another user when namespaces are refused later',
  { skip: !isRoot },
  async () => {
    const home = privateHome()
    const server = await start(home)
    assert.equal(statSync(join(home.dataDir, 'PG_VERSION')).uid, 0)
    await server.stop()
    const later = await start(home, { allowNamespace: false })
    assert.equal(await ask(later, 'select 1'), '1')
    await later.stop()
  },
)

test('an ordinary user starts the same database without any help of root', { skip: !isRoot }, (t) => {
  const home = privateHome()
  const nobody = 65534
  const reads = spawnSync(process.execPath, ['-e', ''], { uid: nobody, gid: nobody, cwd: '/' })
  if (reads.status !== 0) return t.skip('SKIPPED: this checkout lies in a folder that only root may enter')
  for (const folder of [home.home, home.runDir]) chownSync(folder, nobody, nobody)
  const script = `
    const { startEmbeddedPostgres } = await import(${JSON.stringify(import.meta.resolve('./embedded-postgres.ts'))})
    const options = { dataDir: ${JSON.stringify(home.dataDir)}, runDir: ${JSON.stringify(home.runDir)} }
    const server = await startEmbeddedPostgres(options)
    const second = await startEmbeddedPostgres(options)
    process.stdout.write(JSON.stringify({ uid: process.getuid(), same: server.pid === second.pid, adopted: second.adopted }))
    await server.stop()`
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    uid: nobody,
    gid: nobody,
    cwd: fileURLToPath(new URL('../../../', import.meta.url)),
    encoding: 'utf8',
  })
  assert.equal(run.status, 0, run.stderr)
  assert.deepEqual(JSON.parse(run.stdout), { uid: nobody, same: true, adopted: true })
})
