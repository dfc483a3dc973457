// The prices of all 32 with their date and source, and how the registries that are open serve today.
import { html } from '#ui/html'
import type { Html } from '#ui/html'
import { inSpanish } from '#ui/fields'
import { page } from '#ui/layout'
import type { Site } from '#ui/layout'
import { catalogue, keyName, longDay, money } from '#ui/messages'
import { paths } from '#ui/paths'
import en from './en.json' with { type: 'json' }
import es from './es-MX.json' with { type: 'json' }
import { maintenanceList } from './maintenance-list.ts'
import { answerWords, bankWords, errorWords, nowWords } from './state-words.ts'
import type { RegistryState } from './state-words.ts'

const t = catalogue(es, { en })

export interface EntidadRow {
  readonly clave: string
  readonly nombre: string
  readonly fase: string
  readonly abierta: boolean
  readonly derechosCentavos: number
  readonly derechosVigentesDesde: string
  readonly derechosFuente: string
  /** Whether the law itself was read for this price, and not what others say of it. */
  readonly derechosConfirmados: boolean
}

export interface PricesView {
  readonly site: Site
  readonly entidades: readonly EntidadRow[]
  readonly registros: ReadonlyMap<string, RegistryState>
}

/** The public answer to "how much is it really?" and "does it work today?". */
export function pricesPage(v: PricesView): string {
  const sources = [...new Set(v.entidades.map((one) => one.derechosFuente))]
  const open = v.entidades.filter((one) => one.abierta)
  const unconfirmed = v.entidades.filter((one) => !one.derechosConfirmados).length
  return page({
    site: v.site,
    question: t('entidades.pregunta'),
    trail: [{ text: t('entidades.pregunta') }],
    body: html`<p>${t('entidades.texto')}</p>
<p class="nota importa">${t('entidades.aviso')}</p>
${v.site.demonstration ? html`<p>${t('entidades.sintetico')}</p>` : ''}${
      unconfirmed > 0 ? html`<p>${t('entidades.sin-confirmar', { n: unconfirmed, de: v.entidades.length })}</p>` : ''
    }${table(
      t('entidades.tabla'),
      ['col.estado', 'col.precio', 'col.enLinea', 'col.desde', 'col.fuente'],
      v.entidades.map(
        (one) =>
          html`<tr><th scope="row">${one.nombre}</th><td class="numero">${money(one.derechosCentavos)}</td><td>${one.abierta ? t('si') : keyName('fase', one.fase)}</td><td>${longDay(one.derechosVigentesDesde)}</td><td>${t('entidades.nota', { n: sources.indexOf(one.derechosFuente) + 1 })}</td></tr>
`,
      ),
    )}<h2>${t('entidades.fuentes')}</h2>
<ol>${sources.map((source) => html`<li>${inSpanish(source)}. ${t(isConfirmed(v.entidades, source) ? 'entidades.confirmado' : 'entidades.no-confirmado')}</li>`)}</ol>
<h2>${t('servicio.titulo')}</h2>
<p>${t('servicio.texto')}</p>
${table(
  t('servicio.tabla'),
  ['col.estado', 'col.ahora', 'col.responde', 'col.errores', 'col.banco'],
  open.map((one) => {
    const state = v.registros.get(one.clave)
    return html`<tr><th scope="row">${one.nombre}</th><td>${nowWords(state)}</td><td>${answerWords(state)}</td><td>${errorWords(state)}</td><td>${bankWords(state)}</td></tr>
`
  }),
)}${maintenanceList(open.map(({ clave, nombre }) => ({ ...v.registros.get(clave), nombre })))}<p><a href="${paths.status}">${t('servicio.historia')}</a></p>`,
  })
}

function isConfirmed(entidades: readonly EntidadRow[], source: string): boolean {
  return entidades.every((one) => one.derechosFuente !== source || one.derechosConfirmados)
}

type Column = keyof typeof es & `col.${string}`

function table(caption: string, columns: readonly Column[], rows: readonly Html[]): Html {
  return html`<section class="rollo" aria-label="${caption}" tabindex="0"><table><caption>${caption}</caption>
<thead><tr>${columns.map((key) => html`<th scope="col"${key === 'col.precio' ? html` class="numero"` : ''}>${t(key)}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table></section>
`
}
