// How citizens' calls went, minute by minute, for whoever measures the service: exact counts, read from the record of calls.
import type { Queryable, Tx } from '#db'
import * as store from './store.ts'

/**
 * Minutes before `before` with calls that were recorded since this was last asked; they are handed out once, with the
 * caller's transaction. A call that is recorded late brings its minute again.
 */
export async function takeUncountedMinutes(tx: Tx, before: Temporal.Instant, limit: number): Promise<store.MinuteOf[]> {
  return await store.takeUncounted(tx, before, limit)
}

/** Counts the citizens' calls of these minutes anew; a call that was never answered is below no limit. */
export async function countCalls(
  db: Queryable,
  minutes: readonly store.MinuteOf[],
  limits: { readonly optimoMs: number; readonly limiteMs: number },
): Promise<store.CallCounts[]> {
  return await store.countCalls(db, minutes, limits)
}

/** How long citizens' calls took in a window, in milliseconds; an entidad that nobody asked is not among them. */
export async function callTimes(
  db: Queryable,
  claves: readonly string[],
  { desde, hasta }: { readonly desde: Temporal.Instant; readonly hasta: Temporal.Instant },
): Promise<{ entidad: string; p50: number; p95: number }[]> {
  return await store.callTimes(db, claves, desde, hasta)
}
