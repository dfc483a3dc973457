// The door of the service levels: the vantages that watch, the minutes that are judged, and indicator 1 of the letter.
import type { App } from '#context'
import * as store from './store.ts'

export { foldMinutes } from './fold.ts'
export type { Levels } from './levels.ts'
export type { MinuteState } from './minute.ts'
export { VANTAGES } from './schedule.ts'
export type { Vantage } from './schedule.ts'
export { PORTAL, localDays, minutesOf, slaIndicator } from './sums.ts'
export { readEstado } from './estado.ts'
export { readNow } from './now.ts'
export type { ServiceNow } from './now.ts'
export type { Estado, EstadoRow } from './estado.ts'
export { runVantage } from './vantage.ts'

/** How far back the invariant looks, each time. */
const LOOKED_BACK = { hours: 1 }

/** Every judged minute of the last hour holds exactly the counts of the probes on record. */
export async function checkLevels(app: App): Promise<{ checked: number; violations: readonly string[] }> {
  const desde = app.clock.now().subtract(LOOKED_BACK).round({ smallestUnit: 'minute', roundingMode: 'ceil' })
  const { checked, wrong } = await store.compareMinutes(app.db, desde)
  return { checked, violations: wrong }
}

/** Raw probes are kept this long; the minutes, which are the judged facts, stay. */
const KEPT = { hours: 30 * 24 }

/** Deletes old raw probes, a part at a time. */
export async function forgetProbes(app: App): Promise<number> {
  return await store.deleteProbesBefore(app.db, app.clock.now().subtract(KEPT))
}
