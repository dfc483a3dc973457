// Double entry: a set of lines of one transaction, which sums to zero or is refused.
import { centralDay } from '#clock'
import type { App } from '#context'
import type { Tx } from '#db'
import * as store from './store.ts'

export interface Booking {
  readonly folio: string
  readonly entidad: string
  /** How the money came; `exencion` where none did. */
  readonly channel: store.Channel | 'exencion'
  readonly reason: string
}

/** Writes the lines. @throws Error when they do not sum to zero, which is a defect of ours */
export async function book(
  app: App,
  tx: Tx,
  booking: Booking,
  lines: readonly (readonly [string, number])[],
): Promise<void> {
  if (lines.reduce((sum, [, centavos]) => sum + centavos, 0) !== 0)
    throw new Error(`ledger lines of ${booking.folio} do not sum to zero`)
  const now = app.clock.now()
  await store.insertLedger(tx, { ...booking, at: now, day: centralDay(now), lines })
}
