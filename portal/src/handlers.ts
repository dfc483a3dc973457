// What each job and each schedule of reactions.ts does. Every handler may run twice and must land on the same result.
import { sendAlarmMails } from '#acts'
import { followChanges, issueCopy } from '#copies'
import { openForOverduePayment, openForRefund, sendRefusalMail, sendTicketMails } from '#helpdesk'
import { sendHolderMail, sweepHolders } from '#holders'
import { detectIncident, recoverIncident } from '#incidents'
import type { JobPayload } from '#jobs'
import { sealJournal, signHead } from '#journal'
import { sendReport } from '#onboarding'
import { sendMaintenanceMails } from './operations/maintenance/mail.ts'
import { markPaid, markRefunded, sendOrderMail } from '#orders'
import { refundOrder } from '#payments'
import { sendNoticeMails } from '#pilot'
import { sweepSearches } from '#search'
import { sendEmergencyMails } from './operations/staff/emergency/mail.ts'
import { foldMinutes, forgetProbes, steadySince, sumAnswerDays } from '#sla'
import { sendWaitMails, tellWhoWaits } from '#waitlist'
import { sweepDue } from './deadlines.ts'
import type { WorkerApp } from './edges.ts'
import type { Job, Schedule } from './reactions.ts'

export const handlers: Readonly<Record<Job, (app: WorkerApp, payload: JobPayload) => Promise<void>>> = {
  'orders.mail': sendOrderMail,
  'orders.mark-paid': markPaid,
  'copies.issue': issueCopy,
  'payments.refund': refundOrder,
  'orders.mark-refunded': markRefunded,
  'helpdesk.open-for-refund': openForRefund,
  'helpdesk.open-for-payment': openForOverduePayment,
  'helpdesk.mail': sendTicketMails,
  'helpdesk.mail-refusal': sendRefusalMail,
  'holders.mail': sendHolderMail,
  'waitlist.mail': sendWaitMails,
  'pilot.mail-notice': sendNoticeMails,
  'maintenance.mail': sendMaintenanceMails,
  'acts.mail-alarm': sendAlarmMails,
  'incidents.detect': detectIncident,
  'incidents.recover': recoverIncident,
  'staff.mail-emergency': sendEmergencyMails,
  'onboarding.send-report': sendReport,
}

export const rounds: Readonly<Record<Schedule, (app: WorkerApp) => Promise<unknown>>> = {
  'seal the journal': (app) => sealJournal(app.db),
  'sign the head of the journal': signHead,
  'sweep what fell due': sweepDue,
  'follow corrections': followChanges,
  'fold what was seen into minutes': foldMinutes,
  'tell who waits for a registry': (app) => tellWhoWaits(app, (claves) => steadySince(app, claves)),
  'sum up days that are over': sumAnswerDays,
  'forget old probes': forgetProbes,
  'forget expired searches': sweepSearches,
  'forget old looks at records': sweepHolders,
}
