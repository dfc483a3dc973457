// Áreas de mejora, the stated objective of the letter: each step of the process with its drop-off, times, errors and words.
import type { App } from '#context'
import { countVerifications } from '#copies'
import { acceptanceIndicator, countReports } from '#helpdesk'
import { countEvents } from '#journal'
import { formulas } from '#modelo'
import type { Ventana } from '#modelo'
import { readFunnel } from '#orders'
import type { FunnelRow } from '#orders'
import { listComments, surveyIndicator } from '#survey'
import { stepsOf, together, wordsOf } from './steps.ts'
import type { Step } from './steps.ts'

export type { Step } from './steps.ts'

export interface Improvement {
  readonly pasos: readonly Step[]
  /** Of those who searched, how many have their copy; percentage cut at two decimals. */
  readonly terminan: number | null
  /** Seconds from the order to the copy. */
  readonly copiaP50: number | null
  readonly copiaP95: number | null
  /** Indicator 3 beside it: efficacy and satisfaction are two things. */
  readonly satisfaccion: number | null
  readonly palabras: readonly { readonly palabra: string; readonly n: number }[]
}

const SEARCHES = ['acta.found', 'search.unmatched', 'search.unanswered'] as const

/** The steps of one entidad, or of all together with null, from the facts of a window. */
export async function readImprovement(app: App, ventana: Ventana, clave: string | null): Promise<Improvement> {
  const { desde, hasta } = ventana
  const [events, funnel, verifications, reports, refusals, survey, comments] = await Promise.all([
    countEvents(app.db, SEARCHES, desde, hasta),
    readFunnel(app, desde, hasta),
    countVerifications(app, ventana, clave),
    countReports(app, ventana, clave),
    acceptanceIndicator(app, ventana, clave),
    surveyIndicator(app, ventana, clave),
    listComments(app, ventana, clave),
  ])
  const count = (event: string): number =>
    events
      .filter((one) => one.event === event && (clave === null || one.entidad === clave))
      .reduce((sum, one) => sum + one.n, 0)
  const orders: FunnelRow | undefined = clave === null ? together(funnel) : funnel.find((one) => one.entidad === clave)
  const found = count('acta.found')
  const pasos = stepsOf({
    found,
    unmatched: count('search.unmatched'),
    unanswered: count('search.unanswered'),
    orders,
    ...verifications,
    refusals: refusals.total,
    reports,
  })
  return {
    pasos,
    terminan: formulas.floorPercent(orders?.issued ?? 0, pasos[0]!.entran ?? 0),
    copiaP50: orders?.copy_p50 ?? null,
    copiaP95: orders?.copy_p95 ?? null,
    satisfaccion: survey.encuesta.valor,
    palabras: wordsOf(comments.map((one) => one.comentario)),
  }
}
