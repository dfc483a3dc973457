// What a name may be made of, and the two foldings by which names are compared: for search and for filiation.

/** Why a name cannot be accepted. */
export type NameProblem = 'vacio' | 'largo' | 'control' | 'no-nfc' | 'caracteres'

/** The longest name accepted, in code points. */
export const MAX_NAME = 100

// Cc and Cf hold control, zero-width and bidirectional marks; Zl and Zp are the line separators.
const CONTROL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u
const NAME = /^[\p{L}\p{M} '’\-./]+$/u
const PLACE = /^[\p{L}\p{M}\p{Nd} '’\-./,()#°]+$/u

/**
 * Says what is wrong with a person's name, or null when nothing is. A name holds letters of any script with
 * their marks, spaces, apostrophes, hyphens, full stops and slashes, in composed form (NFC), at most 100 code points.
 */
export function nameProblem(text: string): NameProblem | null {
  return problem(text, NAME)
}

/** The same for a place name (municipio, nationality), where digits, commas and brackets also occur. */
export function placeProblem(text: string): NameProblem | null {
  return problem(text, PLACE)
}

function problem(text: string, allowed: RegExp): NameProblem | null {
  if (text.trim() === '') return 'vacio'
  // The cheap length first, so that a megabyte of text costs nothing.
  if (text.length > MAX_NAME * 2 || [...text].length > MAX_NAME) return 'largo'
  if (CONTROL.test(text)) return 'control'
  if (text.normalize('NFC') !== text) return 'no-nfc'
  return allowed.test(text) ? null : 'caracteres'
}

/**
 * Folds a name for comparison: NFC, upper case, accents removed but Ñ kept, runs of spaces made one.
 * Two names are the same for a search by personal data when their folded forms are equal.
 */
export function foldName(text: string): string {
  // Ñ hides behind a private character while the accents are taken off, since it too decomposes into N and a tilde.
  const upper = text.normalize('NFC').toUpperCase().replaceAll('\uE000', ' ').replaceAll('Ñ', '\uE000')
  const bare = upper
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .normalize('NFC')
  return bare.replaceAll('\uE000', 'Ñ').replace(/\s+/gu, ' ').trim()
}
