// How long an entidad took to answer, day by day: what a chart of it draws.
import type { App } from '#context'
import { readModelo } from '#modelo'
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
  const today = now.toZonedDateTimeISO(zona.valor).toPlainDate()
  const first = today.subtract({ days: piloto.dias.valor - 1 })
  const desde = first.toZonedDateTime(zona.valor).toInstant()
  const found = await sums.probeDays(app.db, { clave, desde, hasta: now, zona: zona.valor })
  const known = new Map(found.map((one) => [one.dia, one]))
  const dias = Array.from({ length: piloto.dias.valor }, (_, i) => {
    const dia = first.add({ days: i }).toString()
    const one = known.get(dia)
    return { dia, n: one?.n ?? 0, p95Ms: one?.p95 ?? null }
  })
  return { dias, optimoMs: sla.respuestaOptimoMs.valor, limiteMs: sla.respuestaLimiteMs.valor }
}
