// Looks at a record: kept, told to the holder by mail when the holder wants it, and read by the holder alone.
import { centralDay } from '#clock'
import type { App } from '#context'
import type { Tx } from '#db'
import { append } from '#journal'
import { blindCurp, isKept } from './record.ts'
import type { Look, Noticed } from './record.ts'
import * as store from './store.ts'

/** More notices in a day tell nothing more (ours): the last one says that the page has the rest. */
export const NOTICES_A_DAY = 20

/** More looks than a page shows. */
export const MOST_LOOKS = 200

/**
 * Puts a look at a record on record, in the caller's transaction, and owes the holder a notice of it if the holder asked
 * for that. A record without a CURP has nobody who could ask: nothing is kept of it.
 */
export async function noteLook(
  app: App,
  tx: Tx,
  curp: string | Buffer | null,
  look: Noticed & { readonly folio?: string },
): Promise<void> {
  if (curp === null) return
  const blind = typeof curp === 'string' ? blindCurp(app, curp) : curp
  const { folio, ...noticed } = look
  const at = app.clock.now()
  if (isKept(noticed.que)) await store.insertLook(tx, { blind, at, que: noticed.que, folio: folio ?? null })
  // Whoever looks at their own acta needs no telling.
  if (noticed.que === 'busqueda-propia') return
  const holder = await store.selectByRecord(tx, blind)
  if (!holder?.avisa) return
  const n = await store.countToday(tx, holder.id, centralDay(at), 'aviso')
  if (n > NOTICES_A_DAY) return
  const data = { ...noticed, ultimo: n === NOTICES_A_DAY }
  await append(app, tx, { event: 'holder.noticeOwed', actor: 'sistema', subject: holder.id, at, data })
}

/**
 * A search that named this CURP and got nothing. Kept only for somebody who signed in once: of all others nobody ever asks,
 * and rows about CURPs that may not exist would be a list of whom people look for.
 */
export async function noteAttempt(app: App, curp: string | undefined): Promise<void> {
  if (curp === undefined) return
  const blind = blindCurp(app, curp)
  await app.db.tx(async (tx) => {
    if (await store.selectByRecord(tx, blind)) await noteLook(app, tx, blind, { que: 'intento' })
  })
}

/** The rows of this room about one record, the newest first. */
export async function listKeptLooks(app: App, blind: Buffer): Promise<Look[]> {
  const rows = await store.selectLooks(app.db, blind, MOST_LOOKS)
  return rows.map(({ at, que, folio }) => ({ en: at, que, ...(folio ? { folio } : {}) }))
}
