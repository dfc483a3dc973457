// The resource readings of the letter's Annex 1 for this process: shares from 0 to 1, null where there is no reading.
import { readFileSync } from 'node:fs'
import { availableParallelism, totalmem } from 'node:os'
import { performance, PerformanceObserver } from 'node:perf_hooks'
import type { Measures } from '../contract/wire.ts'

/** Two readings closer than this share one result: a shorter span would measure the question, not the work. */
const SHORTEST_MS = 1000

let gcMs: number | null = null
let last = { at: performance.now(), cpuMs: cpuMs(), gcMs: 0 }
let reading: Measures | null = null

/**
 * Reads what the process used since the last reading: CPU over all cores, memory in use of what the process may
 * use, the share of time in which work waited for disk (Linux pressure figures), and the share spent on garbage.
 */
export function readMeasures(): Measures {
  watchGc()
  const at = performance.now()
  const span = at - last.at
  if (reading !== null && span < SHORTEST_MS) return reading
  const now = { at, cpuMs: cpuMs(), gcMs: gcMs ?? 0 }
  reading = {
    cpu: share((now.cpuMs - last.cpuMs) / (span * availableParallelism())),
    memoria: memory(),
    io: ioPressure(),
    gc: share((now.gcMs - last.gcMs) / span),
  }
  last = now
  return reading
}

/** Starts counting on the first reading, once per process however many nodes it holds. */
function watchGc(): void {
  if (gcMs !== null) return
  gcMs = 0
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) gcMs = (gcMs ?? 0) + entry.duration
  })
  observer.observe({ entryTypes: ['gc'] })
}

function cpuMs(): number {
  const used = process.cpuUsage()
  return (used.user + used.system) / 1000
}

function memory(): number | null {
  const available = process.availableMemory()
  const limit = process.constrainedMemory()
  const total = limit > 0 && limit < totalmem() ? limit : totalmem()
  return share(1 - available / total)
}

function ioPressure(): number | null {
  try {
    const avg10 = /^some avg10=([\d.]+)/m.exec(readFileSync('/proc/pressure/io', 'utf8'))?.[1]
    return avg10 === undefined ? null : share(Number(avg10) / 100)
  } catch {
    return null
  }
}

function share(value: number): number | null {
  return Number.isFinite(value) ? Math.round(Math.min(1, Math.max(0, value)) * 10_000) / 10_000 : null
}
