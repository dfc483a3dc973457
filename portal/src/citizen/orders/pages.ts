// The pages of an order: where it stands, what happens next and by when, and how to find it again.
import { textField } from '#ui/fields'
import type { FieldError } from '#ui/fields'
import { html } from '#ui/html'
import type { Html } from '#ui/html'
import { page } from '#ui/layout'
import type { Site } from '#ui/layout'
import { catalogue, longInstant, money } from '#ui/messages'
import { paths } from '#ui/paths'
import { contactNote } from './contact-pages.ts'
import en from './en.json' with { type: 'json' }
import es from './es-MX.json' with { type: 'json' }
import { tellReady } from './ready-pages.ts'
import { link, paragraph } from './telling.ts'
import type { OrderPageView, Telling } from './telling.ts'
import { paid, tellUnpaid } from './unpaid-pages.ts'

const t = catalogue(es, { en })

/** P12, P14, P15 by state: one address from the quote to the copy, always with a promise and a clock. */
export function orderPage(v: OrderPageView): string {
  const told = ((v.pago?.medio === 'exencion' ? EXEMPT[v.estado] : undefined) ?? TELLINGS[v.estado] ?? tellReview)(v)
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
${told.body}${surplusNotes(v)}${contactNote(v)}${v.encuesta ? link(v.encuesta.url, t('encuesta'), 'boton otro') : ''}${link(problem(v), t('reportar'), '')}${link(paths.orderSeen(v.folio), t('vistas.liga'), '')}<h2>${t('historial')}</h2>
<ol class="avance">${v.historial.map((one) => html`<li>${historyName(one.estado, v.pago?.medio)}: ${longInstant(one.en)}</li>`)}</ol>
<p class="solo-papel">${t('papel.volver', { direccion: `${v.site.publicUrl}${paths.recover}` })}</p>`,
  })
}

function historyName(estado: string, medio: string | undefined): string {
  if (estado === 'pagada' && medio === 'exencion') return t('exenta.historial.pagada')
  const key = `historial.${estado}`
  return Object.hasOwn(es, key) ? t(key as keyof typeof es) : estado
}

/** A shape beside the word, so that the state never hangs on colour alone. */
function shape(tone: Telling['tone']): Html {
  const path = { bien: 'M4 12l5 6L20 5', cuidado: 'M12 3v12M12 19v2', mal: 'M5 5l14 14M19 5L5 19' }[tone]
  return html`<svg viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="4"><path d="${path}"/></svg> `
}

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
    body: html`${v.pago?.lineaDeCaptura ? html`${paragraph(t('reembolso.banco', { precio: money(v.importeCentavos) }))}${account(v)}` : html`${paragraph(t('reembolso.sigue', { precio: money(v.importeCentavos) }))}${paragraph(t('reembolso.cuando'))}`}${paragraph(t('reembolso.porque'))}`,
  }),
  reembolsada: (v) => ({
    question: t('reembolsada.pregunta'),
    word: t('reembolsada.palabra'),
    tone: 'bien',
    body: html`${paragraph(t('reembolsada.sigue', { precio: money(v.importeCentavos), cuando: longInstant(v.historial.at(-1)!.en) }))}${paragraph(t('reembolsada.otra'))}${link(paths.curp, t('vencida.otra'))}`,
  }),
  en_revision: tellReview,
}

/** Without payment nothing is said of paying. */
const EXEMPT: Readonly<Record<string, (v: OrderPageView) => Telling>> = {
  cotizada: (v) => ({
    question: t('exenta.pregunta'),
    word: t('exenta.palabra'),
    tone: 'cuidado',
    body: html`${paragraph(t('exenta.sigue', { estado: v.entidad }))}<p class="nota importa">${t('exenta.no-pagues')}</p>
${link(paths.order(v.folio), t('actualizar'), 'boton otro')}`,
  }),
  vencida: tellNotMade,
  rechazada: tellNotMade,
}

function tellNotMade(): Telling {
  return {
    question: t('exenta.no-salio.pregunta'),
    word: t('rechazada.palabra'),
    tone: 'mal',
    body: html`${paragraph(t('exenta.no-salio.sigue'))}${link(paths.curp, t('vencida.otra'))}`,
  }
}

function tellIssuing(v: OrderPageView): Telling {
  return {
    question: t('emitiendo.pregunta'),
    word: t('emitiendo.palabra'),
    tone: 'bien',
    step: 5,
    body: html`<p class="nota importa">${t(v.pago?.medio === 'exencion' ? 'exenta.emitiendo.no-pagues' : 'emitiendo.no-pagues')}</p>
${paragraph(t('emitiendo.sigue', { estado: v.entidad }))}${v.venceEn && v.pago?.medio !== 'exencion' ? paragraph(t('emitiendo.plazo', { cuando: longInstant(v.venceEn) })) : ''}${paragraph(t(v.correoProblema ? 'emitiendo.vuelve' : 'emitiendo.sola'))}${link(paths.order(v.folio), t('actualizar'), 'boton otro')}`,
  }
}

/** Less than the price came: how much, how much is missing, and that people decide. */
function tellReview(v: OrderPageView): Telling {
  const received = v.dinero?.recibidoCentavos ?? 0
  const missing = v.importeCentavos - received
  return {
    question: t('revision.pregunta'),
    word: t('revision.palabra'),
    tone: 'cuidado',
    body: html`${
      received > 0 && missing > 0
        ? paragraph(
            t('revision.cuanto', {
              recibido: money(received),
              precio: money(v.importeCentavos),
              faltan: money(missing),
            }),
          )
        : ''
    }${paragraph(t('revision.sigue'))}<p class="nota importa">${t('revision.no-pagues')}</p>
`,
  }
}

/** Money that came over a counter goes back to an account, which only its payer can name. */
const account = (v: OrderPageView): Html =>
  html`<p>${t('cuenta.texto')} <a href="${problem(v)}">${t('cuenta.liga')}</a>.</p>
`

const problem = (v: OrderPageView): string => `${paths.report}?tipo=pago&folio=${encodeURIComponent(v.folio)}`

/** What was paid too much or twice is said in every state, with the day by which it goes back. */
function surplusNotes(v: OrderPageView): Html {
  return html`${(v.dinero?.excedentes ?? []).map((one) => {
    const centavos = money(one.centavos)
    const told = t(`excedente.${one.motivo}`, { centavos })
    const back = one.devueltoEn
      ? t('excedente.devuelto', { cuando: longInstant(one.devueltoEn) })
      : t('excedente.plazo', { cuando: longInstant(one.venceEn) })
    return html`<p class="nota importa">${told} ${back}</p>
${one.devueltoEn ? '' : account(v)}`
  })}`
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
