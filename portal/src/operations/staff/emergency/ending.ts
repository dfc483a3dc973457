// How an emergency access ends: by its user, by whoever watches, with the account, or because its hour is over.
import type { App } from '#context'
import type { Tx } from '#db'
import { append } from '#journal'
import * as store from './store.ts'
import type { EmergencyRow } from './store.ts'

/** Ends one that the caller holds. From its commit on nothing is done with it; a late sweep ends it at its own instant. */
export async function end(app: App, tx: Tx, row: EmergencyRow, by: string): Promise<void> {
  const now = app.clock.now()
  const over = Temporal.Instant.compare(now, row.ends_at) >= 0
  const at = over ? row.ends_at : now
  await store.markEnded(tx, row.id, at, over ? 'sistema' : by)
  await append(app, tx, {
    event: 'staff.emergencyEnded',
    actor: over ? 'sistema' : by,
    subject: row.id,
    entidad: row.entidad,
    data: { cuenta: row.account },
    at,
  })
}

/** Ends what an account borrows, if it does. */
export async function endLent(app: App, tx: Tx, by: string, account: string): Promise<void> {
  const row = await store.lockOpenOf(tx, account)
  if (row) await end(app, tx, row, by)
}
