// «¿Quién vio esta solicitud?»: for whoever holds it, when and from which office, in plain words and without names.
import { officeName } from '#holders'
import { html } from '#ui/html'
import { page } from '#ui/layout'
import type { Site } from '#ui/layout'
import { catalogue, longInstant } from '#ui/messages'
import { paths } from '#ui/paths'
import en from './en.json' with { type: 'json' }
import es from './es-MX.json' with { type: 'json' }
import { paragraph } from './telling.ts'

const t = catalogue(es, { en })
type Key = keyof typeof es

/** Somebody saw an order, or something happened to its copy. */
export type Sighting = { readonly en: Temporal.Instant } & (
  | { readonly que: 'emitida' | 'descargada' }
  | { readonly que: 'verificada'; readonly medio: 'codigo' | 'qr' | 'pdf' }
  /** `rol` and `sobre` are keys of the words; `estado` is the name of the entidad of a local office, else empty. */
  | { readonly que: 'oficina'; readonly rol: string; readonly estado: string; readonly sobre: string }
)

export interface SightingsView {
  readonly site: Site
  readonly folio: string
  readonly vistas: readonly Sighting[]
}

export function sightingsPage(v: SightingsView): string {
  return page({
    site: v.site,
    question: t('vistas.pregunta'),
    folio: v.folio,
    noindex: true,
    trail: [{ text: t('solicitud'), href: paths.order(v.folio) }, { text: t('vistas.migas') }],
    printedPath: paths.order(v.folio),
    body: html`${paragraph(t('vistas.texto'))}${
      v.vistas.length === 0
        ? paragraph(t('vistas.nadie'))
        : html`<ol class="avance">${v.vistas.map(
            (one) => html`<li>${longInstant(one.en)}: ${said(one)}</li>
`,
          )}</ol>`
    }
${paragraph(t('vistas.nota'))}<p>${t('vistas.titular')} <a href="${paths.holder}">${t('vistas.titular.liga')}</a></p>
<p><a href="${paths.order(v.folio)}">${t('ficha.volver')}</a></p>`,
  })
}

function said(one: Sighting): string {
  if (one.que === 'verificada') return t(`vistas.verificada.${one.medio}`)
  if (one.que !== 'oficina') return t(`vistas.${one.que}`)
  const { rol, estado, sobre } = one
  return t(known('vistas.sobre', sobre, 'vistas.sobre.otro'), {
    quien: officeName(rol, estado),
  })
}

/** The words of a key that a later version may have added, or the general ones. */
function known(kind: string, key: string, otherwise: Key): Key {
  const whole = `${kind}.${key}`
  return Object.hasOwn(es, whole) ? (whole as Key) : otherwise
}
