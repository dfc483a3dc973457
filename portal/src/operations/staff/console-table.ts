// A table of the console: it scrolls on a narrow screen, and its rows are there as CSV too.
import { html } from '#ui/html'
import type { Html } from '#ui/html'
import { catalogue } from '#ui/messages'
import { askedPage, tableAddress } from './asked-page.ts'
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es)

export interface TableView {
  readonly caption: string
  readonly head: readonly (string | Html)[]
  readonly rows: readonly (readonly (string | Html)[])[]
  /**
   * Where more of the same is, or the same for programs, with the words of its link if they are not the usual ones. Left out,
   * the rows of the page are there as they are read; null says that these are no data.
   */
  readonly csv?: string | null
  readonly csvText?: string
  readonly empty?: string
}

export function consoleTable(v: TableView): Html {
  const csv = v.csv === undefined ? keep(v) : v.csv
  if (v.rows.length === 0) return html`<p><strong>${v.caption}</strong><br>${v.empty ?? t('sin-filas')}</p>`
  return html`<section class="rollo" aria-label="${v.caption}" tabindex="0"><table><caption>${v.caption}</caption>
<thead><tr>${v.head.map((one) => html`<th scope="col">${one}</th>`)}</tr></thead>
<tbody>${v.rows.map(
    (
      row,
    ) => html`<tr>${row.map((cell, i) => (i === 0 ? html`<th scope="row">${cell}</th>` : html`<td>${cell}</td>`))}</tr>
`,
  )}</tbody></table></section>${csv ? html`<p><a href="${csv}">${v.csvText ?? t('csv')}</a></p>` : ''}`
}

/** Leaves the rows for whoever asked for them, and gives the address at which one asks. */
function keep(v: TableView): string | null {
  const tables = askedPage()?.tables
  if (!tables) return null
  const name = slug(v.caption)
  let free = name
  for (let n = 2; tables.has(free); n += 1) free = `${name}-${n}`
  tables.set(free, v)
  return tableAddress(free)
}

function slug(caption: string): string {
  const letters = caption.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  return letters
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60)
}
