// What onboarding says on «Mi turno»: observations that wait for the entidad, or for whoever verifies.
import type { App } from '#context'
import { readObservations } from '#onboarding'
import { listEntidades } from '#directory'
import { may, scopeOf } from '#staff'
import type { TurnProvider } from '#staff'
import { catalogue } from '#ui/messages'
import { paths } from '#ui/paths'
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es)

export const onboardingTurn: TurnProvider = {
  name: t('turno.nombre'),
  right: 'integracion.ver',
  async turn(app: App, staff) {
    const scope = scopeOf(staff)
    const claves = scope === null ? (await listEntidades(app)).map((one) => one.clave) : [scope]
    const all = (await Promise.all(claves.map(async (clave) => await readObservations(app, clave)))).flat()
    const item = (label: string, estados: readonly string[]) => {
      const mine = all.filter((one) => estados.includes(one.estado))
      const href = scope === null ? paths.consoleOnboarding : paths.consoleOnboardingOf(scope)
      return { label, href, n: mine.length, urgent: mine.some((one) => one.vencida) }
    }
    return [
      ...(may(staff, 'integracion.atender', scope)
        ? [item(t('turno.atender'), ['abierta', 'reabierta', 'en_atencion'])]
        : []),
      ...(may(staff, 'integracion.observar', scope)
        ? [item(t('turno.verificar'), ['solventada', 'en_verificacion'])]
        : []),
    ]
  },
}
