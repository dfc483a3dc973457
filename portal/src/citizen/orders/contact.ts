// The address of an order: a new link to it, and another address when it reaches nobody. What is known of it is never told whole.
import { createHmac } from 'node:crypto'
import { centralDay } from '#clock'
import type { App } from '#context'
import type { Tx } from '#db'
import { DomainError } from '#errors'
import { append } from '#journal'
import { findTrouble, isMailAddress } from '#mailer'
import { isRecoverable, requireAccess } from './access.ts'
import * as store from './store.ts'

/** Mails that a person may ask for about one order in a day: nobody's mailbox is filled through us. */
const MAILS_A_DAY = 5

/** Enough of an address for its owner to know it, and for nobody else to use it: «a***@e***.mx». */
export function maskAddress(address: string): string {
  const [local = '', domain = ''] = address.split('@')
  const first = (text: string): string => [...text][0] ?? ''
  return `${first(local)}***@${first(domain)}***.${domain.split('.').at(-1) ?? ''}`
}

/**
 * Mails a new link to the address that the order has, and to no other. The caller has proof: folio and CURP, or a link of
 * ours that expired. Gives the address, masked.
 * @throws notFound `solicitud-no-encontrada` · conflict `sin-correo` · tooMany `demasiados-correos`
 */
export async function renewLink(app: App, folio: string): Promise<string> {
  return await app.db.tx(async (tx) => {
    const row = await store.selectOrder(tx, folio)
    if (!row || !isRecoverable(row, app.clock.now())) throw new DomainError('notFound', 'solicitud-no-encontrada')
    const contact = await store.selectContact(tx, folio)
    if (contact === null) throw new DomainError('conflict', 'sin-correo')
    await countMail(app, tx, folio)
    await append(app, tx, { event: 'order.linkRenewed', actor: 'ciudadano', subject: folio, entidad: row.entidad })
    return maskAddress(contact.correo)
  })
}

/**
 * Another address for an order whose mails reach nobody; the link is mailed there.
 * @throws notFound `solicitud-no-encontrada` · invalid `correo-invalido`, `correo-igual` · conflict `correo-entregado` ·
 *   tooMany `demasiados-correos`
 */
export async function correctContact(
  app: App,
  folio: string,
  acceso: string | undefined,
  typed: string,
): Promise<void> {
  const row = await requireAccess(app, folio, acceso)
  const correo = typed.trim()
  if (!isMailAddress(correo)) throw invalid('correo-invalido')
  await app.db.tx(async (tx) => {
    const known = (await store.selectContact(tx, row.folio))?.correo ?? null
    const trouble =
      known === null ? null : await findTrouble({ db: tx, secrets: app.secrets }, { subject: row.folio, to: known })
    if (known === null || trouble === null) throw new DomainError('conflict', 'correo-entregado')
    if (known.toLowerCase() === correo.toLowerCase() && trouble.trouble === 'no-existe') throw invalid('correo-igual')
    await countMail(app, tx, row.folio)
    await store.updateContact(tx, row.folio, correo)
    await append(app, tx, {
      event: 'order.contactCorrected',
      actor: 'ciudadano',
      subject: row.folio,
      entidad: row.entidad,
    })
  })
}

async function countMail(app: App, tx: Tx, folio: string): Promise<void> {
  const target = createHmac('sha256', app.secrets.blind).update(`liga|${folio}`).digest()
  if ((await store.countRecovery(tx, target, centralDay(app.clock.now()))) > MAILS_A_DAY)
    throw new DomainError('tooMany', 'demasiados-correos', { retryAfterS: 3600 })
}

function invalid(codigo: string): DomainError {
  return new DomainError('invalid', codigo, { campos: [{ campo: 'correo', codigo }] })
}
