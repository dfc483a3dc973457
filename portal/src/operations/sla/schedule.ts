// The fixed schedule of the probes: T0 + k·Δ for each target and vantage, whatever the previous answer does. Pure.
import { createHash } from 'node:crypto'

export const VANTAGES = ['a', 'b'] as const
export type Vantage = (typeof VANTAGES)[number]

/** A target is never asked more often than this, however fast the driven clock runs. */
const SHORTEST_REAL_MS = 500

/** The distance of two probes in driven milliseconds at this speed: Δ, or the least multiple of it that spares the target. */
export function distanceMs(everyMs: number, speed: number): number {
  return everyMs * Math.max(1, Math.ceil((speed * SHORTEST_REAL_MS) / everyMs))
}

/** Where in its slot a target is asked: spread over all targets, and the vantages evenly apart. */
export function offsetMs(target: string, vantage: Vantage, everyMs: number): number {
  const spread = createHash('sha256').update(target).digest().readUInt32BE(0) % everyMs
  return (spread + (everyMs * VANTAGES.indexOf(vantage)) / VANTAGES.length) % everyMs
}

export interface Slot {
  /** The scheduled instant, in milliseconds. */
  readonly atMs: number
  /** More than half a slot late: the monitor is at fault, and the entidad is not asked. */
  readonly missed: boolean
}

/** The slot that fell due after `lastMs` and not after `nowMs`, or null. Of several only the last: the others are a gap. */
export function dueSlot(nowMs: number, lastMs: number, everyMs: number, offset: number): Slot | null {
  const atMs = Math.floor((nowMs - offset) / everyMs) * everyMs + offset
  return atMs > lastMs ? { atMs, missed: nowMs - atMs > everyMs / 2 } : null
}

/** The next scheduled instant after `nowMs`. */
export function nextSlotMs(nowMs: number, everyMs: number, offset: number): number {
  return (Math.floor((nowMs - offset) / everyMs) + 1) * everyMs + offset
}
