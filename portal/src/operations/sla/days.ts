// How long an entidad took to answer, day by day: what a chart of it draws.
import { machineNow } from '#clock'
import type { App } from '#context'
import { readModelo } from '#modelo'
import * as store from './store.ts'
import * as sums from './sums/store.ts'

export interface AnswerDay {
  /** `AAAA-MM-DD`, of the calendar of the centre. */
  readonly dia: string
  /** Answered probes of that day; 0 when nobody measured, and then there is no figure. */
  readonly n: number
  readonly p95Ms: number | null
}

export interface AnswerDays {
  readonly dias: readonly AnswerDay[]
  readonly optimoMs: number
  readonly limiteMs: number
}

/** The last days up to today, every one of them; only what the letter's two limits are is not measured here. */
export async function readAnswerDays(app: App, clave: string): Promise<AnswerDays> {
  const { piloto, sla, zona } = (await readModelo(app)).contenido
  const now = app.clock.now()
  const days = lastDays(now, piloto.dias.valor, zona.valor)
  const found = await sums.probeDays(app.db, clave, days.map(spanOf))
  const dias = days.map(({ dia }, i) => ({ dia, n: found[i]!.n, p95Ms: found[i]!.p95 }))
  return { dias, optimoMs: sla.respuestaOptimoMs.valor, limiteMs: sla.respuestaLimiteMs.valor }
}

/** Sums up the days that are over and of which every vantage that reports has told all. Safe to repeat. */
export async function sumAnswerDays(app: App): Promise<number> {
  const { piloto, sla, zona } = (await readModelo(app)).contenido
  const told = await store.selectCompleteUntil(
    app.db,
    machineNow().subtract({ milliseconds: 2 * sla.sondaLimiteMs.valor }),
  )
  if (told === null) return 0
  const over = lastDays(app.clock.now(), piloto.dias.valor, zona.valor).filter(
    (one) => Temporal.Instant.compare(one.hasta, told) <= 0,
  )
  // One by one: a day of all is short work, and a first run of weeks is not.
  let done = 0
  for (const one of over) done += await sums.insertAnswerDays(app.db, [spanOf(one)])
  return done
}

interface Day extends sums.AnswerSpan {
  readonly dia: string
}

const spanOf = ({ desde, hasta }: Day): sums.AnswerSpan => ({ desde, hasta })

function lastDays(now: Temporal.Instant, count: number, zona: string): Day[] {
  const today = now.toZonedDateTimeISO(zona).toPlainDate()
  return Array.from({ length: count }, (_, i) => {
    const dia = today.subtract({ days: count - 1 - i })
    const [desde, hasta] = [dia, dia.add({ days: 1 })].map((one) => one.toZonedDateTime(zona).toInstant())
    return { dia: dia.toString(), desde: desde!, hasta: hasta! }
  })
}
