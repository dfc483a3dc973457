// One step of an order's life: row, line of its history and journal entry together.
import type { App } from '#context'
import type { Tx } from '#db'
import { append } from '#journal'
import { next } from './order.ts'
import type { OrderEvent } from './order.ts'
import * as store from './store.ts'
import type { OrderRow } from './store.ts'

/** If the job of a paid order is lost in any way, the sweep starts it again after this long. */
export const FIRST_RETRY_MS = 20_000

export interface StepOptions {
  readonly actor: string
  readonly at?: Temporal.Instant
  readonly deadlineAt?: Temporal.Instant | null
  readonly deadlineEvent?: OrderEvent | null
  readonly retryAt?: Temporal.Instant | null
  readonly paidAt?: Temporal.Instant
  readonly data?: Record<string, unknown>
}

/** Takes one step of the table inside the caller's transaction: row, line of its life and journal entry together. */
export async function step(
  app: App,
  tx: Tx,
  row: OrderRow,
  event: OrderEvent,
  options: StepOptions,
): Promise<OrderRow> {
  const to = next(row.state, event)
  const recordedAt = app.clock.now()
  const at = options.at ?? recordedAt
  const after: OrderRow = {
    ...row,
    state: to,
    version: row.version + 1,
    deadline_at: options.deadlineAt ?? null,
    deadline_event: options.deadlineEvent ?? null,
    retry_at: options.retryAt ?? null,
    paid_at: options.paidAt ?? row.paid_at,
  }
  await store.updateState(tx, after, { from: row.state, event, at, recordedAt })
  await append(app, tx, {
    event: `order.${to}`,
    actor: options.actor,
    subject: row.folio,
    entidad: row.entidad,
    at,
    data: { by: event, version: after.version, ...options.data },
  })
  return after
}

export function plusMs(at: Temporal.Instant, ms: number): Temporal.Instant {
  return at.add({ milliseconds: ms })
}
