// The candado: a record that is released only to its holder, with a second factor that was shown a moment ago.
import type { App } from '#context'
import { withoutReach } from '#db'
import type { Queryable } from '#db'
import { DomainError } from '#errors'
import { append } from '#journal'
import { blindCurp } from './record.ts'
import type { Holder } from './sessions.ts'
import * as store from './store.ts'

/**
 * Whether a record is kept from whoever asks: it has a lock, and it is not its holder who asks. `holder` is the blind CURP
 * of a session with a fresh second factor. A record without a CURP can have no lock: nobody could prove to be its holder.
 */
export async function isWithheld(app: App, curp: string | null, holder: Buffer | null): Promise<boolean> {
  if (curp === null) return false
  const blind = blindCurp(app, curp)
  if (holder?.equals(blind)) return false
  // A lock holds for an office too, which sees no row of a holder: without this it would see no lock either.
  return await withoutReach(async () => (await lockedSince(app.db, blind)) !== null)
}

/** Since when a record is locked; null without a lock. */
export async function lockedSince(db: Queryable, blind: Buffer | null): Promise<Temporal.Instant | null> {
  if (blind === null) return null
  return (await store.selectByRecord(db, blind))?.candado_desde ?? null
}

/**
 * Sets or opens the lock. May be repeated; only a change is put on record and told by mail.
 * @throws forbidden `falta-segundo-factor-titular` without a second factor that was shown a moment ago
 */
export async function setLock(app: App, holder: Holder, on: boolean): Promise<void> {
  if (!holder.fresh) throw new DomainError('forbidden', 'falta-segundo-factor-titular')
  await app.db.tx(async (tx) => {
    const row = await store.lockHolder(tx, holder.id)
    if ((row.candado_desde !== null) === on) return
    await store.updateHolder(tx, { ...row, candado_desde: on ? app.clock.now() : null })
    await append(app, tx, { event: on ? 'holder.lockSet' : 'holder.lockOpened', actor: 'titular', subject: row.id })
  })
}
