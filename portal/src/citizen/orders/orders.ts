// The door of orders: placing one, following it through its states, and finding it again.
import { createHash } from 'node:crypto'
import { wire } from '#clock'
import { requireOpen } from '#directory'
import { DomainError } from '#errors'
import { blindCurp } from '#holders'
import { append } from '#journal'
import { isMailAddress } from '#mailer'
import { openCharge, openReference } from '#payments'
import type { WithBank } from '#payments'
import { readQuote } from '#search'
import { currentLanguage } from '#ui/languages'
import { accessToken } from './access.ts'
import { PAYMENT_WINDOW, REFUND_AFTER, STATES, TEMPLATE, newFolio } from './order.ts'
import { step } from './step.ts'
import * as store from './store.ts'

export type { Sighting } from './sightings-page.ts'
export { accessToken, recoverOrder, requireAccess } from './access.ts'
export { correctContact, renewLink } from './contact.ts'
export { isBeingIssued } from './being-issued.ts'
export { cancelExempt, listUnderReview, placeExempt, resolveReview, signExemption } from './exempt/exempt.ts'
export type { Exemption, ReviewRow } from './exempt/exempt.ts'
export { checkOrders } from './invariants.ts'
export {
  delayIssuing,
  markDelivered,
  markIssued,
  markPaid,
  markRefunded,
  nextOrderDue,
  refuseIssuing,
  sweepOrders,
  takeForIssuing,
} from './life.ts'
export type { IssuableOrder } from './life.ts'
export { listOrdersOfCurp, listOrdersOfRecord, lookUpOrder, recordOfOrder } from './look-up.ts'
export type { FoundOrder } from './look-up.ts'
export { sendOrderMail } from './mail.ts'
export { newFolio, parseFolio } from './order.ts'
export type { OrderState } from './order.ts'
export { countFinished, findOrder, readFunnel, readOrder } from './reading.ts'
export type { Invite, OrderView } from './reading.ts'
export type { FunnelRow } from './store.ts'

export interface OrderInput {
  readonly busqueda: string
  readonly medioDePago: 'tarjeta' | 'referencia'
  readonly correo?: string
}

export interface OrderPlaced {
  readonly folio: string
  readonly acceso: string
  readonly estado: string
  readonly importeCentavos: number
  readonly pago:
    | { readonly url: string; readonly cobro: string }
    | { readonly lineaDeCaptura: string; readonly venceEn: string }
}

/**
 * Places an order for what a search found and opens its charge at the bank. The same key and body give the same answer.
 * @throws notFound `busqueda-vencida` · invalid `clave-repetida`, `correo-invalido` · conflict `entidad-no-abierta` ·
 *   unavailable `banco-no-disponible` (the order stays; the same key continues it)
 */
export async function placeOrder(app: WithBank, input: OrderInput, idempotencyKey?: string): Promise<OrderPlaced> {
  const correo = input.correo?.trim() || undefined
  if (correo !== undefined && !isMailAddress(correo))
    throw new DomainError('invalid', 'correo-invalido', { campos: [{ campo: 'correo', codigo: 'correo-invalido' }] })
  const bodyHash = sha256(JSON.stringify([input.busqueda, input.medioDePago, correo ?? null]))
  const keyHash = idempotencyKey === undefined ? null : sha256(idempotencyKey)
  const known = keyHash === null ? undefined : await store.selectByKey(app.db, keyHash)
  if (known) return await continueOrder(app, known, bodyHash)
  const quote = await readQuote(app, input.busqueda)
  await requireOpen(app, quote.entidadRegistro)
  const folio = newFolio()
  const now = app.clock.now()
  const kept = await app.db
    .tx(async (tx) => {
      await store.insertOrder(tx, {
        folio,
        placedAt: now,
        entidad: quote.entidadRegistro,
        centavos: quote.derechosCentavos,
        derechoDesde: quote.vigenteDesde,
        plantilla: TEMPLATE,
        referencia: quote.referencia,
        actaVersion: quote.version,
        anio: quote.anioRegistro,
        medio: input.medioDePago,
        curpBlind: quote.vistaPrevia.curp === null ? null : blindCurp(app, quote.vistaPrevia.curp),
        deTitular: quote.deTitular,
        deadlineAt: now.add(PAYMENT_WINDOW),
      })
      if (keyHash !== null && !(await store.insertKey(tx, { keyHash, bodyHash, folio, at: now }))) throw new LostRace()
      if (correo !== undefined) await store.insertContact(tx, folio, { correo, idioma: currentLanguage().codigo })
      await append(app, tx, {
        event: 'order.placed',
        actor: 'ciudadano',
        subject: folio,
        entidad: quote.entidadRegistro,
        data: { centavos: quote.derechosCentavos, medio: input.medioDePago },
      })
      return true
    })
    .catch((error: unknown) => {
      if (error instanceof LostRace) return false
      throw error
    })
  if (!kept) return await continueOrder(app, (await store.selectByKey(app.db, keyHash!))!, bodyHash)
  return await openPayment(app, folio)
}

/** An identical request committed first; this one takes its answer. */
class LostRace extends Error {}

async function continueOrder(
  app: WithBank,
  known: { folio: string; body_hash: Buffer },
  bodyHash: Buffer,
): Promise<OrderPlaced> {
  if (!known.body_hash.equals(bodyHash)) throw new DomainError('invalid', 'clave-repetida')
  return await openPayment(app, known.folio)
}

/** Asks the bank for a charge, or mints the línea de captura, unless there is one; a repetition gives the same. */
async function openPayment(app: WithBank, folio: string): Promise<OrderPlaced> {
  const order = (await store.selectOrder(app.db, folio))!
  const priced = { folio, centavos: order.importe_centavos, entidad: order.entidad }
  const reference = order.medio === 'referencia' ? await openReference(app, priced) : null
  const pago = reference
    ? { lineaDeCaptura: reference.lineaDeCaptura, venceEn: wire(reference.venceEn) }
    : await openCharge(app, priced)
  const after = await app.db.tx(async (tx) => {
    const row = (await store.lockOrder(tx, folio))!
    if (row.state !== 'quoted') return row
    // What was paid on a line's last day may show up to 72 h later (the letter's T+3); only then has the order expired.
    const deadlineAt = reference ? reference.venceEn.add(REFUND_AFTER) : row.deadline_at
    return await step(app, tx, row, 'paymentOpened', { actor: 'banco', deadlineAt, deadlineEvent: 'deadlinePassed' })
  })
  return {
    folio,
    acceso: accessToken(app, folio),
    estado: STATES[after.state].wire,
    importeCentavos: after.importe_centavos,
    pago,
  }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
