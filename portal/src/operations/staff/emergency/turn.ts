// What emergency accesses say on «Mi turno» to whoever watches: what to read, what to review, what is late.
import type { App } from '#context'
import { paths } from '#ui/paths'
import { may } from '../policy.ts'
import type { TurnItem, TurnProvider } from '../turn.ts'
import * as store from './store.ts'
import { t } from './words.ts'

export const emergencyTurn: TurnProvider = {
  name: t('turno.nombre'),
  right: 'emergencia.vigilar',
  async turn(app: App, staff) {
    const unread = await store.countUnread(app.db, staff.id)
    const read: TurnItem = { label: t('turno.leer'), href: paths.consoleEmergencies, n: unread, urgent: true }
    if (!may(staff, 'emergencia.revisar', staff.entidad)) return [read]
    const open = await store.selectUnreviewed(app.db)
    const now = app.clock.now()
    const late = open.filter((one) => Temporal.Instant.compare(one.review_due_at, now) <= 0)
    const waiting = open.slice(late.length)
    const href = (situacion: string): string => `${paths.consoleEmergencies}?situacion=${situacion}`
    const next = waiting[0]?.review_due_at
    return [
      read,
      { label: t('turno.tarde'), href: href('fuera_de_plazo'), n: late.length, urgent: true },
      {
        label: t('turno.revisar'),
        href: href('por_revisar'),
        n: waiting.length,
        urgent: false,
        ...(next ? { dueAt: next } : {}),
      },
    ]
  },
}
