// The words for a reason and for what it lends.
import { catalogue, listOf } from '#ui/messages'
import { EMERGENCIES, lends } from '../policy.ts'
import type { Motivo, Rol } from '../policy.ts'
import es from './es-MX.json' with { type: 'json' }

export const t = catalogue(es)
type Key = keyof typeof es

/** A reason that the policy no longer has shows its key. */
export const reasonWord = (motivo: Motivo): string =>
  Object.hasOwn(EMERGENCIES, motivo) ? t(`motivo.${motivo}`) : motivo

export function rightsWords(motivo: Motivo, rol: Rol): string {
  return listOf(lends(motivo, rol).map((one) => t(`derecho.${one}` as Key)))
}
