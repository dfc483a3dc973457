// The page of the console that is being asked for: its own address, the hour it was made, and which of its tables is wanted.
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Html } from '#ui/html'

export interface TableRows {
  readonly head: readonly (string | Html)[]
  readonly rows: readonly (readonly (string | Html)[])[]
}

export interface AskedPage {
  /** Path and filters at which the page can be asked for again; null for the answer to a form that was sent. */
  readonly address: string | null
  readonly at: Temporal.Instant
  /** Its tables by the name in their address, as the page makes them. */
  readonly tables: Map<string, TableRows>
}

const asked = new AsyncLocalStorage<AskedPage>()

/** Null outside of any request. */
export function askedPage(): AskedPage | null {
  return asked.getStore() ?? null
}

export function whileAsked<T>(page: Pick<AskedPage, 'address' | 'at'>, work: () => T): T {
  return asked.run({ ...page, tables: new Map() }, work)
}

/** What asks for one table of a page as CSV, beside the filters of the page. */
export const CSV_OF = 'csv'

/** The address of one table of this page; null where there is none to lead to. */
export function tableAddress(name: string): string | null {
  const address = asked.getStore()?.address
  return address ? `${address}${address.includes('?') ? '&' : '?'}${CSV_OF}=${encodeURIComponent(name)}` : null
}
