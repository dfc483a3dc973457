// Money that came over a counter goes back by transfer, made by people: what is due, and that it was done, booked once.
import type { App } from '#context'
import type { Tx } from '#db'
import { DomainError } from '#errors'
import { append } from '#journal'
import { book } from '../book.ts'
import * as store from './store.ts'

export type { DueRow } from './store.ts'

/** What waits for a transfer, the most urgent first; null for all entidades. */
export async function listDueByHand(app: App, entidad: string | null): Promise<store.DueRow[]> {
  return await store.selectDue(app.db, entidad)
}

/** Null for what is not due, or no longer, or is another's. */
export async function readDueByHand(app: App, clase: string, id: string): Promise<store.DueRow | null> {
  return (await store.selectOneDue(app.db, clase, id)) ?? null
}

/**
 * Books that the money went back with the bank's tracking key `rastreo`, in the caller's transaction.
 * @throws conflict `devolucion-hecha` when it is no longer due
 */
export async function settleByHand(
  app: App,
  tx: Tx,
  due: Pick<store.DueRow, 'clase' | 'id' | 'folio' | 'entidad' | 'centavos'>,
  { rastreo, actor }: { readonly rastreo: string; readonly actor: string },
): Promise<void> {
  const { clase, folio, entidad } = due
  const now = await store.selectOneDue(tx, clase, due.id)
  // Its amount may have grown since it was proposed: nobody signs for a sum that they did not see.
  if (now?.centavos !== due.centavos || !(await store.settle(tx, due, rastreo, app.clock.now())))
    throw new DomainError('conflict', 'devolucion-hecha', { params: { folio } })
  const { centavos } = due
  const owed = clase === 'solicitud' ? 'por-emitir' : 'por-devolver'
  await book(app, tx, { folio, entidad, channel: 'referencia', reason: 'refund' }, [
    [owed, centavos],
    ['banco', -centavos],
  ])
  await append(app, tx, {
    event: clase === 'solicitud' ? 'payment.refunded' : 'payment.surplusReturned',
    actor,
    subject: folio,
    entidad,
    data: { centavos, rastreo },
  })
}
