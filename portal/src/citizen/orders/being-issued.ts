// Whether an order is one whose copy may be made now: what the signer asks, which loads nothing that it does not need.
import type { App } from '#context'
import * as store from './store.ts'

/** Whether the signer may seal this order: paid, being issued, and not refunded. */
export async function isBeingIssued(app: Pick<App, 'db'>, folio: string): Promise<boolean> {
  const row = await store.selectOrder(app.db, folio)
  return row?.state === 'issuing' && row.paid_at !== null
}
