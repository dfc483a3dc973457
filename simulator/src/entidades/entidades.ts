// The 32 entidades of the world: a few processes hold their nodes, and one that dies is started again at the same ports.
import { spawn, type ChildProcess } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { ENTIDADES } from '@actas/node-kit/contract/entidad.ts'
import type { WorldClock } from '../clock.ts'
import type { PopulationPlan } from '../population/population.ts'
import { problem } from '../web/problems.ts'
import { makeAsker, type Order, type StartedEntidad } from './ipc.ts'
import { NORMAL, type Temperament } from './temperaments.ts'

export interface EntidadesPlan {
  /** The folder that holds one folder for each entidad. */
  readonly folder: string
  readonly host: string
  readonly portalCa: string
  readonly plan: PopulationPlan
  readonly clock: WorldClock
  /** Ports by clave, as they were before. */
  readonly ports: Readonly<Record<string, number>>
  /** The environment of the processes. */
  readonly env: NodeJS.ProcessEnv
  /** Which of the 32; all unless said otherwise. */
  readonly claves?: readonly string[]
}

/** An entidad as the sandbox lists it. */
export interface ListedEntidad {
  clave: string
  nombre: string
  url: string
  temperamento: Temperament
  finanzas: Finance
}

/** How its finance ministry works: hours from the notice of a payment until its status can be consulted. */
export interface Finance {
  retrasoHoras: number
}

export interface Entidades {
  list(): ListedEntidad[]
  altaFiles(): string[]
  ports(): Record<string, number>
  /** The process ids, for whoever watches. */
  processes(): number[]
  /** @throws 404 `entidad-desconocida` · 503 `entidad-no-responde` */
  setTemperament(clave: string, temperament: Temperament): Promise<ListedEntidad>
  /** @throws 404 `entidad-desconocida` · 503 `entidad-no-responde` */
  setFinance(clave: string, finance: Finance): Promise<ListedEntidad>
  /** Gives every process the time of the world; a process that is being started again gets it with its start. */
  tellClock(): Promise<void>
  close(): Promise<void>
}

/** Two use both cores of a small machine, and a death takes only half of the entidades away. */
const PROCESSES = 2
const PROGRAM = fileURLToPath(new URL('node-process.ts', import.meta.url))
/** Small heaps: 32 registries must fit beside the portal. */
const FLAGS = ['--max-semi-space-size=4']
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 10_000
const ANSWER_MS = 8_000
const END_MS = 1_500
const HOUR_MS = 3_600_000
const PROMPT: Finance = { retrasoHoras: 0 }

interface Group {
  readonly claves: readonly string[]
  child: ChildProcess | null
  ask: ((order: Order) => Promise<unknown>) | null
  failures: number
}

/** Starts all of them and resolves when each listens. Rejects when one cannot start. */
export async function openEntidades(o: EntidadesPlan): Promise<Entidades> {
  const known = new Map<string, StartedEntidad>()
  const temperaments = new Map<string, Temperament>()
  const finances = new Map<string, Finance>()
  let closing = false

  const claves = o.claves ?? ENTIDADES.map((one) => one.clave)
  const groups: Group[] = Array.from({ length: Math.min(PROCESSES, claves.length) }, (_, i) => ({
    claves: claves.filter((_clave, at) => at % PROCESSES === i),
    child: null,
    ask: null,
    failures: 0,
  }))

  const startGroup = async (group: Group): Promise<void> => {
    const child = spawn(process.execPath, [...FLAGS, PROGRAM], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: o.env,
    })
    const ask = makeAsker(child)
    child.once('exit', (code, signal) => died(group, child, `${code ?? signal}`))
    group.child = child
    const { folder, host, portalCa, plan } = o
    const entidades = group.claves.map((clave) => ({ clave, port: known.get(clave)?.port ?? o.ports[clave] ?? 0 }))
    const started = await ask({ do: 'start', folder, host, portalCa, plan, clock: o.clock.base(), entidades })
    for (const one of started as StartedEntidad[]) note(one)
    // What was asked for while it started, or before it died, holds again.
    await ask({ do: 'clock', clock: o.clock.base() })
    for (const clave of group.claves) {
      const temperament = temperaments.get(clave)
      if (temperament) await ask({ do: 'temperament', clave, temperament })
      const finance = finances.get(clave)
      if (finance) await ask({ do: 'finance', clave, delayMs: finance.retrasoHoras * HOUR_MS })
    }
    group.ask = ask
    group.failures = 0
  }

  const note = (one: StartedEntidad): void => {
    const before = known.get(one.clave)
    if (before && before.url !== one.url)
      say(`entidad ${one.clave} moved from ${before.url} to ${one.url}: register ${one.altaFile} again`)
    known.set(one.clave, one)
  }

  const died = (group: Group, child: ChildProcess, how: string): void => {
    if (group.child !== child) return
    const wasServing = group.ask !== null
    group.child = null
    group.ask = null
    // While it first starts, whoever starts it hears of the failure.
    if (closing || !wasServing) return
    say(`a process of entidades ended (${how}); starting it again`)
    void revive(group)
  }

  const revive = async (group: Group): Promise<void> => {
    while (!closing && group.ask === null) {
      await delay(Math.min(FIRST_PAUSE_MS * 2 ** group.failures, LONGEST_PAUSE_MS))
      if (closing) return
      group.failures += 1
      await startGroup(group).catch((error: unknown) => {
        say(`the process of entidades did not start: ${error instanceof Error ? error.message : String(error)}`)
        group.child?.kill('SIGKILL')
      })
    }
  }

  const listed = (clave: string): ListedEntidad => {
    const { nombre } = ENTIDADES.find((one) => one.clave === clave) as (typeof ENTIDADES)[number]
    return {
      clave,
      nombre,
      url: known.get(clave)?.url ?? '',
      temperamento: temperaments.get(clave) ?? NORMAL,
      finanzas: finances.get(clave) ?? PROMPT,
    }
  }

  /** Notes a change, so that a process which starts again takes it over, and tells the one that runs now. */
  const tell = async (clave: string, order: Order, remember: () => void): Promise<ListedEntidad> => {
    const group = groups.find((one) => one.claves.includes(clave))
    if (!group) throw problem(404, 'entidad-desconocida', { entidad: clave.slice(0, 20) })
    remember()
    const ask = await within(ANSWER_MS, () => group.ask)
    await ask(order).catch((error: unknown) => {
      say(`${order.do} of ${clave}: ${error instanceof Error ? error.message : String(error)}`)
      throw problem(503, 'entidad-no-responde')
    })
    return listed(clave)
  }

  const close = async (): Promise<void> => {
    closing = true
    await Promise.all(groups.map(async (group) => await end(group.child)))
  }

  try {
    await Promise.all(groups.map(startGroup))
  } catch (error) {
    await close()
    throw error
  }
  return {
    list: () => claves.map(listed),
    altaFiles: () => claves.map((clave) => (known.get(clave) as StartedEntidad).altaFile),
    ports: () => Object.fromEntries([...known.values()].map((one) => [one.clave, one.port])),
    processes: () => groups.flatMap((group) => group.child?.pid ?? []),
    async setTemperament(clave, temperament) {
      return await tell(clave, { do: 'temperament', clave, temperament }, () => temperaments.set(clave, temperament))
    },
    async setFinance(clave, finance) {
      const delayMs = finance.retrasoHoras * HOUR_MS
      return await tell(clave, { do: 'finance', clave, delayMs }, () => finances.set(clave, finance))
    },
    async tellClock() {
      const clock = o.clock.base()
      await Promise.all(
        groups.map(async ({ ask }) => {
          // A process that dies now gets the time with its next start.
          await ask?.({ do: 'clock', clock }).catch((error: unknown) => say(`clock: ${String(error)}`))
        }),
      )
    },
    close,
  }
}

/** Waits until there is a process to ask. */
async function within<T>(limitMs: number, look: () => T | null): Promise<T> {
  const until = performance.now() + limitMs
  for (;;) {
    const found = look()
    if (found !== null) return found
    if (performance.now() > until) throw problem(503, 'entidad-no-responde')
    await delay(50)
  }
}

/** Closing the channel asks a process to end; it is killed when it does not. */
async function end(child: ChildProcess | null): Promise<void> {
  if (child === null || child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  if (child.connected) child.disconnect()
  const waited = new AbortController()
  await Promise.race([gone, delay(END_MS, undefined, { signal: waited.signal }).catch(() => undefined)])
  waited.abort()
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL')
    await gone
  }
}

function say(text: string): void {
  process.stderr.write(`mundo: ${text}\n`)
}
