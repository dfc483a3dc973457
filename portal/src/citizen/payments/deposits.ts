// Deposits at a bank: each is booked once, shared over the order of its line, and what is too much becomes due to the payer.
import { centralDay } from '#clock'
import type { App } from '#context'
import type { Tx } from '#db'
import { append } from '#journal'
import { book } from './book.ts'
import { shareDeposit } from './deposit.ts'
import type { DepositOutcome } from './deposit.ts'
import * as store from './store.ts'

/** A deposit as a bank's file tells of it. */
export interface Deposit {
  /** The same for the same deposit, whichever file tells of it. */
  readonly key: string
  /** Whose account it came to. */
  readonly entidad: string
  readonly linea: string
  readonly centavos: number
  readonly paidLo: Temporal.Instant
  readonly paidHi: Temporal.Instant
}

export type DepositReason = 'ya-contada' | 'vencida' | 'otra-entidad' | 'linea-desconocida'

export interface Booked {
  readonly outcome: DepositOutcome
  readonly reason: DepositReason | null
  readonly folio: string | null
  /** The order has its whole price with this very deposit. */
  readonly completes: boolean
}

/** When what is too much must be on its way back (ours, as for a whole order). */
const SURPLUS_DUE = { hours: 72 }

/**
 * Books a deposit in the caller's transaction, once: a deposit that was booked before changes nothing and is answered as a
 * duplicate `ya-contada`. Enough for the price confirms the payment; less is confirmed as far as it goes, for two people.
 */
export async function bookDeposit(app: App, tx: Tx, deposit: Deposit): Promise<Booked> {
  const reference = await store.lockReferenceByLinea(tx, deposit.linea)
  if (await store.isDepositKnown(tx, deposit.key))
    return { outcome: 'duplicate', reason: 'ya-contada', folio: reference?.folio ?? null, completes: false }
  if (!reference) return await keepUnidentified(app, tx, deposit, 'linea-desconocida')
  if (reference.entidad !== deposit.entidad) return await keepUnidentified(app, tx, deposit, 'otra-entidad')
  const { folio, entidad } = reference
  const received = (await store.selectCapture(tx, folio))?.centavos ?? 0
  const { outcome, toOrder, surplus } = shareDeposit(reference.centavos, received, deposit.centavos)
  const late = Temporal.Instant.compare(deposit.paidLo, reference.vence_en) >= 0
  const reason = late ? 'vencida' : null
  const now = app.clock.now()
  await store.insertDeposit(tx, { ...deposit, folio, outcome, reason, at: now })
  const lines: [string, number][] = [['banco', deposit.centavos]]
  if (toOrder > 0) lines.push(['por-emitir', -toOrder])
  if (surplus > 0) lines.push(['por-devolver', -surplus])
  await book(app, tx, { folio, entidad, channel: 'referencia', reason: 'deposit' }, lines)
  if (surplus > 0) {
    const reasonOfSurplus = outcome === 'duplicate' ? 'duplicado' : 'excedente'
    const dueAt = now.add(SURPLUS_DUE)
    await store.insertSurplus(tx, {
      deposit: deposit.key,
      folio,
      entidad,
      centavos: surplus,
      reason: reasonOfSurplus,
      dueAt,
    })
    await append(app, tx, {
      event: 'payment.surplusDue',
      actor: 'banco',
      subject: folio,
      entidad,
      data: { centavos: surplus, motivo: reasonOfSurplus },
    })
  }
  if (toOrder > 0) {
    await store.upsertReferenceCapture(tx, {
      folio,
      cobro: deposit.linea,
      centavos: received + toOrder,
      capturedAt: deposit.paidLo,
      recordedAt: now,
    })
    await append(app, tx, {
      event: 'payment.confirmed',
      actor: 'banco',
      subject: folio,
      entidad,
      data: { centavos: toOrder, medio: 'referencia', pagado: centralDay(deposit.paidLo), resultado: outcome },
    })
  }
  return { outcome, reason, folio, completes: toOrder > 0 && outcome !== 'partial' }
}

/** Money that belongs to no order of this account is kept in sight, never taken for anybody's. */
async function keepUnidentified(app: App, tx: Tx, deposit: Deposit, reason: DepositReason): Promise<Booked> {
  const now = app.clock.now()
  await store.insertDeposit(tx, { ...deposit, folio: null, outcome: 'unidentified', reason, at: now })
  await book(
    app,
    tx,
    { folio: deposit.linea, entidad: deposit.entidad, channel: 'referencia', reason: 'unidentified' },
    [
      ['banco', deposit.centavos],
      ['sin-identificar', -deposit.centavos],
    ],
  )
  return { outcome: 'unidentified', reason, folio: null, completes: false }
}
