// The order itself: its states, the one table of what may follow what, and its name. Pure rules, no input or output.
import { randomBytes } from 'node:crypto'
import { DomainError } from '#errors'

export type OrderState =
  | 'quoted'
  | 'awaitingPayment'
  | 'paid'
  | 'issuing'
  | 'issued'
  | 'delivered'
  | 'expired'
  | 'rejected'
  | 'refundDue'
  | 'refunded'
  | 'underReview'

/** The key that people and programs outside see for each state (outside face §3). */
export const STATES: Readonly<Record<OrderState, { readonly wire: string }>> = {
  quoted: { wire: 'cotizada' },
  awaitingPayment: { wire: 'pago_pendiente' },
  paid: { wire: 'pagada' },
  issuing: { wire: 'emitiendo' },
  issued: { wire: 'emitida' },
  delivered: { wire: 'entregada' },
  expired: { wire: 'vencida' },
  rejected: { wire: 'rechazada' },
  refundDue: { wire: 'reembolso_pendiente' },
  refunded: { wire: 'reembolsada' },
  underReview: { wire: 'en_revision' },
}

export interface Transition {
  readonly from: readonly OrderState[]
  readonly event: OrderEvent
  readonly to: OrderState
  readonly note: string
}

export type OrderEvent =
  | 'paymentOpened'
  | 'exemptionSigned'
  | 'exemptionLapsed'
  | 'deadlinePassed'
  | 'cancelled'
  | 'entidadRefused'
  | 'paidInFull'
  | 'underpaid'
  | 'completed'
  | 'paidLate'
  | 'paidTooLate'
  | 'reviewAccepted'
  | 'reviewRefused'
  | 'taken'
  | 'copyStored'
  | 'refundFell'
  | 'downloaded'
  | 'chargedBack'
  | 'refundSettled'

/** Everything that is not in this table is refused. The diagram in docs/ is drawn from it. */
export const TRANSITIONS: readonly Transition[] = [
  {
    from: ['quoted'],
    event: 'paymentOpened',
    to: 'awaitingPayment',
    note: 'card charge or línea de captura opened; a deadline row starts',
  },
  { from: ['quoted'], event: 'exemptionSigned', to: 'paid', note: 'exemption signed by two people' },
  {
    from: ['paid', 'issuing'],
    event: 'exemptionLapsed',
    to: 'rejected',
    note: 'no copy 72 h after an exemption was signed, or the record changed: nothing was paid',
  },
  { from: ['quoted', 'awaitingPayment'], event: 'deadlinePassed', to: 'expired', note: 'not paid in time' },
  { from: ['quoted', 'awaitingPayment'], event: 'cancelled', to: 'rejected', note: 'the person cancels' },
  { from: ['quoted', 'awaitingPayment'], event: 'entidadRefused', to: 'rejected', note: 'the entidad refuses' },
  {
    from: ['awaitingPayment'],
    event: 'paidInFull',
    to: 'paid',
    note: 'first of notice, poll or return; 72 h deadline row from our recording it',
  },
  { from: ['awaitingPayment'], event: 'underpaid', to: 'underReview', note: 'less than the price: two people decide' },
  { from: ['expired'], event: 'paidLate', to: 'paid', note: 'late, and the frozen price is still valid' },
  {
    from: ['underReview'],
    event: 'completed',
    to: 'paid',
    note: 'a second payment of the same line completes the price',
  },
  {
    from: ['expired', 'rejected', 'refunded'],
    event: 'paidTooLate',
    to: 'refundDue',
    note: 'money is never lost or ignored',
  },
  { from: ['underReview'], event: 'reviewAccepted', to: 'paid', note: 'two people accept' },
  { from: ['underReview'], event: 'reviewRefused', to: 'refundDue', note: 'two people do not accept' },
  { from: ['paid'], event: 'taken', to: 'issuing', note: 'a worker starts' },
  { from: ['issuing'], event: 'copyStored', to: 'issued', note: 'intent stored, signed, stored: one file for ever' },
  {
    from: ['paid', 'issuing'],
    event: 'refundFell',
    to: 'refundDue',
    note: '72 h after we recorded the payment without a copy',
  },
  {
    from: ['issuing'],
    event: 'entidadRefused',
    to: 'refundDue',
    note: 'the record changed or is gone since the preview: the money goes back',
  },
  { from: ['issued'], event: 'downloaded', to: 'delivered', note: 'downloaded; the same bytes are served again' },
  { from: ['paid', 'issuing'], event: 'chargedBack', to: 'underReview', note: 'the bank takes the money back' },
  { from: ['refundDue'], event: 'refundSettled', to: 'refunded', note: 'the money is back with the payer' },
]

/** The state after `event`. @throws conflict `transicion-no-permitida` when the table does not have it */
export function next(state: OrderState, event: OrderEvent): OrderState {
  const found = TRANSITIONS.find((one) => one.event === event && one.from.includes(state))
  if (!found)
    throw new DomainError('conflict', 'transicion-no-permitida', {
      params: { estado: STATES[state].wire, evento: event },
    })
  return found.to
}

export function isAllowed(from: OrderState | null, event: string, to: OrderState): boolean {
  if (from === null) return event === 'placed' && to === 'quoted'
  return TRANSITIONS.some((one) => one.event === event && one.to === to && one.from.includes(from))
}

/** The layout of the copy, frozen in each order. */
export const TEMPLATE = 'copia-2026-1'

/** Hours that an unpaid order waits (ours; the letter does not say). */
export const PAYMENT_WINDOW = { hours: 24 }
/** From our recording of the payment to the refund, when there is no copy (outside face §3). */
export const REFUND_AFTER = { hours: 72 }

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

function valueOf(digits: string): number {
  // Modulo 37, a prime above 32: every single wrong character and every swap of neighbours changes the remainder.
  let rest = 0
  for (const one of digits) rest = (rest * 32 + ALPHABET.indexOf(one)) % 37
  return rest
}

/** What a folio names: an order, a report, a refusal of a copy, an act that two people do, an emergency access, a maintenance. */
export type FolioKind = 'ACT' | 'REP' | 'REC' | 'DOS' | 'EME' | 'MAN'

/** A new name: its kind and ten characters, the last checking the others. A name, not a secret. */
export function newFolio(random: () => Buffer = () => randomBytes(9), kind: FolioKind = 'ACT'): string {
  for (;;) {
    const digits = [...random()].map((byte) => ALPHABET[byte % 32]).join('')
    const check = valueOf(digits)
    if (check < 32) return `${kind}-${digits}${ALPHABET[check]}`
  }
}

/** The folio in its written form, forgiving case, spaces and the letters O, I and L; null when a character is wrong. */
export function parseFolio(text: string, kind: FolioKind = 'ACT'): string | null {
  const bare = text.toUpperCase().replace(/[\s-]/g, '')
  // A name is ten characters, so that one which happens to begin like its kind keeps its beginning.
  const plain = (bare.length > 10 && bare.startsWith(kind) ? bare.slice(kind.length) : bare)
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
  if (plain.length !== 10 || [...plain].some((one) => !ALPHABET.includes(one))) return null
  return ALPHABET[valueOf(plain.slice(0, 9))] === plain[9] ? `${kind}-${plain}` : null
}

/** How long to wait before the next try at an entidad that did not answer: 5 s growing to one hour, with jitter. */
export function retryDelayMs(attempt: number, chance: number): number {
  const base = Math.min(5_000 * 2 ** Math.min(attempt, 20), 60 * 60_000)
  return Math.round(base * (0.75 + 0.5 * chance))
}
