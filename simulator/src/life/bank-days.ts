// What the bank does by itself in a living world: tellers take what citizens bring, and each account's day is closed.
import { HARD, type Later, type LaterStore } from '../citizens/later.ts'
import { NotOffered, PortalAway, type PortalApi } from '../citizens/portal-api.ts'

export interface BankDays {
  /** Sees to it that the next closing of the day is on the list. */
  begin(now: Temporal.Instant): void
  /** The next instant at which the bank has something to do. */
  next(): Temporal.Instant | null
  /** Does all that is due, through the same addresses that outsiders use. */
  act(now: Temporal.Instant): Promise<void>
}

const ZONE = 'America/Mexico_City'
/** After midnight and the last teller: then the day before is closed. */
const CLOSES_AT = { hour: 0, minute: 30 }
const MOST_AT_ONCE = 500
const AGAIN_MS = 1_800_000
const CALL_MS = 90_000

export function openBankDays(o: {
  readonly later: LaterStore
  readonly api: PortalApi
  /** The sandbox's own address. */
  readonly sandbox: () => string
  readonly signal: AbortSignal
}): BankDays {
  const { later } = o
  const post = async (path: string, body: object): Promise<number> => {
    const response = await fetch(`${o.sandbox()}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.any([o.signal, AbortSignal.timeout(CALL_MS)]),
    })
    await response.body?.cancel()
    return response.status
  }

  const teller = async ({ id, due, data }: Later): Promise<void> => {
    const pagadoEn = Temporal.Instant.fromEpochMilliseconds(due).toString()
    // Whatever the window says is final: a line that has expired meanwhile is not paid.
    await post('/banco/ventanilla', { ...data, pagadoEn })
    later.done(id)
  }

  const closeDay = async ({ id, due }: Later): Promise<void> => {
    const local = Temporal.Instant.fromEpochMilliseconds(due).toZonedDateTimeISO(ZONE)
    const fecha = local.toPlainDate().subtract({ days: 1 }).toString()
    const statuses: number[] = []
    for (const entidad of await openEntidades(o.api)) statuses.push(await post('/banco/archivo', { entidad, fecha }))
    // A day whose file was not taken is brought again; the bank delivers the same bytes.
    if (statuses.some((one) => one >= 500)) later.defer(id, due + AGAIN_MS)
    else later.done(id)
    plan(later, local.toInstant())
  }

  return {
    begin: (now) => plan(later, now),
    next() {
      const at = later.next(HARD)
      return at === null ? null : Temporal.Instant.fromEpochMilliseconds(at)
    },
    async act(now) {
      for (const one of later.due(now.epochMilliseconds, HARD, MOST_AT_ONCE)) {
        try {
          if (one.kind === 'ventanilla') await teller(one)
          else await closeDay(one)
        } catch (error) {
          if (o.signal.aborted) return
          if (!(error instanceof PortalAway || error instanceof NotOffered || error instanceof TypeError)) throw error
          later.defer(one.id, now.epochMilliseconds + AGAIN_MS)
        }
      }
    },
  }
}

/** Puts the closing after `now` on the list, unless one waits there already. */
function plan(later: LaterStore, now: Temporal.Instant): void {
  const local = now.toZonedDateTimeISO(ZONE)
  const today = local.with({ ...CLOSES_AT, second: 0, millisecond: 0, microsecond: 0, nanosecond: 0 })
  const next = Temporal.ZonedDateTime.compare(today, local) > 0 ? today : today.add({ days: 1 })
  const waiting = later.next(['cierre'])
  if (waiting === null || waiting < now.epochMilliseconds) later.add('cierre', next.epochMilliseconds, {})
}

async function openEntidades(api: PortalApi): Promise<string[]> {
  const { body } = await api.call('GET', '/api/v1/entidades')
  const all = Array.isArray(body) ? (body as { clave: string; abierta: boolean }[]) : []
  return all.filter((one) => one.abierta).map((one) => one.clave)
}
