// Áreas de mejora, the stated objective of the letter: each step of the process with its drop-off, times, errors and words.
import type { App } from '#context'
import type { Claves } from '#db'
import { countVerifications } from '#copies'
import { acceptanceIndicators, countReports } from '#helpdesk'
import { countEvents } from '#journal'
import { formulas } from '#modelo'
import type { Ventana } from '#modelo'
import { readFunnel } from '#orders'
import type { FunnelRow } from '#orders'
import { listComments, surveyIndicators } from '#survey'
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

/** The steps of each of these entidades, from the facts of a window; null stands for all together. */
export async function readImprovements(app: App, ventana: Ventana, claves: Claves): Promise<Improvement[]> {
  const { desde, hasta } = ventana
  const single = claves.filter((one) => one !== null)
  const [events, funnel, verifications, reports, refusals, survey, comments] = await Promise.all([
    countEvents(app.db, SEARCHES, desde, hasta),
    readFunnel(app, desde, hasta, single.length === claves.length ? single : null),
    countVerifications(app, ventana, claves),
    countReports(app, ventana, claves),
    acceptanceIndicators(app, ventana, claves),
    surveyIndicators(app, ventana, claves),
    Promise.all(claves.map(async (clave) => await listComments(app, ventana, clave))),
  ])
  return claves.map((clave, i) =>
    improvementOf(clave, {
      events,
      funnel,
      verifications: verifications.get(clave) ?? { verified: 0, notValid: 0 },
      reports: reports.get(clave) ?? {},
      refusals: refusals.get(clave)!.total,
      satisfaccion: survey.get(clave)!.encuesta.valor,
      comments: comments[i]!,
    }),
  )
}

interface Facts {
  readonly events: Awaited<ReturnType<typeof countEvents>>
  readonly funnel: readonly FunnelRow[]
  readonly verifications: { readonly verified: number; readonly notValid: number }
  readonly reports: Readonly<Record<string, number>>
  readonly refusals: number
  readonly satisfaccion: number | null
  readonly comments: Awaited<ReturnType<typeof listComments>>
}

function improvementOf(clave: string | null, facts: Facts): Improvement {
  const { events, funnel, verifications, reports, refusals, satisfaccion, comments } = facts
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
    refusals,
    reports,
  })
  return {
    pasos,
    terminan: formulas.floorPercent(orders?.issued ?? 0, pasos[0]!.entran ?? 0),
    copiaP50: orders?.copy_p50 ?? null,
    copiaP95: orders?.copy_p95 ?? null,
    satisfaccion,
    palabras: wordsOf(comments.map((one) => one.comentario)),
  }
}
