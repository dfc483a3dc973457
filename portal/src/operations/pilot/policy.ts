// From the table of verdicts to a recommendation, by one rule that covers every combination. People decide; this advises.
import type { Indicador, Veredicto } from '#modelo'

/** The indicators of one entidad or of all together, in the form that outsiders read (outside face §1). */
export interface Indicadores {
  readonly i1: Readonly<Record<'respuesta' | 'error' | 'cpu' | 'memoria' | 'io' | 'gc' | 'disponibilidad', Indicador>>
  readonly i2: Indicador
  readonly i3: { readonly encuesta: Indicador; readonly quejas: Indicador }
  readonly i4: Indicador & { readonly total: number; readonly porPuerta: Readonly<Record<string, number>> }
  readonly i5: { readonly n1: Indicador; readonly n2: Indicador }
  readonly i6: Indicador & { readonly cierto: number; readonly falla: number; readonly indeterminado: number }
}

export interface Reason {
  readonly entidad: string
  readonly indicador: string
  readonly veredicto: Veredicto
}

export interface Recommendation {
  readonly decision: 'repetir_mismas' | 'liberar_grupo' | 'suspender'
  /** The entidades that would be released. */
  readonly grupo?: readonly string[]
  readonly razones: readonly Reason[]
  /** For each reason, what would have to be different: the smallest change of the counts. */
  readonly contrafactuales: readonly string[]
}

/** Paths of the verdicts that are judged, by mandatory indicator of the Modelo. */
const JUDGED: Readonly<Record<string, (one: Indicadores) => readonly (readonly [string, Indicador])[]>> = {
  i1: ({ i1 }) =>
    (['respuesta', 'error', 'cpu', 'memoria', 'io', 'disponibilidad'] as const).map((key) => [`i1.${key}`, i1[key]]),
  i2: ({ i2 }) => [['i2', i2]],
  i3: ({ i3 }) => [['i3.encuesta', i3.encuesta]],
  i4: ({ i4 }) => [['i4', i4]],
  i5: ({ i5 }) => [
    ['i5.n1', i5.n1],
    ['i5.n2', i5.n2],
  ],
  i6: ({ i6 }) => [['i6', i6]],
}

/**
 * The recommendation for a table of verdicts. Total: any FUERA repeats; a mandatory indicator without data, or one that
 * cannot be told, repeats and never releases; otherwise the waiting entidades are released. Suspension is asked for by
 * name, when an incident of the gravest kind is open.
 */
export function recommend(
  table: Readonly<Record<string, Indicadores>>,
  input: {
    readonly mandatory: readonly string[]
    readonly ready: readonly string[]
    readonly suspend?: readonly string[]
  },
): Recommendation {
  const razones: Reason[] = []
  for (const [entidad, one] of Object.entries(table)) {
    for (const [id, judged] of Object.entries(JUDGED)) {
      const mandatory = input.mandatory.includes(id)
      for (const [indicador, { veredicto }] of judged(one)) {
        const blocks =
          veredicto === 'FUERA' || (mandatory && (veredicto === 'SIN_DATOS' || veredicto === 'NO_CONCLUYENTE'))
        if (blocks) razones.push({ entidad, indicador, veredicto })
      }
    }
  }
  const contrafactuales = razones.map((one) => counterfactual(one, table[one.entidad]!))
  if (input.suspend && input.suspend.length > 0)
    return { decision: 'suspender', grupo: input.suspend, razones, contrafactuales }
  // A table of nobody says nothing about anybody.
  if (razones.length > 0 || Object.keys(table).length === 0)
    return { decision: 'repetir_mismas', razones, contrafactuales }
  return { decision: 'liberar_grupo', grupo: input.ready, razones, contrafactuales }
}

/** What would have to be different, from the counts of the indicator itself. */
function counterfactual({ entidad, indicador, veredicto }: Reason, table: Indicadores): string {
  const found = Object.values(JUDGED)
    .flatMap((judged) => judged(table))
    .find(([id]) => id === indicador)![1]
  if (veredicto === 'SIN_DATOS' || veredicto === 'NO_CONCLUYENTE')
    return `${entidad} ${indicador}: faltan datos (n = ${found.n})`
  const { cumple, debidas, minimo } = found.cuentas
  if (cumple !== undefined && debidas !== undefined && minimo !== undefined) {
    const needed = Number((BigInt(debidas) * BigInt(minimo) + 9_999n) / 10_000n)
    return `${entidad} ${indicador}: ${Math.max(0, needed - cumple)} más de ${debidas}`
  }
  return `${entidad} ${indicador}: valor ${found.valor ?? '—'}`
}
