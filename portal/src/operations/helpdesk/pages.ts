// The pages of a report for the person who writes it: which case it is, the form, and the timeline with its due times.
import { select, facts, textArea, textField } from '#ui/fields'
import type { Choice, FieldError } from '#ui/fields'
import { html } from '#ui/html'
import type { Html } from '#ui/html'
import { page } from '#ui/layout'
import type { Site } from '#ui/layout'
import { catalogue, longInstant } from '#ui/messages'
import { paths } from '#ui/paths'
import type { TicketView } from './ticket-view.ts'
import { STEP_NAMES } from './ticket.ts'
import type { TicketStep } from './ticket.ts'
import es from './es-MX.json' with { type: 'json' }

export type Key = keyof typeof es & string
export const t = catalogue(es)

/** A key made of two parts, such as `estado.en_N1`; one that has no words is a defect and is thrown by the catalogue. */
export const word = (kind: string, key: string): string => t(`${kind}.${key}` as Key)

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

/** The form of one kind of report; for wrong data it asks for the datum, what it says and what it should say. */
export function reportFormPage(v: ReportForm): string {
  const errors = v.errors ?? []
  const value = (campo: string): string => v.given[campo] ?? ''
  const text = (campo: 'dato' | 'dice' | 'debeDecir'): Html =>
    textField({
      campo,
      label: word('campo', campo),
      value: value(campo),
      errors,
      ...(campo === 'dato' ? { hint: t('campo.dato.pista') } : {}),
    })
  return page({
    site: v.site,
    question: word('tipo', v.tipo),
    noindex: true,
    errors,
    trail: [{ text: t('nuevo.pregunta'), href: paths.report }, { text: word('tipo', v.tipo) }],
    body: html`${paragraph(t('nuevo.plazo'))}<form method="post" action="${paths.report}" novalidate>
<input type="hidden" name="tipo" value="${v.tipo}"><input type="hidden" name="formulario" value="${v.token}">
${
  v.tipo === 'datos'
    ? html`${text('dato')}${text('dice')}${text('debeDecir')}`
    : textArea({
        campo: 'texto',
        label: t('campo.texto'),
        hint: t('campo.texto.pista'),
        value: value('texto'),
        errors,
        rows: 6,
      })
}${textField({ campo: 'folio', label: t('campo.folio'), hint: t('campo.folio.pista'), value: value('folio'), errors, code: true, width: 20, autocapitalize: 'characters' })}${select({ campo: 'entidad', label: t('campo.entidad'), hint: t('campo.entidad.pista'), value: value('entidad'), choices: v.entidades, errors })}${textField({ campo: 'correo', label: t('campo.correo'), value: value('correo'), errors, type: 'email', inputmode: 'email', autocomplete: 'email', autocapitalize: 'none' })}<button class="boton" type="submit">${t('nuevo.enviar')}</button>
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
${paragraph(t('seguir.guarda'))}${clockList(view)}${history(view)}${view.pasos
      .filter((step) => CITIZEN.includes(step))
      .map((step) => stepForm(view.folio, step, errors, v.given ?? ''))}`,
  })
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
<ol class="avance">${view.historial.map((one) => html`<li>${word('estado', one.estado)}: ${longInstant(one.en)}${one.texto && one.de ? html`<p>${word('de', one.de)}</p><blockquote><p>${one.texto}</p></blockquote>` : ''}</li>`)}</ol>
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
