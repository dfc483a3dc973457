// HOST=0.0.0.0: another device of the network opens the portal by TLS, pays at the bank's page and reads a paper.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { connect } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, before, test } from 'node:test'
import type { TestContext } from 'node:test'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { browserWith, FAKE_PERMISSION, LOWER, photograph } from '../camera.ts'
import { needsProgram } from '../programs.ts'
import { call, downloadCopy, order, person, startWorld, until, waitForState } from '../world.ts'
import type { World } from '../world.ts'

const ROOT = resolve(fileURLToPath(new URL('../../../', import.meta.url)))
const outside = Object.values(networkInterfaces())
  .flat()
  .find((one) => one?.family === 'IPv4' && !one.internal && !one.address.startsWith('169.254.'))?.address
const folder = mkdtempSync(join(tmpdir(), 'actas-red-'))
let world: World
let ip: string
let port: number
let certificate: string
let unknown: unknown

before(async () => {
  if (outside === undefined) return
  world = await startWorld({ env: { HOST: '0.0.0.0' } })
  ip = new URL(world.url).hostname
  port = Number(new URL(world.url).port)
  certificate = readFileSync(join(world.dataDir, 'tls', 'servidor.crt'), 'utf8')
  unknown = await fetch(`${world.url}/healthz`).catch((error: unknown) => error)
  setDefaultCACertificates([...getCACertificates('default'), certificate])
})
after(async () => {
  await world?.end()
  rmSync(folder, { recursive: true, force: true })
})

/** Whether this machine has a network at all; without one the test is skipped loudly, and with CI=true it fails. */
function ready(t: TestContext, ...programs: string[]): boolean {
  if (outside === undefined) {
    if (process.env['CI'] === 'true') throw new Error('this machine has no address that others can reach, and CI=true')
    t.skip('SKIPPED: this machine has no address that others can reach')
    return false
  }
  return programs.every((name) => needsProgram(t, name))
}

/** Everything that the other side answers to these bytes, until it ends the connection. */
async function raw(bytes: string | null): Promise<string> {
  const socket = connect(port, ip)
  let text = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  const ended = new Promise<void>((done) => socket.once('close', () => done()))
  socket.on('error', () => undefined)
  if (bytes !== null) socket.write(bytes)
  await ended
  return text
}

/** The printed code, cell by cell, as a picture that a judge who knows nothing of us can read. */
function pictureOf(rows: readonly string[]): Buffer {
  const size = 4
  const halves = rows.flatMap((row) => [
    [...row].map((cell) => '█▀'.includes(cell)),
    [...row].map((cell) => '█▄'.includes(cell)),
  ])
  const width = Math.max(...halves.map((row) => row.length))
  const line = (row: readonly boolean[]): number[] =>
    Array.from({ length: width }, (_, i) => row[i] ?? false).flatMap((light) => Array(size).fill(light ? 255 : 0))
  const pixels = halves.flatMap((row) => Array.from({ length: size }, () => line(row)).flat())
  return Buffer.concat([Buffer.from(`P5 ${width * size} ${halves.length * size} 255\n`), Buffer.from(pixels)])
}

test('the first lines are the promised ones with the address of the network, and a phone reads it from the terminal', async (t) => {
  if (!ready(t, 'zbarimg')) return
  const FINGERPRINT = /^\s+((?:[0-9A-F]{2}:){31}[0-9A-F]{2})$/m
  const shown = await until('the lines for phones', async () => world.output().match(FINGERPRINT)?.[1])
  const lines = world.output().split('\n')
  const first = lines.findIndex((line) => line.startsWith('actas ready'))
  const [portal, consola, sandbox, buzon] = lines.slice(first, first + 4)
  assert.match(portal!, /^actas ready https:\/\/\d+\.\d+\.\d+\.\d+:\d+$/)
  assert.equal(consola, `consola ${world.url}/consola`)
  assert.match(sandbox!, new RegExp(`^sandbox http://${ip}:\\d+$`))
  assert.match(buzon!, new RegExp(`^buzon http://${ip}:\\d+$`))
  const code = lines.filter((line) => /^[█▀▄ ]{20,}$/.test(line))
  assert.ok(code.length > 8)
  writeFileSync(join(folder, 'terminal.pgm'), pictureOf(code))
  const read = execFileSync('zbarimg', ['-q', '--raw', join(folder, 'terminal.pgm')], { encoding: 'utf8' }).trim()
  assert.equal(read, world.url)
  assert.equal(new X509Certificate(certificate).fingerprint256, shown, 'what the browser shows can be compared')
})

test('whoever trusts exactly this certificate verifies a paper by https; whoever does not is warned', async (t) => {
  if (!ready(t)) return
  assert.match(String((unknown as { cause?: { code?: string } }).cause?.code), /SELF_SIGNED/)
  assert.equal((statSync(join(world.dataDir, 'tls', 'servidor.pem')).mode & 0o777).toString(8), '600')
  const { status, body } = await call('POST', `${world.url}/api/v1/verificaciones`, {
    codigoVerificacion: '00000 00000 00000 00000 00000 00000',
  })
  assert.deepEqual([status, body['veredicto']], [200, 'no_emitida'])
  for (const host of [ip, '127.0.0.1', 'localhost'])
    assert.equal((await fetch(`https://${host}:${port}/readyz`)).status, 200, host)
})

test('cookies go back only by https, and no version of TLS before 1.2 is spoken', async (t) => {
  if (!ready(t)) return
  const page = await fetch(`${world.url}/idioma/en?volver=%2F`, { redirect: 'manual' })
  assert.match(page.headers.get('set-cookie') ?? '', /; Secure/)
  const old = await new Promise<unknown>((done) => {
    const asked = request(`${world.url}/healthz`, { maxVersion: 'TLSv1.1', minVersion: 'TLSv1' }, done)
    asked.on('error', done).end()
  })
  assert.ok(old instanceof Error)
})

test('who comes in the clear is told the address that works, and nobody who stays silent keeps others waiting', async (t) => {
  if (!ready(t)) return
  const silent = Array.from({ length: 50 }, () => raw(null))
  const told = await raw('POST /verificar HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n')
  assert.match(told, /^HTTP\/1\.1 400 /)
  assert.ok(told.includes(`href="${world.url}"`), told)
  assert.equal((await fetch(`${world.url}/healthz`)).status, 200)
  assert.doesNotMatch(await raw('\u0016\u0003\u0001basura que no es TLS'), /HTTP/)
  assert.deepEqual([...new Set(await Promise.all(silent))], [''], 'they are sent away without a word')
})

test('from the network only what people open can be reached: no registry, no mail server, no database', async (t) => {
  if (!ready(t)) return
  const { smtp, entidades, sandbox } = JSON.parse(
    readFileSync(join(world.dataDir, 'mundo', 'puertos.json'), 'utf8'),
  ) as { smtp: number; sandbox: number; entidades: Record<string, number> }
  const opens = async (at: string, to: number): Promise<boolean> =>
    await new Promise((done) => {
      const socket = connect(to, at, () => done(true)).on('error', () => done(false))
      socket.once('connect', () => socket.destroy())
    })
  assert.ok(await opens(ip, sandbox))
  const inside = [smtp, ...Object.values(entidades)]
  assert.equal(inside.length, 33)
  for (const one of inside) {
    assert.equal(await opens('127.0.0.1', one), true, String(one))
    assert.equal(await opens(ip, one), false, String(one))
  }
})

test('a phone pays at the bank of the demonstration, enters the console with one click, and reads the paper with its camera', async (t) => {
  if (!ready(t, 'chromium', 'pdftoppm')) return
  const who = await person(world, '14')
  const placed = await order(world, who)
  assert.equal(new URL(placed.pago.url).hostname, ip)
  const phone = { ignoreHTTPSErrors: true, viewport: { width: 360, height: 740 } }
  const paying = await browserWith(null)
  try {
    const page = await (await paying.newContext(phone)).newPage()
    await page.goto(`${world.url}/solicitudes/${placed.folio}/entrar?acceso=${placed.acceso}`)
    await page
      .getByRole('link', { name: /[Pp]agar/ })
      .first()
      .click()
    await page.waitForURL(/\/pagar\//)
    await page
      .getByLabel(/[Tt]arjeta/)
      .first()
      .fill('4111111111111111')
    await page.keyboard.press('Enter')
    await page.waitForURL(new RegExp(`^${world.url}/solicitudes/${placed.folio}`))
    await page.goto(`${world.url}/consola/entrar`)
    await page.getByRole('link', { name: /Unidad de Gobierno Digital/ }).click()
    await page.waitForURL(new RegExp(`^${world.url}/consola$`))
  } finally {
    await paying.close()
  }
  await waitForState(world, placed, 'emitida', 'entregada')
  writeFileSync(join(folder, 'copia.pdf'), await downloadCopy(world, placed))
  const scanning = await browserWith(photograph(folder, 'hoja', LOWER), FAKE_PERMISSION)
  try {
    const page = await (await scanning.newContext(phone)).newPage()
    await page.goto(`${world.url}/verificar/camara`)
    await page.getByRole('button', { name: 'Usar la cámara' }).click()
    await page.waitForURL(/\/verificar\/codigo-firmado$/)
    assert.match(await page.locator('.palabra').innerText(), /Válida/)
  } finally {
    await scanning.close()
  }
})

test('a machine that cannot keep a certificate is told so in one line, before anything serves', async (t) => {
  if (!ready(t)) return
  const data = join(folder, 'datos')
  mkdirSync(data)
  writeFileSync(join(data, 'tls'), 'un archivo donde debe haber una carpeta')
  const child = spawn(process.execPath, [join(ROOT, 'portal', 'src', 'main.ts'), 'serve'], {
    env: { ...process.env, HOST: '0.0.0.0', PORT: '0', ACTAS_DATA: data, DATABASE_URL: '', MUNDO_PERSONAS: '50' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
  const exit = await new Promise<number | null>((done) => child.once('exit', done))
  assert.deepEqual([exit, out], [3, ''])
  assert.match(err.trim().split('\n').at(-1)!, /certificado de HOST=0\.0\.0\.0.*ACTAS_TLS=no/)
})
