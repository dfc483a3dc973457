// What is kept between the pages of «los datos están mal», and the report that comes of it.
import type { App } from '#context'
import { isDomainError } from '#errors'
import type { FieldProblem } from '#errors'
import { sentence } from '#problems'
import { readDraft as readAnswers, readQuote } from '#search'
import { cleanText } from '#ui/clean-text'
import { typed } from '#ui/fields'
import type { FieldError } from '#ui/fields'
import { ORIGINAL, speaking } from '#ui/languages'
import { longDay } from '#ui/messages'
import { subjectOf } from '../open-ticket.ts'
import type { ReportInput } from '../open-ticket.ts'
import { MAX_TEXT } from '../ticket.ts'
import { correctionProblems, knownOf } from './correction.ts'
import type { Correction, Dato, Known } from './correction.ts'
import * as pages from './pages.ts'
import type { Words } from './pages.ts'

/** What is kept between the pages. */
export interface Draft {
  readonly entidad?: string
  readonly folio?: string
  /** Whoever typed it showed that the order is theirs. */
  readonly propia?: boolean
  readonly asunto?: string
  readonly known?: Known
  readonly datos?: readonly Dato[]
  readonly words?: Words
  readonly correo?: string
  /** The report that already said it. */
  readonly repetido?: string
}

/** What an acta says is said in its own language, whatever the page's. */
export const WORDS_OF = {
  sexo: (key: string): string => speaking(ORIGINAL, () => pages.sexName(key)),
  day: (day: string): string => speaking(ORIGINAL, () => longDay(day)),
}

/** Only whoever comes from nowhere is asked which acta it is. */
export function asksActa(draft: Draft): boolean {
  return draft.asunto === undefined && !draft.propia
}
export function stepsOf(draft: Draft): number {
  return asksActa(draft) ? 4 : 3
}

export function wordsIn(body: unknown, datos: readonly Dato[]): Words {
  const text = (campo: string): string => cleanText(typed(body, campo)).trim()
  return Object.fromEntries(
    datos.map((dato) => [dato, { dice: text(`dice-${dato}`), debeDecir: text(`debeDecir-${dato}`) }]),
  )
}

export function correctionsOf(draft: Draft): Correction[] {
  return (draft.datos ?? []).map((dato) => ({ dato, ...(draft.words?.[dato] ?? { dice: '', debeDecir: '' }) }))
}

/** On a page an empty «dice» is a slip, unless the acta is known to say nothing there. */
export function wordProblems(draft: Draft): FieldProblem[] {
  const list = correctionsOf(draft)
  const blank = list
    .filter(({ dato, dice }) => dice === '' && draft.known?.[dato] !== '')
    .map(({ dato }) => ({ campo: `dice-${dato}`, codigo: 'dice-falta' }))
  const order = (campo: string): number => list.findIndex(({ dato }) => campo.endsWith(`-${dato}`))
  return [...blank, ...correctionProblems(list)].toSorted((a, b) => order(a.campo) - order(b.campo))
}

export const sentencesOf = (problems: readonly FieldProblem[]): FieldError[] =>
  problems.map(({ campo, codigo, params }) => ({ campo, mensaje: sentence(codigo, params) }))

export function inputOf(app: App, id: string, draft: Draft): ReportInput {
  const correcciones = correctionsOf(draft)
  const { folio, entidad, correo } = draft
  return {
    tipo: 'datos',
    // The words stand in the corrections; the text is what the mail and the history show of them.
    texto: speaking(ORIGINAL, () => pages.correctionText(correcciones)).slice(0, MAX_TEXT),
    correcciones,
    asunto: draft.asunto ? Buffer.from(draft.asunto, 'hex') : subjectOf(app, 'borrador', id),
    ...(folio ? { folio } : {}),
    ...(entidad ? { entidad } : {}),
    ...(correo ? { correo } : {}),
  }
}

/** The actas that this person's own search found and that still can be read, each with what we know of it. */
export async function actasOf(
  app: App,
  cookie: string | undefined,
): Promise<{ draft: Draft; entidad: string; anio: number }[]> {
  const answers = cookie ? await readAnswers(app, cookie) : null
  const found = answers?.resultado && 'busquedas' in answers.resultado ? answers.resultado.busquedas : []
  const actas = []
  for (const busqueda of found) {
    try {
      const quote = await readQuote(app, busqueda)
      const { entidadRegistro: entidad, anioRegistro: anio, referencia } = quote
      const asunto = subjectOf(app, 'acta', entidad, referencia).toString('hex')
      actas.push({ draft: { entidad, asunto, known: knownOf(quote.vistaPrevia, WORDS_OF) }, entidad, anio })
    } catch (error) {
      if (!isDomainError(error) || error.kind !== 'notFound') throw error
    }
  }
  return actas
}
