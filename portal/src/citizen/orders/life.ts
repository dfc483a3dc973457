// What happens to a placed order: paid, issued, delivered, refused, refunded; each handler may run twice.
import { randomInt } from 'node:crypto'
import type { App } from '#context'
import type { Tx } from '#db'
import { readEntidad } from '#directory'
import { lockedSince } from '#holders'
import { append } from '#journal'
import type { JobPayload } from '#jobs'
import { findCapture, readReference } from '#payments'
import { REFUND_AFTER, retryDelayMs } from './order.ts'
import type { OrderEvent } from './order.ts'
import { FIRST_RETRY_MS, plusMs, step } from './step.ts'
import type { StepOptions } from './step.ts'
import * as store from './store.ts'
import type { OrderRow } from './store.ts'

/** What issuing needs of a paid order, frozen when it was quoted. */
export interface IssuableOrder {
  readonly folio: string
  readonly entidad: string
  readonly referencia: string
  readonly version: string
  readonly plantilla: string
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

/** How an order ends that has no copy: with its money back, or without, where none was paid. */
const endOf = (row: OrderRow): OrderEvent => (row.medio === 'exencion' ? 'exemptionLapsed' : 'refundFell')

/** Takes a paid order for issuing; null when it is not (or no longer) one to issue. */
export async function takeForIssuing(app: App, folio: string): Promise<IssuableOrder | null> {
  return await app.db.tx(async (tx) => {
    let row = await store.lockOrder(tx, folio)
    if (row?.state === 'paid') {
      row = await step(app, tx, row, 'taken', {
        actor: 'sistema',
        deadlineAt: row.deadline_at,
        deadlineEvent: endOf(row),
        retryAt: plusMs(app.clock.now(), FIRST_RETRY_MS),
      })
    }
    if (row?.state !== 'issuing') return null
    if (await isLockedSincePayment(tx, row)) {
      const event = row.medio === 'exencion' ? 'exemptionLapsed' : 'entidadRefused'
      await step(app, tx, row, event, { actor: 'titular', data: { codigo: LOCKED } })
      return null
    }
    return {
      folio,
      entidad: row.entidad,
      referencia: row.referencia,
      version: row.acta_version,
      plantilla: row.plantilla,
    }
  })
}

/** Why an order is refused whose acta was locked before it was paid. */
export const LOCKED = 'no-se-entrega'

/** What was paid before the lock is honoured; a price that was paid after it goes back, unless the holder ordered. */
async function isLockedSincePayment(tx: Tx, row: OrderRow): Promise<boolean> {
  if (row.de_titular) return false
  const since = await lockedSince(tx, row.curp_blind)
  return since !== null && (row.paid_at === null || Temporal.Instant.compare(row.paid_at, since) > 0)
}

/** Tries before the person is told that it takes longer: some five minutes, so that a short silence worries nobody. */
const TELL_AFTER_TRIES = 6

/**
 * Puts off an order whose entidad did not answer; the sweep tries again until the refund falls due. The number of tries
 * passes this mark once, so the delay is told once.
 */
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
    if (row.attempt + 1 === TELL_AFTER_TRIES)
      await append(app, tx, {
        event: 'order.delayed',
        actor: `entidad:${row.entidad}`,
        subject: folio,
        entidad: row.entidad,
        data: { tries: TELL_AFTER_TRIES },
      })
  })
}

/** The record is gone or changed since the preview: no copy can be what the person saw, so the money goes back. */
export async function refuseIssuing(app: App, folio: string, codigo: string): Promise<void> {
  await app.db.tx(async (tx) => {
    const row = await store.lockOrder(tx, folio)
    if (row?.state !== 'issuing') return
    const event = row.medio === 'exencion' ? 'exemptionLapsed' : 'entidadRefused'
    await step(app, tx, row, event, { actor: `entidad:${row.entidad}`, data: { codigo } })
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
