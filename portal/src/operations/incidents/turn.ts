// What incidents say on «Mi turno»: those with actions past their time first.
import type { App } from '#context'
import { may, scopeOf } from '#staff'
import type { TurnProvider } from '#staff'
import { paths } from '#ui/paths'
import { listIncidents } from './incidents.ts'
import { t } from './view.ts'

export const incidentTurn: TurnProvider = {
  name: t('turno.nombre'),
  right: 'tableros',
  async turn(app: App, staff) {
    if (!may(staff, 'incidencia.actuar', staff.entidad) && !may(staff, 'incidencia.validar', staff.entidad)) return []
    const open = (await listIncidents(app, scopeOf(staff))).filter(
      (one) => one.entidad !== null && one.cerrada_at === null,
    )
    const late = open.filter((one) => one.vencidas > 0).length
    const waiting = open.filter((one) => one.vencidas === 0 && one.pendientes > 0).length
    return [
      { label: t('turno.vencidas'), href: paths.consoleIncidents, n: late, urgent: true },
      { label: t('turno.abiertas'), href: paths.consoleIncidents, n: waiting, urgent: false },
    ]
  },
}
