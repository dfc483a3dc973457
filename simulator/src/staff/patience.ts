// When somebody turns to something: drawn once for each thing, mostly in time, and for a few too late.
import { chanceOf } from '../population/chance.ts'
import type { Worker } from './duty.ts'

export type Span = readonly [number, number]

const MINUTE_MS = 60_000
const REMEMBERED = 2_000
const LATE_SHARE = 0.06

/** Whether the time for `key` has come; the spans are minutes from when it was first seen, the second for the late ones. */
export type IsTime = (worker: Worker, key: string, spans: readonly [Span, Span]) => boolean

export function openPatience(): IsTime {
  const readyAt = new Map<string, number>()
  return (worker, key, [usual, late]) => {
    const known = readyAt.get(key)
    if (known !== undefined) return worker.now() >= known
    const chance = chanceOf('turno', key)
    const [low, high] = chance.happens(LATE_SHARE) ? late : usual
    readyAt.set(key, worker.now() + (low + chance.next() * (high - low)) * MINUTE_MS)
    if (readyAt.size > REMEMBERED) readyAt.delete(readyAt.keys().next().value as string)
    return false
  }
}
