// The door of the help desk: reports of people, their way over two levels, and everything that a deadline does to them.
import type { App } from '#context'
import type { Claves, Queryable } from '#db'
import type { JobPayload } from '#jobs'
import { append } from '#journal'
import { findOrder, newFolio, parseFolio } from '#orders'
import { catalogue } from '#ui/messages'
import en from './en.json' with { type: 'json' }
import es from './es-MX.json' with { type: 'json' }
import { forgetDrafts } from './drafts/drafts.ts'
import { refusalsOfCopy } from './refusals/refusals.ts'
import * as store from './store.ts'
import { OPEN, next, solvedLevel } from './ticket.ts'
import type { TicketStep } from './ticket.ts'
import { insertReport, lifeOf, record } from './ticket-record.ts'

export { deskIndicator, deskIndicators, listClocks } from './desk-indicator.ts'
export { checkTickets } from './invariants.ts'
export { sendTicketMails } from './mail.ts'
export { acceptanceIndicator, acceptanceIndicators } from './refusals/acceptance-indicator.ts'
export { sendRefusalMail } from './refusals/mail.ts'
export { CODES, actOnTicket, answerDesk } from './desk-steps.ts'
export type { Act } from './desk-steps.ts'
export { TIPOS, checkReport, findRepeated, openTicket, subjectOf } from './open-ticket.ts'
export type { Opened, ReportInput, Tipo } from './open-ticket.ts'
export { attendsRefusal } from './refusals/refusals.ts'
export { listAbout, ownerOfOpenTicket, readTicket, readTicketForDesk, worksOn, worksOnTicket } from './ticket-view.ts'
export type { TicketView } from './ticket-view.ts'

const t = catalogue(es, { en })

/** The open tickets, what falls due first on top; cut to one entidad unless null. */
export async function listQueue(app: App, entidad: string | null): Promise<store.QueueRow[]> {
  return await store.selectQueue(app.db, entidad, OPEN, 500)
}

/**
 * Complaints of people from `desde` up to `hasta`, refusals of a copy apart (indicator 3): of each of these entidades that has
 * any, and with null of all together.
 */
export async function countComplaints(
  app: Pick<App, 'db'>,
  ventana: { readonly desde: Temporal.Instant; readonly hasta: Temporal.Instant },
  claves: Claves,
): Promise<ReadonlyMap<string | null, number>> {
  const rows = await store.countComplaints(app.db, ventana.desde, ventana.hasta, claves)
  return new Map(rows.map(({ entidad, n }) => [entidad, n]))
}

/** The complaints behind that count, by report: those of one order and kind count once. */
export async function listComplaints(
  app: Pick<App, 'db'>,
  ventana: { readonly desde: Temporal.Instant; readonly hasta: Temporal.Instant },
  clave: string | null,
): Promise<store.ComplaintRow[]> {
  return await store.selectComplaints(app.db, ventana.desde, ventana.hasta, clave)
}

/** Reaction to `order.refundDue`: the desk tells the person, without being asked. Safe to repeat. */
export async function openForRefund(app: App, payload: JobPayload): Promise<void> {
  await openForOrder(app, payload.subject, 'reembolso')
}

/** Reaction to `payment.overdue`: 72 hours without the payment being available. Safe to repeat. */
export async function openForOverduePayment(app: App, payload: JobPayload): Promise<void> {
  await openForOrder(app, payload.subject, 'pago-tardio')
}

async function openForOrder(app: App, sobre: string, motivo: 'reembolso' | 'pago-tardio'): Promise<void> {
  const order = await findOrder(app, sobre)
  if (!order) return
  await app.db.tx(async (tx) => {
    const { entidad, correo } = order
    const folio = newFolio(undefined, 'REP')
    const texto = t(`sistema.${motivo}`)
    await insertReport(app, tx, { folio, tipo: 'pago', entidad, sobre, origen: 'sistema', motivo, texto, correo })
  })
}

/** Everything of the desk that fell due by now, each at its own instant. Returns how many things happened. */
export async function sweepTickets(app: App): Promise<number> {
  const now = app.clock.now()
  await forgetDrafts(app)
  return (await endStates(app, now)) + (await tellOverdue(app, now))
}

async function endStates(app: App, now: Temporal.Instant): Promise<number> {
  return await app.db.tx(async (tx) => {
    const rows = await store.lockDeadlines(tx, now, 200)
    for (const row of rows) {
      const life = lifeOf(await store.selectEvents(tx, row.folio))
      const name = row.deadline_event as TicketStep
      const to = next(row.state, name, 'sistema', solvedLevel(life))
      await record(app, tx, row, life, { step: name, to, actor: 'sistema', at: row.deadline_at! })
    }
    return rows.length
  })
}

async function tellOverdue(app: App, now: Temporal.Instant): Promise<number> {
  return await app.db.tx(async (tx) => {
    const rows = await store.lockOverdue(tx, now, 200)
    for (const row of rows) {
      await store.markTold(tx, row, now)
      await append(app, tx, {
        event: 'ticket.overdue',
        actor: 'sistema',
        subject: row.folio,
        entidad: row.entidad,
        at: row.due_at,
        data: { reloj: row.reloj, corrida: row.corrida },
      })
    }
    return rows.length
  })
}

/** The next instant at which something of the desk falls due; null when nothing waits. */
export async function nextTicketDue(app: App): Promise<Temporal.Instant | null> {
  return await store.selectNextDue(app.db)
}

/** Reports of people from `desde` up to `hasta`, by kind. */
export async function countReports(
  app: Pick<App, 'db'>,
  ventana: { readonly desde: Temporal.Instant; readonly hasta: Temporal.Instant },
  claves: Claves,
): Promise<ReadonlyMap<string | null, Readonly<Record<string, number>>>> {
  const rows = await store.countByTipo(app.db, ventana.desde, ventana.hasta, claves)
  const each = Map.groupBy(rows, (one) => one.entidad)
  return new Map([...each].map(([entidad, all]) => [entidad, Object.fromEntries(all.map(({ tipo, n }) => [tipo, n]))]))
}

/** The order that a report is about; null for another case, or one that names no order. */
export async function orderOfCase(db: Queryable, caso: string): Promise<string | null> {
  return parseFolio((await store.selectTicket(db, caso))?.sobre ?? '')
}

/** The newest cases about one order and its copy: reports, and refusals of whoever did not take it. */
export async function casesOfOrder(
  app: Pick<App, 'db'>,
  order: { readonly folio: string; readonly codigo: string | null },
): Promise<string[]> {
  const reports = await store.selectAbout(app.db, order.folio, 50)
  const refusals = order.codigo === null ? [] : await refusalsOfCopy(app, order.codigo)
  return [...reports.map((one) => one.folio), ...refusals]
}
