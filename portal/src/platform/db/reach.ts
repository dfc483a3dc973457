// How far a request reaches: the entidad of whoever is signed in, followed through everything that the request awaits.
import { AsyncLocalStorage } from 'node:async_hooks'

/** What every act of a request is marked with, and from when on it may be no longer. */
export interface Mark {
  readonly id: string
  readonly actor: string
  readonly hasta: Temporal.Instant
}

interface Reach {
  /** Two digits of INEGI; null reaches everything. */
  entidad: string | null
  mark: Mark | null
}

const current = new AsyncLocalStorage<Reach>()

/** Runs something whose reach may be narrowed while it lasts, by `setReach`. */
export function inReach<T>(run: () => T): T {
  return current.run({ entidad: null, mark: null }, run)
}

/**
 * From here on the request sees one entidad alone, in the database itself. It is never widened again.
 * @throws RangeError for what is no entidad, or outside a request
 */
export function setReach(entidad: string): void {
  const reach = current.getStore()
  if (!reach) throw new RangeError('there is no request whose reach could be narrowed')
  if (!/^[0-9]{2}$/.test(entidad) || (reach.entidad !== null && reach.entidad !== entidad))
    throw new RangeError(`the reach cannot become «${entidad}»`)
  reach.entidad = entidad
}

/**
 * Steps out of the reach for what anybody may ask, signed in or not: a verification, the public catalogue. Each use says
 * why beside it.
 */
export function withoutReach<T>(run: () => T): T {
  return current.run({ entidad: null, mark: markOf() }, run)
}

/** The entidad that the present request is confined to; null is no limit. */
export function reachOf(): string | null {
  return current.getStore()?.entidad ?? null
}

/** From here on the journal marks what this request does. @throws RangeError outside a request */
export function setMark(mark: Mark): void {
  const reach = current.getStore()
  if (!reach) throw new RangeError('there is no request that could be marked')
  reach.mark = mark
}

/** The mark of the present request; null for an ordinary one. */
export function markOf(): Mark | null {
  return current.getStore()?.mark ?? null
}
