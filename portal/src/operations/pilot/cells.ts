// The fourteen figures of the six indicators, in the order of Anexo 1, and how one of them is shown: shape, word and its rows.
import { formulas } from '#modelo'
import type { Indicador, Veredicto } from '#modelo'
import { html } from '#ui/html'
import type { Html } from '#ui/html'
import { catalogue } from '#ui/messages'
import type { Indicadores } from './policy.ts'
import es from './es-MX.json' with { type: 'json' }

type Key = keyof typeof es & string
const t = catalogue(es)

export const ROWS: readonly { readonly key: Key; readonly of: (one: Indicadores) => Indicador }[] = [
  ...(['respuesta', 'error', 'cpu', 'memoria', 'io', 'gc', 'disponibilidad'] as const).map((key) => ({
    key: `i1.${key}` as Key,
    of: (one: Indicadores) => one.i1[key],
  })),
  { key: 'i2', of: (one) => one.i2 },
  { key: 'i3.encuesta', of: (one) => one.i3.encuesta },
  { key: 'i3.quejas', of: (one) => one.i3.quejas },
  { key: 'i4', of: (one) => one.i4 },
  { key: 'i5.n1', of: (one) => one.i5.n1 },
  { key: 'i5.n2', of: (one) => one.i5.n2 },
  { key: 'i6', of: (one) => one.i6 },
]

const SHAPES: Readonly<Record<string, string>> = { OPTIMO: '●', EN_LIMITE: '▲', FUERA: '■' }

export function shapeOf(veredicto: Veredicto): string {
  return SHAPES[veredicto] ?? '○'
}

/** Of the styles of the heat table, its tiles and the map. */
export function classOf(veredicto: Veredicto): string {
  return `v-${veredicto.toLowerCase().replaceAll('_', '-')}`
}

export function verdictWord(veredicto: Veredicto): string {
  return t(`veredicto.${veredicto}` as Key)
}

/** Figure, verdict and how many facts, with the address of the rows. */
export function verdictCell(one: Indicador): Html {
  const valor = one.valor === null ? t('sin-valor') : String(one.valor)
  const text = t('celda', { valor, veredicto: verdictWord(one.veredicto), n: one.n })
  return html`<span class="veredicto ${one.veredicto.toLowerCase()}">${shapeOf(one.veredicto)} ${text}</span> <a href="${one.evidencia}">${t('filas')}</a>`
}

/** Each figure with its name, for a table. */
export function indicatorRows(all: Indicadores): { nombre: string; indicador: Indicador }[] {
  return ROWS.map(({ key, of }) => ({ nombre: t(key), indicador: of(all) }))
}

/** The worst of the figures. One that lacks data makes the whole lack data, unless another is already worse. */
export function overall(all: Indicadores): Veredicto {
  const judged = indicatorRows(all)
    .map((one) => one.indicador.veredicto)
    .filter((one) => one !== 'NO_APLICA')
  return formulas.worst(judged)
}
