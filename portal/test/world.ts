// A whole service for a journey: `actas serve` with its own data folder and free ports, and what an outsider does with it.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { solveChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'

const REPOSITORY = resolve(fileURLToPath(new URL('../../', import.meta.url)))

export interface World {
  readonly url: string
  readonly sandbox: string
  readonly buzon: string
  readonly dataDir: string
  readonly process: ChildProcess
  readonly output: () => string
  /** SIGTERM, then waits; resolves with the exit code. */
  stop(): Promise<number | null>
  /** SIGTERM and removes the data. */
  end(): Promise<void>
}

export interface WorldOptions {
  readonly dataDir?: string
  readonly persons?: number
  readonly env?: Record<string, string>
  readonly readyMs?: number
}

/** Starts the service as `npm start` does, with few synthetic persons so that it is quick. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'actas-prueba-'))
  takeCode(dataDir)
  const child = spawn(process.execPath, [join(REPOSITORY, 'portal', 'src', 'main.ts'), 'serve'], {
    env: {
      ...process.env,
      PORT: '0',
      HOST: '127.0.0.1',
      ACTAS_DATA: dataDir,
      ACTAS_WORLD: 'quieto',
      MUNDO_PERSONAS: String(options.persons ?? 60),
      DATABASE_URL: '',
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text))
  const exited = new Promise<number | null>((done) => child.once('exit', (code) => done(code)))
  const limit = performance.now() + (options.readyMs ?? 120_000)
  const wanted = /^actas ready (\S+)[\s\S]*^sandbox (\S+)[\s\S]*^buzon (\S+)/m
  for (;;) {
    const found = output.match(wanted)
    if (found) {
      const stop = async (): Promise<number | null> => {
        if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
        const code = await exited
        if (code === 0) keepCode(dataDir)
        return code
      }
      return {
        url: found[1]!,
        sandbox: found[2]!,
        buzon: found[3]!,
        dataDir,
        process: child,
        output: () => output,
        stop,
        async end() {
          await stop()
          rmSync(dataDir, { recursive: true, force: true })
        },
      }
    }
    if (child.exitCode !== null || performance.now() > limit) {
      child.kill('SIGKILL')
      throw new Error(`the service did not start:\n${output}\n${endOf(join(dataDir, 'diagnostico.log'))}`)
    }
    await delay(50)
  }
}

/** Set by the runner: where the first service of a run leaves its program as the machine runs it. */
const KEPT_CODE = process.env['ACTAS_TEST_CODE'] ?? ''

/** A service that is started later in the run begins with it and need not make it. */
function takeCode(dataDir: string): void {
  const own = join(dataDir, 'codigo')
  if (KEPT_CODE !== '' && existsSync(KEPT_CODE) && !existsSync(own)) cpSync(KEPT_CODE, own, { recursive: true })
}

/** Only of a service that has ended: one that runs may be writing there. */
function keepCode(dataDir: string): void {
  if (KEPT_CODE === '' || existsSync(KEPT_CODE)) return
  const mine = `${KEPT_CODE}-${process.pid}`
  cpSync(join(dataDir, 'codigo'), mine, { recursive: true })
  try {
    renameSync(mine, KEPT_CODE)
  } catch (error) {
    // Two journeys ran side by side and the other was first: one is as good as the other.
    if (!existsSync(KEPT_CODE)) throw error
    rmSync(mine, { recursive: true })
  }
}

/** The last that the processes wrote: whoever reads the failure has no other way to it. */
function endOf(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8').slice(-4000) : `${file} was never written`
}

export interface Person {
  readonly curp: string | null
  readonly nombres: string
  readonly primerApellido: string
  readonly segundoApellido: string | null
  readonly sexo: string
  readonly fechaNacimiento: string
  readonly entidadRegistro: string
  readonly filiacion: readonly string[]
  readonly caso: string
}

export interface Answer<T = Record<string, unknown>> {
  readonly status: number
  readonly body: T
  readonly headers: Headers
}

/** One JSON call; the body is read whole. */
export async function call<T = any>(
  method: string,
  url: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer<T>> {
  const response = await fetch(url, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: (text === '' ? null : JSON.parse(text)) as T }
}

/** A sample person of an entidad, by case. */
export async function person(world: World, entidad: string, caso = 'normal'): Promise<Person> {
  const { body } = await call<Person[]>('GET', `${world.sandbox}/personas?entidad=${entidad}&n=1&caso=${caso}`)
  if (!body[0]) throw new Error(`no person for ${entidad} ${caso}`)
  return body[0]
}

/** A solved challenge, as a browser would send it. */
export async function solvedReto(world: Pick<World, 'url'>): Promise<string> {
  const { body: challenge } = await call('GET', `${world.url}/api/v1/reto`)
  const solution = await solveChallenge({ challenge, deriveKey })
  return Buffer.from(JSON.stringify({ challenge, solution })).toString('base64')
}

export async function search(world: World, input: Record<string, unknown>): Promise<Answer> {
  return await call('POST', `${world.url}/api/v1/busquedas`, { ...input, altcha: await solvedReto(world) })
}

export interface Order {
  readonly folio: string
  readonly acceso: string
  readonly estado: string
  readonly importeCentavos: number
  readonly pago: { readonly url: string; readonly cobro: string }
}

/** Searches and orders for a person, without paying. */
export async function order(world: World, who: Person, extra: Record<string, unknown> = {}): Promise<Order> {
  const found = await search(world, {
    curp: who.curp,
    entidadRegistro: who.entidadRegistro,
    filiacion: who.filiacion[0],
  })
  if (found.status !== 200) throw new Error(`search: ${found.status} ${JSON.stringify(found.body)}`)
  const placed = await call<Order>(
    'POST',
    `${world.url}/api/v1/solicitudes`,
    { busqueda: (found.body['actas'] as { busqueda: string }[])[0]!.busqueda, medioDePago: 'tarjeta', ...extra },
    { 'idempotency-key': crypto.randomUUID() },
  )
  if (placed.status !== 201) throw new Error(`order: ${placed.status} ${JSON.stringify(placed.body)}`)
  return placed.body
}

export async function payByCard(world: World, one: Order, resultado = 'aprobado'): Promise<Answer> {
  return await call('POST', `${world.sandbox}/banco/tarjeta/${one.pago.cobro}`, {
    numero: '4111111111111111',
    resultado,
  })
}

export async function readOrder(world: World, one: Order): Promise<Answer> {
  return await call('GET', `${world.url}/api/v1/solicitudes/${one.folio}`, undefined, {
    authorization: `Bearer ${one.acceso}`,
  })
}

/** Waits until `look` gives something other than undefined. */
export async function until<T>(what: string, look: () => Promise<T | undefined>, limitMs = 30_000): Promise<T> {
  const end = performance.now() + limitMs
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (performance.now() > end) throw new Error(`waited ${limitMs} ms for ${what}`)
    await delay(50)
  }
}

export async function waitForState(world: World, one: Order, ...states: string[]): Promise<Record<string, any>> {
  return await until(`${one.folio} to be ${states.join(' or ')}`, async () => {
    const { body } = await readOrder(world, one)
    return states.includes(body['estado'] as string) ? body : undefined
  })
}

export async function downloadCopy(world: World, one: Order): Promise<Buffer> {
  const response = await fetch(`${world.url}/api/v1/solicitudes/${one.folio}/copia`, {
    headers: { authorization: `Bearer ${one.acceso}` },
  })
  if (response.status !== 200) throw new Error(`copy: ${response.status} ${await response.text()}`)
  return Buffer.from(await response.arrayBuffer())
}

/** Search, order, pay and download: a person with a copy. */
export async function getCopy(
  world: World,
  who: Person,
): Promise<{ order: Order; view: Record<string, any>; pdf: Buffer }> {
  const placed = await order(world, who)
  await payByCard(world, placed)
  const view = await waitForState(world, placed, 'emitida', 'entregada')
  return { order: placed, view, pdf: await downloadCopy(world, placed) }
}
