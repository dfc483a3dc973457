// The figures of acts, from modelo/actos-de-dos-personas.v1.yaml: none is the letter's.
import type { App } from '#context'
import { readActRules } from '#modelo'
import type { Parameter } from '#modelo'
import type { ActKind } from './act.ts'

interface Written {
  readonly esperaHoras: Readonly<Record<ActKind, Parameter<number>>>
  readonly devolucionDosPersonasCentavos: Parameter<number>
  readonly exencionesPorCuentaAlDia: Parameter<number>
  readonly firmasDeExencionPorCuentaAlDia: Parameter<number>
}

export interface ActRules {
  readonly waitHours: Readonly<Record<ActKind, number>>
  /** From this amount on a refund made by hand needs a second person. */
  readonly refundTogetherFrom: number
  readonly quotas: Readonly<Record<'exencion' | 'firma', number>>
}

export async function readRules(app: Pick<App, 'db'>): Promise<ActRules> {
  const { contenido: c } = await readActRules<Written>(app)
  const hours = Object.entries(c.esperaHoras).map(([kind, { valor }]) => [kind, valor])
  return {
    waitHours: Object.fromEntries(hours) as ActRules['waitHours'],
    refundTogetherFrom: c.devolucionDosPersonasCentavos.valor,
    quotas: { exencion: c.exencionesPorCuentaAlDia.valor, firma: c.firmasDeExencionPorCuentaAlDia.valor },
  }
}
