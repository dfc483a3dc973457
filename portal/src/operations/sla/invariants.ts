// What must always hold for the judged minutes, checked over those of the last hour.
import type { App } from '#context'
import * as store from './store.ts'

/** How far back the invariant looks, each time. */
const LOOKED_BACK = { hours: 1 }

/** Every judged minute of the last hour holds exactly the counts of the probes on record. */
export async function checkLevels(app: App): Promise<{ checked: number; violations: readonly string[] }> {
  const desde = app.clock.now().subtract(LOOKED_BACK).round({ smallestUnit: 'minute', roundingMode: 'ceil' })
  const { checked, wrong } = await store.compareMinutes(app.db, desde)
  return { checked, violations: wrong }
}
