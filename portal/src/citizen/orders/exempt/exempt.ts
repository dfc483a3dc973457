// Orders that people decide: copies without payment, which two sign, and payments under review. Who may, the acts say.
import type { App } from '#context'
import type { Tx } from '#db'
import { DomainError } from '#errors'
import { blindCurp } from '#holders'
import { append } from '#journal'
import { isMailAddress } from '#mailer'
import { bookExemption, findCapture } from '#payments'
import type { Quote } from '#search'
import { currentLanguage } from '#ui/languages'
import { REFUND_AFTER, TEMPLATE, newFolio } from '../order.ts'
import { FIRST_RETRY_MS, plusMs, step } from '../step.ts'
import * as orders from '../store.ts'
import * as store from './store.ts'

export type { ReviewRow } from './store.ts'

/**
 * Places an order without a price in the caller's transaction; it waits for its signature until `deadlineAt`.
 * @throws invalid `correo-invalido`
 */
export async function placeExempt(
  app: App,
  tx: Tx,
  quote: Quote,
  given: { readonly actor: string; readonly deadlineAt: Temporal.Instant; readonly correo?: string | undefined },
): Promise<string> {
  const { actor, deadlineAt, correo } = given
  if (correo !== undefined && !isMailAddress(correo))
    throw new DomainError('invalid', 'correo-invalido', { campos: [{ campo: 'correo', codigo: 'correo-invalido' }] })
  const folio = newFolio()
  const { curp } = quote.vistaPrevia
  await orders.insertOrder(tx, {
    folio,
    placedAt: app.clock.now(),
    entidad: quote.entidadRegistro,
    centavos: 0,
    derechoDesde: quote.vigenteDesde,
    plantilla: TEMPLATE,
    referencia: quote.referencia,
    actaVersion: quote.version,
    anio: quote.anioRegistro,
    medio: 'exencion',
    curpBlind: curp === null ? null : blindCurp(app, curp),
    deTitular: false,
    deadlineAt,
  })
  if (correo !== undefined) await orders.insertContact(tx, folio, { correo, idioma: currentLanguage().codigo })
  await append(app, tx, {
    event: 'order.placed',
    actor,
    subject: folio,
    entidad: quote.entidadRegistro,
    data: { centavos: 0, medio: 'exencion' },
  })
  return folio
}

export interface Exemption {
  readonly acto: string
  readonly propuso: string
  readonly firmo: string
  readonly fundamento: string
  /** What its entidad does not charge. */
  readonly centavos: number
}

/** Two signed: the copy is made as a paid one is. @throws conflict `transicion-no-permitida` when it no longer waits */
export async function signExemption(app: App, tx: Tx, folio: string, exemption: Exemption): Promise<void> {
  const row = await orders.lockOrder(tx, folio)
  if (!row || row.medio !== 'exencion') throw new Error(`${folio} is no order without payment`)
  const now = app.clock.now()
  await store.insertExemption(tx, { ...exemption, folio, at: now })
  await bookExemption(app, tx, { folio, entidad: row.entidad })
  await step(app, tx, row, 'exemptionSigned', {
    actor: exemption.firmo,
    paidAt: now,
    deadlineAt: now.add(REFUND_AFTER),
    deadlineEvent: 'exemptionLapsed',
    retryAt: plusMs(now, FIRST_RETRY_MS),
    data: { acto: exemption.acto },
  })
}

/** Nobody signs it any more. Does nothing to one that ended by itself. */
export async function cancelExempt(app: App, tx: Tx, folio: string, actor: string): Promise<void> {
  const row = await orders.lockOrder(tx, folio)
  if (row?.state === 'quoted') await step(app, tx, row, 'cancelled', { actor })
}

export async function listUnderReview(app: App, entidad: string | null): Promise<store.ReviewRow[]> {
  return await store.selectUnderReview(app.db, entidad)
}

/** People decided on a payment under review. @throws conflict `transicion-no-permitida` when it no longer waits */
export async function resolveReview(
  app: App,
  tx: Tx,
  folio: string,
  { accept, actor, acto }: { readonly accept: boolean; readonly actor: string; readonly acto: string },
): Promise<void> {
  const row = await orders.lockOrder(tx, folio)
  if (!row) throw new Error(`${folio} is no order`)
  const now = app.clock.now()
  if (!accept) {
    await step(app, tx, row, 'reviewRefused', { actor, data: { acto } })
    return
  }
  // Without any money there is nothing to accept: a copy has a payment or an exemption that two signed.
  if ((await findCapture(tx, folio)) === null) throw new DomainError('conflict', 'sin-pago')
  await step(app, tx, row, 'reviewAccepted', {
    actor,
    paidAt: now,
    deadlineAt: now.add(REFUND_AFTER),
    deadlineEvent: 'refundFell',
    retryAt: plusMs(now, FIRST_RETRY_MS),
    data: { acto },
  })
}
