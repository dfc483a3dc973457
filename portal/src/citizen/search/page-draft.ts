// What the pages read out of a person's stored answers: whom they look for, where, and how the last search ended.
import { parseCurp } from '@actas/node-kit/contract/curp.ts'
import type { Criteria } from './criteria.ts'
import type { Draft } from './draft.ts'

/** A stored draft with what only the pages keep: the filiation, and only after a search without result, so that it can be mended. */
export interface PageDraft extends Draft {
  readonly filiacion?: string
}

export type Outcome = NonNullable<Draft['resultado']>

/** The entidad to ask: the chosen one, or the one that the CURP names; undefined for a CURP of somebody born abroad. */
export function entidadOf(draft: PageDraft): string | undefined {
  if (draft.entidadRegistro) return draft.entidadRegistro
  const read = draft.curp === undefined ? null : parseCurp(draft.curp)
  return read?.ok && read.entidadNacimiento !== 'NE' ? read.entidadNacimiento : undefined
}

/** Whether the person in the CURP was born abroad, so that it cannot say where the birth was registered. */
export function isBornAbroad(draft: PageDraft): boolean {
  const read = draft.curp === undefined ? null : parseCurp(draft.curp)
  return read?.ok === true && read.entidadNacimiento === 'NE'
}

/** Whether the person was named: by CURP, or by names, date and sex. */
export function hasPerson(draft: PageDraft): boolean {
  return (
    draft.curp !== undefined || (!!draft.nombres && !!draft.primerApellido && !!draft.fechaNacimiento && !!draft.sexo)
  )
}

/** The whole question for the registry, or null when something is still to be asked. */
export function criteriaOf(draft: PageDraft, filiacion: string): Criteria | null {
  const entidad = entidadOf(draft)
  if (!hasPerson(draft) || entidad === undefined) return null
  if (draft.curp !== undefined)
    return { curp: draft.curp, filiacion, ...(draft.entidadRegistro ? { entidadRegistro: draft.entidadRegistro } : {}) }
  return {
    nombres: draft.nombres ?? '',
    primerApellido: draft.primerApellido ?? '',
    ...(draft.segundoApellido ? { segundoApellido: draft.segundoApellido } : {}),
    sexo: draft.sexo ?? '',
    fechaNacimiento: draft.fechaNacimiento ?? '',
    entidadRegistro: entidad,
    filiacion,
  }
}

/** The answers without the trace of an earlier search: whoever changes an answer starts a new one. */
export function withoutResult(draft: PageDraft): PageDraft {
  const { resultado: _result, buscandoDesde: _since, filiacion: _filiation, ...answers } = draft
  return answers
}
