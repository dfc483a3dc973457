// The clock of indicator 6: each reconciled payment is told to its entidad and then asked for, until our poll sees it.
import { wire } from '#clock'
import type { App } from '#context'
import type { Tx } from '#db'
import { isDomainError } from '#errors'
import { askPayment, tellPayment } from '#gateway'
import type { EntidadGateway, PaymentStatus } from '#gateway'
import { append } from '#journal'
import { readModelo } from '#modelo'
import { dueAt, judge, nextPollAt } from './availability.ts'
import type { Asking, Known } from './availability.ts'
import * as store from './store.ts'

export type WithEntidades = App & { readonly entidades: EntidadGateway }

const MOST_AT_ONCE = 500
/** Each entidad's payments are asked for one after the other, and so many entidades at a time. */
const ENTIDADES_AT_ONCE = 2
/** A sweeper that passes this little after the instant that it was due at has asked at that instant. */
const LATENESS_MS = 5_000
const FIRST_RETRY_MS = 60_000

/** Tells or asks for every payment whose turn has come. Returns how many were asked for. */
export async function sweepAvailability(app: WithEntidades): Promise<number> {
  const due = await store.selectDue(app.db, app.clock.now(), MOST_AT_ONCE)
  if (due.length === 0) return 0
  const { pagos } = (await readModelo(app)).contenido
  const asking = { disponibleHoras: pagos.disponibleHoras.valor, consultaCadaMin: pagos.consultaCadaMin.valor }
  const groups = [...Map.groupBy(due, (one) => one.entidad).values()]
  const work = async (): Promise<void> => {
    for (let group = groups.pop(); group; group = groups.pop()) await visitAll(app, asking, group)
  }
  await Promise.all(Array.from({ length: ENTIDADES_AT_ONCE }, work))
  return due.length
}

async function visitAll(app: WithEntidades, asking: Asking, group: readonly { folio: string }[]): Promise<void> {
  let silent = false
  for (const { folio } of group) {
    await app.db.tx(async (tx) => {
      const row = await store.lockDue(tx, folio, app.clock.now())
      // An entidad that has just not answered is not asked hundreds of times more: for each of them it gave no answer.
      if (row) silent = (await visit(app, tx, asking, row, silent)) === 'no-answer'
    })
  }
}

/** One payment's turn, under its lock: tell if not told yet, ask, keep the answer, and set the next turn. */
async function visit(
  app: WithEntidades,
  tx: Tx,
  asking: Asking,
  row: store.TrackRow,
  silent: boolean,
): Promise<'yes' | 'no' | 'no-answer'> {
  const now = app.clock.now()
  const onTime = now.epochMilliseconds - row.due_at!.epochMilliseconds <= LATENESS_MS
  const at = onTime ? row.due_at! : now
  const status = silent ? null : await tellAndAsk(app, row)
  const after = { ...row, tries: row.tries + 1 }
  if (status !== null) after.told_at ??= now
  if (status?.registradoEn) {
    after.registered_at = status.registradoEn
    after.available_at = at
    await append(app, tx, {
      event: 'payment.available',
      actor: `entidad:${row.entidad}`,
      subject: row.folio,
      entidad: row.entidad,
      at,
    })
  } else if (status) {
    after.last_no_at = now
  }
  const outcome = status === null ? 'no-answer' : status.registradoEn ? 'yes' : 'no'
  await store.insertPoll(tx, row.folio, outcome === 'yes' ? at : now, outcome)
  await noteOverdue(app, tx, asking, after, now)
  const known = knownOf(after)
  const regular = after.available_at === null ? nextPollAt(known, asking, now) : null
  const retry = now.add({ milliseconds: FIRST_RETRY_MS * 2 ** Math.min(row.tries, 10) })
  const sooner = after.told_at === null && regular !== null && Temporal.Instant.compare(retry, regular) < 0
  after.due_at = sooner ? retry : regular
  await store.updateTrack(tx, after)
  return outcome
}

/** Null when the entidad did not answer. */
async function tellAndAsk(app: WithEntidades, row: store.TrackRow): Promise<PaymentStatus | null> {
  try {
    if (row.told_at === null) {
      await tellPayment(app, row.entidad, {
        lineaDeCaptura: row.linea,
        folio: row.folio,
        importeCentavos: row.centavos,
        pagadoEn: row.paid_day ?? wire(row.paid_lo),
      })
    }
    return await askPayment(app, row.entidad, row.linea)
  } catch (error) {
    if (!isDomainError(error)) throw error
    // Told otherwise before: this payment is not on record there, and people must look at it.
    if (error.codigo === 'pago-distinto') {
      app.log.warn('payment.told-otherwise', { folio: row.folio, entidad: row.entidad })
      return { registradoEn: null }
    }
    return null
  }
}

/** Puts on record, once, that a payment passed the limit of the letter without being seen as available. */
async function noteOverdue(
  app: App,
  tx: Tx,
  asking: Asking,
  after: store.TrackRow,
  now: Temporal.Instant,
): Promise<void> {
  const limit = dueAt({ paidHi: after.paid_hi }, asking.disponibleHoras)
  const seen = after.available_at !== null && Temporal.Instant.compare(after.available_at, limit) <= 0
  if (after.overdue_noted || seen || Temporal.Instant.compare(now, limit) < 0) return
  after.overdue_noted = true
  await append(app, tx, {
    event: 'payment.overdue',
    actor: 'sistema',
    subject: after.folio,
    entidad: after.entidad,
    at: limit,
    data: { horas: asking.disponibleHoras, cierto: judge(knownOf(after), asking.disponibleHoras) === 'certainFail' },
  })
}

/** The next instant at which a payment must be told or asked for; null when none waits. */
export async function nextAvailabilityDue(app: App): Promise<Temporal.Instant | null> {
  return await store.selectNextDue(app.db)
}

/** A row as the rules see it. */
export function knownOf(row: store.TrackRow): Known {
  return {
    paidLo: row.paid_lo,
    paidHi: row.paid_hi,
    matchedAt: row.matched_at,
    lastNoAt: row.last_no_at,
    availableAt: row.available_at,
  }
}
