// The pages of a report for the person who writes it: which case it is, the form, and the timeline with its due times.
import { select, facts, inSpanish, textArea, textField } from '#ui/fields'
import type { Choice, FieldError } from '#ui/fields'
import { html } from '#ui/html'
import type { Html } from '#ui/html'
import { page } from '#ui/layout'
import type { Site } from '#ui/layout'
import { longInstant } from '#ui/messages'
import { paths } from '#ui/paths'
import { criteriaFacts, placeFacts } from './captures/pages.ts'
import { correctionList } from './corrections/pages.ts'
import type { TicketView } from './ticket-view.ts'
import { STEP_NAMES } from './ticket.ts'
import type { TicketStep } from './ticket.ts'
import { stagesOf } from './stages.ts'
import { t, word } from './words.ts'

export { t, word } from './words.ts'

const paragraph = (text: string): Html => html`<p>${text}</p>
`

export const KINDS = ['datos', 'no-encontrada', 'pago', 'rechazo', 'otro'] as const

/** P07 and its siblings: which case it is. Each kind has its own form; a refusal has its own page. */
export function kindsPage(v: { readonly site: Site; readonly folio: string }): string {
  const folio = v.folio ? `&folio=${encodeURIComponent(v.folio)}` : ''
  const hrefOf = (kind: string): string => (kind === 'rechazo' ? paths.refused : `${paths.report}?tipo=${kind}${folio}`)
  return page({
    site: v.site,
    question: t('nuevo.pregunta'),
    trail: [{ text: t('nuevo.pregunta') }],
    body: html`${paragraph(t('nuevo.texto'))}<ul class="acciones">${KINDS.map((kind) => html`<li><a href="${hrefOf(kind)}">${word('tipo', kind)}</a></li>`)}</ul>
${paragraph(t('nuevo.plazo'))}`,
  })
}

export interface ReportForm {
  readonly site: Site
  readonly tipo: string
  readonly given: Readonly<Record<string, string>>
  readonly entidades: readonly Choice[]
  readonly token: string
  readonly errors?: readonly FieldError[]
}

/** The form of one kind of report that is told in words. */
export function reportFormPage(v: ReportForm): string {
  const errors = v.errors ?? []
  const value = (campo: string): string => v.given[campo] ?? ''
  return page({
    site: v.site,
    question: word('tipo', v.tipo),
    noindex: true,
    errors,
    trail: [{ text: t('nuevo.pregunta'), href: paths.report }, { text: word('tipo', v.tipo) }],
    body: html`${paragraph(t('nuevo.plazo'))}<form method="post" action="${paths.report}" novalidate>
<input type="hidden" name="tipo" value="${v.tipo}"><input type="hidden" name="formulario" value="${v.token}">
${textArea({ campo: 'texto', label: t('campo.texto'), hint: t('campo.texto.pista'), value: value('texto'), errors, rows: 6 })}${textField({ campo: 'folio', label: t('campo.folio'), hint: t('campo.folio.pista'), value: value('folio'), errors, code: true, width: 20, autocapitalize: 'characters' })}${select({ campo: 'entidad', label: t('campo.entidad'), hint: t('campo.entidad.pista'), value: value('entidad'), choices: v.entidades, errors })}${textField({ campo: 'correo', label: t('campo.correo'), value: value('correo'), errors, type: 'email', inputmode: 'email', autocomplete: 'email', autocapitalize: 'none' })}<button class="boton" type="submit">${t('nuevo.enviar')}</button>
</form>`,
  })
}

/** Who has it, in words: level 2 says of which entidad. */
export function holderName(view: Pick<TicketView, 'responsable'>, entidad: string): string {
  return t(`lo-tiene.${view.responsable}`, { entidad })
}

export interface TimelineView {
  readonly site: Site
  readonly view: TicketView
  readonly entidad: string
  readonly errors?: readonly FieldError[]
  readonly given?: string
}

/** P17: the timeline with who has it, each due time, what was said, and what the person may do from here. */
export function timelinePage(v: TimelineView): string {
  const { view } = v
  const errors = v.errors ?? []
  return page({
    site: v.site,
    question: t('seguir.pregunta'),
    folio: view.folio,
    noindex: true,
    errors,
    trail: [{ text: t('seguir.pregunta') }],
    printedPath: paths.reportFollow(view.folio),
    body: html`${facts([
      { name: t('folio'), value: html`<strong class="folio">${view.folio}</strong>` },
      { name: t('tipo'), value: word('tipo', view.tipo) },
      { name: t('estado'), value: word('estado', view.estado) },
      { name: t('ahora'), value: holderName(view, v.entidad) },
      ...(view.solicitud ? [{ name: t('solicitud'), value: view.solicitud }] : []),
    ])}
${paragraph(t('seguir.guarda'))}${stageList(view, v.entidad)}${placeFacts(view.busqueda?.fila ?? null, v.entidad)}${clockList(view)}${asked(view, correctionList)}${history(view)}${reopening(view)}${view.pasos
      .filter((step) => CITIZEN.includes(step))
      .map((step) => stepForm(view.folio, step, errors, v.given ?? ''))}`,
  })
}

/** The way of a report in at most four words, with what is done and where it is now. */
function stageList(view: TicketView, entidad: string): Html {
  return html`<h2>${t('etapas')}</h2>
<ol class="avance">${stagesOf(view).map((one) => html`<li${one.when === 'now' ? html` aria-current="step"` : ''}><strong>${t(`etapa.${one.stage}`, { entidad })}</strong>: ${one.when === 'later' ? t('etapa.sigue') : one.en ? longInstant(one.en) : t('etapa.ahora')}${one.when === 'now' && one.en ? ` (${t('etapa.aqui')})` : ''}</li>`)}</ol>
`
}

/** What the person said in fields: the data to correct, or what to look with. */
export function asked(view: TicketView, corrections: (list: TicketView['correcciones']) => Html): Html {
  const { busqueda } = view
  return html`${corrections(view.correcciones)}${busqueda ? html`<h2>${t('con-que')}</h2>${facts(criteriaFacts(busqueda))}` : ''}`
}

/** Until when a solved report may be opened again, and whose number that is. */
function reopening(view: TicketView): Html {
  const { reapertura } = view
  if (reapertura === null) return html``
  const { dias, hasta, abierta } = reapertura
  return html`${paragraph(t(abierta ? 'reapertura.hasta' : 'reapertura.paso', { dias, cuando: longInstant(hasta) }))}${paragraph(t('reapertura.quien', { dias }))}${abierta ? '' : html`<p><a class="boton otro" href="${paths.report}">${t('seguir.otro')}</a></p>`}
`
}

const CITIZEN: readonly TicketStep[] = ['citizenReplied', 'confirmed', 'reopened', 'cancelled']

/** Each due time with what became of it. */
export function clockList(view: TicketView): Html {
  return html`<h2>${t('plazos')}</h2>
<ul>${view.plazos.map((one) => html`<li>${word('plazo', String(one.nivel))}: ${clockText(one)}</li>`)}</ul>
`
}

function clockText(one: TicketView['plazos'][number]): string {
  if (one.respondidoEn)
    return t(one.aTiempo ? 'plazo.cumplido' : 'plazo.tarde', { cuando: longInstant(one.respondidoEn) })
  return t(one.aTiempo === false ? 'plazo.vencido' : 'plazo.corre', { cuando: longInstant(one.venceEn) })
}

/** What happened, line by line, with what was said at each. */
export function history(view: TicketView): Html {
  return html`<h2>${t('historia')}</h2>
<ol class="avance">${view.historial.map((one) => html`<li>${word('estado', one.estado)}: ${longInstant(one.en)}${one.texto && one.de ? html`<p>${word('de', one.de)}</p><blockquote><p>${one.de === 'persona' ? one.texto : inSpanish(one.texto)}</p></blockquote>` : ''}</li>`)}</ol>
`
}

function stepForm(folio: string, step: TicketStep, errors: readonly FieldError[], given: string): Html {
  const name = Object.entries(STEP_NAMES).find(([, one]) => one === step)![0]
  const asks = step === 'citizenReplied' || step === 'reopened'
  return html`<form method="post" action="${paths.reportFollow(folio)}/${name}" novalidate>
${asks ? textArea({ campo: 'texto', label: t('campo.texto'), value: given, errors, rows: 4 }) : ''}<button class="boton otro" type="submit">${word('paso', name)}</button>
</form>
`
}

/** For a wrong folio and for a missing permission alike. */
export function reportNotFoundPage(v: { readonly site: Site }): string {
  return page({
    site: v.site,
    question: t('seguir.no-hay'),
    noindex: true,
    trail: [{ text: t('seguir.no-hay') }],
    body: html`${paragraph(t('seguir.no-hay.texto'))}<p><a class="boton" href="${paths.report}">${t('seguir.otro')}</a></p>`,
  })
}
