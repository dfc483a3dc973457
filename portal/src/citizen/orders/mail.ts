// The mails of an order: which fact of the journal leads to which letter, for whoever left an address.
import type { App } from '#context'
import { listEntidades } from '#directory'
import { readFact } from '#journal'
import type { RecordedFact } from '#journal'
import type { JobPayload } from '#jobs'
import { postMail } from '#mailer'
import type { Mailing } from '#mailer'
import { findCapture, readReference } from '#payments'
import { offeredLanguage, speaking } from '#ui/languages'
import { paths } from '#ui/paths'
import { orderLetter } from './letters.ts'
import type { LetterFacts, LetterKind } from './letters.ts'
import { LOCKED } from './life.ts'
import { linkToken } from './link.ts'
import * as store from './store.ts'
import type { OrderRow } from './store.ts'

const KINDS: Readonly<Record<string, LetterKind>> = {
  'order.placed': 'registro',
  'order.awaitingPayment': 'registro',
  'order.paid': 'pagada',
  'order.underReview': 'revision',
  'order.delayed': 'demora',
  'order.issued': 'lista',
  'order.refundDue': 'reembolso',
  'order.refunded': 'devuelto',
  'order.expired': 'vencida',
  'order.rejected': 'sin-copia',
  'order.linkRenewed': 'liga-nueva',
  'order.contactCorrected': 'correccion',
}

/** What is not told of an order without payment: its letters speak of money. */
const OF_MONEY: ReadonlySet<LetterKind> = new Set(['registro', 'pagada', 'vencida'])

/** Reaction to what happens to an order: one mail for each fact, for whoever left an address. Safe to repeat. */
export async function sendOrderMail(app: Mailing, payload: JobPayload): Promise<void> {
  const { subject: folio, entry } = payload
  const [contact, order, fact] = await Promise.all([
    store.selectContact(app.db, folio),
    store.selectOrder(app.db, folio),
    readFact(app, entry),
  ])
  const kind = fact ? KINDS[fact.event] : undefined
  if (contact === null || !order || !fact || !kind) return
  const facts = await factsOf(app, order, fact)
  if (order.medio === 'exencion' && OF_MONEY.has(kind)) return
  // An order by reference is told with its line, which is minted right after it was placed.
  if (kind === 'registro' && order.medio === 'referencia' && facts.reference === null) return
  // That an order was placed has two facts, and is told once.
  const id = `${folio}.${kind}${kind === 'registro' ? '' : `.${entry}`}`.toLowerCase()
  await speaking(offeredLanguage(contact.idioma), async () => {
    const letter = orderLetter(kind, facts)
    await postMail(app, { ...payload, job: 'orders.mail' }, { id, to: contact.correo, letter })
  })
}

async function factsOf(app: App, order: OrderRow, { at, data }: RecordedFact): Promise<LetterFacts> {
  const { folio } = order
  const { publicUrl, mail } = app.config
  const [reference, capture, entidades] = await Promise.all([
    readReference(app, folio),
    findCapture(app.db, folio),
    listEntidades(app),
  ])
  const until = app.clock.now().add({ hours: mail.linkHours })
  return {
    folio,
    entidad: entidades.find((one) => one.clave === order.entidad)?.nombre ?? '',
    importeCentavos: order.importe_centavos,
    by: data['codigo'] === LOCKED ? LOCKED : typeof data['by'] === 'string' ? data['by'] : null,
    at,
    // Its end gives no money back, so it promises nothing.
    deadlineAt: order.medio === 'exencion' ? null : order.deadline_at,
    reference,
    capture,
    liga: `${publicUrl}${paths.orderEnter(folio, linkToken(app, folio, until))}`,
    horas: mail.linkHours,
    recuperar: `${publicUrl}${paths.recover}`,
    verificar: `${publicUrl}${paths.verify}`,
  }
}
