// The bank's counter put together: teller's window and daily file over the same books.
import { join } from 'node:path'
import type { WorldClock } from '../clock.ts'
import { closeBankDay, type Delivery } from './archivo.ts'
import { openCounterStore } from './counter-store.ts'
import { payAtCounter, type Receipt } from './ventanilla.ts'

export interface Counter {
  /** @throws what `payAtCounter` throws */
  pay(fields: Readonly<Record<string, unknown>>): Receipt
  /** @throws what `closeBankDay` throws */
  closeDay(fields: Readonly<Record<string, unknown>>): Promise<Delivery>
  close(): void
}

export interface CounterPlan {
  readonly folder: string
  readonly clock: WorldClock
  /** Shared with the portal: files are signed with it. */
  readonly secret: string
  readonly portal: () => string | null
}

/** Opens the counter on the books in its folder; days are closed one after the other. */
export function openCounter({ folder, clock, secret, portal }: CounterPlan): Counter {
  const store = openCounterStore(join(folder, 'ventanilla.sqlite'))
  let last: Promise<unknown> = Promise.resolve()
  return {
    pay: (fields) => payAtCounter(store, clock, fields),
    closeDay(fields) {
      const done = last.then(async () => await closeBankDay({ store, clock, secret, portal }, fields))
      last = done.catch(() => undefined)
      return done
    },
    close: () => store.end(),
  }
}
