// How long payments at a bank took lately to reach our books: what a person who is about to pay there may expect.
import type { App } from '#context'
import * as store from './store.ts'

export interface BankDelay {
  readonly entidad: string
  readonly n: number
  /** Whole hours, counted from the earliest moment at which it may have been paid and rounded up: never too hopeful. */
  readonly p50: number
  readonly p95: number
}

const LATELY = { hours: 30 * 24 }

/** The payments matched in the last thirty days, entidad by entidad; one without any is not among them. */
export async function bankDelays(app: App): Promise<BankDelay[]> {
  const hasta = app.clock.now()
  return await store.selectDelays(app.db, hasta.subtract(LATELY), hasta)
}
