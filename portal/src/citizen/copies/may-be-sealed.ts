// What the signer asks the record before it seals. A file of its own: the signer loads nothing that it does not need.
import { isBeingIssued } from '#being-issued'
import type { App } from '#context'
import * as store from './store.ts'

/** Whether this document of this order is the one whose intent was stored, and no copy exists yet. */
export async function mayBeSealed(
  app: Pick<App, 'db'>,
  folio: string,
  digestHex: string,
): Promise<{ ok: true; plantilla: string } | { ok: false; motivo: string }> {
  if (!(await isBeingIssued(app, folio))) return { ok: false, motivo: 'not-paid' }
  const intent = await store.selectIntent(app.db, folio)
  if (!intent?.digest || intent.digest.toString('hex') !== digestHex) return { ok: false, motivo: 'not-intended' }
  if ((await store.selectPdf(app.db, folio)) !== undefined) return { ok: false, motivo: 'already-issued' }
  return { ok: true, plantilla: intent.plantilla }
}
