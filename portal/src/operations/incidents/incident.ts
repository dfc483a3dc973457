// The incident and its actions: their states, the tables of what may follow what, and their names. Pure.
import { DomainError } from '#errors'

export const ESTADOS = [
  'detectado',
  'declarado',
  'en_atencion',
  'mitigado',
  'en_verificacion',
  'resuelto',
  'en_revision',
  'cerrado',
  'descartado',
] as const
export type Estado = (typeof ESTADOS)[number]

export type Evento =
  | 'declarar'
  | 'tomar'
  | 'descartar'
  | 'mitigar'
  | 'solicitar_verificacion'
  | 'comprobar'
  | 'recaer'
  | 'revisar'
  | 'cerrar'

/** event → from which states, to which one (governance §13). What is not here is refused. */
export const PASOS: Readonly<Record<Evento, { readonly de: readonly Estado[]; readonly a: Estado }>> = {
  declarar: { de: ['detectado'], a: 'declarado' },
  tomar: { de: ['declarado'], a: 'en_atencion' },
  descartar: { de: ['detectado', 'declarado'], a: 'descartado' },
  mitigar: { de: ['en_atencion'], a: 'mitigado' },
  solicitar_verificacion: { de: ['mitigado'], a: 'en_verificacion' },
  comprobar: { de: ['en_verificacion'], a: 'resuelto' },
  recaer: { de: ['en_verificacion', 'resuelto'], a: 'en_atencion' },
  revisar: { de: ['resuelto'], a: 'en_revision' },
  cerrar: { de: ['en_revision'], a: 'cerrado' },
}

/** The state after an event. @throws conflict `incidencia-no-permite` */
export function next(estado: Estado, evento: Evento): Estado {
  const paso = PASOS[evento]
  if (!paso.de.includes(estado)) throw new DomainError('conflict', 'incidencia-no-permite', { params: { estado } })
  return paso.a
}

export type AccionEstado =
  | 'no_aplica'
  | 'pendiente'
  | 'en_curso'
  | 'hecha'
  | 'validada'
  | 'rechazada'
  | 'omitida_justificada'

export type AccionEvento = 'iniciar' | 'entregar' | 'validar' | 'rechazar' | 'excusar'

/** A rejected action may be delivered again, with the time of its new evidence; that step is the project's own. */
export const PASOS_DE_ACCION: Readonly<
  Record<AccionEvento, { readonly de: readonly AccionEstado[]; readonly a: AccionEstado }>
> = {
  iniciar: { de: ['pendiente'], a: 'en_curso' },
  entregar: { de: ['pendiente', 'en_curso', 'rechazada'], a: 'hecha' },
  validar: { de: ['hecha'], a: 'validada' },
  rechazar: { de: ['hecha'], a: 'rechazada' },
  excusar: { de: ['pendiente', 'en_curso'], a: 'omitida_justificada' },
}

/** The state of an action after an event. @throws conflict `accion-no-permite` */
export function nextOfAction(estado: AccionEstado, evento: AccionEvento): AccionEstado {
  const paso = PASOS_DE_ACCION[evento]
  if (!paso.de.includes(estado)) throw new DomainError('conflict', 'accion-no-permite', { params: { estado } })
  return paso.a
}

/** Minute and entidad name an incident, so that the same news twice opens it once. */
export function incidentId(entidad: string | null, inicio: Temporal.Instant): string {
  const digits = inicio.toString({ smallestUnit: 'minute' }).replace(/\D/g, '')
  return `INC-${entidad ?? 'MX'}-${digits}`
}

export const CAUSAS = ['caida', 'limite', 'optimo', 'acta_ajena', 'fuga', 'pago_perdido', 'otra'] as const
export type Causa = (typeof CAUSAS)[number] | 'nacional'

/** An action that should have been done by now and was not: derived, never stored. */
export function isOverdue(
  action: { readonly estado: AccionEstado; readonly due_at: Temporal.Instant | null },
  now: Temporal.Instant,
): boolean {
  if (action.due_at === null || !['pendiente', 'en_curso', 'rechazada'].includes(action.estado)) return false
  return Temporal.Instant.compare(action.due_at, now) < 0
}
