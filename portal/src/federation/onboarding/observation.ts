// An observation that an entidad must solve: its states, the table of what may follow what, and which ones hold it back. Pure.
import { DomainError } from '#errors'

export type Severidad = 'bloqueante' | 'mayor' | 'menor' | 'sugerencia'
export type Estado = 'abierta' | 'en_atencion' | 'solventada' | 'en_verificacion' | 'cerrada' | 'reabierta'
export type Evento = 'acusar' | 'solventar' | 'verificar' | 'pasar' | 'fallar'

/** event → from which states, to which one (governance §13). A reopened one is taken up like a new one. */
export const PASOS: Readonly<Record<Evento, { readonly de: readonly Estado[]; readonly a: Estado }>> = {
  acusar: { de: ['abierta', 'reabierta'], a: 'en_atencion' },
  solventar: { de: ['en_atencion'], a: 'solventada' },
  verificar: { de: ['solventada'], a: 'en_verificacion' },
  pasar: { de: ['en_verificacion'], a: 'cerrada' },
  fallar: { de: ['en_verificacion'], a: 'reabierta' },
}

/** What the entidad says of its own observation; the rest is for whoever tests it. */
export const DE_LA_ENTIDAD: ReadonlySet<Evento> = new Set(['acusar', 'solventar'])

/** Steps that nobody takes without saying what proves them. */
export const CON_EVIDENCIA: ReadonlySet<Evento> = new Set(['solventar', 'pasar', 'fallar'])

/** The state after an event. @throws conflict `observacion-no-permite` */
export function next(estado: Estado, evento: Evento): Estado {
  const paso = PASOS[evento]
  if (!paso.de.includes(estado)) throw new DomainError('conflict', 'observacion-no-permite', { params: { estado } })
  return paso.a
}

export interface Pending {
  readonly severidad: Severidad
  readonly estado: Estado
  readonly vence_at: Temporal.Instant
}

export function isOverdue(one: Pending, now: Temporal.Instant): boolean {
  return one.estado !== 'cerrada' && Temporal.Instant.compare(one.vence_at, now) < 0
}

/** Whether it keeps its entidad from being ready: a blocking one that is open, or a major one past its date. */
export function holdsBack(one: Pending, now: Temporal.Instant): boolean {
  if (one.estado === 'cerrada') return false
  return one.severidad === 'bloqueante' || (one.severidad === 'mayor' && isOverdue(one, now))
}

export type Columna = 'piloto' | 'listas' | 'observaciones' | 'liberadas' | 'otras'

const COLUMNS: Readonly<Record<string, Columna>> = {
  piloto: 'piloto',
  lista: 'listas',
  programada: 'listas',
  con_observaciones: 'observaciones',
  en_pruebas: 'observaciones',
  productiva: 'liberadas',
}

/** The column of the board where an entidad stands. */
export function columnOf(fase: string): Columna {
  return COLUMNS[fase] ?? 'otras'
}
