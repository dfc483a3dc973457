// The slip that a person takes to the bank: line, amount, last day and folio on one printed page.
import { formatLinea } from '#payments'
import { facts } from '#ui/fields'
import type { Fact } from '#ui/fields'
import { html } from '#ui/html'
import { page } from '#ui/layout'
import type { Site } from '#ui/layout'
import { catalogue, longDay, money } from '#ui/messages'
import { paths } from '#ui/paths'
import { barcode } from './barcode.ts'
import en from './en.json' with { type: 'json' }
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es, { en })

export interface SlipView {
  readonly site: Site
  readonly folio: string
  readonly entidad: string
  readonly lineaDeCaptura: string
  /** The instant at which the line can no longer be paid. */
  readonly venceEn: string
  readonly importeCentavos: number
}

/** The last day on which a line can be paid: the one that ends when it expires. */
export function lastDay(venceEn: string): string {
  const last = Temporal.Instant.from(venceEn).subtract({ seconds: 1 })
  return longDay(last.toZonedDateTimeISO('America/Mexico_City').toPlainDate().toString())
}

/** The last minute in which it can be paid: midnight would be read as the day before. */
export function lastMinute(venceEn: string): Temporal.Instant {
  return Temporal.Instant.from(venceEn).subtract({ minutes: 1 })
}

/** What is printed for the bank. */
export function slipPage(v: SlipView): string {
  return page({
    site: v.site,
    question: t('ficha.pregunta'),
    folio: v.folio,
    noindex: true,
    trail: [{ text: t('solicitud'), href: paths.order(v.folio) }, { text: t('ficha.pregunta') }],
    printedPath: paths.order(v.folio),
    body: html`${barcode(v.lineaDeCaptura, t('linea.barras'))}${facts(slipFacts(v))}
<ul><li>${t('ficha.paso.1')}</li><li>${t('ficha.paso.2')}</li><li>${t('ficha.paso.3')}</li></ul>
<p class="nota importa">${t('linea.tarda')}</p>
<p><a href="${paths.order(v.folio)}">${t('ficha.volver')}</a></p>`,
  })
}

/** Line, amount and last day, in the order in which a teller asks for them. */
export function slipFacts(v: Omit<SlipView, 'site'>): Fact[] {
  return [
    { name: t('linea'), value: html`<span class="clave">${formatLinea(v.lineaDeCaptura)}</span>` },
    { name: t('precio'), value: money(v.importeCentavos) },
    { name: t('linea.ultimo-dia'), value: lastDay(v.venceEn) },
    { name: t('linea.cobra'), value: t('linea.cobra.valor', { estado: v.entidad }) },
    { name: t('folio'), value: html`<span class="folio">${v.folio}</span>` },
  ]
}
