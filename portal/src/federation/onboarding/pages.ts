// The page that a liaison reaches from the mail: one button to acknowledge the report.
import { html } from '#ui/html'
import { page } from '#ui/layout'
import type { Site } from '#ui/layout'
import { catalogue, longInstant } from '#ui/messages'
import es from './es-MX.json' with { type: 'json' }
import type { ReceiptView } from './report.ts'

const t = catalogue(es)

export function receiptPage(v: {
  readonly site: Site
  readonly receipt: ReceiptView
  readonly address: string
}): string {
  const { numero, entidad, nombre, pendientes, acusada } = v.receipt
  const question = t('acuse.pregunta', { numero })
  return page({
    site: v.site,
    question,
    noindex: true,
    trail: [{ text: question }],
    body: html`<p>${t('acuse.texto', { n: pendientes, entidad, nombre })}</p>
${
  acusada === null
    ? html`<form method="post" action="${v.address}"><button class="boton" type="submit">${t('acuse.boton')}</button></form>`
    : html`<p class="nota">${t('acuse.hecho', { cuando: longInstant(acusada) })}</p>`
}`,
  })
}
