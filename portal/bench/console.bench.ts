// The console over a year of data: every page that each role may read, its time on the server, its weight, and what row
// security costs. Beside it a bare server that sends the same bytes.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SESSION_COOKIE, openSession } from '#staff'
import { freePort } from '../src/roles/ports.ts'
import { addressesFor, readersOf, thingsFor } from './console-pages.ts'
import { constantServer } from './load.ts'
import { told } from './console-report.ts'
import type { Asked, Measured } from './console-report.ts'
import type { Result } from './measure.ts'
import { cpuMsOf } from './processes.ts'
import { A_YEAR } from './year/lay-year.ts'
import type { Sizes } from './year/lay-year.ts'
import { openYear } from './year/open-year.ts'
import type { OpenYear } from './year/open-year.ts'

const WARM = 3
const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))

export interface ConsoleOptions {
  readonly orders?: number | undefined
  readonly tickets?: number | undefined
  readonly calls?: number | undefined
  readonly days?: number | undefined
  /** Kept and used again; without it the year is laid into a folder that goes at the end. */
  readonly data?: string | undefined
  readonly rounds: number
  /** Only the addresses that hold this. */
  readonly only?: string | undefined
}

export async function benchConsole(options: ConsoleOptions): Promise<Result[]> {
  const sizes = { ...A_YEAR, ...definedOf(options) }
  const dataDir = options.data ?? mkdtempSync(join(tmpdir(), 'actas-anio-'))
  const year = await openYear(dataDir, sizes)
  try {
    await tellSizes(year)
    return await measure(year, dataDir, options)
  } finally {
    await year.close()
    if (options.data === undefined) rmSync(dataDir, { recursive: true, force: true })
  }
}

function definedOf(options: ConsoleOptions): Partial<Sizes> {
  const { orders, tickets, calls, days } = options
  return Object.fromEntries(Object.entries({ orders, tickets, calls, days }).filter(([, value]) => value !== undefined))
}

async function tellSizes({ owner }: OpenYear): Promise<void> {
  const [row] = await owner.query<Record<string, number | string>>(
    `select (select count(*) from orders.solicitud) as orders, (select count(*) from helpdesk.reporte) as tickets,
       (select count(*) from gateway.call) as calls, (select count(*) from sla.minute) as minutes,
       (select count(*) from journal.entry) as entries, pg_size_pretty(pg_database_size(current_database())) as size`,
    [],
  )
  process.stdout.write(
    `${Object.entries(row!)
      .map(([name, n]) => `${name} ${n}`)
      .join(' · ')}\n`,
  )
}

async function measure(year: OpenYear, dataDir: string, options: ConsoleOptions): Promise<Result[]> {
  const { base, owner } = year
  const entidad = (
    await owner.query<{ entidad: string }>(
      'select entidad from orders.solicitud group by 1 order by count(*) desc limit 1',
      [],
    )
  )[0]!.entidad
  const things = await thingsFor(owner, entidad)
  const asked: Asked[] = []
  for (const reader of readersOf(entidad)) {
    const cookie = `${SESSION_COOKIE}=${(await openSession(base.app, reader.account)).secret}`
    for (const one of addressesFor(reader, entidad, things))
      if (one.url.includes(options.only ?? '')) asked.push({ ...one, reader, cookie })
  }
  const seen: Measured[] = asked.map((one) => ({
    ...one,
    ms: [],
    peerMs: [],
    freeMs: [],
    cpuMs: [],
    freeCpuMs: [],
    bytes: 0,
    scriptBytes: 0,
  }))
  // Held, free, free, held: what else the machine does disturbs both alike.
  for (const held of [true, false, false, true]) {
    await owner.query(`alter role actas_app ${held ? 'nobypassrls' : 'bypassrls'}`, [])
    await withWeb(year, dataDir, async (url, pid) => {
      for (const one of seen)
        await visit(url, one, { held, rounds: Math.ceil(options.rounds / 2), pids: [pid, year.pid] })
    })
  }
  await owner.query('alter role actas_app nobypassrls', [])
  return told(seen)
}

/** The very program that serves, in a process of its own. */
async function withWeb(
  year: OpenYear,
  dataDir: string,
  work: (url: string, pid: number) => Promise<void>,
): Promise<void> {
  const port = await freePort('127.0.0.1')
  const child = spawn(process.execPath, [MAIN, 'serve', '--roles', 'web'], {
    env: {
      ...process.env,
      ACTAS_DATA: dataDir,
      ACTAS_WORLD: 'quieto',
      ACTAS_DB: JSON.stringify(year.connection),
      PORT: String(port),
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  try {
    await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(() => Promise.reject(new Error('the web role ended'))),
    ])
    await work(`http://127.0.0.1:${port}`, child.pid!)
  } finally {
    if (child.exitCode === null) {
      child.kill('SIGTERM')
      await once(child, 'exit')
    }
  }
}

const agent = new Agent({ keepAlive: true, maxSockets: 1 })
const LIKE_A_BROWSER = { accept: 'text/html', 'accept-encoding': 'gzip, deflate, br', 'sec-fetch-site': 'same-origin' }

interface Answer {
  readonly status: number
  readonly type: string
  readonly encoding: string
  readonly body: Buffer
  readonly ms: number
}

async function get(url: string, headers: Record<string, string> = {}): Promise<Answer> {
  const started = performance.now()
  return await new Promise((done, failed) => {
    request(url, { agent, headers: { ...LIKE_A_BROWSER, ...headers } }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('error', failed)
      response.on('end', () =>
        done({
          status: response.statusCode ?? 0,
          type: response.headers['content-type'] ?? '',
          encoding: response.headers['content-encoding'] ?? '',
          body: Buffer.concat(parts),
          ms: performance.now() - started,
        }),
      )
    })
      .on('error', failed)
      .end()
  })
}

/** Warm, so many times in turn. Under row security also its weight, and the peer. */
async function visit(
  base: string,
  one: Measured,
  how: { readonly held: boolean; readonly rounds: number; readonly pids: readonly number[] },
): Promise<void> {
  const { url, cookie, reader } = one
  const ask = async (): Promise<Answer> => {
    const answer = await get(`${base}${url}`, { cookie })
    if (answer.status !== 200 && answer.status !== 303) throw new Error(`${reader.rol} ${url}: ${answer.status}`)
    return answer
  }
  let first = await ask()
  for (let i = 1; i < WARM; i += 1) first = await ask()
  const before = cpuMsOf(how.pids)
  for (let i = 0; i < how.rounds; i += 1) (how.held ? one.ms : one.freeMs).push((await ask()).ms)
  ;(how.held ? one.cpuMs : one.freeCpuMs).push((cpuMsOf(how.pids) - before) / how.rounds)
  if (!how.held) return
  Object.assign(one, { bytes: first.body.length, scriptBytes: await scriptsOf(base, first) })
  const peer = await constantServer(first.body, first.type || 'text/plain')
  await get(peer.url)
  for (let i = 0; i < how.rounds; i += 1) one.peerMs.push((await get(peer.url)).ms)
  peer.close()
}

const weights = new Map<string, number>()

/** What the page's scripts weigh on the wire, together. */
async function scriptsOf(base: string, page: Answer): Promise<number> {
  if (!page.type.startsWith('text/html')) return 0
  const { brotliDecompressSync, gunzipSync } = await import('node:zlib')
  const unpack =
    page.encoding === 'gzip' ? gunzipSync : page.encoding === 'br' ? brotliDecompressSync : (b: Buffer) => b
  const html = unpack(page.body).toString('utf8')
  let total = 0
  for (const [, path] of html.matchAll(/<script[^>]+src="([^"]+)"/g)) {
    if (!weights.has(path!)) weights.set(path!, (await get(`${base}${path}`)).body.length)
    total += weights.get(path!)!
  }
  return total
}
