// What of holders is forgotten, and when.
import { centralDay, machineNow } from '#clock'
import type { App } from '#context'
import * as store from './store.ts'

/** Ours: as long as a holder can look back. */
const LOOKS_KEPT = { hours: 24 * 730 }

/** Forgets ended sessions, spent beginnings, old counts, and looks of more than two years ago. */
export async function sweepHolders(app: App): Promise<void> {
  const now = app.clock.now()
  await store.deleteOld(app.db, {
    machine: machineNow(),
    looksBefore: now.subtract(LOOKS_KEPT),
    today: centralDay(now),
  })
}
