// The process as the letter sees it, in named steps: how many enter, how many go on, how long it takes, what goes wrong. Pure.
import type { FunnelRow } from '#orders'

export const STEPS = [
  'buscar',
  'filiacion',
  'revisar',
  'pagar',
  'confirmar',
  'emitir',
  'imprimir',
  'presentar',
  'verificar',
] as const
export type StepName = (typeof STEPS)[number]

export interface Step {
  readonly paso: StepName
  /** Who enters and who goes on; null where nobody can know. */
  readonly entran: number | null
  readonly siguen: number | null
  readonly errores: number
  /** Reports to the desk that are about this step. */
  readonly reportes: number
  /** Seconds: the middle one, and the one that 95 of 100 stay below. */
  readonly p50: number | null
  readonly p95: number | null
}

export interface Facts {
  readonly found: number
  readonly unmatched: number
  readonly unanswered: number
  readonly orders: FunnelRow | undefined
  readonly verified: number
  readonly notValid: number
  readonly refusals: number
  /** Reports by `tipo` of the public API. */
  readonly reports: Readonly<Record<string, number>>
}

/** The nine steps from the facts of one entidad, or of all together. */
export function stepsOf(facts: Facts): Step[] {
  const { orders: o } = facts
  const report = (...kinds: string[]): number => kinds.reduce((sum, kind) => sum + (facts.reports[kind] ?? 0), 0)
  const none = { p50: null, p95: null }
  const asked = facts.found + facts.unmatched + facts.unanswered
  return [
    {
      paso: 'buscar',
      entran: asked,
      siguen: asked - facts.unanswered,
      errores: facts.unanswered,
      reportes: report('no-encontrada'),
      ...none,
    },
    // That a name did not agree is never told apart from that there is no acta; so only the sum is known.
    { paso: 'filiacion', entran: asked - facts.unanswered, siguen: facts.found, errores: 0, reportes: 0, ...none },
    { paso: 'revisar', entran: facts.found, siguen: o?.placed ?? 0, errores: 0, reportes: report('datos'), ...none },
    { paso: 'pagar', entran: o?.placed ?? 0, siguen: o?.paid ?? 0, errores: o?.expired ?? 0, reportes: 0, ...none },
    {
      paso: 'confirmar',
      entran: o?.paid ?? 0,
      siguen: o?.paid ?? 0,
      errores: 0,
      reportes: report('pago'),
      p50: o?.pay_p50 ?? null,
      p95: o?.pay_p95 ?? null,
    },
    {
      paso: 'emitir',
      entran: o?.paid ?? 0,
      siguen: o?.issued ?? 0,
      errores: (o?.delayed ?? 0) + (o?.refunded ?? 0),
      reportes: 0,
      p50: o?.issue_p50 ?? null,
      p95: o?.issue_p95 ?? null,
    },
    {
      paso: 'imprimir',
      entran: o?.issued ?? 0,
      siguen: o?.delivered ?? 0,
      errores: 0,
      reportes: 0,
      p50: o?.deliver_p50 ?? null,
      p95: o?.deliver_p95 ?? null,
    },
    {
      paso: 'presentar',
      entran: o?.delivered ?? 0,
      siguen: null,
      errores: facts.refusals,
      reportes: report('rechazo'),
      ...none,
    },
    {
      paso: 'verificar',
      entran: facts.verified,
      siguen: facts.verified - facts.notValid,
      errores: facts.notValid,
      reportes: report('otro'),
      ...none,
    },
  ]
}

/** The rows of several entidades as one: counts are added; times cannot be, and the longest stands for all. */
export function together(rows: readonly FunnelRow[]): FunnelRow | undefined {
  const [first] = rows
  if (!first) return undefined
  const sum = (of: (one: FunnelRow) => number): number => rows.reduce((total, one) => total + of(one), 0)
  const longest = (of: (one: FunnelRow) => number | null): number | null => {
    const known = rows.map(of).filter((one) => one !== null)
    return known.length === 0 ? null : Math.max(...known)
  }
  return {
    entidad: 'total',
    placed: sum((one) => one.placed),
    paid: sum((one) => one.paid),
    issued: sum((one) => one.issued),
    delivered: sum((one) => one.delivered),
    expired: sum((one) => one.expired),
    refunded: sum((one) => one.refunded),
    delayed: sum((one) => one.delayed),
    pay_p50: longest((one) => one.pay_p50),
    pay_p95: longest((one) => one.pay_p95),
    issue_p50: longest((one) => one.issue_p50),
    issue_p95: longest((one) => one.issue_p95),
    deliver_p50: longest((one) => one.deliver_p50),
    deliver_p95: longest((one) => one.deliver_p95),
    copy_p50: longest((one) => one.copy_p50),
    copy_p95: longest((one) => one.copy_p95),
  }
}

/** Small words that say nothing about a step. */
const SMALL = new Set(
  'que de la el en y a los las un una por con no se lo me mi es del al para su ya muy todo pero como más fue'.split(
    ' ',
  ),
)

/** The words that people use most in what they wrote, with how many of them used it; only words of at least `least` people. */
export function wordsOf(texts: readonly string[], least = 2): { palabra: string; n: number }[] {
  const counts = new Map<string, number>()
  for (const text of texts) {
    const words = new Set(text.toLocaleLowerCase('es-MX').match(/\p{L}{3,}/gu) ?? [])
    for (const word of words) if (!SMALL.has(word)) counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  return [...counts]
    .filter(([, n]) => n >= least)
    .sort(([a, n], [b, m]) => m - n || a.localeCompare(b, 'es'))
    .slice(0, 12)
    .map(([palabra, n]) => ({ palabra, n }))
}
