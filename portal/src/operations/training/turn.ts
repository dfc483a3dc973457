// What training says on «Mi turno»: the drills that one's own role lacks, and those of others that wait to be confirmed.
import type { App } from '#context'
import { leads, may, scopeOf } from '#staff'
import type { TurnProvider } from '#staff'
import { paths } from '#ui/paths'
import { t } from './pages.ts'
import { listTraining } from './training.ts'

export const trainingTurn: TurnProvider = {
  name: t('turno.nombre'),
  right: 'tableros',
  async turn(app: App, staff) {
    const lines = await listTraining(app, scopeOf(staff))
    const lacks = ({ standing }: (typeof lines)[number]['place']): boolean =>
      standing === 'falta' || standing === 'vencido'
    const mine = lines.filter((one) => one.staff.id === staff.id && lacks(one.place)).length
    const waiting = may(staff, 'capacitacion.atestar', staff.entidad)
      ? lines.filter(
          (one) => one.place.standing === 'por_atestar' && one.staff.id !== staff.id && leads(staff, one.staff.rol),
        ).length
      : 0
    return [
      { label: t('turno.falta'), href: paths.consoleTraining, n: mine, urgent: false },
      { label: t('turno.confirmar'), href: paths.consoleTraining, n: waiting, urgent: false },
    ]
  },
}
