// A correction that a person asks for: which datum of the acta, what it says and what it should say. Pure rules.
import type { ActaParaComparar, VistaPrevia } from '@actas/node-kit/contract/acta.ts'
import type { FieldProblem } from '#errors'
import { cleanText } from '#ui/clean-text'

/** The data of an acta that a person can point at, in the order in which the paper shows them. */
export const DATOS = [
  'nombres',
  'primerApellido',
  'segundoApellido',
  'curp',
  'sexo',
  'fechaNacimiento',
  'horaNacimiento',
  'lugarNacimiento',
  'padres',
  'municipioRegistro',
  'oficialia',
  'libro',
  'foja',
  'numeroActa',
  'fechaRegistro',
  'anotaciones',
  'otro',
] as const
export type Dato = (typeof DATOS)[number]

export interface Correction {
  readonly dato: Dato
  /** What the acta says; empty when it says nothing. */
  readonly dice: string
  readonly debeDecir: string
}

/** The longest text for one datum. */
export const MAX_DATUM = 300

export function isDato(text: string): text is Dato {
  return (DATOS as readonly string[]).includes(text)
}

/** The corrections as they are kept, by datum in the order of the acta. */
export function cleanCorrections(list: readonly Correction[]): Correction[] {
  return list
    .map(({ dato, dice, debeDecir }) => ({
      dato,
      dice: cleanText(dice).trim(),
      debeDecir: cleanText(debeDecir).trim(),
    }))
    .toSorted((a, b) => DATOS.indexOf(a.dato) - DATOS.indexOf(b.dato))
}

/** All that must be mended in them, each with the field that asks for it. */
export function correctionProblems(list: readonly Correction[]): FieldProblem[] {
  if (list.length === 0) return [{ campo: 'dato', codigo: 'dato-falta' }]
  if (new Set(list.map((one) => one.dato)).size < list.length) return [{ campo: 'dato', codigo: 'dato-repetido' }]
  return list.flatMap(({ dato, dice, debeDecir }) => {
    const problems: FieldProblem[] = []
    const params = { maximo: MAX_DATUM }
    if (dice.length > MAX_DATUM) problems.push({ campo: `dice-${dato}`, codigo: 'texto-largo', params })
    const campo = `debeDecir-${dato}`
    if (debeDecir === '') problems.push({ campo, codigo: 'debe-decir-falta' })
    else if (debeDecir.length > MAX_DATUM) problems.push({ campo, codigo: 'texto-largo', params })
    else if (debeDecir === dice) problems.push({ campo, codigo: 'debe-decir-igual' })
    return problems
  })
}

/** What the acta says of each datum, as far as we were shown it; an empty text where it says nothing. */
export type Known = Readonly<Partial<Record<Dato, string>>>

/** What a preview or a copy shows. Sexes and days are told in words by whoever knows the language. */
export function knownOf(
  acta: VistaPrevia | ActaParaComparar,
  words: { readonly sexo: (key: string) => string; readonly day: (day: string) => string },
): Known {
  return {
    nombres: acta.nombres,
    primerApellido: acta.primerApellido,
    segundoApellido: acta.segundoApellido ?? '',
    curp: acta.curp ?? '',
    sexo: words.sexo(acta.sexo),
    fechaNacimiento: words.day(acta.fechaNacimiento),
    lugarNacimiento: acta.lugarNacimiento ?? '',
    municipioRegistro: acta.municipioRegistro,
    oficialia: acta.oficialia,
    libro: acta.libro ?? '',
    numeroActa: acta.numeroActa,
    fechaRegistro: words.day(acta.fechaRegistro),
    ...('padres' in acta ? { padres: acta.padres.join('; ') } : {}),
  }
}
