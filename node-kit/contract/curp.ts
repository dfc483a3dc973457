// The CURP: reading one with a reason when it is wrong, its check digit, and making one for synthetic people.
import { entidadByClave, entidadByCurpCode, EXTRANJERO } from './entidad.ts'
import { foldName } from './names.ts'
import { PARTICLES } from './particles.ts'

/** A CURP whose shape, date, entidad and check digit were verified. Whether it exists only RENAPO knows. */
export type Curp = string & { readonly __curp: true }

/** What is wrong with a text that is no CURP; 'forma' covers vowel, consonants, sex letter and strange signs. */
export type CurpProblem = 'longitud' | 'forma' | 'fecha' | 'entidad' | 'digito'

/** A CURP that was read, with what it says. `entidadNacimiento` is '01'..'32' or 'NE'. */
export type ParsedCurp =
  | { ok: true; curp: Curp; sexo: 'H' | 'M' | 'X'; fechaNacimiento: string; entidadNacimiento: string }
  | { ok: false; problema: CurpProblem; leida: string }

const SHAPE = /^[A-Z][AEIOUX][A-Z]{2}(\d{2})(\d{2})(\d{2})([HMX])([A-Z]{2})[B-DF-HJ-NP-TV-Z]{3}([A-Z0-9])\d$/
// Ñ never occurs in a CURP; its place in the alphabet only keeps the value of the letters after it.
const ALPHABET = '0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ'

/**
 * Reads a CURP as typed: spaces and hyphens are dropped and letters taken in upper case. A digit in place 17 means
 * born before 2000, a letter from 2000 on. `leida` is what was understood, cut to 40 characters. Never throws.
 */
export function parseCurp(text: string): ParsedCurp {
  // Only a-z are raised: the general upper case turns ß into two letters and ı into I.
  const leida = text
    .slice(0, 200)
    .replace(/[\s\-‐‑‒–—]/gu, '')
    .replace(/[a-z]/g, (letter) => letter.toUpperCase())
  const wrong = (problema: CurpProblem): ParsedCurp => ({ ok: false, problema, leida: leida.slice(0, 40) })
  if ([...leida].length !== 18) return wrong('longitud')
  const parts = SHAPE.exec(leida)
  if (parts === null) return wrong('forma')
  const [, yy, mm, dd, sexo, code, mark] = parts as unknown as [string, string, string, string, string, string, string]
  const fechaNacimiento = `${/\d/.test(mark) ? '19' : '20'}${yy}-${mm}-${dd}`
  if (!isRealDate(fechaNacimiento)) return wrong('fecha')
  const entidadNacimiento = code === EXTRANJERO ? EXTRANJERO : entidadByCurpCode(code)?.clave
  if (entidadNacimiento === undefined) return wrong('entidad')
  if (curpCheckDigit(leida.slice(0, 17)) !== leida[17]) return wrong('digito')
  return { ok: true, curp: leida as Curp, sexo: sexo as 'H' | 'M' | 'X', fechaNacimiento, entidadNacimiento }
}

/** True for a date of the calendar written AAAA-MM-DD. */
export function isRealDate(text: string): boolean {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (parts === null) return false
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])]
  if (month < 1 || month > 12 || day < 1) return false
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] as number
  return day <= days
}

/** The check digit of the first 17 characters: weights 18 down to 2, complement to ten. */
export function curpCheckDigit(first17: string): string {
  let sum = 0
  for (let i = 0; i < 17; i += 1) sum += ALPHABET.indexOf(first17[i] ?? '0') * (18 - i)
  return String((10 - (sum % 10)) % 10)
}

/** Words that positions 1-4 must not form; position 2 then becomes X. */
const INCONVENIENT = new Set(
  (
    'BACA BAKA BUEI BUEY CACA CACO CAGA CAGO CAKA CAKO COGE COGI COJA COJE COJI COJO COLA CULO FALO FETO GETA GUEI ' +
    'GUEY JETA JOTO KACA KACO KAGA KAGO KAKA KAKO KOGE KOGI KOJA KOJE KOJI KOJO KOLA KULO LILO LOCA LOCO LOKA LOKO ' +
    'MAME MAMO MEAR MEAS MEON MIAR MION MOCO MOKO MULA MULO NACA NACO PEDA PEDO PENE PIPI PITO POPO PUTA PUTO QULO ' +
    'RATA ROBA ROBE ROBO RUIN SENO TETA VACA VAGA VAGO VAKA VUEI VUEY WUEI WUEY'
  ).split(' '),
)
const COMMON_FIRST_NAMES = new Set(['MARIA', 'MA', 'MA.', 'JOSE', 'J', 'J.'])

/** What a CURP is made of. `entidadNacimiento` is an INEGI code or 'NE'. */
export interface CurpParts {
  nombres: string
  primerApellido: string
  segundoApellido: string | null
  sexo: 'H' | 'M' | 'X'
  fechaNacimiento: string
  entidadNacimiento: string
}

/**
 * Makes the CURP of synthetic people. `homonym` is the mark in place 17 (a digit for births before 2000, a letter
 * from 2000 on), which in life only RENAPO assigns. Throws when a part cannot give a CURP.
 */
export function makeCurp(parts: CurpParts, homonym: string): Curp {
  const first = surnameWord(parts.primerApellido)
  const second = surnameWord(parts.segundoApellido ?? '')
  const given = givenWord(parts.nombres)
  let stem = (first[0] ?? 'X') + innerVowel(first) + (second[0] ?? 'X') + (given[0] ?? 'X')
  if (INCONVENIENT.has(stem)) stem = `${stem[0]}X${stem.slice(2)}`
  const [year, month, day] = parts.fechaNacimiento.split('-') as [string, string, string]
  const code =
    parts.entidadNacimiento === EXTRANJERO ? EXTRANJERO : (entidadByClave(parts.entidadNacimiento)?.curp ?? '??')
  const consonants = innerConsonant(first) + innerConsonant(second) + innerConsonant(given)
  const first17 = stem + year.slice(2) + month + day + parts.sexo + code + consonants + homonym
  const read = parseCurp(first17 + curpCheckDigit(first17))
  if (!read.ok) throw new Error(`These parts give no CURP (${read.problema}): ${first17}`)
  return read.curp
}

function surnameWord(text: string): string {
  return letters(lettersFirst(text))
}

function givenWord(text: string): string {
  const words = wordsWithoutParticles(text)
  const second = words[1]
  const word = second !== undefined && COMMON_FIRST_NAMES.has(words[0] ?? '') ? second : (words[0] ?? '')
  return letters(word)
}

function lettersFirst(text: string): string {
  return wordsWithoutParticles(text)[0] ?? ''
}

function wordsWithoutParticles(text: string): string[] {
  // "Mª" is written with an ordinal sign that stands for the letter A.
  const words = foldName(text.replaceAll('ª', 'a')).split(' ')
  const kept = words.filter((word) => word !== '' && !PARTICLES.has(word))
  return kept.length > 0 ? kept : words
}

/** Ñ and every sign count as X; a full stop at the end of a word is no part of it. */
function letters(word: string): string {
  return word.replace(/\.$/u, '').replace(/[^A-Z]/gu, 'X')
}

function innerVowel(word: string): string {
  return /[AEIOU]/.exec(word.slice(1))?.[0] ?? 'X'
}

function innerConsonant(word: string): string {
  return /[^AEIOU]/.exec(word.slice(1))?.[0] ?? 'X'
}
