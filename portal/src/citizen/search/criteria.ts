// What a person typed to look for an acta, checked field by field before anyone is asked.
import { parseCurp } from '@actas/node-kit/contract/curp.ts'
import { entidadByClave } from '@actas/node-kit/contract/entidad.ts'
import { nameProblem } from '@actas/node-kit/contract/names.ts'
import type { DatosPersonales } from '@actas/node-kit/contract/wire.ts'
import { readDay } from '#clock'
import { DomainError } from '#errors'
import type { FieldProblem } from '#errors'

export interface ByCurp {
  readonly curp: string
  readonly entidadRegistro?: string
  readonly filiacion: string
}

export interface ByData {
  readonly nombres: string
  readonly primerApellido: string
  readonly segundoApellido?: string
  readonly sexo: string
  readonly fechaNacimiento: string
  readonly entidadRegistro: string
  readonly filiacion: string
}

export type Criteria = ByCurp | ByData

export interface Checked {
  readonly entidad: string
  /** True when the person named the entidad; false when it came from the CURP. */
  readonly chosen: boolean
  readonly curp?: string
  readonly datos?: DatosPersonales
  readonly filiacion: string
}

/** The oldest day that a digital acta is accepted for; earlier books exist only on paper. */
const OLDEST = '1850-01-01'

/** The problems of one field, as the pages and the API name them; empty when it can be used. */
export function curpProblems(text: string): FieldProblem[] {
  if (text.trim() === '') return [{ campo: 'curp', codigo: 'curp-falta' }]
  const read = parseCurp(text)
  return read.ok ? [] : [{ campo: 'curp', codigo: `curp-${read.problema}`, params: { leida: read.leida.slice(0, 40) } }]
}

export function nameProblems(campo: string, text: string | undefined, required: boolean): FieldProblem[] {
  const value = text?.trim() ?? ''
  if (value === '') return required ? [{ campo, codigo: `${campo}-falta` }] : []
  // What a person types may come decomposed from a phone; only an entidad's import insists on NFC.
  const problem = nameProblem(value.normalize('NFC'))
  return problem === null ? [] : [{ campo, codigo: `nombre-${problem}` }]
}

export function birthDateProblems(text: string | undefined, today: string): FieldProblem[] {
  const campo = 'fechaNacimiento'
  if (!text) return [{ campo, codigo: 'fecha-falta' }]
  const date = readDay(text)
  if (date === null) return [{ campo, codigo: 'fecha-imposible' }]
  if (Temporal.PlainDate.compare(date, Temporal.PlainDate.from(today)) > 0) return [{ campo, codigo: 'fecha-futura' }]
  if (Temporal.PlainDate.compare(date, Temporal.PlainDate.from(OLDEST)) < 0) return [{ campo, codigo: 'fecha-antigua' }]
  return []
}

export function sexProblems(text: string | undefined): FieldProblem[] {
  return text === 'H' || text === 'M' || text === 'X' ? [] : [{ campo: 'sexo', codigo: 'sexo-falta' }]
}

export function entidadProblems(text: string | undefined): FieldProblem[] {
  if (!text) return [{ campo: 'entidadRegistro', codigo: 'falta-entidad' }]
  return entidadByClave(text) ? [] : [{ campo: 'entidadRegistro', codigo: 'entidad-desconocida' }]
}

export function filiacionProblems(text: string | undefined): FieldProblem[] {
  const value = text?.trim() ?? ''
  if (value === '') return [{ campo: 'filiacion', codigo: 'filiacion-falta' }]
  const problem = [...value].length > 300 ? 'largo' : nameProblem(value.normalize('NFC').slice(0, 100))
  return problem === null ? [] : [{ campo: 'filiacion', codigo: `nombre-${problem}` }]
}

/**
 * The question to ask, or every field that has to be mended at once.
 * @throws invalid `falta-entidad` when only the entidad is missing (a CURP with NE), else `datos-invalidos`
 */
export function checkCriteria(criteria: Criteria, today: string): Checked {
  const problems: FieldProblem[] = []
  let entidad: string | undefined = criteria.entidadRegistro || undefined
  const chosen = entidad !== undefined
  if ('curp' in criteria) {
    problems.push(...curpProblems(criteria.curp))
    const read = parseCurp(criteria.curp)
    if (!chosen && read.ok && read.entidadNacimiento !== 'NE') entidad = read.entidadNacimiento
    if (chosen || read.ok) problems.push(...entidadProblems(entidad))
    problems.push(...filiacionProblems(criteria.filiacion))
    raise(problems)
    return { entidad: entidad!, chosen, curp: read.ok ? read.curp : '', filiacion: criteria.filiacion.normalize('NFC') }
  }
  problems.push(
    ...nameProblems('nombres', criteria.nombres, true),
    ...nameProblems('primerApellido', criteria.primerApellido, true),
    ...nameProblems('segundoApellido', criteria.segundoApellido, false),
    ...birthDateProblems(criteria.fechaNacimiento, today),
    ...sexProblems(criteria.sexo),
    ...entidadProblems(entidad),
    ...filiacionProblems(criteria.filiacion),
  )
  raise(problems)
  const clean = (text: string): string => text.trim().normalize('NFC')
  return {
    entidad: entidad!,
    chosen,
    datos: {
      nombres: clean(criteria.nombres),
      primerApellido: clean(criteria.primerApellido),
      segundoApellido: criteria.segundoApellido?.trim() ? clean(criteria.segundoApellido) : null,
      sexo: criteria.sexo as DatosPersonales['sexo'],
      fechaNacimiento: criteria.fechaNacimiento,
    },
    filiacion: criteria.filiacion.normalize('NFC'),
  }
}

function raise(problems: readonly FieldProblem[]): void {
  if (problems.length === 0) return
  const only = problems.length === 1 ? problems[0]!.codigo : 'datos-invalidos'
  throw new DomainError('invalid', only, {
    campos: problems,
    ...(problems.length === 1 && problems[0]!.params ? { params: problems[0]!.params } : {}),
  })
}
