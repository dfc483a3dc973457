// What a group of the world's staff does again and again, and with what it does it.
import type { Chance } from '../population/chance.ts'
import type { Sites } from '../web/frame.ts'
import type { Browser, Page } from './browser.ts'

/** Somebody at work: an account, their browser, and what they know of time. */
export interface Worker {
  readonly account: string
  readonly browser: Browser
  readonly chance: Chance
  /** The sandbox's sites, the mailbox among them. */
  readonly sites: Sites
  readonly signal: AbortSignal
  /** Milliseconds of the driven clock. */
  now(): number
  /** A page of the portal, signed in; null when it is not there or not for this account. */
  open(path: string): Promise<Page | null>
  /** Notes that something was done. */
  did(what: string): void
}

/** What a group of accounts does again and again. */
export interface Duty {
  readonly name: string
  readonly accounts: (entidades: readonly string[]) => readonly string[]
  /** Seconds of the driven clock between two turns of the group; each turn is one account's. */
  readonly everyS: number
  readonly work: (worker: Worker) => Promise<void>
}

/** A page that is not there: the duty waits. */
export class NotThere extends Error {}
