// The map of the 32 as SVG, made here: each entidad by colour, pattern, sign and word. The same stands beside it as a list.
import { html } from '#ui/html'
import type { Html } from '#ui/html'
import type { Veredicto } from '#modelo'
import { catalogue } from '#ui/messages'
import { paths } from '#ui/paths'
import { classOf, shapeOf, verdictWord } from './cells.ts'
import es from './es-MX.json' with { type: 'json' }
// Made by scripts/map-of-the-32.ts.
import map from './outlines.json' with { type: 'json' }

const t = catalogue(es)

export interface OnMap {
  readonly clave: string
  readonly nombre: string
  readonly veredicto: Veredicto
}

/** Those that are not given, as an office sees no other's, are drawn without a state and lead nowhere. */
export function mapOf(shown: readonly OnMap[]): Html {
  const known = new Map(shown.map((one) => [one.clave, one]))
  const outlines = Object.entries(map.entidades).sort(([a], [b]) => a.localeCompare(b))
  return html`<figure class="mapa"><svg viewBox="${map.viewBox}" role="group" aria-label="${t('mapa.dibujo')}">
<defs><pattern id="trama-limite" width="7" height="7" patternUnits="userSpaceOnUse" class="v-en-limite"><rect width="7" height="7"/><path d="M0 7L7 0"/></pattern>
<pattern id="trama-fuera" width="6" height="6" patternUnits="userSpaceOnUse" class="v-fuera"><rect width="6" height="6"/><path d="M0 0L6 6M0 6L6 0"/></pattern></defs>
${outlines.map(([clave, { path, middle }]) => {
  const one = known.get(clave)
  return one
    ? place(one, path, middle)
    : html`<path d="${path}" class="ajena"/>
`
})}</svg><figcaption>${t('mapa.credito')} <a href="https://mapsvg.com/maps/mexico" rel="noreferrer">MapSVG</a> · <a href="https://github.com/VictorCazanave/svg-maps" rel="noreferrer">@svg-maps/mexico</a>, Victor Cazanave · <a href="https://creativecommons.org/licenses/by/4.0/deed.es" rel="noreferrer">CC BY 4.0</a>. ${t('mapa.cambios')}</figcaption></figure>`
}

/** Patterns stand in the drawing, so an attribute names them: a style sheet has an address of its own. */
const FILLS: Readonly<Partial<Record<Veredicto, string>>> = {
  EN_LIMITE: 'url(#trama-limite)',
  FUERA: 'url(#trama-fuera)',
}

function place({ clave, nombre, veredicto }: OnMap, path: string, middle: readonly number[]): Html {
  const fill = FILLS[veredicto]
  const said = t('mapa.entidad', { nombre, veredicto: verdictWord(veredicto) })
  return html`<a href="${paths.consoleEntidad(clave)}" aria-label="${said}" class="${classOf(veredicto)}"><title>${said}</title><path d="${path}"${fill ? html` fill="${fill}"` : ''}/><text x="${middle[0]}" y="${middle[1]}">${shapeOf(veredicto)}</text></a>
`
}
