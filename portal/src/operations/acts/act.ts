// An act that two people do: its kinds, who proposes and who carries it out, and its life as a table. Pure.
import { DomainError } from '#errors'
import type { Right } from '#staff'

export type ActKind = 'derecho' | 'llave' | 'suspension' | 'revision' | 'devolucion' | 'exencion'

interface KindRule {
  readonly proposes: Right
  readonly approves: Right
  /** The part of its addresses. */
  readonly camino: string
}

export const KINDS: Readonly<Record<ActKind, KindRule>> = {
  derecho: { proposes: 'derecho.proponer', approves: 'derecho.aprobar', camino: 'derechos' },
  llave: { proposes: 'llave.proponer', approves: 'llave.aprobar', camino: 'llaves' },
  suspension: { proposes: 'suspension.proponer', approves: 'suspension.aprobar', camino: 'suspensiones' },
  revision: { proposes: 'revision.proponer', approves: 'revision.aprobar', camino: 'revisiones' },
  devolucion: { proposes: 'devolucion.proponer', approves: 'devolucion.aprobar', camino: 'devoluciones' },
  exencion: { proposes: 'exencion.proponer', approves: 'exencion.aprobar', camino: 'exenciones' },
}

export const ACT_KINDS = Object.keys(KINDS) as ActKind[]

export type ActState = 'propuesto' | 'hecho' | 'rechazado' | 'retirado' | 'vencido'
export type ActEvent = 'aprobar' | 'rechazar' | 'retirar' | 'vencer'

/** Everything that is not in this table is refused. */
export const ACT_TRANSITIONS: readonly { from: ActState; event: ActEvent; to: ActState }[] = [
  { from: 'propuesto', event: 'aprobar', to: 'hecho' },
  { from: 'propuesto', event: 'rechazar', to: 'rechazado' },
  { from: 'propuesto', event: 'retirar', to: 'retirado' },
  { from: 'propuesto', event: 'vencer', to: 'vencido' },
]

/** The state after `event`. @throws conflict `acto-terminado` when it ended before */
export function nextActState(state: ActState, event: ActEvent): ActState {
  const found = ACT_TRANSITIONS.find((one) => one.from === state && one.event === event)
  if (!found) throw new DomainError('conflict', 'acto-terminado')
  return found.to
}

/** Who proposes does not approve, and who approves did not propose. @throws conflict `misma-persona` */
export function requireAnother(propuso: string, cuenta: string): void {
  if (propuso === cuenta) throw new DomainError('conflict', 'misma-persona')
}

export const LONGEST_REASON = 300

/** Why somebody proposes. @throws invalid `motivo-falta`, `motivo-largo` */
export function checkReason(text: string): string {
  const motivo = text.trim().normalize('NFC')
  const codigo = motivo === '' ? 'motivo-falta' : motivo.length > LONGEST_REASON ? 'motivo-largo' : null
  if (codigo !== null)
    throw new DomainError('invalid', 'datos-invalidos', {
      campos: [{ campo: 'motivo', codigo, params: { max: LONGEST_REASON } }],
    })
  return motivo
}
