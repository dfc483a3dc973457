// A release group: the entidades that open together, its life as a table, and the instant at which it opens. Pure.
import { DomainError } from '#errors'

export type GroupState =
  | 'borrador'
  | 'en_acuerdo'
  | 'acordado'
  | 'programado'
  | 'en_vivo'
  | 'fallido'
  | 'cancelado'
  | 'vencido'

export type GroupEvent = 'proponer' | 'firmar' | 'completar' | 'programar' | 'abrir' | 'fallar' | 'perder' | 'cancelar'

/** Everything that is not in this table is refused (governance §13, thin: pre-flights are later work). */
export const GROUP_TRANSITIONS: readonly { from: readonly GroupState[]; event: GroupEvent; to: GroupState }[] = [
  { from: ['borrador'], event: 'proponer', to: 'en_acuerdo' },
  { from: ['en_acuerdo'], event: 'firmar', to: 'en_acuerdo' },
  { from: ['en_acuerdo'], event: 'completar', to: 'acordado' },
  { from: ['acordado'], event: 'programar', to: 'programado' },
  { from: ['programado'], event: 'abrir', to: 'en_vivo' },
  { from: ['programado'], event: 'fallar', to: 'fallido' },
  { from: ['programado'], event: 'perder', to: 'vencido' },
  { from: ['borrador', 'en_acuerdo', 'acordado', 'programado'], event: 'cancelar', to: 'cancelado' },
]

/** The state after `event`. @throws conflict `transicion-no-permitida` when the table does not have it */
export function nextGroupState(state: GroupState, event: GroupEvent): GroupState {
  const found = GROUP_TRANSITIONS.find((one) => one.event === event && one.from.includes(state))
  if (!found) throw new DomainError('conflict', 'transicion-no-permitida', { params: { estado: state, evento: event } })
  return found.to
}

/** The three federal bodies of the letter; each signs once. */
export const FEDERAL_BODIES = ['renapo', 'presidencia', 'ugd'] as const

export interface Signature {
  readonly rol: string
  readonly entidad: string | null
  readonly sentido: 'firma' | 'objeta'
}

/** Who still has to sign for a group to be agreed: federal bodies up to the quorum, and each entidad for itself. */
export function missingForGroup(entidades: readonly string[], signed: readonly Signature[], quorum: number): string[] {
  const yes = signed.filter((one) => one.sentido === 'firma')
  const federal = FEDERAL_BODIES.filter((body) => !yes.some((one) => one.rol === body))
  const short = Math.max(0, quorum - (FEDERAL_BODIES.length - federal.length))
  const local = entidades.filter((clave) => !yes.some((one) => one.rol === 'gubernatura' && one.entidad === clave))
  return [...(short > 0 ? federal : []), ...local]
}

/** Who must sign the announcement: Presidencia and the government of every entidad of the group (the letter). */
export function missingForAnnouncement(entidades: readonly string[], signed: readonly Signature[]): string[] {
  const yes = signed.filter((one) => one.sentido === 'firma')
  return [
    ...(yes.some((one) => one.rol === 'presidencia') ? [] : ['presidencia']),
    ...entidades.filter((clave) => !yes.some((one) => one.rol === 'gubernatura' && one.entidad === clave)),
  ]
}

export interface Opening {
  readonly local: string
  readonly zona: string
  readonly instant: Temporal.Instant
}

/**
 * The instant of a local time that was agreed. A time that the clocks skip or show twice is refused: nobody could say
 * when it is. @throws invalid `hora-imposible`, `fecha-invalida`
 */
export function resolveOpening(local: string, zona: string): Opening {
  let plain: Temporal.PlainDateTime
  try {
    plain = Temporal.PlainDateTime.from(local)
  } catch {
    throw new DomainError('invalid', 'fecha-invalida', { campos: [{ campo: 'inicio', codigo: 'fecha-invalida' }] })
  }
  try {
    return {
      local: plain.toString(),
      zona,
      instant: plain.toZonedDateTime(zona, { disambiguation: 'reject' }).toInstant(),
    }
  } catch {
    throw new DomainError('invalid', 'hora-imposible', { campos: [{ campo: 'inicio', codigo: 'hora-imposible' }] })
  }
}

/** The end of an iteration: so many local days later, whatever the clocks do in between. */
export function iterationEnd(start: Temporal.Instant, days: number, zona: string): Temporal.Instant {
  return start.toZonedDateTimeISO(zona).add({ days }).toInstant()
}
