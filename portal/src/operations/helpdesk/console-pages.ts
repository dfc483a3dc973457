// The desk in the console: the queue by time left, and one report with what may be done next.
import { facts, select, textArea } from '#ui/fields'
import type { Choice, FieldError } from '#ui/fields'
import type { Trouble } from '#mailer'
import { html } from '#ui/html'
import type { Html } from '#ui/html'
import type { Site } from '#ui/layout'
import type { Indicador } from '#modelo'
import { chosenQuery, consoleFilters, consolePage, consoleTable, may } from '#staff'
import type { ConsoleFilter, Staff } from '#staff'
import { longInstant } from '#ui/messages'
import { paths } from '#ui/paths'
import { CODES } from './helpdesk.ts'
import { t as captureWord } from './captures/pages.ts'
import { asked, clockList, history, t, word } from './pages.ts'
import { correctionTable } from './corrections/pages.ts'
import { receiptTable } from './receipts/pages.ts'
import type { ReceiptRow } from './receipts/store.ts'
import { forDesk as receiptWord } from './receipts/words.ts'
import type { PacketRow, QueueRow } from './store.ts'
import type { TicketView } from './ticket-view.ts'
import { OPEN, STATES, STEP_NAMES } from './ticket.ts'
import type { Holder, TicketStep } from './ticket.ts'

export interface DeskView {
  readonly site: Site
  readonly staff: Staff
  readonly rows: readonly QueueRow[]
  readonly chosen: Readonly<Record<string, string>>
  readonly names: ReadonlyMap<string, string>
  readonly now: Temporal.Instant
  readonly indicator: { readonly n1: Indicador; readonly n2: Indicador }
  readonly days: number
  /** Whether this person may open a report, or only see the queue. */
  readonly opens: (row: QueueRow) => boolean
}

/** By which the queue may be cut; an office of an entidad has one entidad only. */
export function deskFilters(staff: Staff, names: ReadonlyMap<string, string>): ConsoleFilter[] {
  const states = OPEN.map((one) => ({ value: STATES[one].wire, text: word('estado', STATES[one].wire) }))
  const estado = { campo: 'estado', label: t('col.estado'), choices: states }
  if (staff.entidad !== null) return [estado]
  const choices = [...names].map(([value, text]) => ({ value, text }))
  return [estado, { campo: 'entidad', label: t('col.entidad'), choices }]
}

/** Whether a row is one of those that were chosen. */
export function isChosen(row: QueueRow, chosen: Readonly<Record<string, string>>): boolean {
  const { estado = STATES[row.state].wire, entidad = row.entidad } = chosen
  return estado === STATES[row.state].wire && entidad === row.entidad
}

/** C07: what is open, what falls due first on top. */
export function deskPage(v: DeskView): string {
  return consolePage({
    site: v.site,
    staff: v.staff,
    question: t('mesa.pregunta'),
    live: true,
    board: paths.consoleDesk,
    body: html`${consoleFilters({ action: paths.consoleDesk, filters: deskFilters(v.staff, v.names), chosen: v.chosen })}${consoleTable(
      {
        caption: t('mesa.tabla'),
        head: [t('col.folio'), t('col.asunto'), t('col.entidad'), t('col.estado'), t('col.vence'), t('col.resta')],
        rows: v.rows.map((row) => [
          v.opens(row) ? html`<a href="${paths.consoleTicket(row.folio)}">${row.folio}</a>` : row.folio,
          html`${word('tipo', row.tipo)}${row.origen === 'sistema' ? html` ${t('automatico')}` : ''}`,
          nameOf(v.names, row.entidad),
          word('estado', STATES[row.state].wire),
          row.due_at ? longInstant(row.due_at) : t('resta.no'),
          timeLeft(row.due_at, v.now),
        ]),
        csv: `${paths.consoleDeskCsv}${chosenQuery(v.chosen)}`,
        empty: t(Object.keys(v.chosen).length > 0 ? 'mesa.ninguno' : 'mesa.vacia'),
      },
    )}<p><a href="${paths.consoleCaptures}">${captureWord('mesa.liga')}</a></p>
${may(v.staff, 'comprobante.ver', v.staff.entidad) ? html`<p><a href="${paths.consoleReceipts}">${receiptWord('mesa.liga')}</a></p>` : ''}<h2>${t('indicador.titulo', { dias: v.days })}</h2>
${facts([
  { name: t('indicador.n1'), value: indicatorText(v.indicator.n1) },
  { name: t('indicador.n2'), value: indicatorText(v.indicator.n2) },
])}`,
  })
}

function indicatorText(one: Indicador): Html {
  if (one.valor === null) return html`${t('indicador.sin')}`
  const { aTiempo = 0, vencidos = 0 } = one.cuentas
  const valor = one.valor.toFixed(2)
  return html`<a href="${one.evidencia}">${t('indicador.valor', { valor, aTiempo, vencidos, veredicto: one.veredicto })}</a>`
}

export function nameOf(names: ReadonlyMap<string, string>, entidad: string | null): string {
  return entidad === null ? t('sin-entidad') : (names.get(entidad) ?? entidad)
}

/** Whole minutes: what is left, or what it is late by. */
function timeLeft(due: Temporal.Instant | null, now: Temporal.Instant): string {
  if (due === null) return t('resta.no')
  const ms = due.epochMilliseconds - now.epochMilliseconds
  return ms >= 0
    ? t('resta', { minutos: Math.floor(ms / 60_000) })
    : t('resta.vencido', { minutos: Math.ceil(-ms / 60_000) })
}

export interface DeskTicketView {
  readonly site: Site
  readonly staff: Staff
  readonly view: TicketView
  readonly names: ReadonlyMap<string, string>
  readonly correo: string | null
  /** Why the last mail to that address reached nobody. */
  readonly correoProblema?: Trouble | null
  readonly notas: readonly string[]
  readonly paquete: PacketRow | null
  readonly comprobantes: readonly ReceiptRow[]
  readonly errors?: readonly FieldError[]
  readonly given?: Readonly<Record<string, string>>
}

/** C08: one report: who had it how long, what was said, the packet, and the steps that are open to this desk. */
export function deskTicketPage(v: DeskTicketView): string {
  const { view } = v
  const errors = v.errors ?? []
  const holders: readonly Holder[] = ['N1', 'N2', 'ciudadano', 'tercero']
  const minutes = (ms: number): string => (ms / 60_000).toFixed(1)
  return consolePage({
    site: v.site,
    staff: v.staff,
    question: t('reporte.pregunta', { folio: view.folio }),
    board: paths.consoleDesk,
    trail: [{ text: t('mesa.pregunta'), href: paths.consoleDesk }],
    errors,
    body: html`${facts([
      { name: t('tipo'), value: word('tipo', view.tipo) },
      { name: t('entidad'), value: nameOf(v.names, view.entidad) },
      { name: t('estado'), value: word('estado', view.estado) },
      { name: t('ahora'), value: word('quien', view.responsable) },
      { name: t('correo'), value: v.correo ?? t('reporte.sin-correo') },
      ...(v.correoProblema
        ? [{ name: t('reporte.sin-entregar'), value: t(`reporte.sin-entregar.${v.correoProblema}`) }]
        : []),
      ...(view.solicitud ? [{ name: t('solicitud'), value: view.solicitud }] : []),
    ])}
${asked(view, correctionTable)}${clockList(view)}${history(view)}${v.notas.length > 0 ? html`<h2>${t('reporte.notas')}</h2><ul>${v.notas.map((one) => html`<li>${one}</li>`)}</ul>` : ''}${
      v.paquete
        ? html`<h2>${t('reporte.paquete')}</h2>${facts([
            { name: t('campo.intentado'), value: v.paquete.intentado },
            { name: t('campo.evidencia'), value: v.paquete.evidencia },
            { name: t('correo'), value: v.paquete.contacto },
          ])}`
        : ''
    }${v.comprobantes.length > 0 ? html`<h2>${receiptWord('mesa.pregunta')}</h2>${receiptTable(v.comprobantes, v.names, () => false)}` : ''}<h2>${t('reporte.tenencia')}</h2>
${consoleTable({
  caption: t('reporte.tenencia'),
  head: [t('reporte.quien'), t('reporte.minutos')],
  rows: [
    ...holders.map((one) => [word('quien', one), minutes(view.tenencia[one])]),
    [t('reporte.tenencia.total'), minutes(view.totalMs)],
  ],
})}<h2>${t('reporte.acciones')}</h2>
${view.pasos.map((step) => stepForm(v, step, errors))}`,
  })
}

const WITH_CODE: readonly TicketStep[] = ['answered', 'solved', 'answeredAtLevel2', 'solvedAtLevel2']

/** One form for one step. Field names are the same in all, so an error links to the first that shows it. */
function stepForm(v: DeskTicketView, step: TicketStep, errors: readonly FieldError[]): Html {
  const name = Object.entries(STEP_NAMES).find(([, one]) => one === step)?.[0]
  if (name === undefined) return html``
  const chosen = v.given?.['paso'] === name
  const shown = chosen ? errors : []
  const value = (campo: string): string => (chosen ? (v.given?.[campo] ?? '') : '')
  // One id for one field of the page: the fields of the form that was sent keep the bare name, which the summary links to.
  const id = (campo: string): string => (chosen ? campo : `${campo}_${name}`)
  const area = (campo: 'respuesta' | 'nota' | 'intentado' | 'evidencia'): Html =>
    textArea({ campo: id(campo), label: word('campo', campo), value: value(campo), errors: shown, rows: 3 })
  const codes: Choice[] = CODES.map((one) => ({ value: one, text: word('codigo', one) }))
  const asksText = WITH_CODE.includes(step) || step === 'citizenAsked' || step === 'reopened'
  const escalates = step === 'escalated' || step === 'escalatedAgain'
  return html`<form method="post" action="${paths.consoleTicket(v.view.folio)}/${name}" novalidate><h3>${word('paso', name)}</h3>
${WITH_CODE.includes(step) ? select({ campo: id('codigo'), label: t('campo.codigo'), value: value('codigo'), choices: codes, errors: shown }) : ''}${asksText ? area('respuesta') : ''}${
    escalates
      ? html`${select({ campo: id('entidad'), label: t('campo.entidad'), value: value('entidad') || (v.view.entidad ?? ''), choices: [...v.names].map(([clave, text]) => ({ value: clave, text })), errors: shown })}${area('intentado')}${area('evidencia')}<div class="opcion"><input type="checkbox" id="${id('consentimiento')}" name="consentimiento" value="si"><label for="${id('consentimiento')}">${t('campo.consentimiento')}</label></div>`
      : ''
  }${asksText || step === 'returned' ? area('nota') : ''}<button class="boton otro" type="submit">${word('paso', name)}</button>
</form>
`
}
