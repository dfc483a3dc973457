// What a deposit means for the line that it names: pure, and the same whatever the order in which deposits become known.

/** What became of a deposit. */
export type DepositOutcome = 'matched' | 'partial' | 'excess' | 'duplicate' | 'unidentified'

/** The keys that people and programs outside see (governance §12). */
export const DEPOSIT_WIRE: Readonly<Record<DepositOutcome, string>> = {
  matched: 'conciliado',
  partial: 'parcial',
  excess: 'excedente',
  duplicate: 'duplicado',
  unidentified: 'sin_identificar',
}

export interface Share {
  readonly outcome: DepositOutcome
  /** Of the deposit: what belongs to the order, and what goes back. */
  readonly toOrder: number
  readonly surplus: number
}

/**
 * Shares a deposit out over its line. What belongs to the order is never more than the price and depends only on the sum,
 * so any order of the same deposits ends in the same balances.
 */
export function shareDeposit(price: number, received: number, centavos: number): Share {
  const before = Math.min(received, price)
  const toOrder = Math.min(received + centavos, price) - before
  const surplus = centavos - toOrder
  const outcome =
    before === price ? 'duplicate' : before + toOrder < price ? 'partial' : surplus > 0 ? 'excess' : 'matched'
  return { outcome, toOrder, surplus }
}
