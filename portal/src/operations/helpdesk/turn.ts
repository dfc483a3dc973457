// What the desk says on «Mi turno»: answers that are still owed, at the level of whoever reads, and refusals to attend.
import type { App } from '#context'
import { may, scopeOf } from '#staff'
import type { TurnItem, TurnProvider } from '#staff'
import { paths } from '#ui/paths'
import { listQueue } from './helpdesk.ts'
import { t } from './pages.ts'
import { t as said } from './refusals/pages.ts'
import { countWaiting } from './refusals/refusals.ts'

/** An answer that is due within this is urgent (experience C00). */
const SOON = { minutes: 2 }

export const deskTurn: TurnProvider = {
  name: t('turno.nombre'),
  right: 'tableros',
  async turn(app: App, staff) {
    const soon = app.clock.now().add(SOON)
    const waiting = (await listQueue(app, scopeOf(staff))).filter((one) => one.due_at !== null)
    const item = (reloj: 'frN1' | 'respN2', label: string): TurnItem => {
      const mine = waiting.filter((one) => one.reloj === reloj)
      const dueAt = mine[0]?.due_at
      const urgent = dueAt ? Temporal.Instant.compare(dueAt, soon) <= 0 : false
      return { label, href: paths.consoleDesk, n: mine.length, urgent, ...(dueAt ? { dueAt } : {}) }
    }
    if (may(staff, 'reporte.n1', null)) return [item('frN1', t('turno.n1'))]
    return may(staff, 'reporte.n2', staff.entidad) ? [item('respN2', t('turno.n2'))] : []
  },
}

export const refusalTurn: TurnProvider = {
  name: said('turno.nombre'),
  right: 'rechazo.atender',
  async turn(app: App, staff) {
    const n = await countWaiting(app, scopeOf(staff))
    return [{ label: said('turno.pendientes'), href: paths.consoleAcceptance, n, urgent: false }]
  },
}
