// How the program starts and what it says when it cannot: one line that tells what to do, and an exit code.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { call, getCopy, person, startWorld } from '../world.ts'
import { openTestDatabase } from '../database.ts'

const ROOT = resolve(fileURLToPath(new URL('../../../', import.meta.url)))
const folders: string[] = []
const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'actas-inicio-'))
  folders.push(made)
  return made
}
after(() => {
  for (const one of folders) rmSync(one, { recursive: true, force: true })
})

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Runs `bin/actas` as an outsider does, with whatever Node is first in the PATH. */
async function actas(args: readonly string[], env: Record<string, string>): Promise<Ended> {
  const child = spawn(join(ROOT, 'bin', 'actas'), args, {
    env: { ...process.env, DATABASE_URL: '', HOST: '127.0.0.1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let out = ''
  let err = ''
  child.stdout.on('data', (text: Buffer) => (out += text.toString()))
  child.stderr.on('data', (text: Buffer) => (err += text.toString()))
  const limit = setTimeout(() => process.kill(-child.pid!, 'SIGKILL'), 60_000)
  const code = await new Promise<number | null>((done) => child.once('exit', done))
  clearTimeout(limit)
  return { code, out, err }
}

/** The last line that a person reads; no line of it may be a stack. */
function lastLine({ err }: Ended): string {
  assert.doesNotMatch(err, /^\s+at .*:\d+:\d+/m)
  return err.trim().split('\n').at(-1) ?? ''
}

test('a busy port is named with what to do, and nothing stays behind', async () => {
  const busy = createServer()
  await new Promise<void>((done) => busy.listen(0, '127.0.0.1', done))
  const port = String((busy.address() as AddressInfo).port)
  const ended = await actas(['serve'], { PORT: port, ACTAS_DATA: folder(), MUNDO_PERSONAS: '50' })
  busy.close()
  assert.equal(ended.code, 3)
  assert.match(lastLine(ended), new RegExp(`puerto ${port}.*PORT`))
  assert.equal(ended.out, '')
})

test('a second copy on the same data is told so, and the first one does not notice', async () => {
  const world = await startWorld()
  try {
    const second = await actas(['serve'], { PORT: '0', ACTAS_DATA: world.dataDir })
    assert.equal(second.code, 2)
    assert.match(lastLine(second), /Otra copia.*ACTAS_DATA/)
    assert.equal((await call('GET', `${world.url}/readyz`)).status, 200)
  } finally {
    await world.end()
  }
})

test('a folder that cannot be written to is named with what to do', async () => {
  const home = folder()
  // A file where the folder should be refuses root as well, whom a mode would not stop.
  writeFileSync(join(home, 'datos'), '')
  const ended = await actas(['serve'], { PORT: '0', ACTAS_DATA: join(home, 'datos', 'actas') })
  assert.equal(ended.code, 3)
  assert.match(lastLine(ended), /No se puede escribir.*ACTAS_DATA/)
  if (process.getuid?.() !== 0) {
    mkdirSync(join(home, 'cerrada'))
    chmodSync(join(home, 'cerrada'), 0o500)
    assert.equal((await actas(['serve'], { PORT: '0', ACTAS_DATA: join(home, 'cerrada', 'actas') })).code, 3)
  }
})

test('a setting that cannot be used is named before anything is started', async () => {
  for (const [name, value] of [
    ['PORT', 'ochenta'],
    ['ACTAS_WORLD', 'marte'],
    ['ACTAS_PUBLIC_URL', 'ftp://x'],
  ] as const) {
    const ended = await actas(['serve'], { ACTAS_DATA: folder(), [name]: value })
    assert.equal(ended.code, 2, name)
    assert.match(lastLine(ended), new RegExp(value))
  }
  assert.equal((await actas(['serve', '--roles', 'cocina'], { ACTAS_DATA: folder() })).code, 2)
  const production = await actas(['serve'], { ACTAS_DATA: folder(), NODE_ENV: 'production', ACTAS_WORLD: 'quieto' })
  assert.equal(production.code, 2)
})

test("a database that does not answer is named, one's own is used when DATABASE_URL gives it, and a process whose port is taken ends", async () => {
  const nobody = await actas(['serve'], {
    PORT: '0',
    ACTAS_DATA: folder(),
    DATABASE_URL: 'postgres://x:y@127.0.0.1:1/z',
  })
  assert.equal(nobody.code, 3)
  assert.match(lastLine(nobody), /DATABASE_URL/)
  const { connection } = await openTestDatabase()
  const url = `postgres://${connection.user}:${encodeURIComponent(connection.password)}@/${connection.database}?host=${encodeURIComponent(connection.host)}&port=${connection.port}`
  const world = await startWorld({ env: { DATABASE_URL: url } })
  try {
    const { view } = await getCopy(world, await person(world, '01'))
    assert.match(view['copia'].codigoVerificacion, /^\d{30}$/)
    const { port } = new URL(world.url)
    assert.ok(Number(port) < 32_768, 'a port that the system may give to somebody else before the portal listens')
    const late = await actas(['serve', '--roles', 'web'], { PORT: port, ACTAS_DATA: world.dataDir, DATABASE_URL: url })
    assert.equal(late.code, 3, 'a role that cannot listen ends at once')
    assert.match(lastLine(late), new RegExp(`puerto ${port}.*PORT`))
  } finally {
    await world.end()
  }
})

test('a restart keeps orders, copies and the world as they were', async () => {
  const first = await startWorld()
  const { order, pdf } = await getCopy(first, await person(first, '15'))
  await first.stop()
  const second = await startWorld({ dataDir: first.dataDir })
  try {
    const response = await fetch(`${second.url}/api/v1/solicitudes/${order.folio}/copia`, {
      headers: { authorization: `Bearer ${order.acceso}` },
    })
    assert.equal(response.status, 200)
    assert.ok(Buffer.from(await response.arrayBuffer()).equals(pdf))
  } finally {
    await second.end()
  }
})

test('the pages of a stopped service are refused, and the exit code is 0', async () => {
  const world = await startWorld()
  assert.equal(await world.stop(), 0)
  await assert.rejects(fetch(world.url))
  await world.end()
})
