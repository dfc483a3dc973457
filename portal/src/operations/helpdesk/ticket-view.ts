// A report as it is read: by the person who holds its token, and by the desks.
import { timingSafeEqual } from 'node:crypto'
import { wire } from '#clock'
import type { App } from '#context'
import { DomainError } from '#errors'
import { findTrouble } from '#mailer'
import type { Trouble } from '#mailer'
import { readModelo } from '#modelo'
import { accessToken, parseFolio } from '#orders'
import { may } from '#staff'
import type { Staff } from '#staff'
import type { Criteria, Place } from './captures/capture.ts'
import * as captures from './captures/store.ts'
import type { Correction } from './corrections/correction.ts'
import { selectCorrections } from './corrections/store.ts'
import { selectReceipts } from './receipts/store.ts'
import type { ReceiptRow } from './receipts/store.ts'
import { lifeOf, limitsOf } from './ticket-record.ts'
import * as store from './store.ts'
import type { TicketRow } from './store.ts'
import { OPEN, STATES, clocksOf, dwellOf, elapsedMs, isSolved, reopenUntil, solvedLevel, stepsFor } from './ticket.ts'
import type { Holder, TicketStep, Who } from './ticket.ts'

export interface TicketView {
  readonly folio: string
  readonly tipo: string
  readonly estado: string
  /** Who has it in hand now: `N1`, `N2`, `ciudadano` or `tercero`; `entidad` says whose level 2. */
  readonly responsable: Holder
  readonly entidad: string | null
  readonly solicitud: string | null
  readonly historial: readonly {
    readonly paso: string
    readonly estado: string
    readonly responsable: Holder
    readonly en: string
    readonly texto?: string
    readonly de?: string
  }[]
  /** Each run of the two clocks: when an answer is due, and when it was given. */
  readonly plazos: readonly {
    readonly nivel: 1 | 2
    readonly desde: string
    readonly venceEn: string
    readonly respondidoEn: string | null
    readonly aTiempo: boolean | null
  }[]
  /** Milliseconds that each has had it; together the whole time. */
  readonly tenencia: Readonly<Record<Holder, number>>
  readonly totalMs: number
  readonly pasos: readonly TicketStep[]
  /** For wrong data: each datum, what it says and what it should say. */
  readonly correcciones: readonly Correction[]
  /** For a request to look for an acta: what to look with, and its place among the open ones of its entidad. */
  readonly busqueda: (Criteria & { readonly fila: Place | null }) | null
  /** Once solved: until when it may be opened again, how many days that is, and whether that is still so. */
  readonly reapertura: { readonly hasta: string; readonly dias: number; readonly abierta: boolean } | null
}

/** The report for whoever holds its token. @throws notFound `reporte-no-encontrado`, the same for a wrong folio and a wrong token */
export async function readTicket(app: App, folio: string, acceso: string | undefined): Promise<TicketView> {
  const row = await requireTicket(app, folio, acceso)
  return (await present(app, row, 'ciudadano')).view
}

/** What may be said of a report to whoever reports the same thing again: its state, and nothing that was written. */
export async function readTicketState(
  app: App,
  folio: string,
): Promise<{ folio: string; tipo: string; estado: string } | null> {
  const row = await store.selectTicket(app.db, folio)
  return row ? { folio, tipo: row.tipo, estado: STATES[row.state].wire } : null
}

/** The reports about one order that this person works on, the newest first. */
export async function listAbout(app: App, staff: Staff, folio: string): Promise<{ folio: string; estado: string }[]> {
  const rows = await store.selectAbout(app.db, folio, 50)
  return rows
    .filter((one) => levelOf(staff, one) !== null)
    .map((one) => ({ folio: one.folio, estado: STATES[one.state].wire }))
}

/** Whether this person works on such a report. */
export function worksOn(staff: Staff, ticket: { readonly entidad: string | null }): boolean {
  return levelOf(staff, ticket) !== null
}

/** Whether there is a report of this name on which this person works. */
export async function worksOnTicket(app: App, staff: Staff, folio: string): Promise<boolean> {
  const row = await store.selectTicket(app.db, folio)
  return row !== undefined && levelOf(staff, row) !== null
}

/** The report as its desks see it, with the notes and the packet. @throws notFound `reporte-no-encontrado` */
export async function readTicketForDesk(
  app: App,
  staff: Staff,
  folio: string,
): Promise<{
  view: TicketView
  who: Who
  correo: string | null
  correoProblema: Trouble | null
  notas: readonly string[]
  paquete: store.PacketRow | null
  comprobantes: readonly ReceiptRow[]
}> {
  const name = parseFolio(folio, 'REP')
  const row = name === null ? undefined : await store.selectTicket(app.db, name)
  const who = row ? levelOf(staff, row) : null
  if (!row || who === null) throw new DomainError('notFound', 'reporte-no-encontrado')
  const { view, notas } = await present(app, row, who)
  const [contact, paquete] = [await store.selectContact(app.db, row.folio), await store.selectPacket(app.db, row.folio)]
  const correo = contact?.correo ?? null
  // A person who left one address is told about the report and about the order at the same one.
  const about = [row.folio, ...(row.sobre === null ? [] : [row.sobre])]
  const found = await Promise.all(
    about.map(async (subject) => (correo === null ? null : await findTrouble(app, { subject, to: correo }))),
  )
  const correoProblema = found.find((one) => one !== null)?.trouble ?? null
  return { view, who, correo, correoProblema, notas, paquete, comprobantes: await selectReceipts(app.db, row.folio) }
}

async function present(app: App, row: TicketRow, who: Who): Promise<{ view: TicketView; notas: string[] }> {
  const [events, messages, correcciones, busqueda, modelo] = await Promise.all([
    store.selectEvents(app.db, row.folio),
    store.selectMessages(app.db, row.folio),
    selectCorrections(app.db, row.folio),
    readCapture(app, row),
    readModelo(app),
  ])
  const life = lifeOf(events)
  const now = app.clock.now()
  const dias = modelo.contenido.mesa.reaperturaDias.valor
  const until = reopenUntil(life, dias)
  const reopens = until !== null && Temporal.Instant.compare(now, until) <= 0
  const view: TicketView = {
    folio: row.folio,
    tipo: row.tipo,
    estado: STATES[row.state].wire,
    responsable: STATES[row.state].holder,
    entidad: row.entidad,
    solicitud: row.sobre,
    historial: events.map((one) => {
      const said = messages.find((message) => message.publico && message.version === one.version)
      return {
        paso: one.event,
        estado: STATES[one.to_state].wire,
        responsable: STATES[one.to_state].holder,
        en: wire(one.at),
        ...(said ? { texto: said.texto, de: said.de } : {}),
      }
    }),
    plazos: clocksOf(life, limitsOf(row))
      .filter((one) => one.anulado === null)
      .map((one) => ({
        nivel: one.reloj === 'frN1' ? 1 : 2,
        desde: wire(one.inicio),
        venceEn: wire(one.vence),
        respondidoEn: one.respuesta ? wire(one.respuesta) : null,
        aTiempo: inTimeSoFar(one.vence, one.respuesta, now),
      })),
    tenencia: dwellOf(life, now),
    totalMs: elapsedMs(life, now),
    pasos: stepsFor(row.state, who, solvedLevel(life)).filter((step) => step !== 'reopened' || reopens),
    correcciones,
    busqueda,
    reapertura: until && isSolved(row.state) ? { hasta: wire(until), dias, abierta: reopens } : null,
  }
  return { view, notas: messages.filter((one) => !one.publico).map((one) => one.texto) }
}

/** What to look with, and the place in the line as it is now. */
async function readCapture(app: App, row: TicketRow): Promise<TicketView['busqueda']> {
  const criterios = row.tipo === 'no-encontrada' ? await captures.selectCapture(app.db, row.folio) : null
  if (criterios === null) return null
  const { folio, entidad, opened_at: openedAt } = row
  const fila = entidad === null ? null : await captures.selectPlace(app.db, { folio, entidad, openedAt }, OPEN)
  return { ...criterios, fila }
}

/** Null while the time still runs. */
function inTimeSoFar(due: Temporal.Instant, answered: Temporal.Instant | null, now: Temporal.Instant): boolean | null {
  if (answered) return Temporal.Instant.compare(answered, due) <= 0
  return Temporal.Instant.compare(now, due) > 0 ? false : null
}

/** Lets through only whoever holds the token of this report. @throws notFound `reporte-no-encontrado` */
export async function requireTicket(app: App, folio: string, acceso: string | undefined): Promise<TicketRow> {
  const name = parseFolio(folio, 'REP')
  const expected = Buffer.from(accessToken(app, name ?? 'REP-'))
  const given = Buffer.from(acceso ?? '')
  const right = given.length === expected.length && timingSafeEqual(given, expected)
  const row = name !== null && right ? await store.selectTicket(app.db, name) : undefined
  if (!row) throw new DomainError('notFound', 'reporte-no-encontrado')
  return row
}

/** Whose an open report is; null for one that is nobody's, closed, or not there. */
export async function ownerOfOpenTicket(app: App, folio: string): Promise<string | null> {
  const row = await store.selectTicket(app.db, folio)
  return row && OPEN.includes(row.state) ? row.entidad : null
}

/** At which level this person works on this ticket; null when at none. Another entidad's ticket is nobody's business. */
export function levelOf(staff: Staff, ticket: { readonly entidad: string | null }): Who | null {
  const local = ticket.entidad !== null && may(staff, 'reporte.n2', ticket.entidad)
  // The desk of gob.mx that borrowed the place of another works there.
  if (local && staff.emergencia) return 'N2'
  if (may(staff, 'reporte.n1', ticket.entidad)) return 'N1'
  return local ? 'N2' : null
}
