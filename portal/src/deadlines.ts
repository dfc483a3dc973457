// Every deadline that is a row, room by room: when the next one falls due, and what is done then.
import { nextActDue, sweepActs } from '#acts'
import type { App } from '#context'
import type { EntidadGateway } from '#gateway'
import { nextTicketDue, sweepTickets } from '#helpdesk'
import { nextIncidentDue, sweepIncidents } from '#incidents'
import { nextMailDue, sweepMails } from '#mailer'
import { nextMaintenanceDue, sweepMaintenance } from '#maintenance'
import { nextOnboardingDue, sweepOnboarding } from '#onboarding'
import { nextOrderDue, sweepOrders } from '#orders'
import { nextPollDue, pollCharges } from '#payments'
import type { Bank } from '#payments'
import { nextPilotDue, sweepPilot } from '#pilot'
import { nextEmergencyDue, sweepEmergencies } from './operations/staff/emergency/emergency.ts'
import { nextWaitDue, sweepWaits } from '#waitlist'
import { nextAvailabilityDue, sweepAvailability } from '#reconciliation'

type SweepApp = App & { readonly bank: Bank; readonly entidades: EntidadGateway }

interface Deadline {
  readonly next: (app: App) => Promise<Temporal.Instant | null>
  readonly sweep: (app: SweepApp) => Promise<number>
}

const deadlines: readonly Deadline[] = [
  { next: nextTicketDue, sweep: sweepTickets },
  { next: nextIncidentDue, sweep: sweepIncidents },
  { next: nextOnboardingDue, sweep: sweepOnboarding },
  { next: nextPollDue, sweep: pollCharges },
  { next: nextOrderDue, sweep: sweepOrders },
  { next: nextAvailabilityDue, sweep: sweepAvailability },
  { next: nextPilotDue, sweep: sweepPilot },
  { next: nextMaintenanceDue, sweep: sweepMaintenance },
  { next: nextActDue, sweep: sweepActs },
  { next: nextEmergencyDue, sweep: sweepEmergencies },
  { next: nextWaitDue, sweep: sweepWaits },
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
