// What must always hold for orders, checked over all rows.
import type { App } from '#context'
import { STATES, isAllowed } from './order.ts'
import * as store from './store.ts'

/** Invariants of this room: I2 (no paid order without a copy, a refund or its clock) and I9 (only the table's steps). */
export async function checkOrders(app: App): Promise<{ i2: Finding; i9: Finding }> {
  const paid = await store.selectPaid(app.db)
  const lost = paid.filter(
    (row) =>
      !(
        row.codigo !== null ||
        row.state === 'refundDue' ||
        row.state === 'refunded' ||
        row.state === 'underReview' ||
        (row.state === 'rejected' && row.medio === 'exencion') ||
        (row.deadline_at !== null && row.retry_at !== null)
      ),
  )
  const steps = await store.selectAllSteps(app.db)
  const wrong = steps.filter((one) => !isAllowed(one.from_state, one.event, one.to_state) || one.gap)
  return {
    i2: { checked: paid.length, violations: lost.map((row) => `${row.folio}: ${STATES[row.state].wire}`) },
    i9: {
      checked: steps.length,
      violations: wrong.map(
        (one) => `${one.folio} v${one.version}: ${one.from_state ?? '·'} –${one.event}→ ${one.to_state}`,
      ),
    },
  }
}

interface Finding {
  readonly checked: number
  readonly violations: readonly string[]
}
