// A drill and how somebody stands with it: nothing counts as done that was not proven or attested. Pure.
import { ROLES } from '#staff'
import type { Rol } from '#staff'
import type { ReadRow } from './store.ts'

export interface Drill {
  readonly id: string
  readonly nombre: string
  readonly roles: readonly Rol[]
  readonly meses: number
  readonly prueba: 'programa' | 'dos_personas'
  readonly eventos: readonly string[]
}

/** How somebody stands with a drill. `por_atestar`: they say that they did it, and nobody has confirmed it yet. */
export const STANDINGS = ['falta', 'por_atestar', 'vencido', 'vigente'] as const
export type Standing = (typeof STANDINGS)[number]

export interface Place {
  readonly standing: Standing
  /** When it was done, and until when it counts. */
  readonly done: Temporal.Instant | null
  readonly until: Temporal.Instant | null
  /** The record that says so, or the one that waits. */
  readonly record: ReadRow | null
}

/** The drills of a file of the Modelo. @throws Error for a role, a proof or a time that is none */
export function checkTraining(content: unknown): Drill[] {
  const { simulacros } = content as { simulacros?: readonly Drill[] }
  if (!Array.isArray(simulacros) || simulacros.length === 0) throw new Error('training: there are no drills')
  const seen = new Set<string>()
  for (const one of simulacros as readonly Drill[]) {
    if (!/^[a-z0-9-]{1,40}$/.test(one.id) || seen.has(one.id)) throw new Error(`training: «${one.id}» names no drill`)
    seen.add(one.id)
    if (one.roles.length === 0 || one.roles.some((rol) => !Object.hasOwn(ROLES, rol)))
      throw new Error(`training: ${one.id} is for nobody`)
    if (!Number.isInteger(one.meses) || one.meses < 1) throw new Error(`training: ${one.id} never counts`)
    if (one.prueba !== 'programa' && one.prueba !== 'dos_personas') throw new Error(`training: ${one.id} has no proof`)
    if ((one.prueba === 'programa') !== one.eventos.length > 0)
      throw new Error(`training: ${one.id} is proven by nothing`)
  }
  return [...simulacros]
}

/** From the records of one person and one drill, the newest first. */
export function placeOf(drill: Pick<Drill, 'meses'>, records: readonly ReadRow[], now: Temporal.Instant): Place {
  const place = records.findIndex((one) => one.modo !== 'dos_personas' || one.atestado_at !== null)
  const counts = records[place]
  // Whatever was said before it does not wait any more.
  const waiting = place === 0 ? null : (records[0] ?? null)
  const open = (standing: Standing): Place =>
    waiting
      ? { standing: 'por_atestar', done: null, until: null, record: waiting }
      : { standing, done: null, until: null, record: null }
  if (counts === undefined || counts.modo === 'sin_efecto') return open('falta')
  const until = endOf(counts.hecho_at, drill.meses)
  const over = Temporal.Instant.compare(until, now) <= 0
  if (over && waiting) return open('falta')
  return { standing: over ? 'vencido' : 'vigente', done: counts.hecho_at, until, record: counts }
}

/** Months as the calendar of the centre counts them. */
function endOf(done: Temporal.Instant, months: number): Temporal.Instant {
  return done.toZonedDateTimeISO('America/Mexico_City').add({ months }).toInstant()
}
