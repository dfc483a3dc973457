// The door of payments: charges at the bank, the captures we have, what goes back, and the ledger of every centavo.
import { createHmac, randomInt, timingSafeEqual } from 'node:crypto'
import type { App } from '#context'
import type { Queryable, Tx } from '#db'
import { DomainError } from '#errors'
import { append } from '#journal'
import type { JobPayload } from '#jobs'
import { bankCharge, createBankCharge, refundBankCharge } from './bank.ts'
import type { Bank, BankCharge } from './bank.ts'
import { book } from './book.ts'
import { makeLinea } from './linea-de-captura.ts'
import * as store from './store.ts'

export type { Bank } from './bank.ts'
export { listDueByHand, readDueByHand, settleByHand } from './by-hand/by-hand.ts'
export type { DueRow } from './by-hand/by-hand.ts'
export { bookDeposit } from './deposits.ts'
export type { Booked, Deposit, DepositReason } from './deposits.ts'
export { DEPOSIT_WIRE } from './deposit.ts'
export type { DepositOutcome } from './deposit.ts'
export { formatLinea } from './linea-de-captura.ts'
export type WithBank = App & { readonly bank: Bank }

export interface Charge {
  readonly cobro: string
  readonly url: string
}

/** A notice older or newer than this against our clock is refused as a replay (the bank signs each retry anew). */
const NOTICE_SKEW_MS = 10 * 60_000

/**
 * Opens the charge of an order at the bank, once: the row exists before the call, the folio is the bank's idempotency key.
 * @throws unavailable `banco-no-disponible`
 */
export async function openCharge(
  app: WithBank,
  order: { folio: string; centavos: number; entidad: string },
): Promise<Charge> {
  const now = app.clock.now()
  await store.insertCharge(app.db, order, now)
  const known = await store.selectCharge(app.db, order.folio)
  if (known?.cobro) return { cobro: known.cobro, url: known.url! }
  const made = await createBankCharge(app.bank, {
    referencia: order.folio,
    importeCentavos: order.centavos,
    urlRetorno: `${app.config.publicUrl}/solicitudes/${order.folio}/regreso`,
    urlAviso: `${app.config.publicUrl}/avisos/banco`,
  })
  if (made === null) throw new DomainError('unavailable', 'banco-no-disponible', { retryAfterS: 30 })
  await store.updateCharge(app.db, order.folio, made, nextPollAt(now, 0))
  return made
}

export interface Reference {
  readonly lineaDeCaptura: string
  readonly venceEn: Temporal.Instant
}

/** Natural days that a línea de captura can be paid, the first one counted (ours; the letter does not say). */
const REFERENCE_DAYS = 3

/** The línea de captura of an order, minted once: amount and last day are inside its check digits. */
export async function openReference(
  app: App,
  order: { folio: string; centavos: number; entidad: string },
): Promise<Reference> {
  const now = app.clock.now()
  const lastDay = now
    .toZonedDateTimeISO('America/Mexico_City')
    .toPlainDate()
    .add({ days: REFERENCE_DAYS - 1 })
  const venceEn = lastDay.add({ days: 1 }).toZonedDateTime('America/Mexico_City').toInstant()
  for (;;) {
    const known = await store.selectReference(app.db, order.folio)
    if (known) return { lineaDeCaptura: known.linea, venceEn: known.vence_en }
    const number = `${order.entidad}${String(randomInt(10 ** 10)).padStart(10, '0')}`
    await store.insertReference(app.db, {
      folio: order.folio,
      entidad: order.entidad,
      linea: makeLinea(number, order.centavos, lastDay),
      centavos: order.centavos,
      venceEn,
      at: now,
    })
  }
}

/** The línea de captura of an order, or null when it is paid by card. */
export async function readReference(app: App, folio: string): Promise<Reference | null> {
  const row = await store.selectReference(app.db, folio)
  return row ? { lineaDeCaptura: row.linea, venceEn: row.vence_en } : null
}

/** The charge of an order, or null while it has none. */
export async function readCharge(app: App, folio: string): Promise<Charge | null> {
  const row = await store.selectCharge(app.db, folio)
  return row?.cobro ? { cobro: row.cobro, url: row.url! } : null
}

/** The money that we have for an order. */
export async function findCapture(db: Queryable, folio: string): Promise<Capture | null> {
  const row = await store.selectCapture(db, folio)
  return row ? { centavos: row.centavos, channel: row.channel, paidAt: row.captured_at } : null
}

/** The money of an order: how much, by which channel, and when it was paid. */
export interface Capture {
  readonly centavos: number
  readonly channel: store.Channel
  readonly paidAt: Temporal.Instant
}

/** What whoever ordered may know of the money: how much came, what goes back, and whether the bank refused the card. */
export interface Money {
  readonly recibidoCentavos: number
  readonly rechazada: boolean
  readonly excedentes: readonly {
    readonly centavos: number
    readonly motivo: 'excedente' | 'duplicado'
    readonly venceEn: Temporal.Instant
    readonly devueltoEn: Temporal.Instant | null
  }[]
}

export async function readMoney(app: App, folio: string): Promise<Money> {
  const [capture, charge, surplus] = await Promise.all([
    store.selectCapture(app.db, folio),
    store.selectCharge(app.db, folio),
    store.selectSurplusOf(app.db, folio),
  ])
  return {
    recibidoCentavos: capture?.centavos ?? 0,
    rechazada: charge?.state === 'rechazado',
    excedentes: surplus.map((one) => ({
      centavos: one.centavos,
      motivo: one.reason,
      venceEn: one.due_at,
      devueltoEn: one.settled_at,
    })),
  }
}

/** What our books say came to each entidad's account over a counter, in centavos. */
export async function depositTotals(app: App): Promise<ReadonlyMap<string, number>> {
  return new Map((await store.selectDepositTotals(app.db)).map((one) => [one.entidad, one.centavos]))
}

/** Money that is due to payers apart from whole orders, the oldest first; null for all entidades. */
export async function listSurplus(app: App, entidad: string | null): Promise<store.SurplusRow[]> {
  return await store.selectSurplus(app.db, entidad)
}

/**
 * A notice of the bank: believed only when its signature is right, its time is near and it was never seen; and even
 * then only as a hint to ask the bank itself.
 * @throws forbidden `aviso-no-autentico` · invalid `aviso-invalido`
 */
export async function acceptNotice(
  app: WithBank,
  notice: { evento: string; en: string; firma: string; body: Buffer },
): Promise<void> {
  const expected = createHmac('sha256', app.secrets.bank)
    .update(`${notice.evento}.${notice.en}.`)
    .update(notice.body)
    .digest()
  const given = Buffer.from(notice.firma, 'hex')
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new DomainError('forbidden', 'aviso-no-autentico')
  const at = instantOf(notice.en)
  const far = at === null || Math.abs(at.epochMilliseconds - app.clock.now().epochMilliseconds) > NOTICE_SKEW_MS
  if (far || !/^[0-9a-f-]{36}$/.test(notice.evento)) throw new DomainError('invalid', 'aviso-invalido')
  const body = parseNotice(notice.body)
  const folio = await store.selectFolioByCobro(app.db, body.cobro)
  if (folio === undefined) throw new DomainError('invalid', 'aviso-invalido')
  await settleCharge(app, folio)
  await store.insertNotice(app.db, {
    eventId: notice.evento,
    cobro: body.cobro,
    tipo: body.tipo,
    at: at!,
    recordedAt: app.clock.now(),
  })
}

function instantOf(text: string): Temporal.Instant | null {
  try {
    return Temporal.Instant.from(text)
  } catch {
    return null
  }
}

function parseNotice(bytes: Buffer): { tipo: string; cobro: string } {
  try {
    const body = JSON.parse(bytes.toString('utf8')) as { tipo?: unknown; cobro?: unknown }
    if (typeof body.tipo === 'string' && typeof body.cobro === 'string') return { tipo: body.tipo, cobro: body.cobro }
  } catch {
    // Falls through to the one refusal below.
  }
  throw new DomainError('invalid', 'aviso-invalido')
}

/** States of a charge that the bank has not captured; another word of its is not ours to keep. */
const KNOWN_STATES: ReadonlySet<string> = new Set(['abierto', 'en_proceso', 'rechazado'])

/** Asks the bank how a charge stands and records what it says. False when the bank did not answer. */
export async function settleCharge(app: WithBank, folio: string): Promise<boolean> {
  const row = await store.selectCharge(app.db, folio)
  if (!row?.cobro) return true
  const charge = await bankCharge(app.bank, row.cobro)
  if (charge === null) return false
  if (charge.referencia !== folio || charge.moneda !== 'MXN' || charge.cobro !== row.cobro) {
    app.log.warn('bank.answer-not-believed', { folio })
    return false
  }
  if (charge.estado === 'capturado') await recordCapture(app, row.entidad, folio, charge)
  else if (KNOWN_STATES.has(charge.estado)) await store.noteCharge(app.db, folio, charge.estado)
  return true
}

/** Books a capture once, whoever brings the news first: notice, return of the person or poll. */
async function recordCapture(app: App, entidad: string, folio: string, charge: BankCharge): Promise<void> {
  await app.db.tx(async (tx) => {
    const now = app.clock.now()
    const at = instantOf(charge.en) ?? now
    const row = await store.insertCapture(tx, {
      folio,
      cobro: charge.cobro,
      channel: 'tarjeta',
      centavos: charge.importeCentavos,
      autorizacion: charge.autorizacion ?? null,
      capturedAt: at,
      recordedAt: now,
    })
    if (!row) return
    await store.stopPolling(tx, folio, 'capturado')
    await book(app, tx, { folio, entidad, channel: 'tarjeta', reason: 'capture' }, [
      ['banco', charge.importeCentavos],
      ['por-emitir', -charge.importeCentavos],
    ])
    await append(app, tx, {
      event: 'payment.confirmed',
      actor: 'banco',
      subject: folio,
      at,
      data: { centavos: charge.importeCentavos },
    })
  })
}

/** A copy without payment stands in the books too: with nothing. */
export async function bookExemption(app: App, tx: Tx, order: { folio: string; entidad: string }): Promise<void> {
  await book(app, tx, { ...order, channel: 'exencion', reason: 'exemption' }, [
    ['exento', 0],
    ['por-emitir', 0],
  ])
}

/** Reaction to `order.refundDue`: gives the money back through the bank. Safe to repeat. */
export async function refundOrder(app: WithBank, { subject: folio, entidad }: JobPayload): Promise<void> {
  const capture = await store.selectCapture(app.db, folio)
  if (!capture) return
  await store.insertRefund(app.db, folio, capture.centavos, app.clock.now())
  if (await store.isRefundSettled(app.db, folio)) return
  // Money that came over a counter goes back to an account with a checked name: the row stays due until a person settles it.
  if (capture.channel !== 'tarjeta') return
  const done = await refundBankCharge(app.bank, capture.cobro, capture.centavos, folio)
  // Throwing hands the job back to the queue, which tries again with growing pauses.
  if (!done) throw new Error(`the bank did not confirm the refund of ${folio}`)
  await app.db.tx(async (tx) => {
    if (!(await store.settleRefund(tx, folio, app.clock.now()))) return
    await book(app, tx, { folio, entidad: entidad ?? '', channel: capture.channel, reason: 'refund' }, [
      ['por-emitir', capture.centavos],
      ['banco', -capture.centavos],
    ])
    await append(app, tx, {
      event: 'payment.refunded',
      actor: 'banco',
      subject: folio,
      data: { centavos: capture.centavos },
    })
  })
}

/** Asks the bank about every open charge whose turn has come: a lost notice must not lose a payment. */
export async function pollCharges(app: WithBank): Promise<number> {
  const now = app.clock.now()
  const due = await store.takeDuePolls(app.db, now, 100, nextPollAt, POLL_FOR_MS)
  for (const folio of due) await settleCharge(app, folio)
  return due.length
}

/** The bank closes a charge that nobody paid after seven days; until then it can still be captured, so until then we ask. */
const POLL_FOR_MS = 7 * 24 * 3_600_000
const FIRST_POLL_MS = 15_000
const LONGEST_POLL_MS = 6 * 3_600_000

/** The pause before the next poll: it doubles, since most people pay at once and few come back after days. */
function pollPauseMs(polls: number): number {
  return Math.min(FIRST_POLL_MS * 2 ** polls, LONGEST_POLL_MS)
}

/**
 * When a charge is asked for again. Instants lie on a grid that widens with the pause, so that many charges are asked for
 * together and a clock that is moved by days stops seldom.
 */
export function nextPollAt(now: Temporal.Instant, polls: number): Temporal.Instant {
  const pauseMs = pollPauseMs(polls)
  const gridMs = pauseMs / 4
  return Temporal.Instant.fromEpochMilliseconds(Math.ceil((now.epochMilliseconds + pauseMs) / gridMs) * gridMs)
}

export async function nextPollDue(app: App): Promise<Temporal.Instant | null> {
  return await store.selectNextPoll(app.db)
}

/** I1 (captures per order ≤ 1, net of refunds) and the sum of the ledger, from the rows themselves. */
export async function checkPayments(app: App): Promise<{ i1: { checked: number; violations: string[] } }> {
  const rows = await store.selectCaptureBalance(app.db)
  const wrong = rows.filter((row) => row.captures > 1 || row.ledger !== 0 || row.kept !== row.captured - row.refunded)
  return {
    i1: {
      checked: rows.length,
      violations: wrong.map((row) => `${row.folio}: ${row.captures} captures, ledger ${row.ledger}, kept ${row.kept}`),
    },
  }
}
