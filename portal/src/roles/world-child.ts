// The simulated world as a child of the supervisor: started before the portal, started again when it dies by itself.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { monotonicMs, sleep } from '#clock'
import { childEnvironment, isLoopback } from '#config'
import type { Config } from '#config'
import type { Log } from '#context'
import { serverCertificateFile } from '#server-certificate'
import { endProcess } from './end-process.ts'
import { Refusal } from './refusal.ts'
import { tlsFolder } from './tls-folder.ts'

/** What the world says when it can be used. */
export interface WorldReady {
  readonly tipo: 'listo'
  readonly sandbox: string
  readonly buzon: string
  readonly banco: string
  readonly entrada: string
  readonly ciudadania: string
  readonly smtp: { readonly host: string; readonly port: number }
  readonly altas: readonly string[]
}

/** What a world must know of the portal; its nodes are registered before. */
export type Introduction = (ready: WorldReady) => Promise<object>

export interface WorldChild {
  readonly ready: WorldReady
  /**
   * Introduces the portal: `first` says what this world must know of it, `again` the same for each world that takes its
   * place. Trouble in it is logged, and the next death tries again.
   */
  introduce(first: Introduction, again: Introduction, log: Log): Promise<void>
  stop(): Promise<void>
}

const WORLD_READY_MS = 120_000
const LONGEST_PAUSE_MS = 30_000
/** A world that lived this long died of something new, and is started again at once. */
const LONG_LIFE_MS = 120_000

/** Starts the world. @throws Refusal `mundo-no-arranca` */
export async function startWorld(
  config: Config,
  secret: string,
  portalCaFile: string,
  logFile: number,
): Promise<WorldChild> {
  const launch = (): Promise<Running> => launchWorld(config, secret, portalCaFile, logFile)
  let running = await launch()
  let stopping = false
  let failures = 0
  const { ready } = running

  return {
    ready,
    async introduce(first, again, log) {
      const follow = (one: Running, startedAt: number): void => {
        const died = (): void => {
          if (stopping) return
          failures = monotonicMs() - startedAt > LONG_LIFE_MS ? 0 : failures + 1
          log.warn('world.died', { code: one.child.exitCode, signal: one.child.signalCode })
          void restart()
        }
        if (one.child.exitCode !== null || one.child.signalCode !== null) died()
        else one.child.once('exit', died)
      }
      const restart = async (): Promise<void> => {
        await sleep(Math.min(250 * 2 ** failures, LONGEST_PAUSE_MS))
        if (stopping) return
        try {
          running = await launch()
          if (stopping) return await endProcess(running.child)
          follow(running, monotonicMs())
          running.child.send(await again(running.ready))
        } catch (error) {
          failures += 1
          log.error('world.restart', error)
          if (running.child.exitCode !== null || running.child.signalCode !== null) void restart()
        }
      }
      running.child.send(await first(running.ready))
      follow(running, monotonicMs())
    },
    async stop() {
      stopping = true
      await endProcess(running.child)
    },
  }
}

interface Running {
  readonly child: ChildProcess
  readonly ready: WorldReady
}

function launchWorld(config: Config, secret: string, portalCaFile: string, logFile: number): Promise<Running> {
  const file = join(config.repositoryDir, 'simulator', 'src', 'main.ts')
  const child = spawn(process.execPath, [file], {
    stdio: ['ignore', logFile, logFile, 'ipc'],
    detached: true,
    env: childEnvironment({
      NODE_COMPILE_CACHE: join(config.dataDir, 'codigo'),
      ACTAS_DATA: config.dataDir,
      ACTAS_SEED: config.seed,
      ACTAS_WORLD: config.world,
      MUNDO_PERSONAS: String(config.personsPerEntidad),
      MUNDO_PORTAL_CA: portalCaFile,
      MUNDO_SECRETO: secret,
      HOST: config.host,
      MUNDO_DIRECCION: isLoopback(config.host) ? '' : new URL(config.publicUrl).hostname,
      // The world calls the portal at its public address, and knows nobody else's certificate.
      ...(config.tls ? { NODE_EXTRA_CA_CERTS: serverCertificateFile(tlsFolder(config)) } : {}),
    }),
  })
  const refused = (): Refusal =>
    new Refusal('mundo-no-arranca', { archivo: join(config.dataDir, 'diagnostico.log') }, 3)
  return new Promise((resolve, reject) => {
    const late = new AbortController()
    void sleep(WORLD_READY_MS, late.signal).then(
      () => {
        reject(refused())
        void endProcess(child)
      },
      () => undefined,
    )
    child.once('error', reject)
    child.once('exit', () => {
      late.abort()
      reject(refused())
    })
    child.on('message', (message: WorldReady) => {
      if (message.tipo !== 'listo') return
      late.abort()
      resolve({ child, ready: message })
    })
  })
}
