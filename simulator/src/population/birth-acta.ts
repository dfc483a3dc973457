// Writes the acta de nacimiento of one synthetic person: names, parents, place, office and a CURP that is valid.
import type { Acta, Filiado, Presentante } from '@actas/node-kit/contract/acta.ts'
import { makeCurp } from '@actas/node-kit/contract/curp.ts'
import { ENTIDADES, EXTRANJERO } from '@actas/node-kit/contract/entidad.ts'
import type { Chance } from './chance.ts'
import { addDays, daysBetween, dayOfYear, LAST_REGISTRATION } from './days.ts'
import { LUGARES_EXTRANJEROS, municipiosOf } from './municipios.ts'
import { GIVEN, SURNAME_LIST } from './names.ts'

/** Who the registered parents are. */
export type Parents = 'dos' | 'una' | 'ninguno' | 'dos-madres' | 'dos-padres'

/** What is already decided about a person; everything else is left to chance. */
export interface BirthPlan {
  /** Entidad of registration, '01'..'32'. */
  entidad: string
  /** AAAA-MM-DD */
  fechaNacimiento: string
  /** Which of the people with one CURP stem this is: 0..9, written as a digit before 2000 and as a letter from then on. */
  mark: number
  /** '01'..'32' or 'NE'; the entidad of registration when absent. */
  nacidaEn?: string
  sexo?: 'H' | 'M' | 'X'
  nombres?: string
  primerApellido?: string
  /** Null for a person who has only one surname. */
  segundoApellido?: string | null
  padres?: Parents
  /** Years between birth and registration; by default mostly none. */
  registroTardio?: number
  /** The number of the acta by the years that passed until registration; by default it grows over the year. */
  numero?: number
}

/** How many years a registration may be late; it keeps the numbers of one year apart. */
export const LATEST_YEARS = 7
const DAYS_IN_NUMBERS = 366

/**
 * The acta of a person. The same plan and chance give the same acta. Within one entidad two ordinary actas never
 * share office number and year as long as no two plans share birth date and mark.
 */
export function birthActa(chance: Chance, plan: BirthPlan): Acta {
  const sexo = plan.sexo ?? (chance.happens(0.5) ? 'H' : 'M')
  const fechaRegistro = registrationDate(chance, plan)
  const year = Number(plan.fechaNacimiento.slice(0, 4))
  const family = makeFamily(chance, plan, year)
  const nombres = plan.nombres ?? givenNames(chance, sexo)
  const nacidaEn = plan.nacidaEn ?? plan.entidad
  const person = {
    nombres,
    ...family.surnames,
    sexo,
    fechaNacimiento: plan.fechaNacimiento,
    entidadNacimiento: nacidaEn,
  }
  const late = Number(fechaRegistro.slice(0, 4)) - year
  const layer = Math.floor(plan.mark / 2)
  const usual = dayOfYear(plan.fechaNacimiento) + DAYS_IN_NUMBERS * (late + (LATEST_YEARS + 1) * layer)
  const number = plan.numero ?? usual
  const recent = year >= 1945
  return {
    tipo: 'nacimiento',
    curp: makeCurp(person, homonymMark(plan.mark, year)),
    nombres,
    ...family.surnames,
    sexo,
    fechaNacimiento: plan.fechaNacimiento,
    horaNacimiento: recent && chance.happens(0.9) ? timeOfDay(chance) : null,
    lugarNacimientoMunicipio:
      nacidaEn === EXTRANJERO ? chance.pick(LUGARES_EXTRANJEROS) : chance.pick(municipiosOf(nacidaEn)),
    lugarNacimientoEntidad: nacidaEn,
    entidadRegistro: plan.entidad,
    municipioRegistro: chance.pick(municipiosOf(plan.entidad)),
    oficialia: String(1 + chance.below(12)).padStart(4, '0'),
    libro: recent || chance.happens(0.7) ? String(1 + Math.floor(number / 200)).padStart(2, '0') : null,
    foja: recent || chance.happens(0.5) ? String(1 + (number % 200)).padStart(3, '0') : null,
    numeroActa: String(number).padStart(5, '0'),
    fechaRegistro,
    // The certificate of birth exists since 2008.
    certificadoNacimiento: year >= 2008 ? String(100_000_000 + chance.below(899_999_999)) : null,
    padres: family.padres,
    presentante: family.padres.length === 0 ? makePresentante(chance) : usualPresentante(chance, family.padres),
    anotaciones: [],
  }
}

/** Place 17 of a CURP: a digit for births before 2000, a letter from then on. */
export function homonymMark(mark: number, year: number): string {
  return year < 2000 ? String(mark) : String.fromCharCode(65 + mark)
}

/** One or two given names. */
export function givenNames(chance: Chance, sexo: 'H' | 'M' | 'X'): string {
  const list = GIVEN[sexo === 'X' ? (chance.happens(0.5) ? 'H' : 'M') : sexo]
  const first = chance.pick(list)
  const second = chance.pick(list)
  const one = first !== 'JOSÉ' && first !== 'MARÍA' && chance.happens(0.5)
  return one || second === first ? first : `${first} ${second}`
}

/** A surname; the ones that head the list are the likelier. */
export function surname(chance: Chance): string {
  return SURNAME_LIST[Math.floor(chance.next() ** 1.7 * SURNAME_LIST.length)] as string
}

function registrationDate(chance: Chance, plan: BirthPlan): string {
  const late = chance.next()
  const days =
    plan.registroTardio !== undefined
      ? 366 * plan.registroTardio
      : late < 0.75
        ? 3 + chance.below(85)
        : late < 0.95
          ? 90 + chance.below(270)
          : 366 + chance.below(365 * (LATEST_YEARS - 1))
  const date = addDays(plan.fechaNacimiento, days)
  return daysBetween(date, LAST_REGISTRATION) >= 0 ? date : addDays(plan.fechaNacimiento, 15)
}

interface Family {
  surnames: { primerApellido: string; segundoApellido: string | null }
  padres: Filiado[]
}

function makeFamily(chance: Chance, plan: BirthPlan, year: number): Family {
  const kind = plan.padres ?? 'dos'
  const primerApellido = plan.primerApellido ?? surname(chance)
  const segundoApellido = plan.segundoApellido === undefined ? surname(chance) : plan.segundoApellido
  const surnames = { primerApellido, segundoApellido }
  if (kind === 'ninguno') return { surnames, padres: [] }
  // A single parent passes on both surnames.
  if (kind === 'una') return { surnames, padres: [parent(chance, 'M', primerApellido, year, segundoApellido)] }
  const first = parent(chance, kind === 'dos-madres' ? 'M' : 'H', primerApellido, year)
  const second = parent(chance, kind === 'dos-padres' ? 'H' : 'M', segundoApellido ?? surname(chance), year)
  return { surnames, padres: [first, second] }
}

function parent(
  chance: Chance,
  sexo: 'H' | 'M',
  primerApellido: string,
  childYear: number,
  second: string | null = surname(chance),
): Filiado {
  const nombres = givenNames(chance, sexo)
  const person = { nombres, primerApellido, segundoApellido: second }
  const born = `${childYear - 18 - chance.below(22)}-${two(1 + chance.below(12))}-${two(1 + chance.below(28))}`
  // Only recent actas carry the CURP of the parents.
  const withCurp = childYear >= 1998 && chance.happens(0.6)
  const entidadNacimiento = chance.pick(ENTIDADES).clave
  const curp = withCurp
    ? makeCurp({ ...person, sexo, fechaNacimiento: born, entidadNacimiento }, homonymMark(0, Number(born.slice(0, 4))))
    : null
  return { ...person, nacionalidad: chance.happens(0.98) ? 'MEXICANA' : 'ESTADOUNIDENSE', curp }
}

function usualPresentante(chance: Chance, padres: readonly Filiado[]): Presentante | null {
  const who = chance.next()
  if (who < 0.65) return null
  if (who < 0.92) {
    const { nombres, primerApellido, segundoApellido } = chance.pick(padres)
    return { nombres, primerApellido, segundoApellido }
  }
  return { ...makePresentante(chance), primerApellido: (padres[0] as Filiado).primerApellido }
}

function makePresentante(chance: Chance): Presentante {
  const sexo = chance.happens(0.5) ? 'H' : 'M'
  return { nombres: givenNames(chance, sexo), primerApellido: surname(chance), segundoApellido: surname(chance) }
}

function timeOfDay(chance: Chance): string {
  return `${two(chance.below(24))}:${two(chance.below(60))}`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
