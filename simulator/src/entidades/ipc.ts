// Questions and answers between the world and its child processes, over the channel that also is their sign of life.
import type { ChildProcess } from 'node:child_process'
import type { PopulationPlan } from '../population/population.ts'
import type { ClockBase } from '../clock.ts'
import type { Temperament } from './temperaments.ts'

/** What the world asks of a process of entidades. */
export type Order =
  | {
      do: 'start'
      folder: string
      host: string
      portalCa: string
      plan: PopulationPlan
      clock: ClockBase
      /** Which entidades, each with the port it had before (0 for any). */
      entidades: { clave: string; port: number }[]
    }
  | { do: 'clock'; clock: ClockBase }
  | { do: 'temperament'; clave: string; temperament: Temperament }
  | { do: 'finance'; clave: string; delayMs: number }

/** An entidad that a process has started. */
export interface StartedEntidad {
  clave: string
  url: string
  port: number
  altaFile: string
}

export type Question = { n: number; order: Order }
export type Answered = { n: number; value?: unknown; error?: string }

/** The parent's end: `ask` rejects when the child says that it failed, or goes away before it answered. */
export function makeAsker(child: ChildProcess): (order: Order) => Promise<unknown> {
  let last = 0
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  child.on('message', (message: Answered) => {
    const one = waiting.get(message.n)
    waiting.delete(message.n)
    if (message.error !== undefined) one?.reject(new Error(message.error))
    else one?.resolve(message.value)
  })
  const giveUp = (): void => {
    for (const one of waiting.values()) one.reject(new Error('the process ended'))
    waiting.clear()
  }
  child.once('exit', giveUp)
  child.once('error', giveUp)
  return (order) =>
    new Promise((resolve, reject) => {
      const n = (last += 1)
      waiting.set(n, { resolve, reject })
      child.send({ n, order } satisfies Question, (error) => {
        if (error && waiting.delete(n)) reject(error)
      })
    })
}
