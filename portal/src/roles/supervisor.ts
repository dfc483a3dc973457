// The parent of `npm start`: database, world and one process per role; it restarts what dies and leaves nothing behind.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { accessSync, constants, mkdirSync, openSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { machineNow, monotonicMs, sleep, wire } from '#clock'
import { childEnvironment } from '#config'
import type { Config, DatabaseConnection, Role } from '#config'
import { acquireInstanceLock, startEmbeddedPostgres } from '#embedded-postgres'
import type { EmbeddedPostgres } from '#embedded-postgres'
import { openKeyring } from '#keys'
import { listEntidades, registerNode, seedDirectory } from '#directory'
import type { Alta } from '#directory'
import { checkProtocol } from '#incidents'
import { migrate } from '#migrate'
import { seedModelo } from '#modelo'
import { seedOnboarding } from '#onboarding'
import { seedPilot } from '#pilot'
import { VANTAGES } from '#sla'
import type { Vantage } from '#sla'
import { demonstrationDoors, listAccounts, seedDemonstrationStaff } from '#staff'
import type { Door } from '#staff'
import { openSecrets } from '#secrets'
import { paths } from '#ui/paths'
import { openBase, readAltaFile } from '../app.ts'
import type { Base } from '../app.ts'
import { endProcess } from './end-process.ts'
import { Refusal } from './refusal.ts'
import { certificateNow, tlsFolder } from './web-tls.ts'
import { startWorld } from './world-child.ts'

export interface Started {
  readonly url: string
  readonly sandbox: string | null
  readonly buzon: string | null
  /** SHA-256 of the certificate of our own TLS; null where the portal is only reached from this machine. */
  readonly fingerprint: string | null
  /** Accounts of the demonstration with the address that enters by one click; none without the world. */
  readonly doors: readonly Door[]
  stop(): Promise<void>
}

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))
const CHILD_READY_MS = 60_000

/** Starts everything and resolves when the portal can serve. @throws Refusal with the one line to print */
export async function supervise(
  given: Config,
  roles: readonly Role[],
  progress: (key: string) => void,
): Promise<Started> {
  prepareFolders(given)
  const logFile = openSync(join(given.dataDir, 'diagnostico.log'), 'a')
  const stops: (() => Promise<void>)[] = []
  const stop = async (): Promise<void> => {
    for (const one of stops.splice(0).reverse()) await one()
  }
  try {
    progress('arranque.base')
    const withWorld = given.world !== 'ninguno' && roles.includes('web')
    const secrets = openSecrets(given.dataDir)
    const keysDir = join(given.dataDir, 'llaves')
    // The lock of the data comes first: a second copy must not touch the keys or the world of the first.
    const database = await openDatabase(given, stops)
    const port = given.port === 0 ? await freePort(given.host) : await requireFreePort(given.host, given.port)
    await openKeyring(keysDir, machineNow())
    const fingerprint = await ownCertificate({ ...given, port })
    progress('arranque.mundo')
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
          }
        : {}),
    }
    const base = await openBase(config, { role: 'supervisor', poolSize: 3, queue: null })
    stops.push(base.close)
    await seedDirectory(base.app)
    await seedModelo(base.app, { 'protocolo-de-incidencias': checkProtocol })
    await seedOnboarding(base.app)
    if (given.world !== 'ninguno') await seedPilot(base.app)
    await seedDemonstrationStaff(base.app, await listEntidades(base.app))
    await registerWorld(base, world?.ready.altas ?? [])
    progress('arranque.portal')
    const children = roles.filter((role) => role !== 'monitor').map((role) => new Child(role, config, logFile, base))
    const monitors = roles.includes('monitor')
      ? VANTAGES.map((vantage) => new Child('monitor', config, logFile, base, vantage))
      : []
    stops.push(async () => {
      await Promise.all([...children, ...monitors].map((child) => child.stop()))
    })
    // The worker keeps the queue; the others find it made.
    for (const child of children.filter((one) => one.role === 'worker')) await child.start()
    await Promise.all(children.filter((one) => one.role !== 'worker').map((child) => child.start()))
    // The service serves without them: what they cannot see yet stays not known.
    for (const one of monitors)
      void one.start().catch((error: unknown) => base.app.log.error('monitor.start', error, { vantage: one.vantage }))
    await world?.introduce(
      async () => await introduction(base, config),
      async ({ altas }) => await registerWorld(base, altas),
      base.app.log,
    )
    const doors = world ? await demonstrationDoors(base.app) : []
    return { url: config.publicUrl, sandbox: config.sandboxUrl, buzon: config.buzonUrl, fingerprint, doors, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Registers the entidades of the world; what is registered already changes nothing. */
async function registerWorld(base: Base, altas: readonly string[]): Promise<void> {
  for (const file of altas) await registerNode(base.app, readAltaFile(file) as Alta, 'mundo')
}

/** What the world must know of the portal: where it is, what time it has, and who may enter the console. */
async function introduction({ app, clock }: Base, config: Config): Promise<object> {
  return {
    tipo: 'portal',
    url: config.publicUrl,
    reloj: { ahora: wire(clock.now()), velocidad: clock.speed },
    ...(config.signIn
      ? {
          consola: {
            cliente: config.signIn.client,
            secreto: config.signIn.secret,
            regreso: `${config.publicUrl}${paths.consoleEnterReturn}`,
            cuentas: await listAccounts(app),
          },
        }
      : {}),
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

/** Makes the certificate before anything needs it. @throws Refusal `tls-no-se-hizo` */
async function ownCertificate(config: Config): Promise<string | null> {
  if (!config.tls) return null
  try {
    return (await certificateNow(config)).fingerprint
  } catch (error) {
    const causa = (error as Error).message
    throw new Refusal('tls-no-se-hizo', { host: config.host, carpeta: tlsFolder(config), causa }, 3)
  }
}

async function tryPort(host: string, port: number): Promise<number> {
  return await new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(port, host, () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : port))
    })
  })
}

async function freePort(host: string): Promise<number> {
  return await tryPort(host, 0)
}

async function requireFreePort(host: string, port: number): Promise<number> {
  try {
    return await tryPort(host, port)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? ''
    if (code === 'EADDRINUSE') throw new Refusal('puerto-ocupado', { puerto: String(port) }, 3)
    if (code === 'EACCES') throw new Refusal('puerto-sin-permiso', { puerto: String(port) }, 3)
    throw new Refusal('direccion-no-usable', { direccion: `${host}:${port}` }, 2)
  }
}

async function openDatabase(config: Config, stops: (() => Promise<void>)[]): Promise<DatabaseConnection | null> {
  if (config.databaseUrl) {
    await migrateOrRefuse(config)
    return null
  }
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
  await migrateOrRefuse({ ...config, databaseConnection: server.connection })
  return server.connection
}

async function migrateOrRefuse(config: Config): Promise<void> {
  const { connectionOf, openDb } = await import('#db')
  const db = openDb(connectionOf(config), 1, () => undefined, 'owner')
  try {
    await migrate(db)
  } catch (error) {
    const code = (error as { code?: string }).code ?? ''
    if (/^(ECONN|ENOTFOUND|ETIMEDOUT|28|3D|57)/.test(code))
      throw new Refusal('base-no-responde', { causa: (error as Error).message }, 3)
    throw error
  } finally {
    await db.close()
  }
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
  private readonly base: Base

  constructor(role: Role, config: Config, logFile: number, base: Base, vantage: Vantage | null = null) {
    this.role = role
    this.vantage = vantage
    this.config = config
    this.logFile = logFile
    this.base = base
  }

  async start(): Promise<void> {
    const { config } = this
    const child = spawn(process.execPath, [...MEMORY_FLAGS, MAIN, 'serve', '--roles', this.role], {
      stdio: ['ignore', this.logFile, this.logFile, 'ipc'],
      detached: true,
      env: childEnvironment({
        // Code that was read once is kept ready for the next start.
        NODE_COMPILE_CACHE: join(config.dataDir, 'codigo'),
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
    this.base.app.log.warn('role.died', { role: this.role, code, signal })
    this.failures += 1
    const pauseMs = Math.min(250 * 2 ** this.failures, 10_000)
    void sleep(pauseMs).then(async () => {
      if (this.stopping) return
      await this.start().catch((error: unknown) => this.base.app.log.error('role.restart', error, { role: this.role }))
    })
  }

  async stop(): Promise<void> {
    this.stopping = true
    if (this.process) await endProcess(this.process)
  }
}

/** Small heaps: the portal's processes together must fit a cheap machine (measured in `npm run bench`). */
const MEMORY_FLAGS = ['--max-semi-space-size=4']
