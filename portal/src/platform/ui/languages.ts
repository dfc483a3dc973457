// Which languages the citizen's side speaks, and which one the page at hand is in: that of its request, never a parameter.
import { AsyncLocalStorage } from 'node:async_hooks'
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

/** Who read a translation as a whole. `huella` names the texts that were read: another text is not reviewed. */
export interface Review {
  readonly nombre: string
  readonly fecha: string
  readonly huella: string
}

export interface Language {
  readonly codigo: string
  readonly nombre: string
  /** Where a missing sentence comes from; null for the original. */
  readonly base: string | null
  /** The locale whose dates, money and plurals are used: Intl does not know every language. */
  readonly formato: string
  readonly revision: 'original' | 'sin-traduccion' | 'sin-revision-humana' | 'revisada'
  readonly revisadoPor: Review | null
}

const STATES: readonly Language['revision'][] = ['original', 'sin-traduccion', 'sin-revision-humana', 'revisada']

/** The registry from its text. @throws Error naming what is wrong, for a state that nobody could vouch for too */
export function readLanguages(text: string): readonly Language[] {
  const { idiomas } = parse(text) as { idiomas: Language[] }
  const codes = idiomas.map((one) => one.codigo)
  for (const [i, one] of idiomas.entries()) {
    const refuse = (why: string): never => {
      throw new Error(`modelo/idiomas.yaml: ${one.codigo} ${why}`)
    }
    if (codes.indexOf(one.codigo) !== i) refuse('stands twice')
    if (Intl.getCanonicalLocales(one.codigo)[0] !== one.codigo) refuse('is no canonical language tag')
    if (Intl.NumberFormat.supportedLocalesOf(one.formato).length === 0) refuse(`has a formato unknown to Intl`)
    if (!STATES.includes(one.revision)) refuse('has no known revision')
    if ((one.revision === 'original') !== (i === 0) || (one.base === null) !== (i === 0))
      refuse('may be the original only as the first')
    // A base stands before its language: so no chain of fallbacks has a circle.
    if (one.base !== null && !codes.slice(0, i).includes(one.base)) refuse('names no language above it as its base')
    if ((one.revision === 'revisada') !== (one.revisadoPor !== null)) refuse('is reviewed exactly when a person signs')
    const { nombre = '', fecha = '', huella = '' } = one.revisadoPor ?? {}
    if (one.revisadoPor && (!nombre || !/^\d{4}-\d\d-\d\d$/.test(fecha) || !/^[0-9a-f]{16}$/.test(huella)))
      refuse('needs name, day and fingerprint of its review')
  }
  return idiomas
}

export const LANGUAGES = readLanguages(
  readFileSync(new URL('../../../../modelo/idiomas.yaml', import.meta.url), 'utf8'),
)

/** The language in which everything is written first, and in which API, console and papers speak. */
export const ORIGINAL = LANGUAGES[0]!

/** Those that a person may choose: a language without texts is not offered. */
export const OFFERED = LANGUAGES.filter((one) => one.revision !== 'sin-traduccion')

/** A language that may be chosen, by its code; the original for any other word. */
export function offeredLanguage(codigo: string | null | undefined): Language {
  return OFFERED.find((one) => one.codigo === codigo) ?? ORIGINAL
}

/** What is being answered: in which language, at which address, and whether that address has other languages at all. */
export interface Speech {
  readonly language: Language
  /** Where a person comes back to after choosing another language: a path of this site without its query. */
  readonly path: string
  readonly choice: boolean
}

const speech = new AsyncLocalStorage<Speech>()
const OUTSIDE: Speech = { language: ORIGINAL, path: '/', choice: true }

/** The speech of the request at hand; outside of any request the original. */
export function currentSpeech(): Speech {
  return speech.getStore() ?? OUTSIDE
}

export function currentLanguage(): Language {
  return currentSpeech().language
}

/** Does something as the answer to one request. */
export function withSpeech<T>(of: Speech, work: () => T): T {
  return speech.run(of, work)
}

/** Does something in a language, whatever the request's: a mail in that of its order, a paper always in Spanish. */
export function speaking<T>(language: Language, work: () => T): T {
  return speech.run({ ...currentSpeech(), language }, work)
}

/** One value for each language, made at its first use: a page that is the same for everybody who reads it in that language. */
export function perLanguage<T>(make: () => T): () => T {
  const made = new Map<string, T>()
  return () => {
    const { codigo } = currentLanguage()
    if (!made.has(codigo)) made.set(codigo, make())
    return made.get(codigo)!
  }
}
