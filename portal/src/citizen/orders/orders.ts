// The door of orders: placing one, following it through its states, and finding it again.
import { createHash, createHmac, randomInt, timingSafeEqual } from 'node:crypto'
import { parseCurp } from '@actas/node-kit/contract/curp.ts'
import { centralDay, wire } from '#clock'
import type { App } from '#context'
import type { Tx } from '#db'
import { readEntidad, requireOpen } from '#directory'
import { DomainError } from '#errors'
import { append } from '#journal'
import type { JobPayload } from '#jobs'
import { findCapture, openCharge, openReference, readCharge, readReference } from '#payments'
import type { WithBank } from '#payments'
import { readQuote } from '#search'
import { accessToken } from './access.ts'
import {
  PAYMENT_WINDOW,
  REFUND_AFTER,
  STATES,
  isAllowed,
  isMailAddress,
  newFolio,
  next,
  parseFolio,
  retryDelayMs,
} from './order.ts'
import type { OrderEvent, OrderState } from './order.ts'
import * as store from './store.ts'
import type { OrderRow } from './store.ts'

export { isMailAddress, newFolio, parseFolio } from './order.ts'
export { accessToken } from './access.ts'
export { sendPlacedMail, sendReadyMail } from './mail.ts'

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

export interface OrderView {
  readonly folio: string
  readonly estado: string
  readonly importeCentavos: number
  readonly historial: readonly { readonly estado: string; readonly en: string }[]
  readonly pago: {
    readonly medio: string
    readonly url?: string
    readonly cobro?: string
    readonly lineaDeCaptura?: string
    readonly venceEn?: string
  } | null
  readonly copia?: { readonly identificadorElectronico: string; readonly codigoVerificacion: string }
  readonly entidadRegistro: string
  readonly correo?: string
  /** When the present state ends by itself: the payment window, or the refund of a paid order without a copy. */
  readonly venceEn?: string
}

/** Invites whoever holds an order to say how it went, once it has ended; given by the wiring, so that no room reaches up. */
export type Invite = (order: OrderView) => Promise<{ readonly url: string } | null>

/** What issuing needs of a paid order, frozen when it was quoted. */
export interface IssuableOrder {
  readonly folio: string
  readonly entidad: string
  readonly referencia: string
  readonly version: string
  readonly plantilla: string
}

const TEMPLATE = 'copia-2026-1'
const RECOVERY_TRIES = 5
const RECOVERY_DAYS = 90
/** If the job of a paid order is lost in any way, the sweep starts it again after this long. */
const FIRST_RETRY_MS = 20_000

/**
 * Places an order for what a search found and opens its charge at the bank. The same key and body give the same answer.
 * @throws notFound `busqueda-vencida` · invalid `clave-repetida`, `correo-invalido` · conflict `entidad-no-abierta` ·
 *   unavailable `banco-no-disponible` (the order stays; the same key continues it)
 */
export async function placeOrder(app: WithBank, input: OrderInput, idempotencyKey?: string): Promise<OrderPlaced> {
  const correo = input.correo?.trim() || undefined
  if (correo !== undefined && !isMailAddress(correo)) throw invalid('correo', 'correo-invalido')
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
        deadlineAt: now.add(PAYMENT_WINDOW),
      })
      if (keyHash !== null && !(await store.insertKey(tx, { keyHash, bodyHash, folio, at: now }))) throw new LostRace()
      if (correo !== undefined) await store.insertContact(tx, folio, correo)
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

interface StepOptions {
  readonly actor: string
  readonly at?: Temporal.Instant
  readonly deadlineAt?: Temporal.Instant | null
  readonly deadlineEvent?: OrderEvent | null
  readonly retryAt?: Temporal.Instant | null
  readonly paidAt?: Temporal.Instant
  readonly data?: Record<string, unknown>
}

/** Takes one step of the table inside the caller's transaction: row, line of its life and journal entry together. */
async function step(app: App, tx: Tx, row: OrderRow, event: OrderEvent, options: StepOptions): Promise<OrderRow> {
  const to = next(row.state, event)
  const recordedAt = app.clock.now()
  const at = options.at ?? recordedAt
  const after: OrderRow = {
    ...row,
    state: to,
    version: row.version + 1,
    deadline_at: options.deadlineAt ?? null,
    deadline_event: options.deadlineEvent ?? null,
    retry_at: options.retryAt ?? null,
    paid_at: options.paidAt ?? row.paid_at,
  }
  await store.updateState(tx, after, { from: row.state, event, at, recordedAt })
  await append(app, tx, {
    event: `order.${to}`,
    actor: options.actor,
    subject: row.folio,
    entidad: row.entidad,
    at,
    data: { by: event, version: after.version, ...options.data },
  })
  return after
}

/** Reaction to `payment.confirmed`: the order becomes paid, or the money is on its way back. Safe to repeat. */
export async function markPaid(app: App, { subject: folio }: JobPayload): Promise<void> {
  await app.db.tx(async (tx) => {
    const row = await store.lockOrder(tx, folio)
    const capture = await findCapture(tx, folio)
    if (!row || !capture) return
    const now = app.clock.now()
    const paid: StepOptions = {
      actor: 'banco',
      paidAt: now,
      deadlineAt: now.add(REFUND_AFTER),
      deadlineEvent: 'refundFell',
      retryAt: plusMs(now, FIRST_RETRY_MS),
    }
    const short = capture.centavos < row.importe_centavos
    if (row.state === 'quoted' || row.state === 'awaitingPayment') {
      const opened = row.state === 'quoted' ? await step(app, tx, row, 'paymentOpened', { actor: 'banco' }) : row
      await (short ? step(app, tx, opened, 'underpaid', { actor: 'banco' }) : step(app, tx, opened, 'paidInFull', paid))
    } else if (row.state === 'underReview') {
      // An order that was paid before is under review for another reason than money that was missing.
      if (!short && row.paid_at === null) await step(app, tx, row, 'completed', paid)
    } else if (row.state === 'expired') {
      // Late money counts while the frozen price still holds; a part of a price that nobody waits for goes back.
      const holds = !short && (await isPriceInForce(app, row, capture.paidAt))
      await (holds ? step(app, tx, row, 'paidLate', paid) : step(app, tx, row, 'paidTooLate', { actor: 'banco' }))
    } else if (row.state === 'rejected') {
      await step(app, tx, row, 'paidTooLate', { actor: 'banco' })
    }
  })
}

/** Whether the frozen price still counts: a card is captured at once, a line while it could be paid or the fee is the same. */
async function isPriceInForce(app: App, row: OrderRow, paidAt: Temporal.Instant): Promise<boolean> {
  const reference = await readReference(app, row.folio)
  if (reference === null || Temporal.Instant.compare(paidAt, reference.venceEn) < 0) return true
  return (await readEntidad(app, row.entidad)).derechosCentavos === row.importe_centavos
}

/** Reaction to `payment.refunded`: closes the order. Safe to repeat. */
export async function markRefunded(app: App, { subject: folio }: JobPayload): Promise<void> {
  await app.db.tx(async (tx) => {
    const row = await store.lockOrder(tx, folio)
    if (row?.state === 'refundDue') await step(app, tx, row, 'refundSettled', { actor: 'banco' })
  })
}

/** Takes a paid order for issuing; null when it is not (or no longer) one to issue. */
export async function takeForIssuing(app: App, folio: string): Promise<IssuableOrder | null> {
  return await app.db.tx(async (tx) => {
    let row = await store.lockOrder(tx, folio)
    if (row?.state === 'paid') {
      row = await step(app, tx, row, 'taken', {
        actor: 'sistema',
        deadlineAt: row.deadline_at,
        deadlineEvent: 'refundFell',
        retryAt: plusMs(app.clock.now(), FIRST_RETRY_MS),
      })
    }
    if (row?.state !== 'issuing') return null
    return {
      folio,
      entidad: row.entidad,
      referencia: row.referencia,
      version: row.acta_version,
      plantilla: row.plantilla,
    }
  })
}

/** Puts off an order whose entidad did not answer; the sweep tries again until the refund falls due. */
export async function delayIssuing(app: App, folio: string): Promise<void> {
  await app.db.tx(async (tx) => {
    const row = await store.lockOrder(tx, folio)
    if (row?.state !== 'issuing') return
    await store.updateRetry(
      tx,
      folio,
      plusMs(app.clock.now(), retryDelayMs(row.attempt, randomInt(1000) / 1000)),
      row.attempt + 1,
    )
  })
}

/** The record is gone or changed since the preview: no copy can be what the person saw, so the money goes back. */
export async function refuseIssuing(app: App, folio: string, codigo: string): Promise<void> {
  await app.db.tx(async (tx) => {
    const row = await store.lockOrder(tx, folio)
    if (row?.state === 'issuing')
      await step(app, tx, row, 'entidadRefused', { actor: `entidad:${row.entidad}`, data: { codigo } })
  })
}

/** In the transaction that stores the copy: the order is issued. False when it no longer may be (the refund fell first). */
export async function markIssued(
  app: App,
  tx: Tx,
  folio: string,
  copy: { identificador: string; codigo: string },
): Promise<boolean> {
  const row = await store.lockOrder(tx, folio)
  if (row?.state !== 'issuing') return false
  await store.updateCodes(tx, folio, copy)
  await step(app, tx, row, 'copyStored', { actor: 'sistema' })
  return true
}

/** The copy was handed over. Safe to repeat. */
export async function markDelivered(app: App, folio: string): Promise<void> {
  await app.db.tx(async (tx) => {
    const row = await store.lockOrder(tx, folio)
    if (row?.state === 'issued') await step(app, tx, row, 'downloaded', { actor: 'ciudadano' })
  })
}

/** Whether the signer may seal this order: paid, being issued, and not refunded. */
export async function isBeingIssued(app: Pick<App, 'db'>, folio: string): Promise<boolean> {
  const row = await store.selectOrder(app.db, folio)
  return row?.state === 'issuing' && row.paid_at !== null
}

/** Everything that fell due by `now`: each takes effect at its own instant. Returns how many rows were touched. */
export async function sweepOrders(app: App): Promise<number> {
  const now = app.clock.now()
  let touched = 0
  for (;;) {
    const n = await app.db.tx(async (tx) => {
      const rows = await store.lockDue(tx, now, 100)
      for (const row of rows)
        await step(app, tx, row, row.deadline_event as OrderEvent, { actor: 'sistema', at: row.deadline_at! })
      return rows.length
    })
    touched += n
    if (n < 100) break
  }
  return touched + (await retryDue(app, now))
}

async function retryDue(app: App, now: Temporal.Instant): Promise<number> {
  return await app.db.tx(async (tx) => {
    const rows = await store.lockRetries(tx, now, 200)
    for (const row of rows) {
      await store.updateRetry(tx, row.folio, plusMs(now, retryDelayMs(row.attempt, 0.5) + FIRST_RETRY_MS), row.attempt)
      await app.jobs.enqueue(tx, 'copies.issue', { entry: 0, subject: row.folio, entidad: row.entidad })
    }
    return rows.length
  })
}

/** The next instant at which something of an order falls due; null when nothing waits. */
export async function nextOrderDue(app: App): Promise<Temporal.Instant | null> {
  return await store.selectNextDue(app.db)
}

/** The order for whoever holds its token. @throws notFound `solicitud-no-encontrada`, the same for a wrong folio and a wrong token */
export async function readOrder(app: App, folio: string, acceso: string | undefined): Promise<OrderView> {
  const row = await requireAccess(app, folio, acceso)
  const [life, charge, reference, correo] = await Promise.all([
    store.selectLife(app.db, row.folio),
    readCharge(app, row.folio),
    readReference(app, row.folio),
    store.selectContact(app.db, row.folio),
  ])
  return {
    folio: row.folio,
    estado: STATES[row.state].wire,
    importeCentavos: row.importe_centavos,
    historial: life.map((one) => ({ estado: STATES[one.to_state].wire, en: wire(one.at) })),
    pago: {
      medio: row.medio,
      ...(charge ? { url: charge.url, cobro: charge.cobro } : {}),
      ...(reference ? { lineaDeCaptura: reference.lineaDeCaptura, venceEn: wire(reference.venceEn) } : {}),
    },
    ...(row.codigo && row.identificador
      ? { copia: { identificadorElectronico: row.identificador, codigoVerificacion: row.codigo } }
      : {}),
    entidadRegistro: row.entidad,
    ...(correo ? { correo } : {}),
    ...(row.deadline_at ? { venceEn: wire(row.deadline_at) } : {}),
  }
}

/** What the desks may know of an order by its folio alone; null when there is none. No token is asked for: say it to nobody else. */
export async function findOrder(
  app: Pick<App, 'db'>,
  folio: string,
): Promise<{ entidad: string; estado: string; codigo: string | null; correo: string | null } | null> {
  const row = await store.selectOrder(app.db, folio)
  if (!row) return null
  const correo = await store.selectContact(app.db, folio)
  return { entidad: row.entidad, estado: STATES[row.state].wire, codigo: row.codigo, correo }
}

/** How many orders ended from `desde` up to `hasta`, with a copy or without one. Null counts all entidades together. */
export async function countFinished(
  app: Pick<App, 'db'>,
  ventana: { readonly desde: Temporal.Instant; readonly hasta: Temporal.Instant },
  clave: string | null,
): Promise<number> {
  return await store.countEnded(app.db, ventana.desde, ventana.hasta, clave, ENDED)
}

const ENDED: readonly OrderState[] = ['issued', 'refunded', 'rejected', 'expired']

/** Lets through only whoever holds the token of this order. @throws notFound `solicitud-no-encontrada` */
export async function requireAccess(app: App, folio: string, acceso: string | undefined): Promise<OrderRow> {
  const name = parseFolio(folio)
  const expected = Buffer.from(accessToken(app, name ?? 'ACT-'))
  const given = Buffer.from(acceso ?? '')
  const right = given.length === expected.length && timingSafeEqual(given, expected)
  const row = name !== null && right ? await store.selectOrder(app.db, name) : undefined
  if (!row) throw new DomainError('notFound', 'solicitud-no-encontrada')
  return row
}

/**
 * Finds an order again by folio and CURP, up to 90 days after it was placed.
 * @throws invalid `folio-invalido`, `curp-…` · notFound `solicitud-no-encontrada` · tooMany `demasiados-intentos`
 */
export async function recoverOrder(
  app: App,
  input: { folio: string; curp: string },
): Promise<{ folio: string; acceso: string }> {
  const folio = parseFolio(input.folio)
  if (folio === null) throw invalid('folio', 'folio-invalido')
  const curp = parseCurp(input.curp)
  if (!curp.ok) throw invalid('curp', `curp-${curp.problema}`, { leida: curp.leida.slice(0, 40) })
  const now = app.clock.now()
  const target = createHmac('sha256', app.secrets.blind).update(`recuperar|${folio}`).digest()
  if ((await store.countRecovery(app.db, target, centralDay(now))) > RECOVERY_TRIES)
    throw new DomainError('tooMany', 'demasiados-intentos', { retryAfterS: 3600 })
  const row = await store.selectOrder(app.db, folio)
  const fresh = row !== undefined && Temporal.Instant.compare(row.placed_at.add({ hours: 24 * RECOVERY_DAYS }), now) > 0
  if (!row || !fresh || !row.curp_blind?.equals(blindCurp(app, curp.curp)))
    throw new DomainError('notFound', 'solicitud-no-encontrada')
  await store.clearRecovery(app.db, target, centralDay(now))
  return { folio, acceso: accessToken(app, folio) }
}

/** Invariants of this room: I2 (no paid order without a copy, a refund or its clock) and I9 (only the table's steps). */
export async function checkOrders(app: App): Promise<{ i2: Finding; i9: Finding }> {
  const paid = await store.selectPaid(app.db)
  const lost = paid.filter(
    (row) =>
      !(
        row.codigo !== null ||
        row.state === 'refundDue' ||
        row.state === 'refunded' ||
        row.state === 'underReview' ||
        (row.deadline_at !== null && row.retry_at !== null)
      ),
  )
  const steps = await store.selectAllSteps(app.db)
  const wrong = steps.filter((one) => !isAllowed(one.from_state, one.event, one.to_state) || one.gap)
  return {
    i2: { checked: paid.length, violations: lost.map((row) => `${row.folio}: ${STATES[row.state].wire}`) },
    i9: {
      checked: steps.length,
      violations: wrong.map(
        (one) => `${one.folio} v${one.version}: ${one.from_state ?? '·'} –${one.event}→ ${one.to_state}`,
      ),
    },
  }
}

interface Finding {
  readonly checked: number
  readonly violations: readonly string[]
}

function blindCurp(app: App, curp: string): Buffer {
  return createHmac('sha256', app.secrets.blind).update(`curp|${curp}`).digest()
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function plusMs(at: Temporal.Instant, ms: number): Temporal.Instant {
  return at.add({ milliseconds: ms })
}

function invalid(campo: string, codigo: string, params?: Record<string, string>): DomainError {
  return new DomainError('invalid', codigo, {
    campos: [{ campo, codigo, ...(params ? { params } : {}) }],
    ...(params ? { params } : {}),
  })
}
export type { OrderState }

export type { FunnelRow } from './store.ts'

/** What became of the orders placed from `desde` up to `hasta`, per entidad: counts, and seconds between the steps. */
export async function readFunnel(
  app: App,
  desde: Temporal.Instant,
  hasta: Temporal.Instant,
): Promise<store.FunnelRow[]> {
  return await store.selectFunnel(app.db, desde, hasta)
}
