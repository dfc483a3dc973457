// The people who work at the console in a living world: each signs in like a person and does what their pages offer.
import type { WorldClock } from '../clock.ts'
import type { PortalApi } from '../citizens/portal-api.ts'
import { chanceOf } from '../population/chance.ts'
import type { Sites } from '../web/frame.ts'
import { openBrowser, type Browser, type Page } from './browser.ts'
import { allDuties } from './duties.ts'
import { NotThere, type Duty, type Worker } from './duty.ts'

export interface Staff {
  /** Looks at the clock: whose turn it is goes to work. Returns at once. */
  look(): void
  /** How often each thing was done. */
  readonly done: Readonly<Record<string, number>>
  close(): Promise<void>
}

/** At any speed a duty has no more than one turn in so many real milliseconds. */
const LEAST_TURN_MS = 4_000
/** A duty whose pages are not there yet, or that failed, is left alone for so long. */
const LOOK_AGAIN_MS = 60_000
const PATH_ENTER = '/consola/entrar'

export function openStaff(o: {
  readonly seed: string
  readonly clock: WorldClock
  readonly sites: Sites
  readonly api: PortalApi
  readonly signal: AbortSignal
  readonly duties?: readonly Duty[]
  readonly realMs?: () => number
}): Staff {
  const realMs = o.realMs ?? (() => performance.now())
  const done: Record<string, number> = {}
  const browsers = new Map<string, Browser>()
  const turns = (o.duties ?? allDuties()).map((duty) => ({ duty, turn: 0, nextDriven: 0, nextReal: 0 }))
  let entidades: readonly string[] | null = null
  let working: Promise<void> | null = null

  const workerFor = (account: string, turn: number): Worker => {
    const browser = browsers.get(account) ?? openBrowser(o.signal)
    browsers.set(account, browser)
    return {
      account,
      browser,
      sites: o.sites,
      signal: o.signal,
      chance: chanceOf(o.seed, 'personal', account, turn),
      now: () => o.clock.now().epochMilliseconds,
      open: (path) => openSignedIn(browser, String(o.sites.portal), account, path),
      did: (what) => void (done[what] = (done[what] ?? 0) + 1),
    }
  }
  const work = async (one: (typeof turns)[number]): Promise<void> => {
    try {
      entidades ??= await openNow(o.api)
      const accounts = one.duty.accounts(entidades)
      const account = accounts[one.turn % accounts.length]
      if (account !== undefined) await one.duty.work(workerFor(account, one.turn))
    } catch (error) {
      if (o.signal.aborted) return
      one.nextReal = realMs() + LOOK_AGAIN_MS
      if (!(error instanceof NotThere)) process.stderr.write(`mundo: ${one.duty.name} stumbled: ${String(error)}\n`)
    }
  }
  return {
    done,
    look() {
      if (working !== null || o.signal.aborted || o.sites.portal === null || o.api.awayMs() > 0) return
      const driven = o.clock.now().epochMilliseconds
      const one = turns.find(({ nextDriven, nextReal }) => driven >= nextDriven && realMs() >= nextReal)
      if (!one) return
      one.turn += 1
      one.nextDriven = driven + one.duty.everyS * 1_000
      one.nextReal = realMs() + LEAST_TURN_MS
      working = work(one).finally(() => (working = null))
    },
    async close() {
      await working
    },
  }
}

async function openNow(api: PortalApi): Promise<string[]> {
  const { body } = await api.call('GET', '/api/v1/entidades')
  const all = Array.isArray(body) ? (body as { clave: string; abierta: boolean }[]) : []
  return all.filter((one) => one.abierta).map((one) => one.clave)
}

/** Opens a page, and signs in by the account's own button when the console asks for it. */
async function openSignedIn(browser: Browser, portal: string, account: string, path: string): Promise<Page | null> {
  const signIn = `${portal}${PATH_ENTER}?${new URLSearchParams({ cuenta: account, vuelve: path }).toString()}`
  let page = await browser.open(`${portal}${path}`)
  if (isSignIn(page)) page = await browser.open(signIn)
  if (isSignIn(page)) throw new NotThere(`${account} cannot sign in`)
  if (page.status === 404 || page.status === 403) return null
  if (page.status !== 200) throw new Error(`${path} answered ${page.status}`)
  // Some sign-ins lead to the console's first page and not to where one wanted to go.
  return new URL(page.url).pathname === new URL(path, portal).pathname ? page : await browser.open(`${portal}${path}`)
}

function isSignIn({ url, status }: Page): boolean {
  const { pathname } = new URL(url)
  return pathname === PATH_ENTER || status === 401 || !pathname.startsWith('/consola')
}
