// Reactions and schedules on one page: what follows what, and what is done again and again. Every handler may run twice
// and must land on the same result.
import type { App } from '#context'
import { followChanges, issueCopy } from '#copies'
import type { Signer } from '#copies'
import type { EntidadGateway } from '#gateway'
import {
  nextTicketDue,
  openForOverduePayment,
  openForRefund,
  sendRefusalMail,
  sendTicketMails,
  sweepTickets,
} from '#helpdesk'
import { detectIncident, nextIncidentDue, recoverIncident, sweepIncidents } from '#incidents'
import type { JobPayload } from '#jobs'
import { sealJournal, signHead } from '#journal'
import { nextMailDue, sweepMails } from '#mailer'
import type { Mailer } from '#mailer'
import { nextOnboardingDue, sendReport, sweepOnboarding } from '#onboarding'
import { markPaid, markRefunded, nextOrderDue, sendOrderMail, sweepOrders } from '#orders'
import { nextPollDue, pollCharges, refundOrder } from '#payments'
import type { Bank } from '#payments'
import { nextAvailabilityDue, sweepAvailability } from '#reconciliation'
import { nextPilotDue, sendNoticeMails, sweepPilot } from '#pilot'
import { sweepSearches } from '#search'
import { foldMinutes, forgetProbes } from '#sla'

export type WorkerApp = App & {
  readonly entidades: EntidadGateway
  readonly signer: Signer
  readonly bank: Bank
  readonly mailer: Mailer
}

/** Event of the journal → jobs that follow it, queued in the transaction of the event. */
export const reactions: ReadonlyMap<string, readonly string[]> = new Map([
  ['order.placed', ['orders.mail']],
  ['order.awaitingPayment', ['orders.mail']],
  ['payment.confirmed', ['orders.mark-paid']],
  ['order.paid', ['copies.issue', 'orders.mail']],
  ['order.underReview', ['orders.mail']],
  ['order.delayed', ['orders.mail']],
  ['order.issued', ['orders.mail']],
  ['order.expired', ['orders.mail']],
  ['order.refundDue', ['payments.refund', 'helpdesk.open-for-refund', 'orders.mail']],
  ['order.refunded', ['orders.mail']],
  ['order.linkRenewed', ['orders.mail']],
  ['order.contactCorrected', ['orders.mail']],
  ['payment.overdue', ['helpdesk.open-for-payment']],
  ['payment.refunded', ['orders.mark-refunded']],
  ['ticket.opened', ['helpdesk.mail']],
  ['ticket.answered', ['helpdesk.mail']],
  ['ticket.solved', ['helpdesk.mail']],
  ['ticket.answeredAtLevel2', ['helpdesk.mail']],
  ['ticket.citizenAsked', ['helpdesk.mail']],
  ['ticket.solvedAtLevel2', ['helpdesk.mail']],
  ['refusal.told', ['helpdesk.mail-refusal']],
  ['notice.sent', ['pilot.mail-notice']],
  ['sla.down', ['incidents.detect']],
  ['sla.up', ['incidents.recover']],
  ['onboarding.reportOrdered', ['onboarding.send-report']],
])

/** What each job does; the worker registers exactly these. */
export const handlers: Readonly<Record<string, (app: WorkerApp, payload: JobPayload) => Promise<void>>> = {
  'orders.mail': sendOrderMail,
  'orders.mark-paid': markPaid,
  'copies.issue': issueCopy,
  'payments.refund': refundOrder,
  'orders.mark-refunded': markRefunded,
  'helpdesk.open-for-refund': openForRefund,
  'helpdesk.open-for-payment': openForOverduePayment,
  'helpdesk.mail': sendTicketMails,
  'helpdesk.mail-refusal': sendRefusalMail,
  'pilot.mail-notice': sendNoticeMails,
  'incidents.detect': detectIncident,
  'incidents.recover': recoverIncident,
  'onboarding.send-report': sendReport,
}

/** Events that a handler appends; the architecture test refuses a circle. */
export const causes: Readonly<Record<string, readonly string[]>> = {
  'orders.mark-paid': ['order.paid'],
  'copies.issue': ['order.issuing', 'order.issued', 'copy.issued', 'order.refundDue'],
  'payments.refund': ['payment.refunded'],
  'orders.mark-refunded': ['order.refunded'],
  'helpdesk.open-for-refund': ['ticket.opened'],
  'helpdesk.open-for-payment': ['ticket.opened'],
  'incidents.detect': ['incident.detected', 'incident.relapsed'],
  'orders.mail': ['mail.returned'],
  'helpdesk.mail': ['mail.returned'],
  'helpdesk.mail-refusal': ['mail.returned'],
  'pilot.mail-notice': ['mail.returned'],
  'onboarding.send-report': ['onboarding.reportSent', 'onboarding.reportReturned', 'mail.returned'],
}

export interface Schedule {
  readonly name: string
  readonly everyMs: number
  readonly run: (app: WorkerApp) => Promise<unknown>
}

/** What the worker does again and again, in real time. */
export const schedules: readonly Schedule[] = [
  { name: 'seal the journal', everyMs: 1_000, run: (app) => sealJournal(app.db) },
  { name: 'sign the head of the journal', everyMs: 10_000, run: signHead },
  { name: 'sweep what fell due', everyMs: 1_000, run: sweepDue },
  { name: 'follow corrections', everyMs: 15_000, run: followChanges },
  { name: 'fold what was seen into minutes', everyMs: 1_000, run: foldMinutes },
  { name: 'forget old probes', everyMs: 600_000, run: forgetProbes },
  { name: 'forget expired searches', everyMs: 600_000, run: sweepSearches },
]

type SweepApp = App & { readonly bank: Bank; readonly entidades: EntidadGateway }

interface Deadline {
  readonly next: (app: App) => Promise<Temporal.Instant | null>
  readonly sweep: (app: SweepApp) => Promise<number>
}

/** Every deadline that is a row, room by room: when the next one falls due, and what is done then. */
const deadlines: readonly Deadline[] = [
  { next: nextTicketDue, sweep: sweepTickets },
  { next: nextIncidentDue, sweep: sweepIncidents },
  { next: nextOnboardingDue, sweep: sweepOnboarding },
  { next: nextPollDue, sweep: pollCharges },
  { next: nextOrderDue, sweep: sweepOrders },
  { next: nextAvailabilityDue, sweep: sweepAvailability },
  { next: nextPilotDue, sweep: sweepPilot },
  { next: nextMailDue, sweep: sweepMails },
]

/** Sweeps every room. A clock that is moved stops at each of their instants. */
export async function sweepDue(app: SweepApp): Promise<number> {
  return await sweepAll(app, deadlines)
}

/** Sweeps the rooms in which something is due now, for a clock that stops hundreds of times; all when none says so. */
export async function sweepWhatIsDue(app: SweepApp): Promise<number> {
  const now = app.clock.now()
  const asked = await Promise.all(deadlines.map(async (one) => ({ one, at: await one.next(app) })))
  const due = asked.filter(({ at }) => at !== null && Temporal.Instant.compare(at, now) <= 0).map(({ one }) => one)
  return await sweepAll(app, due.length > 0 ? due : deadlines)
}

async function sweepAll(app: SweepApp, rooms: readonly Deadline[]): Promise<number> {
  let done = 0
  for (const { sweep } of rooms) done += await sweep(app)
  return done
}

/** The next instant at which `sweepDue` has something to do; null when nothing waits. */
export async function nextDue(app: App): Promise<Temporal.Instant | null> {
  const asked = await Promise.all(deadlines.map(async ({ next }) => await next(app)))
  const due = asked.filter((one) => one !== null)
  return due.sort(Temporal.Instant.compare)[0] ?? null
}
