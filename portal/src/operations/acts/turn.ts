// What acts say on «Mi turno»: what waits for a second person, and alarms that nobody has seen.
import type { App } from '#context'
import { may, scopeOf } from '#staff'
import type { TurnProvider } from '#staff'
import { paths } from '#ui/paths'
import { KINDS } from './act.ts'
import { listAlarms } from './acts.ts'
import { countWaiting } from './store.ts'
import { t } from './words.ts'

export const actsTurn: TurnProvider = {
  name: t('turno.nombre'),
  right: 'actos.ver',
  async turn(app: App, staff) {
    const waiting = await countWaiting(app.db, scopeOf(staff), staff.id)
    return waiting
      .filter(({ que }) => may(staff, KINDS[que].approves, staff.entidad))
      .map(({ que, n, vence_at }) => ({
        label: t('turno.espera', { que: t(`que.${que}`) }),
        href: `${paths.consoleActs}?que=${que}&estado=propuesto`,
        n,
        urgent: false,
        dueAt: vence_at,
      }))
  },
}

export const alarmTurn: TurnProvider = {
  name: t('turno.alarmas'),
  right: 'alarma.atender',
  async turn(app: App, staff) {
    const n = (await listAlarms(app, scopeOf(staff))).filter((one) => one.vista_at === null).length
    return [{ label: t('turno.alarma'), href: `${paths.consoleActs}#alarmas`, n, urgent: true }]
  },
}
