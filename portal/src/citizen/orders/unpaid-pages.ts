// An order that waits for its money: by card, by a línea de captura, or after the bank refused the card.
import { bankWords } from '#guide'
import { facts } from '#ui/fields'
import { html, safeHref } from '#ui/html'
import type { Html } from '#ui/html'
import { catalogue, longInstant, money } from '#ui/messages'
import { paths } from '#ui/paths'
import { barcode } from './barcode.ts'
import en from './en.json' with { type: 'json' }
import es from './es-MX.json' with { type: 'json' }
import { lastMinute, slipFacts } from './slip-page.ts'
import { link, paragraph } from './telling.ts'
import type { OrderPageView, Telling } from './telling.ts'

const t = catalogue(es, { en })

/** Before the money is there: how to pay, what the bank said, and by when. */
export function tellUnpaid(v: OrderPageView): Telling {
  const precio = money(v.importeCentavos)
  if (v.pago?.lineaDeCaptura) return tellLine(v, v.pago.lineaDeCaptura, precio)
  const url = v.pago?.url ? safeHref(v.pago.url) : null
  if (v.dinero?.rechazada) return tellRefused(v, url, precio)
  if (v.fromBank) {
    return {
      question: t('regreso.pregunta'),
      word: t('regreso.palabra'),
      tone: 'cuidado',
      step: 4,
      body: html`${paragraph(t('regreso.texto'))}${v.correoProblema ? '' : paragraph(t('regreso.sola'))}${link(paths.orderReturn(v.folio), t('actualizar'))}${paragraph(t('regreso.rechazo'))}${url ? link(url, t('regreso.no-termine'), '') : ''}`,
    }
  }
  return {
    question: t('cotizada.pregunta'),
    word: t('cotizada.palabra'),
    tone: 'cuidado',
    step: 4,
    body: html`${paragraph(t('cotizada.sigue', { precio }))}${v.venceEn ? paragraph(t('cotizada.plazo', { cuando: longInstant(v.venceEn) })) : ''}${url ? link(url, t('cotizada.pagar', { precio })) : ''}<p class="nota importa">${t('cotizada.ya')}</p>
${link(paths.orderReturn(v.folio), t('cotizada.revisar'), 'boton otro')}${paid(v)}`,
  }
}

function tellLine(v: OrderPageView, lineaDeCaptura: string, precio: string): Telling {
  const venceEn = v.pago?.venceEn ?? ''
  const { folio, entidad, importeCentavos } = v
  return {
    question: t('cotizada.pregunta'),
    word: t('cotizada.palabra'),
    tone: 'cuidado',
    step: 4,
    body: html`${paragraph(t('linea.texto', { precio }))}${barcode(lineaDeCaptura, t('linea.barras'))}${facts(slipFacts({ folio, entidad, importeCentavos, lineaDeCaptura, venceEn }))}
${link(paths.orderSlip(folio), t('linea.ficha'))}${paragraph(t('linea.plazo', { cuando: longInstant(lastMinute(venceEn)) }))}${paragraph(t('linea.tarda'))}${paragraph(t('linea.ultimamente', { estado: entidad, tiempo: bankWords(v.registro) }))}${v.venceEn ? paragraph(t('linea.despues', { cuando: longInstant(v.venceEn) })) : ''}<p class="nota importa">${t('cotizada.ya')}</p>
${link(paths.order(folio), t('actualizar'), 'boton otro')}${paid(v)}`,
  }
}

/** The bank refused: nothing was charged, and the same order can be paid with another card. */
function tellRefused(v: OrderPageView, url: string | null, precio: string): Telling {
  return {
    question: t('tarjeta-rechazada.pregunta'),
    word: t('tarjeta-rechazada.palabra'),
    tone: 'mal',
    step: 4,
    body: html`${paragraph(t('tarjeta-rechazada.texto'))}${v.venceEn ? paragraph(t('cotizada.plazo', { cuando: longInstant(v.venceEn) })) : ''}${url ? link(url, t('tarjeta-rechazada.otra', { precio })) : ''}${link(paths.orderReturn(v.folio), t('cotizada.revisar'), 'boton otro')}`,
  }
}

/** «Avisar que ya pagué»: with the receipt, while the payment does not show. */
export const paid = (v: OrderPageView): Html => link(paths.orderPaid(v.folio), t('avisar-pago'), '')
