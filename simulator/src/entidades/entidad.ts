// One entidad that can be reached: the node of node-kit while it is honest, and whatever its temperament puts in its place.
import { setTimeout as delay } from 'node:timers/promises'
import { problem } from '@actas/node-kit/src/answer-call.ts'
import type { Clock } from '@actas/node-kit/src/clock.ts'
import { isKitError } from '@actas/node-kit/src/kit-error.ts'
import { nodeFiles } from '@actas/node-kit/src/node-folder.ts'
import { startNode, type Interfere } from '@actas/node-kit/src/node.ts'
import type { PopulationPlan } from '../population/population.ts'
import { startLiar } from './liar.ts'
import { startDead, type Listener } from './listener.ts'
import { NORMAL, type LieName, type Temperament } from './temperaments.ts'

export interface EntidadPlan {
  readonly data: string
  /** The port it had before; another when that one is taken. 0 for any. */
  readonly port: number
  readonly host: string
  readonly portalCa: string
  readonly clock: Clock
  readonly plan: PopulationPlan
}

/** An entidad that listens. `altaFile` is what registers it with the portal. */
export interface Entidad {
  readonly url: string
  readonly port: number
  readonly altaFile: string
  setTemperament(temperament: Temperament): Promise<void>
  /** From now on finance takes this long with each payment that it is told of. */
  setFinanceDelay(ms: number): void
  close(): Promise<void>
}

/** Who answers at the port. */
type Face = 'honest' | 'dead' | LieName

const NOBODY: Listener = { close: async () => undefined }

const SAME_PORT_TRIES = 20
const SAME_PORT_PAUSE_MS = 100

/** Starts an entidad with a normal temperament; its folder must have been prepared. */
export async function openEntidad(o: EntidadPlan): Promise<Entidad> {
  let temperament: Temperament = NORMAL
  let calls = 0
  let financeDelayMs = 0
  const interfere: Interfere = async () => {
    calls += 1
    const now = temperament
    if (now.tipo === 'lenta') await delay(now.ms)
    if (now.tipo === 'intermitente' && calls % now.cada === 0) return 'cut'
    if (now.tipo === 'descompuesta') {
      const broken = problem('error-interno')
      return { status: broken.status, body: JSON.stringify(broken.body) }
    }
    return undefined
  }
  const { data, host, portalCa, clock, plan } = o
  const honest = async (port: number): Promise<Listener & { url: string }> =>
    await startNode({ data, port, host, portalCa, clock, interfere, registrationDelayMs: () => financeDelayMs })

  let face: Face | 'nobody' = 'honest'
  const first = await honest(o.port).catch(async (error: unknown) => {
    if (o.port === 0 || !isPortTaken(error)) throw error
    return await honest(0)
  })
  let listener: Listener = first
  const port = Number(new URL(first.url).port)
  const start: (wanted: Face) => Promise<Listener> = async (wanted) => {
    if (wanted === 'honest') return await honest(port)
    if (wanted === 'dead') return await startDead(port, host)
    return await startLiar({ data, port, host, portalCa, clock, plan, lie: wanted })
  }

  // One change after the other: two at once would both want the port.
  let changing: Promise<void> = Promise.resolve()
  const change = async (next: Temperament): Promise<void> => {
    const wanted = faceOf(next)
    if (wanted !== face) {
      const old = listener
      // Should the next one fail to start, nobody is left to be closed, and any later change starts afresh.
      ;[listener, face] = [NOBODY, 'nobody']
      await old.close()
      listener = await insist(async () => await start(wanted))
      face = wanted
    }
    temperament = next
    calls = 0
  }
  return {
    url: first.url,
    port,
    altaFile: nodeFiles(data).alta,
    setFinanceDelay: (ms) => {
      financeDelayMs = ms
    },
    setTemperament: (next) => {
      const done = changing.then(() => change(next))
      changing = done.catch(() => undefined)
      return done
    },
    close: async () => {
      await changing
      await listener.close()
    },
  }
}

function faceOf(temperament: Temperament): Face {
  if (temperament.tipo === 'caida') return 'dead'
  return temperament.tipo === 'mentirosa' ? temperament.mentira : 'honest'
}

function isPortTaken(error: unknown): boolean {
  return (isKitError(error) && error.codigo === 'puerto') || (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
}

/** For a moment another program may hold the port that was just let go. */
async function insist(start: () => Promise<Listener>): Promise<Listener> {
  for (let left = SAME_PORT_TRIES; ; left -= 1) {
    try {
      return await start()
    } catch (error) {
      if (left === 0 || !isPortTaken(error)) throw error
      await delay(SAME_PORT_PAUSE_MS)
    }
  }
}
