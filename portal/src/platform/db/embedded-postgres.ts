// Runs a PostgreSQL of our own for demonstration, development and tests, so that `npm start` needs no database.
import { spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { monotonicMs as machineMs, sleep as machineSleep } from '#clock'
import type { DatabaseConnection } from '#config'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { isInstanceLocked } from './instance-lock.ts'
import {
  CLUSTER_USER,
  SOCKET_PORT,
  createCluster,
  isServer,
  lastWords,
  openPassword,
  readPidFile,
  removeStaleLocks,
  socketFile,
} from './postgres-cluster.ts'
import {
  PROGRAM_ENV,
  chooseRunner,
  commandOf,
  dataPathOf,
  giveTo,
  prepareRunDir,
  prepareSocketDir,
  socketDirOf,
} from './postgres-programs.ts'
import type { Runner } from './postgres-programs.ts'

export { acquireInstanceLock } from './instance-lock.ts'
export type { InstanceLock } from './instance-lock.ts'

export interface EmbeddedPostgresOptions {
  /** Absolute folder of the cluster; password and log lie beside it (`postgres.clave`, `postgres.log`). */
  readonly dataDir: string
  /** Short folder for the unix socket, made if missing; every user may pass through it. */
  readonly runDir: string
  /** Starts the server again whenever it dies by itself, until `stop`. Default false. */
  readonly keepAlive?: boolean
  /** false gives up the safety of the data for speed: only for tests. Default true. */
  readonly durable?: boolean
  /** false lets root never use a user namespace. Default true. */
  readonly allowNamespace?: boolean
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>
  readonly monotonicMs?: () => number
}

export interface EmbeddedPostgres {
  readonly connection: DatabaseConnection
  /** Process id of the server; it changes when the server had to be started again. */
  readonly pid: number
  /** True when the server was already running, left by a portal that was killed or owned by one that lives. */
  readonly adopted: boolean
  /** Ends the server, except when another portal lives on it; within 8 s. */
  stop(): Promise<void>
}

const MAJOR = '18'
const DATABASE = 'actas'
const READY_MS = 120_000
const POLL_MS = 25
const WATCH_MS = 400
const FAST_STOP_MS = 5_000
const HARD_STOP_MS = 3_000
/** The system keeps 108 bytes for the name of a socket (macOS 104), with its closing zero. */
const SOCKET_NAME_LIMIT = 103

/** For a cheap computer that also runs the portal and the simulated world. */
const SETTINGS = [
  ...['listen_addresses=', 'shared_buffers=64MB', 'max_connections=60', 'io_method=sync', 'huge_pages=off', 'jit=off'],
  ...['wal_level=minimal', 'max_wal_senders=0', 'max_wal_size=256MB', 'timezone=UTC', 'log_timezone=UTC'],
]
const CARELESS = ['fsync=off', 'full_page_writes=off']

interface Server {
  readonly connection: DatabaseConnection
  readonly pid: number
  readonly adopted: boolean
}

interface Place extends Required<EmbeddedPostgresOptions> {
  readonly password: string
  readonly logFile: string
}

/**
 * Starts the cluster of `dataDir`, making it at first use, or adopts the server that already runs on it.
 * Works as root and not, in folders that only their owner may enter, and after any process was killed.
 * @throws EmbeddedPostgresError whose message says in Spanish what to do
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { dataDir, runDir } = options
  if (Buffer.byteLength(socketFile(socketDirOf(runDir))) > SOCKET_NAME_LIMIT)
    throw new EmbeddedPostgresError('base.ruta-larga', { carpeta: runDir })
  mkdirSync(dirname(dataDir), { recursive: true, mode: 0o700 })
  prepareRunDir(runDir)
  const place: Place = {
    keepAlive: false,
    durable: true,
    allowNamespace: true,
    sleep: machineSleep,
    monotonicMs: machineMs,
    ...options,
    password: openPassword(`${dataDir}.clave`),
    logFile: `${dataDir}.log`,
  }
  const first = await adoptOrLaunch(place)
  let server = first
  const stopping = new AbortController()
  const watching = place.keepAlive
    ? keepAlive(
        place,
        stopping.signal,
        () => server,
        (next) => (server = next),
      )
    : null
  return {
    get connection() {
      return server.connection
    },
    get pid() {
      return server.pid
    },
    adopted: first.adopted,
    async stop() {
      stopping.abort()
      await watching
      await stopServer(place, server)
    },
  }
}

async function adoptOrLaunch(place: Place): Promise<Server> {
  const server = (await adopt(place)) ?? (await launch(place))
  await ensureDatabase(server.connection)
  return server
}

/** The server that runs on these data, once it answers; null when there is none. */
async function adopt(place: Place): Promise<Server | null> {
  const end = place.monotonicMs() + READY_MS
  for (;;) {
    const found = readPidFile(place.dataDir)
    const socketDir = found?.socketDir || socketDirOf(place.runDir)
    if (found === null || !isServer(found.pid, socketDir)) return null
    const connection = connectionTo(socketDir, place.password)
    if (await answers(connection, place)) return { connection, pid: found.pid, adopted: true }
    if (place.monotonicMs() > end) throw silent(place)
    await place.sleep(POLL_MS)
  }
}

async function launch(place: Place): Promise<Server> {
  const { dataDir, runDir } = place
  const runner = chooseRunner(dataDir, runDir, place.allowNamespace)
  if (!existsSync(join(dataDir, 'PG_VERSION'))) await createCluster(dataDir, runDir, runner, place.password)
  const version = readFileSync(join(dataDir, 'PG_VERSION'), 'utf8').trim()
  if (version !== MAJOR) throw new EmbeddedPostgresError('base.otra-version', { carpeta: dataDir, version })
  giveTo(dataDir, runner.owner)
  const socketDir = prepareSocketDir(runDir, runner)
  const end = place.monotonicMs() + READY_MS
  for (;;) {
    removeStaleLocks(dataDir, socketDir)
    const outcome = await startOnce(place, socketDir, runner, end)
    if (typeof outcome !== 'string') return outcome
    // Another process was quicker: its server is ours as well.
    const other = await adopt(place)
    if (other !== null) return other
    // After a SIGKILL the server's own children need a moment to notice it and let go of the shared memory.
    const passes = /shared memory block|lock file .* already exists/.test(outcome)
    if (!passes || place.monotonicMs() > end) throw failure(place, outcome)
    await place.sleep(4 * POLL_MS)
  }
}

/** Starts the server once; gives its last words when it ends before it answers. */
async function startOnce(place: Place, socketDir: string, runner: Runner, end: number): Promise<Server | string> {
  const { dataDir, logFile } = place
  const settings = [...SETTINGS, ...(place.durable ? [] : CARELESS)].flatMap((one) => ['-c', one])
  const [command, args] = commandOf(runner, 'postgres', [
    '-D',
    dataPathOf(runner, dataDir),
    '-k',
    socketDir,
    '-p',
    String(SOCKET_PORT),
    ...settings,
  ])
  const log = openSync(logFile, 'a', 0o600)
  const folder = openSync(dataDir, 'r')
  const logStart = statSync(logFile).size
  // A session of its own: Ctrl-C on the terminal must not end the database before the portal has finished with it.
  const child = spawn(command, args, {
    ...runner.account,
    cwd: '/',
    env: PROGRAM_ENV,
    detached: true,
    stdio: ['ignore', log, log, folder],
  })
  child.unref()
  closeSync(log)
  closeSync(folder)
  let ended = false
  child.once('exit', () => (ended = true))
  child.once('error', () => (ended = true))
  const connection = connectionTo(socketDir, place.password)
  while (!ended) {
    // The answer must be this server's own: of two starters the socket may belong to the other.
    const pid = readPidFile(dataDir)?.pid
    if (pid !== undefined && pid === child.pid && (await answers(connection, place)))
      return { connection, pid, adopted: false }
    if (place.monotonicMs() > end) {
      child.kill('SIGQUIT')
      throw silent(place)
    }
    await place.sleep(POLL_MS)
  }
  return lastWords(readFileSync(logFile).subarray(logStart).toString('utf8'))
}

/** Looks at the server now and then; one that is gone is started again, as often as needed. */
async function keepAlive(
  place: Place,
  stopping: AbortSignal,
  present: () => Server,
  replace: (next: Server) => void,
): Promise<void> {
  while (!stopping.aborted) {
    await place.sleep(WATCH_MS, stopping).catch(() => undefined)
    const { pid, connection } = present()
    if (stopping.aborted || isServer(pid, connection.host)) continue
    try {
      replace(await adoptOrLaunch(place))
    } catch {
      // Tried again at the next look: the disk may have room by then. Why it failed is in the server's log.
    }
  }
}

async function stopServer(place: Place, server: Server): Promise<void> {
  const runs = (): boolean => isServer(server.pid, server.connection.host)
  if (!runs()) return
  // Someone who came later may live on the server that we started.
  if (await isInstanceLocked(server.connection).catch(() => false)) return
  for (const [signal, limitMs] of [
    ['SIGINT', FAST_STOP_MS],
    ['SIGQUIT', HARD_STOP_MS],
  ] as const) {
    const end = place.monotonicMs() + limitMs
    if (runs()) process.kill(server.pid, signal)
    while (runs() && place.monotonicMs() < end) await place.sleep(POLL_MS)
  }
}

function connectionTo(host: string, password: string): DatabaseConnection {
  return { host, port: SOCKET_PORT, user: CLUSTER_USER, password, database: DATABASE }
}

/** Whether the server takes connections now. @throws EmbeddedPostgresError when the stored password is not its own */
async function answers(connection: DatabaseConnection, place: Place): Promise<boolean> {
  const client = new pg.Client({ ...connection, database: 'postgres', connectionTimeoutMillis: 5_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return true
  } catch (error) {
    if ((error as { code?: string }).code === '28P01')
      throw new EmbeddedPostgresError('base.clave-no-corresponde', { archivo: `${place.dataDir}.clave` })
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function ensureDatabase(connection: DatabaseConnection): Promise<void> {
  const client = new pg.Client({ ...connection, database: 'postgres' })
  await client.connect()
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DATABASE])
    if (rowCount === 0) await client.query(`create database ${DATABASE}`)
  } catch (error) {
    // 42P04 and 23505: another starter made it in between.
    if (!['42P04', '23505'].includes((error as { code?: string }).code ?? '')) throw error
  } finally {
    await client.end()
  }
}

function failure(place: Place, words: string): EmbeddedPostgresError {
  if (/No space left/.test(words))
    return new EmbeddedPostgresError('base.sin-espacio', { carpeta: dirname(place.dataDir) })
  return new EmbeddedPostgresError('base.termino', { causa: words, archivo: place.logFile })
}

function silent(place: Place): EmbeddedPostgresError {
  return new EmbeddedPostgresError('base.no-contesta', { segundos: String(READY_MS / 1000), archivo: place.logFile })
}
