// The world as the program that the portal starts: all 32 entidades, deaths of its processes, restarts, and its end.
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createTransport } from 'nodemailer'
import { NODE_PATHS, type Alta } from '@actas/node-kit/contract/wire.ts'
import { ask, makePortal, type TestPortal } from '../../node-kit/test/portal-double.ts'
import type { WorldReady } from '../src/world.ts'
import { startFakePortal, type FakePortal } from './fake-portal.ts'
import { call, until } from './test-world.ts'

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))

interface Running {
  child: ChildProcess
  ready: WorldReady
  said: () => string
  ended: Promise<number | null>
}

let folder: string
let client: TestPortal
let portal: FakePortal
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'actas-mundo-'))
  client = await makePortal()
  portal = await startFakePortal()
  writeFileSync(join(folder, 'ca.pem'), client.ca)
})
after(async () => {
  await portal.close()
  rmSync(folder, { recursive: true, force: true })
})

function launch(env: Record<string, string> = {}): {
  child: ChildProcess
  said: () => string
  ended: Promise<number | null>
} {
  const child = spawn(process.execPath, [MAIN], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      ...process.env,
      ACTAS_DATA: folder,
      ACTAS_SEED: '1',
      MUNDO_PERSONAS: '20',
      MUNDO_PORTAL_CA: join(folder, 'ca.pem'),
      MUNDO_SECRETO: portal.secret,
      ...env,
    },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (said += text))
  return { child, said: () => said, ended: new Promise((resolve) => child.once('exit', (code) => resolve(code))) }
}

/** Starts the world as the portal's supervisor does, and introduces the portal to it. */
async function start(): Promise<Running> {
  const one = launch()
  const ready = await new Promise<WorldReady>((resolve, reject) => {
    one.child.once('message', (message) => resolve(message as WorldReady))
    void one.ended.then(() => reject(new Error(`the world ended:\n${one.said()}`)))
  })
  one.child.send({ tipo: 'portal', url: portal.url, reloj: { ahora: portal.now().toString(), velocidad: 1 } })
  return { ...one, ready }
}

const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)
const lives = (pid: number): boolean =>
  existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
const altas = (ready: WorldReady): Alta[] => ready.altas.map((file) => JSON.parse(readFileSync(file, 'utf8')) as Alta)
const health = (alta: Alta) => ask(alta, client, NODE_PATHS.cambios, { desde: 0 })

let world: Running

test('it tells of 32 entidades, each an origin of its own with its own certificate and key, and each answers', async () => {
  world = await start()
  const all = altas(world.ready)
  for (const part of ['entidad', 'url', 'certificado', 'llaveFirma'] as const)
    assert.equal(new Set(all.map((one) => one[part])).size, 32, part)
  const answers = await Promise.all(all.map(health))
  assert.ok(answers.every((one) => one.status === 200 && one.signed))
  assert.equal(childrenOf(world.child.pid ?? 0).length, 2)
})

test('a process of entidades that is killed comes back at the same addresses with keys, temperaments and time', async () => {
  const all = altas(world.ready)
  const [down, kept] = [all[0], all[2]]
  assert.ok(down && kept)
  await call('PUT', `${world.ready.sandbox}/entidades/${down.entidad}/temperamento`, { tipo: 'caida' })
  await call('PUT', `${world.ready.sandbox}/reloj`, { avanza: 'PT72H' })
  const before = childrenOf(world.child.pid ?? 0)
  for (const pid of before) process.kill(pid, 'SIGKILL')
  const after = await until('new processes', () => {
    const now = childrenOf(world.child.pid ?? 0).filter((pid) => !before.includes(pid))
    return now.length === 2 ? now : undefined
  })
  const answer = await until('the entidad', () => health(kept).catch(() => undefined))
  assert.ok(answer.signed, 'the same key signs at the same address')
  const hours = Temporal.Instant.from(answer.headers['actas-en'] ?? '')
    .since(Temporal.Now.instant())
    .total('hours')
  assert.ok(hours > 71.9, `its clock is ${hours} hours ahead`)
  await until('the temperament', () =>
    health(down).then(
      () => undefined,
      () => true,
    ),
  )
  assert.deepEqual((await call('GET', `${world.ready.sandbox}/entidades/${down.entidad}/temperamento`)).body, {
    tipo: 'caida',
  })
  assert.equal(after.length, 2)
})

test('a world that is killed takes its processes with it, and its next start knows charges, mails, ports and the notice it owed', async () => {
  portal.noticeStatus = 503
  const { sandbox, banco, smtp } = world.ready
  const opening = {
    referencia: 'ACT-1',
    importeCentavos: 9_800,
    urlRetorno: `${portal.url}/r`,
    urlAviso: `${portal.url}/avisos/banco`,
  }
  const authorization = `Bearer ${portal.secret}`
  const { body: charge } = await call('POST', `${banco}/cobros`, opening, { authorization })
  await call('POST', `${sandbox}/banco/tarjeta/${charge.cobro}`, { numero: '4111111111111111' })
  const transport = createTransport({ ...smtp, secure: false })
  await transport.sendMail({ from: 'a@ejemplo.mx', to: 'ana@ejemplo.mx', subject: 'Guardado', text: 'x' })
  transport.close()
  await until('a try', () => portal.heard[0])
  const children = childrenOf(world.child.pid ?? 0)
  world.child.kill('SIGKILL')
  await world.ended
  await until('its processes to end', () => (children.some(lives) ? undefined : true), 3_000)

  portal.noticeStatus = 204
  const before = portal.heard.length
  const ready = world.ready
  world = await start()
  assert.deepEqual(world.ready, ready)
  const told = await until('the notice', () =>
    portal.heard.find((one, i) => i >= before && one.body.cobro === charge.cobro),
  )
  assert.equal(told.genuine, true)
  assert.equal(told.evento, portal.heard[0]?.evento)
  assert.equal(
    (await call('GET', `${banco}/cobros/${charge.cobro}`, undefined, { authorization })).body.estado,
    'capturado',
  )
  assert.equal((await call('GET', `${ready.buzon}/mensajes?para=ana@ejemplo.mx`)).body[0].asunto, 'Guardado')
})

for (const [how, stop] of [
  ['it is told to', (child: ChildProcess) => child.kill('SIGTERM')],
  ['whoever started it goes away', (child: ChildProcess) => child.disconnect()],
] as const) {
  test(`it ends with all its processes within two seconds when ${how}, even in the middle of slow work`, async () => {
    if (world.child.exitCode !== null) world = await start()
    const [alta] = altas(world.ready)
    assert.ok(alta)
    await call('PUT', `${world.ready.sandbox}/entidades/${alta.entidad}/temperamento`, { tipo: 'lenta', ms: 60_000 })
    const waiting = health(alta).then(
      () => 'answered',
      () => 'cut',
    )
    const children = childrenOf(world.child.pid ?? 0)
    assert.equal(children.length, 2)
    const started = performance.now()
    stop(world.child)
    assert.equal(await world.ended, 0)
    await until('its processes to end', () => (children.some(lives) ? undefined : true), 2_000)
    assert.ok(performance.now() - started < 2_000)
    assert.equal(await waiting, 'cut')
  })
}

test('it does not exist in production, and says in one line which setting is missing', async () => {
  const refusals: [Record<string, string>, RegExp][] = [
    [{ NODE_ENV: 'production' }, /nunca forma parte de una instalación real/],
    [{ MUNDO_SECRETO: '' }, /Falta MUNDO_SECRETO/],
    [{ MUNDO_PERSONAS: 'muchas' }, /MUNDO_PERSONAS debe ser/],
  ]
  for (const [env, words] of refusals) {
    const one = launch(env)
    assert.equal(await one.ended, 2)
    assert.match(one.said(), words)
    assert.equal(one.said().trim().split('\n').length, 1)
  }
})
