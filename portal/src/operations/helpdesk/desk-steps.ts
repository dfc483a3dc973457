// One step on a report, by a desk or by the person: what it needs, what it may not do, and the refusal that is put on record.
import { ENTIDADES } from '@actas/node-kit/contract/entidad.ts'
import type { App } from '#context'
import { DomainError } from '#errors'
import type { FieldProblem } from '#errors'
import { append } from '#journal'
import { readModelo } from '#modelo'
import type { Staff } from '#staff'
import * as store from './store.ts'
import type { TicketRow } from './store.ts'
import { LIMITS, MAX_TEXT, next, solvedLevel } from './ticket.ts'
import type { TicketEvent, TicketState, TicketStep, Who } from './ticket.ts'
import { lifeOf, record } from './ticket-record.ts'
import { levelOf, requireTicket } from './ticket-view.ts'

export interface Act {
  readonly step: TicketStep
  readonly codigo?: string
  /** What the person reads. */
  readonly texto?: string
  /** What only the desks read. */
  readonly nota?: string
  readonly entidad?: string
  readonly paquete?: { readonly intentado: string; readonly evidencia: string; readonly consentimiento: boolean }
}

/**
 * One step of a desk. A step that the table does not have is refused, and the refusal is put on record.
 * @throws notFound `reporte-no-encontrado` · forbidden `sin-permiso` · conflict `reporte-no-permite`, `reporte-tarde` ·
 *   invalid with the fields that are missing
 */
export async function actOnTicket(app: App, staff: Staff, folio: string, act: Act): Promise<void> {
  await step(app, folio, act, (row) => {
    const who = levelOf(staff, row)
    if (who === null) throw new DomainError('forbidden', 'sin-permiso')
    return { who, actor: staff.id }
  })
}

/** One step of the person who opened it. @throws as `actOnTicket` */
export async function answerDesk(app: App, folio: string, acceso: string | undefined, act: Act): Promise<void> {
  const name = await requireTicket(app, folio, acceso)
  await step(app, name.folio, act, () => ({ who: 'ciudadano', actor: 'ciudadano' }))
}

async function step(
  app: App,
  folio: string,
  act: Act,
  by: (row: TicketRow) => { who: Who; actor: string },
): Promise<void> {
  const reopenDays = (await readModelo(app)).contenido.mesa.reaperturaDias.valor
  const refused = await app.db.tx(async (tx) => {
    const row = await store.lockTicket(tx, folio)
    if (!row) throw new DomainError('notFound', 'reporte-no-encontrado')
    const { who, actor } = by(row)
    const life = lifeOf(await store.selectEvents(tx, folio))
    const at = app.clock.now()
    let to: TicketState
    try {
      to = next(row.state, act.step, who, solvedLevel(life))
      inTime(life, act.step, at, reopenDays)
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      // What was tried against the rules is on record too, in a transaction that commits.
      const data = { step: act.step, state: row.state, codigo: error.codigo }
      await append(app, tx, { event: 'ticket.refused', actor, subject: folio, entidad: row.entidad, data })
      return error
    }
    const correo = await store.selectContact(tx, folio)
    checkAct(act, row)
    const version = row.version + 1
    const codigo = act.codigo ?? null
    await record(app, tx, row, life, { step: act.step, to, actor, at, codigo, entidad: act.entidad ?? null })
    const de = who === 'ciudadano' ? 'persona' : who
    if (act.texto?.trim()) await store.insertMessage(tx, folio, { version, de, publico: true, texto: act.texto.trim() })
    if (act.nota?.trim()) await store.insertMessage(tx, folio, { version, de, publico: false, texto: act.nota.trim() })
    if (act.paquete)
      await store.insertPacket(tx, folio, version, { ...act.paquete, categoria: row.tipo, contacto: correo ?? 'folio' })
    return null
  })
  if (refused) throw refused
}

/** Two steps have a time of their own. @throws conflict `reporte-tarde` */
function inTime(life: readonly TicketEvent[], step: TicketStep, at: Temporal.Instant, reopenDays: number): void {
  const last = life.findLast((one) =>
    step === 'returned' ? one.step === 'acknowledged' : /^solved/.test(one.step) && step === 'reopened',
  )
  if (!last || (step !== 'returned' && step !== 'reopened')) return
  const until = last.at.add(step === 'returned' ? LIMITS.giveBack : { hours: 24 * reopenDays })
  if (Temporal.Instant.compare(at, until) > 0) throw new DomainError('conflict', 'reporte-tarde')
}

/** What kind of answer was given; one of these makes it an answer of substance. The words are in the catalogue. */
export const CODES = [
  'correccion',
  'busqueda',
  'pago-localizado',
  'reembolso',
  'copia-valida',
  'como-pedirla',
  'otra-oficina',
] as const

const NEEDS_CODE: readonly TicketStep[] = ['answered', 'solved', 'answeredAtLevel2', 'solvedAtLevel2']
const NEEDS_TEXT: readonly TicketStep[] = [...NEEDS_CODE, 'citizenAsked', 'citizenReplied', 'reopened']

/** What a step cannot be taken without. @throws invalid with the fields */
function checkAct(act: Act, row: TicketRow): void {
  const problems: FieldProblem[] = []
  const need = (campo: string, given: unknown): void => {
    if (!given) problems.push({ campo, codigo: 'campo-falta' })
  }
  if (NEEDS_CODE.includes(act.step)) {
    need('codigo', act.codigo)
    if (act.codigo && !(CODES as readonly string[]).includes(act.codigo))
      problems.push({ campo: 'codigo', codigo: 'campo-invalido' })
  }
  if (NEEDS_TEXT.includes(act.step)) need('texto', act.texto?.trim())
  if (act.texto !== undefined && act.texto.length > MAX_TEXT) problems.push({ campo: 'texto', codigo: 'texto-largo' })
  if (act.step === 'returned') need('nota', act.nota?.trim())
  if (act.step === 'escalated' || act.step === 'escalatedAgain') {
    const entidad = act.entidad ?? row.entidad
    if (!ENTIDADES.some((one) => one.clave === entidad))
      problems.push({ campo: 'entidad', codigo: entidad ? 'entidad-desconocida' : 'falta-entidad' })
    need('intentado', act.paquete?.intentado.trim())
    need('evidencia', act.paquete?.evidencia.trim())
    need('consentimiento', act.paquete?.consentimiento)
  }
  if (problems.length > 0) throw new DomainError('invalid', 'datos-invalidos', { campos: problems })
}
