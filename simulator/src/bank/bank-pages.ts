// The bank's pages: the hosted page on which a person pays, and the list of test cards and latest charges.
import { facts, table, textField } from '../web/fields.ts'
import { moment, pesos } from '../web/format.ts'
import type { FieldError, Frame } from '../web/frame.ts'
import { html, safeHref, type Html } from '../web/html.ts'
import { catalogue } from '../web/messages.ts'
import type { Reply } from '../web/origin.ts'
import type { Charge } from './bank.ts'
import type { NoticeRow } from './bank-store.ts'
import { TEST_CARDS } from './cards.ts'
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es)

/** What stands on the page of a charge besides the charge. */
export interface PayView {
  readonly charge: Charge
  readonly returnTo: string
  readonly typed?: string
  readonly errors?: readonly FieldError[]
}

/** The page of a charge: the form while it can be paid, otherwise what became of it. */
export function payPage(frame: Frame, v: PayView): Reply {
  const { charge } = v
  if (charge.estado === 'capturado') return settledPage(frame, v, 'ya')
  if (charge.estado === 'en_proceso') return settledPage(frame, v, 'proceso')
  if (charge.estado === 'devuelto') return settledPage(frame, v, 'devuelto')
  if (charge.estado === 'vencido') return settledPage(frame, v, 'vencido')
  const errors = v.errors ?? []
  return frame({
    title: t('pago.titulo'),
    errors,
    status: errors.length > 0 ? 422 : 200,
    formOrigins: [new URL(v.returnTo).origin],
    body: html`<p class="cuanto"><strong>${pesos(charge.importeCentavos)}</strong> ${t('pago.referencia')} <span class="clave">${charge.referencia}</span></p>
<form method="post">${textField({ campo: 'numero', label: t('pago.numero'), hint: t('pago.numero-pista', { numero: TEST_CARDS[0]?.numero ?? '' }), value: v.typed ?? '', numeric: true, errors })}<p class="botones"><button class="boton">${t('pago.pagar', { importe: pesos(charge.importeCentavos) })}</button></p></form>
<h2>${t('pago.elige')}</h2>
${cardList(true)}
<p><a href="${safeHref(v.returnTo)}">${t('pago.volver')}</a></p>`,
  })
}

function settledPage(
  frame: Frame,
  { charge, returnTo }: PayView,
  what: 'ya' | 'proceso' | 'devuelto' | 'vencido',
): Reply {
  return frame({
    title: t(`${what}.titulo`),
    body: html`<div class="estado"><p>${t(`${what}.texto`)}</p></div>
${facts([
  [t('pago.referencia'), charge.referencia],
  [t('cobros.importe'), pesos(charge.importeCentavos)],
  [t('cobros.cuando'), moment(charge.en)],
  ...(charge.autorizacion ? [[t('ya.autorizacion'), charge.autorizacion] as const] : []),
])}
<p><a class="boton" href="${safeHref(returnTo)}">${t('pago.regresar')}</a></p>`,
  })
}

/** The start page of the bank. */
export function bankPage(frame: Frame, charges: readonly { charge: Charge; notices: readonly NoticeRow[] }[]): Reply {
  const rows = charges.map(({ charge, notices }) => [
    html`<a href="${safeHref(charge.url)}">${charge.referencia}</a>`,
    pesos(charge.importeCentavos),
    t(`estado.${charge.estado}`),
    moment(charge.en),
    notices.length === 0 ? t('aviso.ninguno') : notices.map(noticeText).join('; '),
  ])
  const head = [t('cobros.referencia'), t('cobros.importe'), t('cobros.estado'), t('cobros.cuando'), t('cobros.avisos')]
  return frame({
    title: t('inicio.titulo'),
    body: html`<p>${t('inicio.texto')}</p>
<h2>${t('tarjetas')}</h2>
${cardList()}
<h2>${t('cobros')}</h2>
${rows.length === 0 ? html`<p>${t('cobros.ninguno')}</p>` : table({ caption: t('cobros'), head, rows })}`,
  })
}

/** The test cards and what each does; on the page of a charge each with a button that pays with it. */
export function cardList(payable = false): Html {
  return facts(
    TEST_CARDS.map(({ numero, resultado }) => {
      const said = t(`resultado.${resultado}`)
      return [
        html`<span class="clave">${grouped(numero)}</span>`,
        payable ? html`${said}${payForm(numero)}` : said,
      ] as const
    }),
  )
}

function payForm(numero: string): Html {
  return html`<form method="post"><input type="hidden" name="numero" value="${numero}"><button class="boton otro">${t('pago.usar')}
<span class="oculto">${t('pago.usar-cual', { terminacion: numero.slice(-4) })}</span></button></form>`
}

function grouped(numero: string): string {
  return numero.replace(/(\d{4})(?=\d)/g, '$1 ')
}

function noticeText(one: NoticeRow): string {
  return t(`aviso.${one.estado}`, { intentos: one.intentos, ultimo: one.ultimo ?? '-' })
}

/** What the page of a charge says when the card was declined. */
export function declined(): FieldError {
  return { campo: 'numero', mensaje: t('pago.rechazada') }
}
