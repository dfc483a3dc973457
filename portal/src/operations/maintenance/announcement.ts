// A maintenance that was announced: what may be announced, how long it holds, and where it stands. Pure.
import { readLocalTime } from '#clock'
import type { FieldProblem } from '#errors'
import { cleanText } from '#ui/clean-text'

export interface Period {
  readonly inicio: Temporal.Instant
  readonly fin: Temporal.Instant
}

/** A period with when it was called off, if it was. */
type Announced = Period & { readonly cancelado_at: Temporal.Instant | null }

export const SITUATIONS = ['anunciado', 'en_curso', 'terminado', 'cancelado'] as const
export type Situation = (typeof SITUATIONS)[number]

export interface Typed {
  readonly inicio: string
  readonly fin: string
  readonly que: string
  readonly responde: string
}

export interface Rules {
  readonly zona: string
  readonly avisoHoras: number
  readonly maximoHoras: number
}

/** Further ahead than this a year was mistyped (ours). */
const FURTHEST_DAYS = 366
/** Letters of each text (ours). */
const LONGEST = { que: 500, responde: 120, motivo: 500 } as const

const before = (a: Temporal.Instant, b: Temporal.Instant): boolean => Temporal.Instant.compare(a, b) < 0
const hours = (from: Temporal.Instant, to: Temporal.Instant): number =>
  (to.epochMilliseconds - from.epochMilliseconds) / 3_600_000

/** From begin to end, or to when it was called off; null when that was before it began. */
export function heldPeriod(one: Announced): Period | null {
  const { inicio, fin, cancelado_at: off } = one
  if (off === null || !before(off, fin)) return { inicio, fin }
  return before(inicio, off) ? { inicio, fin: off } : null
}

/** Its end is not part of a period. */
export function holdsAt({ inicio, fin }: Period, at: Temporal.Instant): boolean {
  return !before(at, inicio) && before(at, fin)
}

export function situationOf(one: Announced, now: Temporal.Instant): Situation {
  if (one.cancelado_at !== null) return 'cancelado'
  if (before(now, one.inicio)) return 'anunciado'
  return before(now, one.fin) ? 'en_curso' : 'terminado'
}

/** The next instant at which something happens by itself; null once it is over. */
export function nextDue(one: Announced, now: Temporal.Instant): Temporal.Instant | null {
  const situation = situationOf(one, now)
  if (situation === 'anunciado') return one.inicio
  return situation === 'en_curso' ? one.fin : null
}

/** What was typed, with all that is wrong with it, field by field. */
export function readTyped(
  typed: Typed,
  rules: Rules,
  now: Temporal.Instant,
): {
  readonly period: Period | null
  readonly que: string
  readonly responde: string
  readonly campos: FieldProblem[]
} {
  const campos: FieldProblem[] = []
  const inicio = readTime('inicio', typed.inicio, rules.zona, campos)
  const fin = readTime('fin', typed.fin, rules.zona, campos)
  if (inicio && !before(now, inicio)) campos.push({ campo: 'inicio', codigo: 'fecha-pasada' })
  if (inicio && hours(now, inicio) > FURTHEST_DAYS * 24)
    campos.push({ campo: 'inicio', codigo: 'mantenimiento-lejos', params: { dias: FURTHEST_DAYS } })
  if (inicio && fin && !before(inicio, fin)) campos.push({ campo: 'fin', codigo: 'mantenimiento-fin-antes' })
  if (inicio && fin && hours(inicio, fin) > rules.maximoHoras)
    campos.push({ campo: 'fin', codigo: 'mantenimiento-largo', params: { horas: rules.maximoHoras } })
  const que = readText('que', typed.que, campos)
  const responde = readText('responde', typed.responde, campos)
  return { period: inicio && fin && { inicio, fin }, que, responde, campos }
}

function readTime(campo: string, text: string, zona: string, campos: FieldProblem[]): Temporal.Instant | null {
  const read = readLocalTime(text, zona)
  if (read instanceof Temporal.Instant) return read
  campos.push({ campo, codigo: read === 'impossible' ? 'hora-imposible' : 'mantenimiento-hora' })
  return null
}

/** A text as it is kept: short, and without what nobody sees. */
export function readText(campo: keyof typeof LONGEST, text: string, campos: FieldProblem[]): string {
  const clean = cleanText(text).trim()
  const maximo = LONGEST[campo]
  if (clean === '') campos.push({ campo, codigo: campo === 'motivo' ? 'motivo-falta' : `mantenimiento-${campo}` })
  if (clean.length > maximo) campos.push({ campo, codigo: 'texto-largo', params: { maximo } })
  return clean
}
