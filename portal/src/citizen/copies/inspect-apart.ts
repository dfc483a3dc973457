// Reads uploaded files in a process of its own, under bounds of time, memory and number: a hostile file stalls nobody else.
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { later, sleep } from '#clock'
import { DomainError } from '#errors'
import { sealRecords } from '#keys'
import type { SealTrust } from '#keys'
import type { Findings, ToInspect } from './inspect-process.ts'

export interface Bounds {
  /** A copy of ours takes milliseconds, the worst that we could make of 10 MB half a second (measured); machines are busy. */
  readonly timeMs: number
  readonly memoryMb: number
  /** Files that may be under way or wait. */
  readonly waiting: number
  /** How long the process stays when nobody needs it: it takes time to start, and memory to keep. */
  readonly idleMs: number
}

const BOUNDS: Bounds = { timeMs: 10_000, memoryMb: 96, waiting: 8, idleMs: 60_000 }
const REPOSITORY = fileURLToPath(new URL('../../../../', import.meta.url))
const PROGRAM = fileURLToPath(new URL('inspect-process.ts', import.meta.url))

export interface Inspector {
  /** @throws unavailable `archivo-no-revisado` when a bound was passed: no verdict is better than a wrong one */
  inspect(pdf: Buffer): Promise<Findings>
}

/** An inspector that trusts these seals. Its process is started by the first file, and ends with this one. */
export function openInspector(trust: SealTrust, bounds: Bounds = BOUNDS): Inspector {
  let child: ChildProcess | null = null
  let rest: ReturnType<typeof later> | null = null
  let waiting = 0
  let last: Promise<unknown> = Promise.resolve()

  const end = (): void => {
    child?.kill('SIGKILL')
    child = null
  }
  const ask = async (pdf: Buffer): Promise<Findings> => {
    rest?.callOff()
    const one = (child ??= start(trust, bounds.memoryMb))
    const answered = new AbortController()
    const { signal } = answered
    const refuse = (): never => {
      throw refused()
    }
    try {
      const found = once(one, 'message', { signal }) as Promise<[Findings]>
      const gone = once(one, 'exit', { signal }).then(refuse)
      const late = sleep(bounds.timeMs, signal).then(refuse)
      one.send({ pdf } satisfies ToInspect)
      const [findings] = await Promise.race([found, gone, late])
      return findings
    } catch {
      end()
      throw refused()
    } finally {
      answered.abort()
      rest = later(bounds.idleMs, end)
    }
  }
  return {
    async inspect(pdf) {
      if (waiting >= bounds.waiting) throw refused()
      waiting += 1
      const mine = last.then(async () => await ask(pdf))
      last = mine.catch(() => undefined)
      try {
        return await mine
      } finally {
        waiting -= 1
      }
    },
  }
}

/** It may read the program and nothing more: no file of the data, no network, no other process, and none of our secrets. */
function start(trust: SealTrust, memoryMb: number): ChildProcess {
  const child = fork(PROGRAM, [], {
    execArgv: [
      '--permission',
      `--allow-fs-read=${REPOSITORY}`,
      `--max-old-space-size=${memoryMb}`,
      '--max-semi-space-size=4',
    ],
    env: {},
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  // What it ends of is heard by whoever waits for it; an error that nobody hears would end this process.
  child.on('error', () => undefined)
  child.send({ seals: sealRecords(trust) } satisfies ToInspect)
  child.unref()
  child.channel?.unref()
  return child
}

const inspectors = new WeakMap<SealTrust, Inspector>()

/** Inspects a file that somebody uploaded. One process for each set of seals, which in a service is one. */
export async function inspectApart(pdf: Buffer, trust: SealTrust): Promise<Findings> {
  let inspector = inspectors.get(trust)
  if (!inspector) inspectors.set(trust, (inspector = openInspector(trust)))
  return await inspector.inspect(pdf)
}

function refused(): DomainError {
  return new DomainError('unavailable', 'archivo-no-revisado', { retryAfterS: 5 })
}
