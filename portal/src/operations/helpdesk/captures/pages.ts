// P06, «pedir que la busquen»: what was typed goes to the registry; and the line of requests for the person and the desk.
import { facts, textArea, textField } from '#ui/fields'
import type { Fact, FieldError } from '#ui/fields'
import { html } from '#ui/html'
import type { Html } from '#ui/html'
import { page } from '#ui/layout'
import type { Site } from '#ui/layout'
import { consolePage, consoleTable } from '#staff'
import type { Staff } from '#staff'
import { catalogue, longDay, longInstant } from '#ui/messages'
import { paths } from '#ui/paths'
import { sexName } from '../corrections/pages.ts'
import { t as desk, word as deskWord } from '../words.ts'
import { STATES } from '../ticket.ts'
import { CRITERIA } from './capture.ts'
import type { Criteria, Place } from './capture.ts'
import type { LineRow } from './store.ts'
import en from './en.json' with { type: 'json' }
import es from './es-MX.json' with { type: 'json' }

export const t = catalogue(es, { en })
const paragraph = (text: string): Html => html`<p>${text}</p>
`

export interface CaptureView {
  readonly site: Site
  readonly criterios: Criteria
  readonly estado: string
  /** Whether the registry answers by this site already. */
  readonly abierta: boolean
  readonly horas: number
  readonly minutos: number
  readonly detalle: string
  readonly correo: string
  readonly token: string
  readonly errors?: readonly FieldError[]
}

/** One and the same page whatever the search said: it shows only what the person typed, without the filiation. */
export function capturePage(v: CaptureView): string {
  const errors = v.errors ?? []
  const { estado, horas, minutos } = v
  return page({
    site: v.site,
    question: t('pregunta'),
    noindex: true,
    errors,
    trail: [{ text: t('tramite'), href: paths.notFound }, { text: t('pregunta') }],
    body: html`${paragraph(v.abierta ? t('texto', { estado, horas }) : t('cerrada', { estado, minutos }))}<h2>${t('con-esto')}</h2>
${facts([...criteriaFacts(v.criterios), { name: t('dato.entidad'), value: estado, change: { href: paths.entidad, what: t('dato.entidad') } }])}
${paragraph(t('sin-filiacion'))}<form method="post" action="${paths.captureRequest}" novalidate>
<input type="hidden" name="formulario" value="${v.token}">
${textArea({ campo: 'texto', label: t('detalle'), hint: t('detalle.pista'), value: v.detalle, errors, rows: 3 })}${textField({ campo: 'correo', label: desk('campo.correo'), value: v.correo, errors, type: 'email', inputmode: 'email', autocomplete: 'email', autocapitalize: 'none' })}<button class="boton" type="submit">${t('enviar')}</button>
</form>
${paragraph(t('gratis'))}<p><a href="${paths.filiation}">${t('otra-vez')}</a></p>`,
  })
}

/** What to look with, in words. */
export function criteriaFacts(criterios: Criteria): Fact[] {
  return CRITERIA.flatMap((one) => {
    const value = criterios[one]
    if (!value) return []
    return [
      { name: t(`dato.${one}`), value: one === 'curp' ? html`<span class="clave">${value}</span>` : said(one, value) },
    ]
  })
}

function said(one: (typeof CRITERIA)[number], value: string): string {
  if (one === 'fechaNacimiento' && /^\d{4}-\d{2}-\d{2}$/.test(value)) return longDay(value)
  return one === 'sexo' && /^[HMX]$/.test(value) ? sexName(value) : value
}

/** The person's place among the open requests of the same registry, as it is now. */
export function placeFacts(fila: Place | null, estado: string): Html {
  if (fila === null) return html``
  return html`<h2>${t('fila')}</h2>
<p><strong>${t('fila.texto', { ...fila, estado })}</strong> ${t('fila.mueve')}</p>
`
}

/** The open requests in the order of the line; one entidad's for its own desk. */
export function linePage(v: {
  readonly site: Site
  readonly staff: Staff
  readonly rows: readonly LineRow[]
  readonly names: ReadonlyMap<string, string>
  readonly opens: (row: LineRow) => boolean
}): string {
  return consolePage({
    site: v.site,
    staff: v.staff,
    question: t('mesa.pregunta'),
    board: paths.consoleDesk,
    trail: [{ text: desk('mesa.pregunta'), href: paths.consoleDesk }],
    body: consoleTable({
      caption: t('mesa.tabla'),
      head: [
        t('col.lugar'),
        t('col.folio'),
        t('col.entidad'),
        t('col.criterios'),
        t('col.estado'),
        t('col.abierto'),
        t('col.vence'),
      ],
      rows: v.rows.map((row) => {
        const opens = v.opens(row)
        return [
          String(row.lugar),
          opens ? html`<a href="${paths.consoleTicket(row.folio)}">${row.folio}</a>` : row.folio,
          row.entidad === null ? desk('sin-entidad') : (v.names.get(row.entidad) ?? row.entidad),
          // Who may not open the report does not read the person's data here either.
          opens ? criteriaText(row.criterios) : '',
          deskWord('estado', STATES[row.state].wire),
          longInstant(row.opened_at),
          row.due_at ? longInstant(row.due_at) : desk('resta.no'),
        ]
      }),
      empty: t('mesa.vacia'),
    }),
  })
}

function criteriaText(criterios: Criteria): string {
  return CRITERIA.flatMap((one) => (criterios[one] ? [said(one, criterios[one])] : [])).join(', ')
}
