// The door of the waitlist: who is told once, by mail, that a registry is back or that an entidad opened.
import { createHmac, randomBytes } from 'node:crypto'
import type { App } from '#context'
import { listEntidades } from '#directory'
import { append } from '#journal'
import { GIVE_UP_AFTER } from '#mailer'
import * as store from './store.ts'
import { MOST, endOf } from './wait.ts'
import type { Kind } from './wait.ts'

export { sendWaitMails } from './mail.ts'

/**
 * Of each registry that was seen up without a break for as long as it takes to say that one is down: since when at least.
 * Given by the wiring, because who watches works on a floor above.
 */
export type ReadSteady = (claves: readonly string[]) => Promise<ReadonlyMap<string, Temporal.Instant>>

/** Mails of one telling: a job must end in its time. */
const IN_ONE_TELLING = 200
/** The mailer gives up after its own time, with one last try a little later; then the address goes in any case. */
const KEPT_FOR_MAIL = { hours: GIVE_UP_AFTER.hours + 8 }

export interface Asked {
  readonly entidad: string
  readonly que: Kind
  readonly correo: string
  readonly idioma: string
}

/**
 * Keeps an address until there is something to tell, and answers until when. The answer is the same whether the address
 * already waited, or may not be given more often: nobody learns here what another person asked for.
 */
export async function askToBeTold(app: App, asked: Asked): Promise<Temporal.Instant> {
  const now = app.clock.now()
  const row = { id: randomBytes(12).toString('hex'), ...asked, desde: now, vence_at: endOf(asked.que, now) }
  await app.db.tx(async (tx) => {
    const hour = now.round({ smallestUnit: 'hour', roundingMode: 'floor' })
    if ((await store.countAsked(tx, markOf(app, asked.correo), hour)) > MOST.inAnHour) return
    if ((await store.countOthers(tx, row)) >= MOST.waiting) return
    await store.upsertWait(tx, row)
  })
  return row.vence_at
}

function markOf(app: Pick<App, 'secrets'>, correo: string): Buffer {
  return createHmac('sha256', app.secrets.blind).update(`espera|${correo.toLowerCase()}`).digest()
}

/**
 * Looks at what somebody waits for, and begins to tell whoever has waited for what has come: an entidad that is open, a
 * registry that was seen up without a break since after they asked. Safe to repeat, and to run in two processes at once.
 */
export async function tellWhoWaits(app: App, readSteady: ReadSteady): Promise<number> {
  const waited = await store.selectWaitedFor(app.db)
  if (waited.length === 0) return 0
  const open = new Set((await listEntidades(app)).filter((one) => one.abierta).map((one) => one.clave))
  const come = waited.filter((one) => open.has(one.entidad))
  const returns = come.filter((one) => one.que === 'vuelta').map((one) => one.entidad)
  const steady = returns.length > 0 ? await readSteady(returns) : new Map<string, Temporal.Instant>()
  let told = 0
  for (const { entidad, que } of come) {
    const until = que === 'apertura' ? app.clock.now() : steady.get(entidad)
    if (until !== undefined) told += await tell(app, { entidad, que, until })
  }
  return told
}

interface Come {
  readonly entidad: string
  readonly que: Kind
  /** Whoever asked later has not waited for this. For a return it is also since when the registry is seen up. */
  readonly until: Temporal.Instant
}

/** Each part: its rows leave the waiting, and its mails are queued with the fact of it, in one transaction. */
async function tell(app: App, { entidad, que, until }: Come): Promise<number> {
  let [told, part] = [0, 0]
  do {
    part = await app.db.tx(async (tx) => {
      const lote = `w_${randomBytes(12).toString('hex')}`
      const vence_at = app.clock.now().add(KEPT_FOR_MAIL)
      const n = await store.takeWaiting(tx, { entidad, que, until, lote, vence_at, limit: IN_ONE_TELLING })
      const data = { que, n, desde: String(until) }
      if (n > 0) await append(app, tx, { event: 'wait.told', actor: 'sistema', subject: lote, entidad, data })
      return n
    })
    told += part
  } while (part === IN_ONE_TELLING)
  return told
}

/** Erases each address whose term is over, without a mail. Returns how many. */
export async function sweepWaits(app: App): Promise<number> {
  return await app.db.tx(async (tx) => await store.deleteEnded(tx, app.clock.now()))
}

/** The next instant at which an address is erased; null when none is kept. */
export async function nextWaitDue(app: Pick<App, 'db'>): Promise<Temporal.Instant | null> {
  return await store.selectNextEnd(app.db)
}
