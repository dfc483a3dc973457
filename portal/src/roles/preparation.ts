// What must be there before a role can start: keys, tables, first rows, the nodes of the world. It is done in a process of
// its own that ends when the service is up, so that the supervisor never loads what it takes.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { childEnvironment } from '#config'
import type { Config } from '#config'
import { endProcess } from './end-process.ts'
import { codeFolder, flagsOf } from './memory.ts'
import type { Kind } from './memory.ts'
import { Refusal } from './refusal.ts'

/** What the supervisor says: how far the start has come, and that it ends. */
export const SAID = ['arranque.base', 'arranque.mundo', 'arranque.portal', 'deteniendo'] as const
export type Said = (typeof SAID)[number]

/** The steps, in their order, with what each gives back. */
export interface Steps {
  /** The sentences that the supervisor itself says, by their keys. */
  readonly sentences: Readonly<Record<Said, string>>
  /** Keys that are missing are made. */
  readonly keys: null
  /** The certificate of our own TLS, where others can reach us. */
  readonly certificate: null
  /** The tables get the present shape. */
  readonly tables: null
  /** First rows of each room, and the nodes of the world. */
  readonly rows: null
  /** The nodes of the world again, and what it must know of the portal: where it is, its time, who may enter the console. */
  readonly introduction: object
  /** The lines of a service that is ready. */
  readonly announcement: string
  /** The program as the machine runs it, kept for every process of this kind: reading it anew costs each of them 25 MB. */
  readonly code: null
}

/** What some of the steps want to know besides the settings. */
interface Beside {
  /** Files in which the nodes of the world say where they are. */
  readonly altas: readonly string[]
  /** Whether what is printed is read on a screen that shows colours. */
  readonly colors: boolean
}

export interface Asked extends Beside {
  readonly n: number
  readonly step: keyof Steps
  readonly config: Config
}

/** An error as it crosses between processes. */
export interface Told {
  readonly name: string
  readonly message: string
  readonly stack?: string
  readonly key?: string
  readonly params?: Record<string, string>
  readonly exitCode?: number
}

export type Answered = { readonly n: number } & ({ readonly value: unknown } | { readonly error: Told })

export interface Preparation {
  /** Does one step. @throws Refusal when there is a sentence for what is wrong */
  do<S extends keyof Steps>(step: S, config: Config, beside?: Partial<Beside>): Promise<Steps[S]>
  /** Ends the process once nothing is asked of it any more. */
  end(): Promise<void>
}

const PROGRAM = fileURLToPath(new URL('../main.ts', import.meta.url))

/** Starts the process. It ends with the supervisor, whatever ends that. */
export function openPreparation(config: Config, logFile: number, kind: Kind = 'working'): Preparation {
  const child = spawn(process.execPath, [...flagsOf(kind), PROGRAM, 'prepare'], {
    stdio: ['ignore', logFile, logFile, 'ipc'],
    detached: true,
    env: childEnvironment({ NODE_COMPILE_CACHE: codeFolder(config), ACTAS_DATA: config.dataDir }),
  })
  let asked = 0
  return {
    async do(step, settings, beside = {}) {
      const n = (asked += 1)
      const answer = await ask(child, { n, step, config: settings, altas: [], colors: false, ...beside })
      if ('error' in answer) throw heard(answer.error)
      return answer.value as Steps[typeof step]
    },
    end: () => endProcess(child),
  }
}

async function ask(child: ChildProcess, question: Asked): Promise<Answered> {
  const over = new AbortController()
  try {
    const gone = once(child, 'exit', { signal: over.signal }).then(() => {
      throw new Error('the preparation ended by itself')
    })
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('the preparation has ended')
    const answered = new Promise<Answered>((resolve) => {
      const hear = (message: Answered): void => {
        if (message.n !== question.n) return
        child.off('message', hear)
        resolve(message)
      }
      child.on('message', hear)
    })
    child.send(question)
    return await Promise.race([answered, gone])
  } finally {
    over.abort()
  }
}

function heard({ key, params, exitCode, ...error }: Told): Error {
  if (key !== undefined) return new Refusal(key, params ?? {}, exitCode ?? 3)
  return Object.assign(new Error(error.message), error)
}
