// One line of a ticket's life: event, state, clocks and journal entry, written together or not at all.
import type { App } from '#context'
import type { Tx } from '#db'
import { append } from '#journal'
import { readModelo } from '#modelo'
import { currentLanguage } from '#ui/languages'
import * as store from './store.ts'
import type { EventRow, TicketRow } from './store.ts'
import { STATES, clocksOf, deadlineOf } from './ticket.ts'
import type { TicketEvent, TicketLimits, TicketState } from './ticket.ts'

/** A new report with its first line, ready for the next; null when the service already opened one for this cause. */
export async function insertReport(
  app: App,
  tx: Tx,
  one: {
    folio: string
    tipo: string
    entidad: string | null
    sobre: string | null
    origen: 'persona' | 'sistema'
    motivo: string | null
    texto: string
    correo: string | null
    /** What it is about, by which an open report is known again. */
    asunto?: Buffer | null
  },
): Promise<TicketRow | null> {
  const { mesa } = (await readModelo({ db: tx })).contenido
  const openedAt = app.clock.now()
  const limits: TicketLimits = {
    n1Minutos: mesa.n1Minutos.valor,
    n2Horas: mesa.n2Horas.valor,
    esperaHoras: mesa.esperaHoras.valor,
    cierreHoras: mesa.cierreHoras.valor,
  }
  const row = await store.insertTicket(tx, { ...one, asunto: one.asunto ?? null, openedAt, limits })
  if (row === null) return null
  if (one.correo !== null)
    await store.insertContact(tx, one.folio, { correo: one.correo, idioma: currentLanguage().codigo })
  const actor = one.origen === 'persona' ? 'ciudadano' : 'sistema'
  await record(app, tx, row, [], { step: 'opened', to: 'new', actor, at: openedAt })
  const de = one.origen
  await store.insertMessage(tx, one.folio, { version: 1, de, publico: true, texto: one.texto })
  return { ...row, state: 'new', version: 1 }
}

interface Recorded {
  readonly step: TicketEvent['step']
  readonly to: TicketState
  readonly actor: string
  readonly at: Temporal.Instant
  readonly codigo?: string | null
  readonly entidad?: string | null
}

/** Writes one line of a ticket's life, its state, its clocks and its journal entry together. */
export async function record(
  app: App,
  tx: Tx,
  row: TicketRow,
  life: readonly TicketEvent[],
  one: Recorded,
): Promise<void> {
  const version = row.version + 1
  const recordedAt = app.clock.now()
  const entidad = one.entidad ?? row.entidad
  const codigo = one.codigo ?? null
  const after = [...life, { step: one.step, to: one.to, at: one.at }]
  await store.insertEvent(tx, row.folio, {
    version,
    event: one.step,
    from_state: life.at(-1)?.to ?? null,
    to_state: one.to,
    actor: one.actor,
    codigo,
    at: one.at,
    recorded_at: recordedAt,
  })
  const deadline = deadlineOf(after, limitsOf(row))
  await store.updateTicket(tx, {
    folio: row.folio,
    state: one.to,
    version,
    entidad,
    deadlineAt: deadline?.at ?? null,
    deadlineEvent: deadline?.step ?? null,
  })
  await store.replaceClocks(tx, row.folio, clocksOf(after, limitsOf(row)))
  await append(app, tx, {
    event: `ticket.${one.step}`,
    actor: one.actor,
    subject: row.folio,
    entidad,
    at: one.at,
    data: { state: one.to, holder: STATES[one.to].holder, version, ...(codigo ? { codigo } : {}) },
  })
}

export const limitsOf = (row: TicketRow): TicketLimits => ({
  n1Minutos: row.n1_minutos,
  n2Horas: row.n2_horas,
  esperaHoras: row.espera_horas,
  cierreHoras: row.cierre_horas,
})
export const lifeOf = (events: readonly EventRow[]): TicketEvent[] =>
  events.map((one) => ({ step: one.event, to: one.to_state, at: one.at }))
