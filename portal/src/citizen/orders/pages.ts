// The pages of an order: where it stands, what happens next and by when, and how to find it again.
import { formatCodigo } from '@actas/node-kit/contract/damm.ts'
import { facts, textField } from '#ui/fields'
import type { FieldError } from '#ui/fields'
import { html, safeHref } from '#ui/html'
import type { Html } from '#ui/html'
import { page } from '#ui/layout'
import type { Site } from '#ui/layout'
import { catalogue, longInstant, money } from '#ui/messages'
import { paths } from '#ui/paths'
import { contactNote } from './contact-pages.ts'
import type { ContactView } from './contact-pages.ts'
import { slipFacts } from './slip-page.ts'
import en from './en.json' with { type: 'json' }
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es, { en })

export interface OrderPageView extends ContactView {
  readonly site: Site
  readonly estado: string
  readonly importeCentavos: number
  /** Name of the entidad whose acta it is. */
  readonly entidad: string
  readonly historial: readonly { readonly estado: string; readonly en: string }[]
  readonly pago: { readonly url?: string; readonly lineaDeCaptura?: string; readonly venceEn?: string } | null
  readonly copia?: { readonly identificadorElectronico: string; readonly codigoVerificacion: string }
  readonly venceEn?: string
  /** The person has just come back from the bank, which has not confirmed anything yet. */
  readonly fromBank?: boolean
  /** Where to say in one tap how it went; once the order has ended, for a day. */
  readonly encuesta?: { readonly url: string }
}

/** How one state is told: its question, its one word and colour, and what comes after. */
interface Telling {
  readonly question: string
  readonly word: string
  readonly tone: 'bien' | 'cuidado' | 'mal'
  readonly body: Html
  readonly step?: number
}

const paragraph = (text: string): Html => html`<p>${text}</p>
`
const link = (
  href: string,
  text: string,
  kind = 'boton',
): Html => html`<p><a class="${kind}" href="${href}">${text}</a></p>
`

/** P12, P14, P15 by state: one address from the quote to the copy, always with a promise and a clock. */
export function orderPage(v: OrderPageView): string {
  const told = (TELLINGS[v.estado] ?? tellReview)(v)
  return page({
    site: v.site,
    question: told.question,
    folio: v.folio,
    noindex: true,
    trail: [{ text: t('solicitud') }],
    ...(told.step ? { step: t('paso', { n: told.step }) } : {}),
    printedPath: paths.order(v.folio),
    ...(v.errors ? { errors: v.errors } : {}),
    body: html`<div class="estado ${told.tone}"><p class="palabra">${shape(told.tone)}${told.word}</p><p>${t('folio')} <strong class="folio">${v.folio}</strong></p></div>
${told.body}${contactNote(v)}${v.encuesta ? link(v.encuesta.url, t('encuesta'), 'boton otro') : ''}${link(`${paths.report}?tipo=pago&folio=${encodeURIComponent(v.folio)}`, t('reportar'), '')}<h2>${t('historial')}</h2>
<ol class="avance">${v.historial.map((one) => html`<li>${historyName(one.estado)}: ${longInstant(one.en)}</li>`)}</ol>
<p class="solo-papel">${t('papel.volver', { direccion: `${v.site.publicUrl}${paths.recover}` })}</p>`,
  })
}

function historyName(estado: string): string {
  const key = `historial.${estado}`
  return Object.hasOwn(es, key) ? t(key as keyof typeof es) : estado
}

/** A shape beside the word, so that the state never hangs on colour alone. */
function shape(tone: Telling['tone']): Html {
  const path = { bien: 'M4 12l5 6L20 5', cuidado: 'M12 3v12M12 19v2', mal: 'M5 5l14 14M19 5L5 19' }[tone]
  return html`<svg viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="4"><path d="${path}"/></svg> `
}

/** «Avisar que ya pagué»: with the receipt, while the payment does not show. */
const paid = (v: OrderPageView): Html => link(paths.orderPaid(v.folio), t('avisar-pago'), '')

const TELLINGS: Readonly<Record<string, (v: OrderPageView) => Telling>> = {
  cotizada: tellUnpaid,
  pago_pendiente: tellUnpaid,
  pagada: tellIssuing,
  emitiendo: tellIssuing,
  emitida: tellReady,
  entregada: tellReady,
  vencida: (v) => ({
    question: t('vencida.pregunta'),
    word: t('vencida.palabra'),
    tone: 'mal',
    body: html`${paragraph(t('vencida.sigue'))}${paragraph(t('vencida.si-pagaste'))}${v.pago?.url ? link(paths.orderReturn(v.folio), t('cotizada.revisar'), 'boton otro') : ''}${paid(v)}${link(paths.curp, t('vencida.otra'))}`,
  }),
  rechazada: () => ({
    question: t('rechazada.pregunta'),
    word: t('rechazada.palabra'),
    tone: 'mal',
    body: html`${paragraph(t('rechazada.sigue'))}${link(paths.curp, t('vencida.otra'))}`,
  }),
  reembolso_pendiente: (v) => ({
    question: t('reembolso.pregunta'),
    word: t('reembolso.palabra'),
    tone: 'cuidado',
    body: html`${v.pago?.lineaDeCaptura ? paragraph(t('reembolso.banco', { precio: money(v.importeCentavos) })) : html`${paragraph(t('reembolso.sigue', { precio: money(v.importeCentavos) }))}${paragraph(t('reembolso.cuando'))}`}${paragraph(t('reembolso.porque'))}`,
  }),
  reembolsada: (v) => ({
    question: t('reembolsada.pregunta'),
    word: t('reembolsada.palabra'),
    tone: 'bien',
    body: html`${paragraph(t('reembolsada.sigue', { precio: money(v.importeCentavos), cuando: longInstant(v.historial.at(-1)!.en) }))}${paragraph(t('reembolsada.otra'))}${link(paths.curp, t('vencida.otra'))}`,
  }),
  en_revision: tellReview,
}

function tellUnpaid(v: OrderPageView): Telling {
  const precio = money(v.importeCentavos)
  if (v.pago?.lineaDeCaptura) return tellLine(v, v.pago.lineaDeCaptura, precio)
  const url = v.pago?.url ? safeHref(v.pago.url) : null
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
    body: html`${paragraph(t('linea.texto', { precio }))}${facts(slipFacts({ folio, entidad, importeCentavos, lineaDeCaptura, venceEn }))}
${link(paths.orderSlip(folio), t('linea.ficha'))}${paragraph(t('linea.plazo', { cuando: longInstant(venceEn) }))}${paragraph(t('linea.tarda'))}${v.venceEn ? paragraph(t('linea.despues', { cuando: longInstant(v.venceEn) })) : ''}<p class="nota importa">${t('cotizada.ya')}</p>
${link(paths.order(folio), t('actualizar'), 'boton otro')}${paid(v)}`,
  }
}

function tellIssuing(v: OrderPageView): Telling {
  return {
    question: t('emitiendo.pregunta'),
    word: t('emitiendo.palabra'),
    tone: 'bien',
    step: 5,
    body: html`<p class="nota importa">${t('emitiendo.no-pagues')}</p>
${paragraph(t('emitiendo.sigue', { estado: v.entidad }))}${v.venceEn ? paragraph(t('emitiendo.plazo', { cuando: longInstant(v.venceEn) })) : ''}${paragraph(t(v.correoProblema ? 'emitiendo.vuelve' : 'emitiendo.sola'))}${link(paths.order(v.folio), t('actualizar'), 'boton otro')}`,
  }
}

function tellReady(v: OrderPageView): Telling {
  const { copia } = v
  return {
    question: t('lista.pregunta'),
    word: t('lista.palabra'),
    tone: 'bien',
    step: 5,
    body: html`${link(paths.copyFile(v.folio), t('lista.descargar'))}${v.correo && !v.correoProblema ? paragraph(t('lista.correo', { correo: v.correo })) : ''}${paragraph(t('lista.guarda'))}<h2>${t('lista.imprimir')}</h2>
<ul><li>${t('lista.imprimir.1')}</li><li>${t('lista.imprimir.2')}</li><li>${t('lista.imprimir.3')}</li></ul>
<h2>${t('lista.vale')}</h2>
${paragraph(t('lista.vale.texto'))}${paragraph(t('lista.vale.comprobar'))}${
      copia
        ? html`${facts([
            {
              name: t('lista.codigo'),
              value: html`<span class="clave">${formatCodigo(copia.codigoVerificacion)}</span>`,
            },
            {
              name: t('lista.identificador'),
              value: html`<span class="clave">${copia.identificadorElectronico}</span>`,
            },
          ])}
${link(paths.code(copia.codigoVerificacion), t('lista.vale.liga'), '')}${link(`${paths.refused}?copia=${copia.codigoVerificacion}`, t('lista.rechazada'), '')}${link(paths.orderDataWrong(v.folio), t('lista.datos-mal'), '')}`
        : ''
    }${paragraph(t('lista.vence'))}`,
  }
}

function tellReview(): Telling {
  return {
    question: t('revision.pregunta'),
    word: t('revision.palabra'),
    tone: 'cuidado',
    body: html`${paragraph(t('revision.sigue'))}<p class="nota importa">${t('revision.no-pagues')}</p>
`,
  }
}

/** For a wrong folio and for a missing permission alike: the same page, which offers the way back in. */
export function orderNotFoundPage(v: { readonly site: Site }): string {
  return page({
    site: v.site,
    question: t('no-encontrada.pregunta'),
    noindex: true,
    trail: [{ text: t('solicitud') }],
    body: html`${paragraph(t('no-encontrada.texto'))}${paragraph(t('no-encontrada.que'))}${link(paths.recover, t('no-encontrada.recuperar'))}`,
  })
}

export interface RecoverView {
  readonly site: Site
  readonly folio: string
  readonly curp: string
  readonly errors?: readonly FieldError[]
}

/** P16: folio and CURP open an order again, with no account. */
export function recoverPage(v: RecoverView): string {
  const errors = v.errors ?? []
  return page({
    site: v.site,
    question: t('recuperar.pregunta'),
    trail: [{ text: t('recuperar.pregunta') }],
    noindex: true,
    errors,
    body: html`${paragraph(t('recuperar.texto'))}<form method="post" action="${paths.recover}" novalidate>
${textField({ campo: 'folio', label: t('recuperar.folio'), hint: t('recuperar.folio.pista'), value: v.folio, errors, code: true, width: 20, autocapitalize: 'characters' })}${textField({ campo: 'curp', label: t('recuperar.curp'), value: v.curp, errors, code: true, width: 20, autocapitalize: 'characters' })}<p><button class="boton" type="submit">${t('recuperar.boton')}</button></p>
<p><button class="boton otro" type="submit" name="como" value="correo">${t('recuperar.boton-correo')}</button></p>
</form>
${paragraph(t('recuperar.sin-curp'))}`,
  })
}
