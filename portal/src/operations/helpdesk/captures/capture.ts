// A request to look for an acta that no search found: what was typed, without the filiation, and its place in the line. Pure.
import { parseCurp } from '@actas/node-kit/contract/curp.ts'
import { cleanText } from '#ui/clean-text'

/** What the registry is given to look with; exactly what the person typed, and never the filiation. */
export interface Criteria {
  readonly curp?: string
  readonly nombres?: string
  readonly primerApellido?: string
  readonly segundoApellido?: string
  readonly sexo?: string
  readonly fechaNacimiento?: string
}

export const CRITERIA = ['curp', 'nombres', 'primerApellido', 'segundoApellido', 'sexo', 'fechaNacimiento'] as const

/** The answers of a search as criteria and entidad; null when nobody was named. */
export function criteriaOf(answers: Criteria & { readonly entidadRegistro?: string }): {
  criterios: Criteria
  entidad: string | null
} | null {
  const read = answers.curp === undefined ? null : parseCurp(answers.curp)
  const born = read?.ok && read.entidadNacimiento !== 'NE' ? read.entidadNacimiento : null
  const entidad = answers.entidadRegistro || born
  if (read?.ok) return { criterios: { curp: read.curp, fechaNacimiento: read.fechaNacimiento }, entidad }
  const named = Object.fromEntries(
    CRITERIA.flatMap((one) => {
      const value = cleanText(answers[one] ?? '').trim()
      return one === 'curp' || value === '' ? [] : [[one, value]]
    }),
  ) as Criteria
  return named.nombres && named.primerApellido ? { criterios: named, entidad } : null
}

/** Where a request stands among those of its entidad that are still open. */
export interface Place {
  readonly lugar: number
  readonly total: number
}
