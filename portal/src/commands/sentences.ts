// The sentences of the commands. A file of its own: the service, which prints almost none, runs without loading it.
import { catalogue } from '#ui/messages'
import es from './es-MX.json' with { type: 'json' }

export const t = catalogue(es)

export type Sentence = keyof typeof es

/** The key of a sentence, or null: an error may name one that is not here. */
export function sentenceKey(key: unknown): Sentence | null {
  return typeof key === 'string' && Object.hasOwn(es, key) ? (key as Sentence) : null
}
