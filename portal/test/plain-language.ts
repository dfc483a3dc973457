// Measures how easy a page or a mail in Spanish is to read: syllables of its words, words of its sentences.

/** What is read as running language, each ending a sentence. Headings and labels are left out: short as they are, they flatter. */
const BLOCKS = /<(p|li)\b[^>]*>([\s\S]*?)<\/\1>/g
/**
 * What is no language of ours: the law's own words, words of a person, codes, and what is typed by machine. Data of tables
 * and of definition lists are not read as sentences and are not looked at.
 */
const APART = [
  /<(blockquote|q|code|pre|table|dl|select|textarea|svg|script|style)\b[\s\S]*?<\/\1>/g,
  /<(\w+)\b[^>]*class="[^"]*\b(?:clave|folio|solo-papel)\b[^"]*"[^>]*>[\s\S]*?<\/\1>/g,
]

export interface Reading {
  readonly words: number
  readonly sentences: number
  /** Fernández-Huerta: 100 is very easy, 60 to 70 is said to be normal, below 50 is hard. */
  readonly ease: number
  /** Words of a sentence, on average. */
  readonly mean: number
  readonly longest: string
}

/** The sentences of some markup, without what stands apart. */
export function sentencesOf(markup: string): string[] {
  const own = APART.reduce((text, pattern) => text.replace(pattern, ' '), markup)
  return [...own.matchAll(BLOCKS)].flatMap(([, , inner = '']) =>
    plain(inner)
      .split(/(?<=[.!?…])["»”)]*\s+/)
      .filter((sentence) => wordsOf(sentence).length > 0),
  )
}

function plain(inner: string): string {
  return inner
    .replace(/<br>/g, '. ')
    .replace(/<[^>]*>/g, '')
    .replace(/&#39;/g, "'")
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
    .replace(/(https?:\/\/|www\.)\S+/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}

/** Words and numbers, as they count for the length of a sentence. */
export function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}]+(?:[.,:'’-][\p{L}\p{N}]+)*/gu) ?? []
}

/**
 * Reading ease after José Fernández Huerta, «Medidas sencillas de lecturabilidad», Consigna 214 (1959), 29–32:
 * 206.84 − 0.60 P − 1.02 F, with P the syllables of 100 words. F is taken as the words of a sentence and not, as the formula
 * is often copied, as the sentences of 100 words, by which shorter sentences would read harder: Gwillim Law, «Error in the
 * Fernández Huerta Readability Formula», LINGUIST List 22.2332 (2011), https://linguistlist.org/issues/22/22-2332/
 */
export function read(sentences: readonly string[]): Reading {
  const counted = sentences.map((sentence) => ({ sentence, words: wordsOf(sentence) }))
  const words = counted.flatMap((one) => one.words)
  // A number is read by its digits; its syllables say nothing of the language.
  const spoken = words.filter((word) => !/\d/.test(word))
  const syllables = spoken.reduce((sum, word) => sum + syllablesOf(word), 0)
  const mean = words.length / Math.max(1, sentences.length)
  const longest = counted.toSorted((a, b) => b.words.length - a.words.length)[0]?.sentence ?? ''
  const ease = 206.84 - (60 * syllables) / Math.max(1, spoken.length) - 1.02 * mean
  return { words: words.length, sentences: sentences.length, ease, mean, longest }
}

const STRONG = 'aeoáéó'
const STRESSED_WEAK = 'íú'

/**
 * Syllables of a Spanish word, by the rules of its spelling: two open vowels part, a closed one leans on its neighbour unless
 * its accent says otherwise. What has no vowel is spelt letter by letter, as PDF is.
 */
export function syllablesOf(word: string): number {
  const letters = word
    .toLocaleLowerCase('es')
    .normalize('NFC')
    // Letters that are written and not heard, and the y that is a vowel: alone, at the end, before a consonant.
    .replace(/qu(?=[eiéí])/g, 'k')
    .replace(/gu(?=[eiéí])/g, 'g')
    .replace(/h/g, '')
    .replace(/y(?![aeiouáéíóúü])/g, 'i')
  const groups = letters.match(/[aeiouáéíóúü]+/g) ?? []
  if (groups.length === 0) return word.length
  return groups.reduce((sum, group) => sum + nucleiOf(group), 0)
}

function nucleiOf(group: string): number {
  const strong = [...group].filter((letter) => STRONG.includes(letter)).length
  if (strong === 0) return /ii|uu/.test(group) ? 2 : 1
  const stressed = [...group].filter(
    (letter, i) => STRESSED_WEAK.includes(letter) && (isStrong(group[i - 1]) || isStrong(group[i + 1])),
  ).length
  return strong + stressed
}

function isStrong(letter: string | undefined): boolean {
  return letter !== undefined && STRONG.includes(letter)
}
