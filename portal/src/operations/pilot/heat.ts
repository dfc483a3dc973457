// The 32 at one glance: a tile for each, and the table of the 32 by the fourteen figures. Each cell leads to its rows.
import type { EntidadView } from '#directory'
import { consolePage } from '#staff'
import type { Staff } from '#staff'
import { html } from '#ui/html'
import type { Html } from '#ui/html'
import type { Site } from '#ui/layout'
import { catalogue, longInstant } from '#ui/messages'
import { paths } from '#ui/paths'
import { classOf, indicatorRows, overall, shapeOf, verdictWord } from './cells.ts'
import type { IndicatorTable } from './indicators.ts'
import { mapOf } from './map.ts'
import type { Indicadores } from './policy.ts'
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es)

export interface HeatView {
  readonly site: Site
  readonly staff: Staff
  readonly tabla: Pick<IndicatorTable, 'desde' | 'hasta' | 'entidades'>
  readonly entidades: readonly Pick<EntidadView, 'clave' | 'nombre'>[]
}

type Shown = readonly { readonly clave: string; readonly nombre: string; readonly all: Indicadores }[]

/** C01, its map and its heat table. */
export function heatPage(v: HeatView): string {
  const shown = v.entidades.flatMap(({ clave, nombre }) => {
    const all = v.tabla.entidades[clave]
    return all === undefined ? [] : [{ clave, nombre, all }]
  })
  return consolePage({
    site: v.site,
    staff: v.staff,
    question: t('mapa'),
    live: true,
    board: paths.consolePilot,
    trail: [{ text: t('piloto'), href: paths.consolePilot }],
    body: html`<p>${t('mapa.texto', { desde: longInstant(v.tabla.desde), hasta: longInstant(v.tabla.hasta) })}</p>
<p>${t('mapa.signos')}</p>
${mapOf(shown.map(({ clave, nombre, all }) => ({ clave, nombre, veredicto: overall(all) })))}
${tiles(shown)}${heat(shown)}
<p><a href="${csvAddress(v.tabla)}">${t('mapa.csv')}</a></p>`,
  })
}

function csvAddress({ desde, hasta }: HeatView['tabla']): string {
  return `${paths.indicatorsCsv}?${new URLSearchParams({ desde, hasta }).toString()}`
}

function tiles(shown: Shown): Html {
  return html`<h2>${t('mapa.entidades')}</h2>
<ul class="mosaico">${shown.map(({ clave, nombre, all }) => {
    const word = overall(all)
    return html`<li class="${classOf(word)}"><a href="${paths.consoleEntidad(clave)}">${nombre}</a> <span>${shapeOf(word)} ${verdictWord(word)}</span></li>
`
  })}</ul>`
}

function heat(shown: Shown): Html {
  if (shown.length === 0) return html``
  const names = indicatorRows(shown[0]!.all).map((one) => one.nombre)
  return html`<h2>${t('mapa.tabla')}</h2>
<section class="rollo" aria-label="${t('mapa.tabla')}" tabindex="0"><table class="calor"><caption>${t('mapa.caption')}</caption>
<thead><tr><th scope="col">${t('col.entidad')}</th>${names.map((one) => html`<th scope="col">${one}</th>`)}</tr></thead>
<tbody>${shown.map(
    ({
      clave,
      nombre,
      all,
    }) => html`<tr><th scope="row"><a href="${paths.consoleEntidad(clave)}">${nombre}</a></th>${indicatorRows(all).map(
      ({ indicador }) => {
        const { veredicto, valor, evidencia } = indicador
        const text = veredicto === 'SIN_DATOS' ? '' : ` ${valor ?? ''}`
        return html`<td class="${classOf(veredicto)}"><a href="${evidencia}">${shapeOf(veredicto)} ${verdictWord(veredicto)}${text}</a></td>`
      },
    )}</tr>
`,
  )}</tbody></table></section>`
}
