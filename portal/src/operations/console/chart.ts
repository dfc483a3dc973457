// A line of days as SVG, made here: no script, no library. The same figures stand beside it as a table. Pure.
import { html } from '#ui/html'
import type { Html } from '#ui/html'

export interface ChartView {
  /** What a person who does not see it is told. */
  readonly label: string
  /** One for each day; null where nobody measured: the line breaks there and is never drawn through. */
  readonly values: readonly (number | null)[]
  /** Names below the first and the last day. */
  readonly ends: readonly [string, string]
  readonly bands: readonly { readonly upTo: number; readonly name: string }[]
}

const WIDTH = 640
const HEIGHT = 240
const LEFT = 8
const BOTTOM = 40
const TOP = 14

/** The line's parts and single points: a day between two without a figure is a point. */
export function parts(values: readonly (number | null)[]): { from: number; values: number[] }[] {
  const found: { from: number; values: number[] }[] = []
  for (const [i, value] of values.entries()) {
    const last = found.at(-1)
    if (value === null) continue
    if (last && last.from + last.values.length === i) last.values.push(value)
    else found.push({ from: i, values: [value] })
  }
  return found
}

export function lineChart(v: ChartView): Html {
  const most = Math.max(...v.values.map((one) => one ?? 0), ...v.bands.map((one) => one.upTo)) * 1.1
  const step = (WIDTH - 2 * LEFT) / Math.max(1, v.values.length - 1)
  const x = (i: number): string => (LEFT + i * step).toFixed(1)
  const y = (value: number): string => (TOP + (1 - value / most) * (HEIGHT - TOP - BOTTOM)).toFixed(1)
  const floor = y(0)
  return html`<svg class="grafica" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${v.label}">
${v.bands.map(
  (
    one,
    i,
  ) => html`<line x1="0" x2="${WIDTH}" y1="${y(one.upTo)}" y2="${y(one.upTo)}" class="banda banda-${i + 1}"/><text x="4" y="${Number(y(one.upTo)) - 4}">${one.name}</text>
`,
)}<line x1="0" x2="${WIDTH}" y1="${floor}" y2="${floor}" class="suelo"/>
${parts(v.values).map(
  (
    part,
  ) => html`${part.values.length > 1 ? html`<path d="M${part.values.map((one, i) => `${x(part.from + i)} ${y(one)}`).join('L')}"/>` : ''}${part.values.map((one, i) => html`<circle cx="${x(part.from + i)}" cy="${y(one)}" r="4"/>`)}
`,
)}<text x="${LEFT}" y="${HEIGHT - 6}">${v.ends[0]}</text><text x="${WIDTH - LEFT}" y="${HEIGHT - 6}" text-anchor="end">${v.ends[1]}</text></svg>`
}
