// A ticket of the help desk: its states, the one table of what may follow what, who holds it, and its clocks. Pure rules.
import { DomainError } from '#errors'

export type TicketState =
  | 'new'
  | 'atLevel1'
  | 'solvedAtLevel1'
  | 'escalated'
  | 'receivedAtLevel2'
  | 'returnedToLevel1'
  | 'atLevel2'
  | 'waitingCitizen'
  | 'waitingThirdParty'
  | 'solvedAtLevel2'
  | 'closed'
  | 'cancelledByCitizen'

export type Holder = 'N1' | 'N2' | 'ciudadano' | 'tercero'

/** The key that outsiders see, and who has the ticket in hand while it is so. */
export const STATES: Readonly<Record<TicketState, { readonly wire: string; readonly holder: Holder }>> = {
  new: { wire: 'nuevo', holder: 'N1' },
  atLevel1: { wire: 'en_N1', holder: 'N1' },
  solvedAtLevel1: { wire: 'resuelto_N1', holder: 'ciudadano' },
  escalated: { wire: 'escalado', holder: 'N1' },
  receivedAtLevel2: { wire: 'recibido_N2', holder: 'N2' },
  returnedToLevel1: { wire: 'devuelto_N1', holder: 'N1' },
  atLevel2: { wire: 'en_N2', holder: 'N2' },
  waitingCitizen: { wire: 'espera_ciudadano', holder: 'ciudadano' },
  waitingThirdParty: { wire: 'espera_tercero', holder: 'tercero' },
  solvedAtLevel2: { wire: 'resuelto_N2', holder: 'ciudadano' },
  closed: { wire: 'cerrado', holder: 'ciudadano' },
  cancelledByCitizen: { wire: 'cancelado_por_ciudadano', holder: 'ciudadano' },
}

export type TicketStep =
  | 'taken'
  | 'answered'
  | 'solved'
  | 'escalated'
  | 'acknowledged'
  | 'bounced'
  | 'returned'
  | 'escalatedAgain'
  | 'takenAtLevel2'
  | 'answeredAtLevel2'
  | 'citizenAsked'
  | 'citizenReplied'
  | 'waitElapsed'
  | 'thirdPartyAsked'
  | 'thirdPartyReplied'
  | 'solvedAtLevel2'
  | 'confirmed'
  | 'closeElapsed'
  | 'reopened'
  | 'cancelled'
  | 'referredToOic'
  | 'routed'
  | 'receiptSent'

export type Who = 'N1' | 'N2' | 'ciudadano' | 'sistema'

export interface Transition {
  readonly from: readonly TicketState[]
  readonly step: TicketStep
  /** Null: the state stays what it was. */
  readonly to: TicketState | null
  readonly by: readonly Who[]
  /** Only for a ticket that this level solved. */
  readonly solvedAt?: 1 | 2
}

export const OPEN: readonly TicketState[] = [
  'new',
  'atLevel1',
  'escalated',
  'receivedAtLevel2',
  'returnedToLevel1',
  'atLevel2',
  'waitingCitizen',
  'waitingThirdParty',
]

/** Everything that is not in this table is refused (governance §13). */
export const TRANSITIONS: readonly Transition[] = [
  { from: ['new'], step: 'taken', to: 'atLevel1', by: ['N1'] },
  // Ours: what only the registry can do (to look in its books) goes to it at once, and the clock of level 1 does not run.
  { from: ['new'], step: 'routed', to: 'receivedAtLevel2', by: ['sistema'] },
  { from: ['atLevel1'], step: 'answered', to: 'atLevel1', by: ['N1'] },
  { from: ['atLevel1'], step: 'solved', to: 'solvedAtLevel1', by: ['N1'] },
  { from: ['atLevel1'], step: 'escalated', to: 'escalated', by: ['N1'] },
  { from: ['escalated'], step: 'acknowledged', to: 'receivedAtLevel2', by: ['N2', 'sistema'] },
  { from: ['escalated'], step: 'bounced', to: 'atLevel1', by: ['sistema'] },
  { from: ['receivedAtLevel2'], step: 'returned', to: 'returnedToLevel1', by: ['N2'] },
  { from: ['receivedAtLevel2'], step: 'takenAtLevel2', to: 'atLevel2', by: ['N2'] },
  { from: ['returnedToLevel1'], step: 'escalatedAgain', to: 'escalated', by: ['N1'] },
  { from: ['atLevel2'], step: 'answeredAtLevel2', to: 'atLevel2', by: ['N2'] },
  { from: ['atLevel2'], step: 'citizenAsked', to: 'waitingCitizen', by: ['N2'] },
  { from: ['atLevel2'], step: 'thirdPartyAsked', to: 'waitingThirdParty', by: ['N2'] },
  { from: ['atLevel2'], step: 'solvedAtLevel2', to: 'solvedAtLevel2', by: ['N2'] },
  { from: ['waitingCitizen'], step: 'citizenReplied', to: 'atLevel2', by: ['ciudadano'] },
  { from: ['waitingCitizen'], step: 'waitElapsed', to: 'atLevel2', by: ['sistema'] },
  { from: ['waitingThirdParty'], step: 'thirdPartyReplied', to: 'atLevel2', by: ['N2'] },
  { from: ['solvedAtLevel1', 'solvedAtLevel2'], step: 'confirmed', to: 'closed', by: ['ciudadano'] },
  { from: ['solvedAtLevel1', 'solvedAtLevel2'], step: 'closeElapsed', to: 'closed', by: ['sistema'] },
  { from: ['solvedAtLevel1', 'closed'], step: 'reopened', to: 'atLevel1', by: ['ciudadano', 'N1'], solvedAt: 1 },
  { from: ['solvedAtLevel2', 'closed'], step: 'reopened', to: 'atLevel2', by: ['ciudadano', 'N1'], solvedAt: 2 },
  { from: OPEN, step: 'referredToOic', to: null, by: ['N1', 'N2'] },
  { from: OPEN.filter((one) => one !== 'waitingCitizen'), step: 'receiptSent', to: null, by: ['ciudadano'] },
  { from: OPEN, step: 'cancelled', to: 'cancelledByCitizen', by: ['ciudadano'] },
]

/** The name of each step as the last part of an address: a noun. */
export const STEP_NAMES: Readonly<Record<string, TicketStep>> = {
  toma: 'taken',
  respuesta: 'answered',
  solucion: 'solved',
  escalamiento: 'escalated',
  reescalamiento: 'escalatedAgain',
  acuse: 'acknowledged',
  devolucion: 'returned',
  'toma-n2': 'takenAtLevel2',
  'respuesta-n2': 'answeredAtLevel2',
  pregunta: 'citizenAsked',
  tercero: 'thirdPartyAsked',
  'respuesta-de-tercero': 'thirdPartyReplied',
  'solucion-n2': 'solvedAtLevel2',
  canalizacion: 'referredToOic',
  contestacion: 'citizenReplied',
  confirmacion: 'confirmed',
  reapertura: 'reopened',
  cancelacion: 'cancelled',
}

/** One line of a ticket's life. The first one has the step `opened`. */
export interface TicketEvent {
  readonly step: TicketStep | 'opened'
  readonly to: TicketState
  readonly at: Temporal.Instant
}

/** The steps open to `who` from here, in the order of the table. */
export function stepsFor(state: TicketState, who: Who, solvedAt: 1 | 2 | null): TicketStep[] {
  return TRANSITIONS.filter((one) => fits(one, state, who, solvedAt)).map((one) => one.step)
}

/** The state after `step`. @throws conflict `reporte-no-permite` when the table does not have it for this desk */
export function next(state: TicketState, step: TicketStep, who: Who, solvedAt: 1 | 2 | null): TicketState {
  const found = TRANSITIONS.find((one) => one.step === step && fits(one, state, who, solvedAt))
  if (!found) throw new DomainError('conflict', 'reporte-no-permite', { params: { estado: STATES[state].wire } })
  return found.to ?? state
}

/** Whether a line may follow the lines before it, whoever took the step. */
export function isAllowed(before: readonly TicketEvent[], one: TicketEvent): boolean {
  const from = before.at(-1)?.to
  if (from === undefined) return one.step === 'opened' && one.to === 'new'
  const solvedAt = solvedLevel(before)
  return TRANSITIONS.some(
    (row) =>
      row.step === one.step && row.by.some((who) => fits(row, from, who, solvedAt)) && (row.to ?? from) === one.to,
  )
}

function fits(one: Transition, state: TicketState, who: Who, solvedAt: 1 | 2 | null): boolean {
  return one.from.includes(state) && one.by.includes(who) && (one.solvedAt === undefined || one.solvedAt === solvedAt)
}

/** Which level solved it last; null when none did. */
export function solvedLevel(life: readonly TicketEvent[]): 1 | 2 | null {
  const last = life.findLast((one) => one.step === 'solved' || one.step === 'solvedAtLevel2')
  return last === undefined ? null : last.step === 'solved' ? 1 : 2
}

/** The longest text that a person or a desk may write. */
export const MAX_TEXT = 4_000

const HOUR_MS = 3_600_000

/** The limits of the Modelo that were in force when the ticket was opened. */
export interface TicketLimits {
  readonly n1Minutos: number
  readonly n2Horas: number
  /** All the time that it may wait for the person, together. */
  readonly esperaHoras: number
  /** Once solved it closes by itself. */
  readonly cierreHoras: number
}

/** One run of a clock: level 1 to its first answer of substance, or level 2 from receipt to its own. */
export interface ClockRun {
  readonly reloj: 'frN1' | 'respN2'
  readonly corrida: number
  readonly inicio: Temporal.Instant
  readonly vence: Temporal.Instant
  readonly respuesta: Temporal.Instant | null
  readonly anulado: Temporal.Instant | null
}

const ANSWERS: Readonly<Record<ClockRun['reloj'], readonly string[]>> = {
  frN1: ['answered', 'solved'],
  respN2: ['answeredAtLevel2', 'solvedAtLevel2'],
}
/** What a ticket has already waited for the person, in milliseconds, of the most that counts. */
function waitedMs(life: readonly TicketEvent[], mostMs: number, until?: Temporal.Instant): number {
  let total = 0
  for (const [i, one] of life.entries()) {
    if (one.to !== 'waitingCitizen') continue
    const end = life[i + 1]?.at ?? until
    if (end) total += msBetween(one.at, end)
  }
  return Math.min(total, mostMs)
}

/**
 * Every run of both clocks, from the ticket's events alone. Only waiting for the person stops the clock of level 2, the
 * Modelo's hours in all at most, and never after its time was already over. A reopened ticket starts a new run; the old
 * one stays.
 */
export function clocksOf(life: readonly TicketEvent[], limits: TicketLimits): ClockRun[] {
  const waitMs = limits.esperaHoras * HOUR_MS
  const runs: ClockRun[] = []
  const open = (reloj: ClockRun['reloj']): number =>
    runs.findLastIndex((one) => one.reloj === reloj && one.respuesta === null && one.anulado === null)
  const change = (i: number, what: Partial<ClockRun>): void => {
    if (i >= 0) runs[i] = { ...runs[i]!, ...what }
  }
  const start = (reloj: ClockRun['reloj'], inicio: Temporal.Instant): void => {
    const limit = reloj === 'frN1' ? { minutes: limits.n1Minutos } : { hours: limits.n2Horas }
    const corrida = runs.filter((one) => one.reloj === reloj).length + 1
    runs.push({ reloj, corrida, inicio, vence: inicio.add(limit), respuesta: null, anulado: null })
  }
  for (const [i, { step, to, at }] of life.entries()) {
    const before = life.slice(0, i)
    for (const reloj of ['frN1', 'respN2'] as const)
      if (ANSWERS[reloj].includes(step)) change(open(reloj), { respuesta: at })
    if (step === 'opened' || (step === 'reopened' && to === 'atLevel1')) start('frN1', at)
    if (step === 'routed') change(open('frN1'), { anulado: at })
    if (step === 'acknowledged' || step === 'routed' || (step === 'reopened' && to === 'atLevel2')) start('respN2', at)
    if (step === 'returned') change(open('respN2'), { anulado: at })
    if (step === 'cancelled') {
      // Who was already late when the person gave up stays late.
      for (const reloj of ['frN1', 'respN2'] as const) {
        const run = open(reloj)
        if (run >= 0 && Temporal.Instant.compare(at, runs[run]!.vence) <= 0) change(run, { anulado: at })
      }
    }
    if (step === 'citizenAsked') {
      const run = open('respN2')
      const left = waitMs - waitedMs(before, waitMs)
      const end = life[i + 1]?.at
      const paused = end ? Math.min(msBetween(at, end), left) : left
      if (run >= 0 && Temporal.Instant.compare(at, runs[run]!.vence) <= 0)
        change(run, { vence: runs[run]!.vence.add({ milliseconds: paused }) })
    }
  }
  return runs
}

/** When the present state ends by itself, and by which step. */
export function deadlineOf(
  life: readonly TicketEvent[],
  limits: TicketLimits,
): { at: Temporal.Instant; step: TicketStep } | null {
  const last = life.at(-1)!
  const waitMs = limits.esperaHoras * HOUR_MS
  if (last.to === 'waitingCitizen') {
    const left = waitMs - waitedMs(life.slice(0, -1), waitMs, last.at)
    return { at: last.at.add({ milliseconds: left }), step: 'waitElapsed' }
  }
  if (last.to === 'solvedAtLevel1' || last.to === 'solvedAtLevel2')
    return { at: lastEntry(life).add({ hours: limits.cierreHoras }), step: 'closeElapsed' }
  return null
}

/** When the present state was entered: a step that leaves it as it was does not count. */
function lastEntry(life: readonly TicketEvent[]): Temporal.Instant {
  let i = life.length - 1
  while (i > 0 && life[i - 1]!.to === life[i]!.to) i -= 1
  return life[i]!.at
}

/** Until when a solved ticket may be opened again; null when it was never solved. */
export function reopenUntil(life: readonly TicketEvent[], reopenDays: number): Temporal.Instant | null {
  const solved = life.findLast((one) => one.step === 'solved' || one.step === 'solvedAtLevel2')
  return solved ? solved.at.add({ hours: 24 * reopenDays }) : null
}

/** How long each has had it in hand, in milliseconds. They sum to the whole life, which ends when nothing is open any more. */
export function dwellOf(life: readonly TicketEvent[], now: Temporal.Instant): Record<Holder, number> {
  const dwell: Record<Holder, number> = { N1: 0, N2: 0, ciudadano: 0, tercero: 0 }
  for (const [i, one] of life.entries()) {
    const end = life[i + 1]?.at ?? (isFinal(one.to) ? one.at : now)
    dwell[STATES[one.to].holder] += msBetween(one.at, end)
  }
  return dwell
}

/** The whole life of a ticket in milliseconds: the person's own clock, never paused. */
export function elapsedMs(life: readonly TicketEvent[], now: Temporal.Instant): number {
  const last = life.at(-1)!
  return msBetween(life[0]!.at, isFinal(last.to) ? last.at : now)
}

/** Whether a desk has solved it, and it has not been opened again since. */
export function isSolved(state: TicketState): boolean {
  return state === 'solvedAtLevel1' || state === 'solvedAtLevel2' || state === 'closed'
}

export function isFinal(state: TicketState): boolean {
  return state === 'closed' || state === 'cancelledByCitizen'
}

function msBetween(a: Temporal.Instant, b: Temporal.Instant): number {
  return b.epochMilliseconds - a.epochMilliseconds
}
