// What must be true of the whole service at any moment, looked up in the rows themselves.
import type { App } from '#context'
import { verifyJournal } from '#journal'
import type { SealTrust } from '#keys'
import { checkPayments } from '#payments'
// Past the doors: a monitor loads what it checks with, and not the rooms.
import { checkCopies } from './citizen/copies/invariants.ts'
import { checkOrders } from './citizen/orders/invariants.ts'
import { checkActs } from './operations/acts/invariants.ts'
import { checkTickets } from './operations/helpdesk/invariants.ts'
import { checkIncidents } from './operations/incidents/judgement/judgement.ts'
import { checkReconciliation } from './operations/reconciliation/invariants.ts'
import { checkEmergencies } from './operations/staff/emergency/invariants.ts'
import { checkLevels } from './operations/sla/invariants.ts'

export interface InvariantResult {
  readonly id: string
  readonly holds: boolean
  /** How many things were looked at; a check that saw nothing proves nothing. */
  readonly checked: number
  readonly violations: readonly string[]
}

/** The invariants that this version knows: I1–I5, I7, I9, I13, I14, I21–I23 and the chain of the journal. Each room adds its own. */
export async function checkInvariants(
  app: App,
  trust: SealTrust,
): Promise<{ holds: boolean; invariants: InvariantResult[] }> {
  const orders = await checkOrders(app)
  const payments = await checkPayments(app)
  const copies = await checkCopies(app, trust)
  const reconciliation = await checkReconciliation(app)
  const chain = await verifyJournal(app)
  const found: [string, { checked: number; violations: readonly string[] }][] = [
    ['I1', payments.i1],
    ['I2', orders.i2],
    ['I3', copies.i3],
    ['I4', copies.i4],
    ['I5', copies.i5],
    ['I7', reconciliation.i7],
    ['I9', orders.i9],
    ['I13', await checkIncidents(app)],
    ['I14', await checkLevels(app)],
    ['I21', await checkTickets(app)],
    ['I22', await checkActs(app)],
    ['I23', await checkEmergencies(app)],
    ['BITACORA', chain],
  ]
  const invariants = found.map(([id, one]) => ({
    id,
    holds: one.violations.length === 0,
    checked: one.checked,
    violations: one.violations,
  }))
  return { holds: invariants.every((one) => one.holds), invariants }
}
