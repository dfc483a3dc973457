// The parent of `npm start`: database, world and one process per role; it restarts what dies and leaves nothing behind.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { accessSync, constants, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createClock, monotonicMs, sleep } from '#clock'
import { asHolderSignIn, childEnvironment } from '#config'
import type { Config, DatabaseConnection, Role } from '#config'
import { createLog } from '#context'
import type { Log } from '#context'
import { acquireInstanceLock, startEmbeddedPostgres } from '#embedded-postgres'
import type { EmbeddedPostgres } from '#embedded-postgres'
import { VANTAGES } from '../operations/sla/schedule.ts'
import type { Vantage } from '../operations/sla/schedule.ts'
import { openSecrets } from '#secrets'
import { endProcess } from './end-process.ts'
import { becomeWaiting, codeFolder, flagsOf } from './memory.ts'
import { freePort, requireFreePort } from './ports.ts'
import { openPreparation } from './preparation.ts'
import { Refusal } from './refusal.ts'
import { startWorld } from './world-child.ts'

export interface Started {
  /** What to print now, and when it ends. */
  readonly announcement: string
  readonly farewell: string
  stop(): Promise<void>
}

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))
const CHILD_READY_MS = 60_000

/** Starts everything and resolves when the portal can serve. @throws Refusal with the one line to print */
export async function supervise(given: Config, roles: readonly Role[], say: (line: string) => void): Promise<Started> {
  prepareFolders(given)
  const logFile = openSync(join(given.dataDir, 'diagnostico.log'), 'a')
  await becomeWaiting(given, () => makeCode(given, logFile))
  const stops: (() => Promise<void>)[] = []
  const stop = async (): Promise<void> => {
    for (const one of stops.splice(0).reverse()) await one()
  }
  const log = createLog('supervisor', createClock(), (line) => void process.stderr.write(line))
  try {
    const withWorld = given.world !== 'ninguno' && roles.includes('web')
    const secrets = openSecrets(given.dataDir)
    const keysDir = join(given.dataDir, 'llaves')
    // The lock of the data comes first: a second copy must not touch the keys or the world of the first.
    const preparation = openPreparation(given, logFile)
    stops.push(preparation.end)
    const words = await preparation.do('sentences', given)
    say(words['arranque.base'])
    // Without it the roles start all the same, only larger.
    const code = preparation.do('code', given).catch((error: unknown) => log.error('preparation.code', error))
    const database = await openDatabase(given, stops)
    await preparation.do('tables', { ...given, databaseConnection: database })
    const port = given.port === 0 ? await freePort(given.host) : await requireFreePort(given.host, given.port)
    await preparation.do('keys', given)
    await preparation.do('certificate', { ...given, port })
    say(words['arranque.mundo'])
    const world = withWorld ? await startWorld(given, secrets.bank, join(keysDir, 'ca-cliente.crt'), logFile) : null
    if (world) stops.push(world.stop)
    const config: Config = {
      ...given,
      port,
      databaseConnection: database,
      publicUrl: given.port === port ? given.publicUrl : given.publicUrl.replace(/:0$/, `:${port}`),
      ...(world
        ? {
            bankUrl: world.ready.banco,
            smtp: world.ready.smtp,
            sandboxUrl: world.ready.sandbox,
            buzonUrl: world.ready.buzon,
            signIn: given.signIn ?? {
              issuer: world.ready.entrada,
              client: 'actas-consola',
              secret: randomBytes(32).toString('base64url'),
            },
            holderSignIn:
              given.holderSignIn ??
              asHolderSignIn({
                issuer: world.ready.ciudadania,
                client: 'actas-titulares',
                secret: randomBytes(32).toString('base64url'),
              }),
          }
        : {}),
    }
    await code
    await preparation.do('rows', config, { altas: world?.ready.altas ?? [] })
    say(words['arranque.portal'])
    await startRoles(roles, config, logFile, log, stops)
    await world?.introduce(
      async ({ altas }) => await preparation.do('introduction', config, { altas }),
      async ({ altas }) => await introduceAgain(config, altas, logFile),
      log,
    )
    const announcement = await preparation.do('announcement', config, {
      colors: process.stdout.isTTY && process.stdout.hasColors(),
    })
    await preparation.end()
    return { announcement, farewell: words.deteniendo, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Starts the worker first: it keeps the queue, and the others find it made. */
async function startRoles(
  roles: readonly Role[],
  config: Config,
  logFile: number,
  log: Log,
  stops: (() => Promise<void>)[],
): Promise<void> {
  const of = (role: Role, vantage: Vantage | null = null): Child => new Child(role, config, logFile, log, vantage)
  const children = roles.filter((role) => role !== 'monitor').map((role) => of(role))
  const monitors = roles.includes('monitor') ? VANTAGES.map((vantage) => of('monitor', vantage)) : []
  stops.push(async () => {
    await Promise.all([...children, ...monitors].map((child) => child.stop()))
  })
  for (const child of children.filter((one) => one.role === 'worker')) await child.start()
  await Promise.all(children.filter((one) => one.role !== 'worker').map((child) => child.start()))
  // The service serves without them: what they cannot see yet stays not known.
  for (const one of monitors)
    void one.start().catch((error: unknown) => log.error('monitor.start', error, { vantage: one.vantage }))
}

/** Reads the code of the processes that wait, this one among them, and keeps it. */
async function makeCode(config: Config, logFile: number): Promise<void> {
  const preparation = openPreparation(config, logFile, 'waiting')
  try {
    await preparation.do('code', config)
  } finally {
    await preparation.end()
  }
}

/** What a world that was started again must know; the process that finds it out ends with its answer. */
async function introduceAgain(config: Config, altas: readonly string[], logFile: number): Promise<object> {
  const preparation = openPreparation(config, logFile)
  try {
    return await preparation.do('introduction', config, { altas })
  } finally {
    await preparation.end()
  }
}

function prepareFolders(config: Config): void {
  try {
    mkdirSync(config.dataDir, { recursive: true, mode: 0o700 })
    accessSync(config.dataDir, constants.W_OK)
    mkdirSync(config.runDir, { recursive: true, mode: 0o711 })
  } catch {
    throw new Refusal('carpeta-sin-permiso', { carpeta: config.dataDir }, 3)
  }
}

async function openDatabase(config: Config, stops: (() => Promise<void>)[]): Promise<DatabaseConnection | null> {
  if (config.databaseUrl) return null
  let server: EmbeddedPostgres
  try {
    server = await startEmbeddedPostgres({
      dataDir: join(config.dataDir, 'postgres'),
      runDir: config.runDir,
      sleep,
      monotonicMs,
    })
  } catch (error) {
    throw new Refusal('base-no-arranca', { causa: (error as Error).message }, 3)
  }
  const lock = await acquireInstanceLock(server.connection)
  if (lock === null) throw new Refusal('segunda-copia', { carpeta: config.dataDir }, 2)
  stops.push(server.stop, lock.release)
  return server.connection
}

/** One role in a process of its own, started again whenever it dies by itself. */
class Child {
  private process: ChildProcess | null = null
  private stopping = false
  private failures = 0
  readonly role: Role
  /** Which of the monitors; null for every other role. */
  readonly vantage: Vantage | null
  private readonly config: Config
  private readonly logFile: number
  private readonly log: Log

  constructor(role: Role, config: Config, logFile: number, log: Log, vantage: Vantage | null = null) {
    this.role = role
    this.vantage = vantage
    this.config = config
    this.logFile = logFile
    this.log = log
  }

  async start(): Promise<void> {
    const { config } = this
    const child = spawn(process.execPath, [...flagsOf(this.role), MAIN, 'serve', '--roles', this.role], {
      stdio: ['ignore', this.logFile, this.logFile, 'ipc'],
      detached: true,
      env: childEnvironment({
        // Code that was read once is kept ready for the next start.
        NODE_COMPILE_CACHE: codeFolder(config),
        PORT: String(config.port),
        HOST: config.host,
        ACTAS_DATA: config.dataDir,
        ACTAS_WORLD: config.world,
        ACTAS_PUBLIC_URL: config.publicUrl,
        ...(this.vantage ? { ACTAS_VANTAGE: this.vantage } : {}),
        ...(config.databaseConnection ? { ACTAS_DB: JSON.stringify(config.databaseConnection) } : {}),
        ...(config.bankUrl ? { ACTAS_BANCO_URL: config.bankUrl } : {}),
        ...(config.sandboxUrl ? { ACTAS_SANDBOX_URL: config.sandboxUrl } : {}),
        ...(config.buzonUrl ? { ACTAS_BUZON_URL: config.buzonUrl } : {}),
        // Only who signs people in holds the secret for it.
        ...(config.signIn && this.role === 'web'
          ? {
              ACTAS_OIDC_ISSUER: config.signIn.issuer,
              ACTAS_OIDC_CLIENT: config.signIn.client,
              ACTAS_OIDC_SECRET: config.signIn.secret,
            }
          : { ACTAS_OIDC_ISSUER: '', ACTAS_OIDC_CLIENT: '', ACTAS_OIDC_SECRET: '' }),
        ...(config.holderSignIn && this.role === 'web'
          ? {
              ACTAS_TITULAR_ISSUER: config.holderSignIn.issuer,
              ACTAS_TITULAR_CLIENT: config.holderSignIn.client,
              ACTAS_TITULAR_SECRET: config.holderSignIn.secret,
            }
          : { ACTAS_TITULAR_ISSUER: '', ACTAS_TITULAR_CLIENT: '', ACTAS_TITULAR_SECRET: '' }),
        ...(config.smtp ? { ACTAS_SMTP: `smtp://${config.smtp.host}:${config.smtp.port}` } : {}),
      }),
    })
    this.process = child
    child.once('exit', (code, signal) => this.died(code, signal))
    await new Promise<void>((resolve, reject) => {
      const late = new AbortController()
      void sleep(CHILD_READY_MS, late.signal).then(
        () =>
          reject(
            new Refusal('rol-no-arranca', { rol: this.role, archivo: join(config.dataDir, 'diagnostico.log') }, 4),
          ),
        () => undefined,
      )
      child.once('exit', () => {
        late.abort()
        reject(new Refusal('rol-no-arranca', { rol: this.role, archivo: join(config.dataDir, 'diagnostico.log') }, 4))
      })
      child.on('message', (message: { tipo?: string }) => {
        if (message.tipo !== 'listo') return
        late.abort()
        this.failures = 0
        resolve()
      })
    })
  }

  private died(code: number | null, signal: string | null): void {
    if (this.stopping) return
    this.log.warn('role.died', { role: this.role, code, signal })
    this.failures += 1
    const pauseMs = Math.min(250 * 2 ** this.failures, 10_000)
    void sleep(pauseMs).then(async () => {
      if (this.stopping) return
      await this.start().catch((error: unknown) => this.log.error('role.restart', error, { role: this.role }))
    })
  }

  async stop(): Promise<void> {
    this.stopping = true
    if (this.process) await endProcess(this.process)
  }
}
