// The filters of a list of the console: a form that asks for the same page, so that each choice stands in its address.
import { select } from '#ui/fields'
import type { Choice } from '#ui/fields'
import { html } from '#ui/html'
import type { Html } from '#ui/html'
import { catalogue } from '#ui/messages'
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es)

export interface ConsoleFilter {
  /** Its name in the address. */
  readonly campo: string
  readonly label: string
  readonly choices: readonly Choice[]
}

/** What is chosen, by name; what is no choice of its filter is none. */
export function readChosen(filters: readonly ConsoleFilter[], query: unknown): Readonly<Record<string, string>> {
  const given = query as Readonly<Record<string, unknown>>
  return Object.fromEntries(
    filters.flatMap(({ campo, choices }) =>
      choices.filter((one) => one.value === given[campo]).map((one) => [campo, one.value]),
    ),
  )
}

/** The same choice as the end of an address. */
export function chosenQuery(chosen: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams(chosen).toString()
  return query === '' ? '' : `?${query}`
}

/** Open while something is chosen. */
export function consoleFilters(v: {
  readonly action: string
  readonly filters: readonly ConsoleFilter[]
  readonly chosen: Readonly<Record<string, string>>
}): Html {
  const some = Object.keys(v.chosen).length > 0
  return html`<details${some ? html` open` : ''}><summary>${t('filtros')}</summary><form method="get" action="${v.action}">${v.filters.map((one) => select({ ...one, value: v.chosen[one.campo] ?? '' }))}<button class="boton otro" type="submit">${t('filtrar')}</button>${some ? html` <a href="${v.action}">${t('filtros.quitar')}</a>` : ''}</form></details>
`
}
