// Reactions and schedules on one page: what follows what, and what is done again and again. Data only, so that every role
// may read it; what each name does is in handlers.ts, which only the worker loads.

/** Event of the journal → jobs that follow it, queued in the transaction of the event. */
const FOLLOWS = {
  'order.placed': ['orders.mail'],
  'order.awaitingPayment': ['orders.mail'],
  'payment.confirmed': ['orders.mark-paid'],
  'order.paid': ['copies.issue', 'orders.mail'],
  'order.underReview': ['orders.mail'],
  'order.delayed': ['orders.mail'],
  'order.issued': ['orders.mail'],
  'order.expired': ['orders.mail'],
  'order.rejected': ['orders.mail'],
  'order.refundDue': ['payments.refund', 'helpdesk.open-for-refund', 'orders.mail'],
  'order.refunded': ['orders.mail'],
  'order.linkRenewed': ['orders.mail'],
  'order.contactCorrected': ['orders.mail'],
  'payment.overdue': ['helpdesk.open-for-payment'],
  'payment.refunded': ['orders.mark-refunded'],
  'ticket.opened': ['helpdesk.mail'],
  'ticket.answered': ['helpdesk.mail'],
  'ticket.solved': ['helpdesk.mail'],
  'ticket.answeredAtLevel2': ['helpdesk.mail'],
  'ticket.citizenAsked': ['helpdesk.mail'],
  'ticket.solvedAtLevel2': ['helpdesk.mail'],
  'refusal.told': ['helpdesk.mail-refusal'],
  'holder.noticeOwed': ['holders.mail'],
  'holder.addressGiven': ['holders.mail'],
  'holder.noticesOn': ['holders.mail'],
  'holder.noticesOff': ['holders.mail'],
  'holder.lockSet': ['holders.mail'],
  'holder.lockOpened': ['holders.mail'],
  'wait.told': ['waitlist.mail'],
  'notice.sent': ['pilot.mail-notice'],
  'sla.down': ['incidents.detect'],
  'sla.up': ['incidents.recover'],
  'maintenance.announced': ['maintenance.mail'],
  'maintenance.calledOff': ['maintenance.mail'],
  'act.quotaReached': ['acts.mail-alarm'],
  'staff.emergencyOpened': ['staff.mail-emergency'],
  'onboarding.reportOrdered': ['onboarding.send-report'],
} as const

export type Job = (typeof FOLLOWS)[keyof typeof FOLLOWS][number]

export const reactions: ReadonlyMap<string, readonly Job[]> = new Map(Object.entries(FOLLOWS))

/** Every job that something leads to, once. */
export const jobs: readonly Job[] = [...new Set([...reactions.values()].flat())]

/** Events that a handler appends; the architecture test refuses a circle. */
export const causes: Readonly<Partial<Record<Job, readonly string[]>>> = {
  'orders.mark-paid': ['order.paid'],
  'copies.issue': ['order.issuing', 'order.issued', 'copy.issued', 'order.refundDue', 'holder.noticeOwed'],
  'payments.refund': ['payment.refunded'],
  'orders.mark-refunded': ['order.refunded'],
  'helpdesk.open-for-refund': ['ticket.opened'],
  'helpdesk.open-for-payment': ['ticket.opened'],
  'incidents.detect': ['incident.detected', 'incident.relapsed'],
  'orders.mail': ['mail.returned'],
  'helpdesk.mail': ['mail.returned'],
  'helpdesk.mail-refusal': ['mail.returned'],
  'holders.mail': ['mail.returned'],
  'waitlist.mail': ['mail.returned'],
  'pilot.mail-notice': ['mail.returned'],
  'maintenance.mail': ['mail.returned'],
  'acts.mail-alarm': ['mail.returned'],
  'staff.mail-emergency': ['mail.returned'],
  'onboarding.send-report': ['onboarding.reportSent', 'onboarding.reportReturned', 'mail.returned'],
}

/** What the worker does again and again, and how often, in milliseconds of real time. */
export const schedules = {
  'seal the journal': 1_000,
  'sign the head of the journal': 10_000,
  'sweep what fell due': 1_000,
  'follow corrections': 15_000,
  'fold what was seen into minutes': 1_000,
  'tell who waits for a registry': 5_000,
  'sum up days that are over': 300_000,
  'forget old probes': 600_000,
  'forget expired searches': 600_000,
  'forget old looks at records': 600_000,
} as const

export type Schedule = keyof typeof schedules
