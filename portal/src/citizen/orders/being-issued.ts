// What the signer and the checks of copies ask of an order; nothing is loaded that they do not need.
import type { App } from '#context'
import * as store from './store.ts'

/** Whether the signer may seal this order: paid, being issued, and not refunded. */
export async function isBeingIssued(app: Pick<App, 'db'>, folio: string): Promise<boolean> {
  const row = await store.selectOrder(app.db, folio)
  return row?.state === 'issuing' && row.paid_at !== null
}

/** Whether two people signed that this order is without payment. */
export async function isExempt(app: Pick<App, 'db'>, folio: string): Promise<boolean> {
  return await store.hasExemption(app.db, folio)
}
