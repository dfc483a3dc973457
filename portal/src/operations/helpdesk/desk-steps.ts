// One step on a report, by a desk or by the person: what it needs, what it may not do, and the refusal that is put on record.
import { ENTIDADES } from '@actas/node-kit/contract/entidad.ts'
import type { App } from '#context'
import { DomainError } from '#errors'
import type { FieldProblem } from '#errors'
import { append } from '#journal'
import { readModelo } from '#modelo'
import type { Staff } from '#staff'
import { cleanText } from '#ui/clean-text'
import * as store from './store.ts'
import type { TicketRow } from './store.ts'
import { MAX_TEXT, next, reopenUntil, solvedLevel } from './ticket.ts'
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
  const { mesa } = (await readModelo(app)).contenido
  const refused = await app.db.tx(async (tx) => {
    const row = await store.lockTicket(tx, folio)
    if (!row) throw new DomainError('notFound', 'reporte-no-encontrado')
    const { who, actor } = by(row)
    const life = lifeOf(await store.selectEvents(tx, folio))
    const at = app.clock.now()
    let to: TicketState
    try {
      to = next(row.state, act.step, who, solvedLevel(life))
      inTime(life, act.step, at, { reopenDays: mesa.reaperturaDias.valor, giveBackHours: mesa.devolucionHoras.valor })
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      // What was tried against the rules is on record too, in a transaction that commits.
      const data = { step: act.step, state: row.state, codigo: error.codigo }
      await append(app, tx, { event: 'ticket.refused', actor, subject: folio, entidad: row.entidad, data })
      return error
    }
    const correo = (await store.selectContact(tx, folio))?.correo ?? null
    checkAct(act, row)
    const texto = cleanText(act.texto ?? '').trim()
    const nota = cleanText(act.nota ?? '').trim()
    const version = row.version + 1
    const codigo = act.codigo ?? null
    await record(app, tx, row, life, { step: act.step, to, actor, at, codigo, entidad: act.entidad ?? null })
    const de = who === 'ciudadano' ? 'persona' : who
    if (texto) await store.insertMessage(tx, folio, { version, de, publico: true, texto })
    if (nota) await store.insertMessage(tx, folio, { version, de, publico: false, texto: nota })
    if (act.paquete) {
      const { consentimiento, ...said } = act.paquete
      const [intentado, evidencia] = [cleanText(said.intentado).trim(), cleanText(said.evidencia).trim()]
      const contacto = correo ?? 'folio'
      await store.insertPacket(tx, folio, version, {
        intentado,
        evidencia,
        consentimiento,
        categoria: row.tipo,
        contacto,
      })
    }
    return null
  })
  if (refused) throw refused
}

/** Two steps have a time of their own. @throws conflict `reporte-tarde` */
function inTime(
  life: readonly TicketEvent[],
  step: TicketStep,
  at: Temporal.Instant,
  limits: { readonly reopenDays: number; readonly giveBackHours: number },
): void {
  const received = life.findLast((one) => one.step === 'acknowledged' || one.step === 'routed')
  const until =
    step === 'returned'
      ? received?.at.add({ hours: limits.giveBackHours })
      : step === 'reopened'
        ? reopenUntil(life, limits.reopenDays)
        : null
  if (until && Temporal.Instant.compare(at, until) > 0) throw new DomainError('conflict', 'reporte-tarde')
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
  const said = (text: string | undefined): string => cleanText(text ?? '').trim()
  const short = (campo: string, text: string | undefined): void => {
    if (said(text).length > MAX_TEXT) problems.push({ campo, codigo: 'texto-largo', params: { maximo: MAX_TEXT } })
  }
  if (NEEDS_TEXT.includes(act.step)) need('texto', said(act.texto))
  short('texto', act.texto)
  short('nota', act.nota)
  short('intentado', act.paquete?.intentado)
  short('evidencia', act.paquete?.evidencia)
  if (act.step === 'returned') need('nota', said(act.nota))
  if (act.step === 'escalated' || act.step === 'escalatedAgain') {
    const entidad = act.entidad ?? row.entidad
    if (!ENTIDADES.some((one) => one.clave === entidad))
      problems.push({ campo: 'entidad', codigo: entidad ? 'entidad-desconocida' : 'falta-entidad' })
    need('intentado', said(act.paquete?.intentado))
    need('evidencia', said(act.paquete?.evidencia))
    need('consentimiento', act.paquete?.consentimiento)
  }
  if (problems.length > 0) throw new DomainError('invalid', 'datos-invalidos', { campos: problems })
}
