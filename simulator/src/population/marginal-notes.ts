// Marginal notes of synthetic actas: what happened to somebody after the registration, in the manner of a registry.
import type { Acta } from '@actas/node-kit/contract/acta.ts'
import type { Chance } from './chance.ts'
import { addDays } from './days.ts'
import { municipiosOf } from './municipios.ts'

const KINDS = [
  'matrimonio',
  'divorcio',
  'reconocimiento',
  'rectificacion',
  'aclaracion',
  'tutela',
  'nacionalidad',
] as const

/** What a note is about. */
export type NoteKind = (typeof KINDS)[number] | 'defuncion'

/** One note on an acta, dated some years after it. */
export function oneNote(kind: NoteKind, chance: Chance, entidad: string, acta: Acta, years = 25): string {
  const fecha = writtenDate(addDays(acta.fechaRegistro, 365 * years + chance.below(300)))
  const lugar = chance.pick(municipiosOf(entidad))
  const oficialia = String(1 + chance.below(12)).padStart(4, '0')
  const numero = String(1 + chance.below(2500)).padStart(5, '0')
  const oficio = `${chance.below(900) + 100}/${chance.below(9000) + 1000}`
  const texts: Record<NoteKind, string> = {
    matrimonio: `MATRIMONIO: CONTRAJO MATRIMONIO EL ${fecha} EN ${lugar}, OFICIALÍA ${oficialia}, ACTA ${numero}, RÉGIMEN DE SOCIEDAD CONYUGAL.`,
    divorcio: `DIVORCIO: POR SENTENCIA EJECUTORIADA DEL ${fecha}, EXPEDIENTE ${oficio}, JUZGADO FAMILIAR DE ${lugar}, SE DISOLVIÓ EL VÍNCULO MATRIMONIAL.`,
    reconocimiento: `RECONOCIMIENTO: SE ASENTÓ EL RECONOCIMIENTO EN ${lugar} EL ${fecha}, OFICIALÍA ${oficialia}, ACTA ${numero}.`,
    rectificacion: `RECTIFICACIÓN: POR RESOLUCIÓN ${oficio} DEL ${fecha} SE RECTIFICÓ EL DATO «OCUPACIÓN DEL DECLARANTE»; LOS DEMÁS DATOS QUEDAN FIRMES.`,
    aclaracion: `ACLARACIÓN ADMINISTRATIVA: POR OFICIO ${oficio} DEL ${fecha} SE ACLARA QUE EL DOMICILIO ASENTADO CORRESPONDE A ${lugar}.`,
    tutela: `TUTELA: POR RESOLUCIÓN DEL JUZGADO FAMILIAR DE ${lugar}, EXPEDIENTE ${oficio}, DEL ${fecha}, SE DISCERNIÓ EL CARGO DE TUTOR.`,
    nacionalidad: `NACIONALIDAD: SE TOMÓ NOTA DE LA DECLARATORIA DE NACIONALIDAD MEXICANA POR NACIMIENTO ${oficio} DEL ${fecha}.`,
    defuncion: `DEFUNCIÓN: LA PERSONA REGISTRADA FALLECIÓ EL ${fecha}; ACTA DE DEFUNCIÓN ${numero}, OFICIALÍA ${oficialia} DE ${lugar}.`,
  }
  return texts[kind]
}

/** Between fourteen and twenty notes, in the order of their dates, more than fit on one page. */
export function manyNotes(chance: Chance, entidad: string, acta: Acta): string[] {
  return Array.from({ length: 14 + chance.below(7) }, (_, i) =>
    oneNote(KINDS[i % KINDS.length] as NoteKind, chance, entidad, acta, 1 + i),
  )
}

function writtenDate(date: string): string {
  return date.split('-').reverse().join('/')
}
