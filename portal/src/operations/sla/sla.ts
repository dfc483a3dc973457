// The door of the service levels: the vantages that watch, the minutes that are judged, and indicator 1 of the letter.
import type { App } from '#context'
import * as store from './store.ts'

export { foldMinutes } from './fold.ts'
export { checkLevels } from './invariants.ts'
export type { Levels } from './levels.ts'
export type { MinuteState } from './minute.ts'
export { VANTAGES } from './schedule.ts'
export type { Vantage } from './schedule.ts'
export { PORTAL, localDays, minutesOf, slaIndicator, slaIndicators } from './sums.ts'
export { readAnswerDays, sumAnswerDays } from './days.ts'
export type { AnswerDays } from './days.ts'
export { readEstado } from './estado.ts'
export { readNow } from './now.ts'
export { steadySince } from './steady.ts'
export type { ServiceNow } from './now.ts'
export type { Estado, EstadoRow } from './estado.ts'
export { runVantage } from './vantage.ts'

/** Raw probes are kept this long; the minutes, which are the judged facts, stay. */
const KEPT = { hours: 30 * 24 }

/** Deletes old raw probes, a part at a time. */
export async function forgetProbes(app: App): Promise<number> {
  return await store.deleteProbesBefore(app.db, app.clock.now().subtract(KEPT))
}
