// Orders as a desk finds them: one by its folio, several by the CURP of the acta. Whose eyes it was, the desk writes down.
import type { App } from '#context'
import type { Queryable } from '#db'
import { blindCurp } from '#holders'
import { STATES } from './order.ts'
import * as store from './store.ts'

export interface FoundOrder {
  readonly folio: string
  readonly entidad: string
  readonly estado: string
  readonly placedAt: Temporal.Instant
}

/** More than anybody orders of one acta: a longer list is a sign of something else. */
const MOST = 50

/** The newest first. The CURP is compared by its keyed hash and written nowhere. */
export async function listOrdersOfCurp(app: App, curp: string): Promise<FoundOrder[]> {
  return (await store.selectByCurp(app.db, blindCurp(app, curp), MOST)).map(found)
}

/** The orders of one acta for its holder, by the blind CURP, with the codes of their copies. */
export async function listOrdersOfRecord(
  app: App,
  blind: Buffer,
): Promise<readonly { readonly folio: string; readonly codigo: string | null }[]> {
  return await store.selectByCurp(app.db, blind, MOST)
}

/** Whose record an order is about, as a blind CURP; null for an acta without one, or no such order. */
export async function recordOfOrder(tx: Queryable, folio: string): Promise<Buffer | null> {
  return (await store.selectOrder(tx, folio))?.curp_blind ?? null
}

export async function lookUpOrder(app: App, folio: string): Promise<FoundOrder | null> {
  const row = await store.selectOrder(app.db, folio)
  return row ? found(row) : null
}

function found(row: store.OrderRow): FoundOrder {
  return { folio: row.folio, entidad: row.entidad, estado: STATES[row.state].wire, placedAt: row.placed_at }
}
