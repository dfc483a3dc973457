// The one published rule that decides whether the name typed as filiation is that of a registered parent.
import { foldName } from './names.ts'
import { PARTICLES } from './particles.ts'

/** Somebody whose name opens an acta: a registered parent or the person who registered. */
export interface FiliationPerson {
  nombres: string
  primerApellido: string
  segundoApellido: string | null
}

const NOBODY: FiliationPerson = { nombres: '', primerApellido: '', segundoApellido: null }
const MOST_PERSONS = 3
const MOST_TYPED = 400

/**
 * True when `typed` holds, in any order, all given names and the first surname of one of `persons`, and nothing
 * else but possibly that person's whole second surname. Case and accents do not count (Ñ does), apostrophes and
 * hyphens are spaces, particles are dropped. An empty text never matches. Never throws.
 * The work done is the same for any outcome: everybody is compared, and the list is padded to three.
 */
export function filiacionMatches(typed: string, persons: readonly FiliationPerson[]): boolean {
  const words = wordsOf(typed.slice(0, MOST_TYPED))
  const padded = [...persons]
  while (padded.length < MOST_PERSONS) padded.push(NOBODY)
  let matches = 0
  for (const person of padded) matches += isPerson(words, person) ? 1 : 0
  return matches > 0 && typed.length <= MOST_TYPED
}

function isPerson(typedWords: string[], person: FiliationPerson): boolean {
  const given = wordsOf(person.nombres)
  const first = wordsOf(person.primerApellido)
  const second = wordsOf(person.segundoApellido ?? '')
  // A surname such as "Le" is all particle; dropping it would let the given names alone open the acta.
  const dropping = [given, first].every((words) => withoutParticles(words).length > 0)
  const read = dropping ? withoutParticles : (words: string[]) => words
  const rest = remove(read(typedWords), [...read(given), ...read(first)])
  const surnameAgrees = rest !== null && (rest.length === 0 || remove(rest, read(second))?.length === 0)
  return given.length > 0 && first.length > 0 && surnameAgrees
}

/** What is left of `words` once each of `wanted` was taken out once; null when one is missing. */
function remove(words: string[], wanted: string[]): string[] | null {
  const rest = [...words]
  let missing = 0
  for (const word of wanted) {
    const at = rest.indexOf(word)
    if (at < 0) missing += 1
    else rest.splice(at, 1)
  }
  return missing === 0 ? rest : null
}

function wordsOf(text: string): string[] {
  return foldName(text)
    .replace(/[^\p{L}\p{Nd}]+/gu, ' ')
    .split(' ')
    .filter((word) => word !== '')
}

function withoutParticles(words: string[]): string[] {
  return words.filter((word) => !PARTICLES.has(word))
}
