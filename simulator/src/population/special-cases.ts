// The people about whom something is special, case by case: each is what a registry must survive, by a name to ask for.
import type { Acta } from '@actas/node-kit/contract/acta.ts'
import { makeCurp } from '@actas/node-kit/contract/curp.ts'
import { ENTIDADES, EXTRANJERO } from '@actas/node-kit/contract/entidad.ts'
import { birthActa, givenNames, homonymMark, surname, type BirthPlan } from './birth-acta.ts'
import { chanceOf, type Chance } from './chance.ts'
import { addDays, daysBetween } from './days.ts'
import { manyNotes, oneNote } from './marginal-notes.ts'
import { municipiosOf } from './municipios.ts'
import * as odd from './odd-names.ts'

/** How many people each special case has in each entidad. */
export const PER_CASE = 8

/** An acta as it goes into a registry. */
export interface MadeActa {
  acta: Acta
  reservada: boolean
}

/** Which person of a case: the entidad of the sample and a number from 0. */
export interface Place {
  seed: string
  entidad: string
  i: number
}

/** A case. `make` gives the actas of one person, the sample first; the same place gives the same actas. */
export interface SpecialCase {
  caso: string
  findable: boolean
  /** Whether it also leaves an acta in another entidad. */
  crossesBorders: boolean
  make(place: Place): MadeActa[]
}

/** Specials use the marks that ordinary people leave free, one for each way of choosing the date. */
const MARKS = { own: 9, second: 8, leap: 7, century: 6, elsewhere: 5 } as const
const PILOT = ['01', '06', '13', '14', '15']
const FIRST_NUMBER = 9000
const SAME_CURP_NUMBER = 9800
const BETWEEN = { from: '1945-01-01', to: '1998-12-31' }
const RECENT = { from: '2010-01-01', to: '2016-06-30' }

const names: string[] = []
const cases: SpecialCase[] = []

function add(caso: string, make: (one: Maker) => MadeActa[], o: { findable?: boolean; crossesBorders?: boolean } = {}) {
  const order = names.push(caso) - 1
  const findable = o.findable ?? true
  cases.push({
    caso,
    findable,
    crossesBorders: o.crossesBorders ?? false,
    make: (place) => make(makerOf(place, caso, order)),
  })
}

/** What a case makes its people with. */
interface Maker extends Place {
  chance: Chance
  /** A birth date that no other special person of the entidad has, by the order of the case. */
  date: (span?: { from: string; to: string }, i?: number, residue?: number) => string
  /** An acta with the parts that the case decides. */
  acta: (plan?: Partial<BirthPlan>, chance?: Chance) => Acta
  numero: number
}

function makerOf(place: Place, caso: string, order: number): Maker {
  const chance = chanceOf(place.seed, caso, place.entidad, place.i)
  const numero = FIRST_NUMBER + (order * PER_CASE + place.i) * 2
  const date: Maker['date'] = (span = BETWEEN, i = place.i, residue = order) =>
    dateInClass(chanceOf(place.seed, caso, place.entidad, 'date', i), span, i, residue)
  const acta: Maker['acta'] = (plan = {}, own = chance) =>
    birthActa(own, { entidad: place.entidad, fechaNacimiento: date(), mark: MARKS.own, numero, ...plan })
  return { ...place, chance, date, acta, numero }
}

/**
 * The day number `i` of a class: days are dealt to 32 classes in turn, and each of the people of a class has a
 * stretch of the span to himself, so that no two get the same day.
 */
function dateInClass(chance: Chance, span: { from: string; to: string }, i: number, residue: number): string {
  const rounds = Math.floor((daysBetween(span.from, span.to) - 64) / 32)
  const round = Math.floor(((i + chance.next()) * rounds) / PER_CASE)
  const first = ((daysBetween('1900-01-01', span.from) % 32) + 32) % 32
  return addDays(span.from, 32 * round + ((residue - first + 32) % 32))
}

const public_ = (...actas: Acta[]): MadeActa[] => actas.map((acta) => ({ acta, reservada: false }))
const nth = <T>(list: readonly T[], i: number): T => list[i % list.length] as T
const orderOf = (entidad: string): number => ENTIDADES.findIndex((one) => one.clave === entidad)

// Names.
add('enie', ({ acta, chance, i }) => {
  const [primerApellido, segundoApellido] = [nth(odd.ENIE, i), chance.pick(odd.ENIE)]
  return public_(acta({ primerApellido, segundoApellido, ...(i % 3 === 2 ? { sexo: 'M', nombres: 'BEGOÑA' } : {}) }))
})
add('dieresis', ({ acta, i }) => public_(acta({ primerApellido: nth(odd.DIERESIS, i) })))
add('apostrofe', ({ acta, i }) => public_(acta({ primerApellido: nth(odd.APOSTROFE, i) })))
add('guion', ({ acta, i }) => public_(acta({ primerApellido: nth(odd.GUION, i) })))
add('particulas', ({ acta, i }) => {
  const segundoApellido = nth(odd.PARTICULAS, i + 3)
  return public_(acta({ primerApellido: nth(odd.PARTICULAS, i), segundoApellido }))
})
add('nombre-compuesto', ({ acta, i }) => public_(acta(nth(odd.COMPUESTO, i))))
add('nombre-abreviado', ({ acta, i }) => public_(acta(nth(odd.ABREVIADO, i))))
add('nombre-largo', ({ acta, i }) => public_(acta(nth(odd.LARGO, i))))
add('palabra-inconveniente', ({ acta, i }) => public_(acta(nth(odd.INCONVENIENTE, i))))
add('sin-segundo-apellido', ({ acta, i }) =>
  public_(acta({ segundoApellido: null, padres: i % 2 === 0 ? 'una' : 'dos' })),
)

// Parents.
add('un-solo-padre', ({ acta }) => public_(acta({ padres: 'una' })))
add('sin-padres', ({ acta }) => public_(acta({ padres: 'ninguno' })))
add('padres-mismo-sexo', ({ acta, date, i }) =>
  public_(acta({ fechaNacimiento: date(RECENT), padres: i % 2 === 0 ? 'dos-madres' : 'dos-padres' })),
)

// Places and several actas.
add('nacido-en-el-extranjero', ({ acta, date, entidad, i }) =>
  public_(
    acta({ fechaNacimiento: date(BETWEEN, i, orderOf(entidad)), nacidaEn: EXTRANJERO, registroTardio: 1 + (i % 5) }),
  ),
)
add('registrada-en-otra-entidad', ({ acta, chance, date, entidad, i }) => {
  const nacidaEn = chance.pick(ENTIDADES.filter((one) => one.clave !== entidad)).clave
  const fechaNacimiento = date(BETWEEN, i, orderOf(entidad))
  return public_(acta({ fechaNacimiento, nacidaEn, mark: MARKS.elsewhere }))
})
add(
  'dos-actas',
  ({ acta, chance, entidad, i }) => {
    const first = acta()
    return public_(first, registeredAgain(chance, first, neighbourOf(entidad), SAME_CURP_NUMBER + i))
  },
  { crossesBorders: true },
)
add('doble-registro', ({ acta, chance, entidad, numero }) => {
  const first = acta()
  return public_(first, registeredAgain(chance, first, entidad, numero + 1))
})

// Lives.
add('fallecida', ({ acta, chance, entidad }) => {
  const one = acta()
  return public_({ ...one, anotaciones: [oneNote('defuncion', chance, entidad, one)] })
})
add('reservada', (one) => [{ acta: beforeAdoption(one), reservada: true }], { findable: false })
add('adoptada', (one) => {
  const before = beforeAdoption({ ...one, ...makerOf(one, 'reservada', names.indexOf('reservada')) })
  const { fechaNacimiento, sexo, lugarNacimientoMunicipio, lugarNacimientoEntidad, horaNacimiento } = before
  const after = one.acta({ fechaNacimiento, sexo, nombres: before.nombres, mark: MARKS.second, registroTardio: 4 })
  return public_({ ...after, lugarNacimientoMunicipio, lugarNacimientoEntidad, horaNacimiento })
})
add('cambio-de-genero', ({ acta, chance, numero }) => {
  const before = acta({ sexo: 'H' })
  const nombres = givenNames(chance, 'M')
  const after: Acta = {
    ...before,
    nombres,
    sexo: 'M',
    curp: curpOf({ ...before, nombres, sexo: 'M' }, MARKS.second),
    numeroActa: String(numero + 1).padStart(5, '0'),
    fechaRegistro: '2016-03-10',
  }
  return [
    { acta: after, reservada: false },
    { acta: before, reservada: true },
  ]
})
add('sexo-x', ({ acta, date }) => public_(acta({ sexo: 'X', fechaNacimiento: date(RECENT) })))
add('gemelos', (one) => siblings(one))
add('homonimas', ({ acta, seed, entidad, date, i }) => {
  const pair = Math.floor(i / 2)
  const shared = chanceOf(seed, 'homonimas', entidad, 'pair', pair)
  const nombres = givenNames(shared, 'M')
  const [primerApellido, segundoApellido] = [surname(shared), surname(shared)]
  const mark = i % 2 === 0 ? MARKS.own : MARKS.second
  return public_(
    acta({ sexo: 'M', nombres, primerApellido, segundoApellido, fechaNacimiento: date(BETWEEN, pair), mark }),
  )
})

// Dates.
add('nacida-1899', ({ acta, chance, i }) =>
  public_(acta({ fechaNacimiento: dayIn('1899', chance, i), mark: MARKS.century })),
)
add('nacida-1900', ({ acta, chance, i }) =>
  public_(acta({ fechaNacimiento: dayIn('1900', chance, i), mark: MARKS.century })),
)
add('nacida-2000', ({ acta, chance, i }) =>
  public_(acta({ fechaNacimiento: i === 0 ? '2000-01-01' : dayIn('2000', chance, i), mark: MARKS.century })),
)
add('29-de-febrero', ({ acta, chance, i }) => {
  const year = 1940 + 4 * (2 * i + chance.below(2))
  return public_(acta({ fechaNacimiento: `${year}-02-29`, mark: MARKS.leap }))
})

// Records.
add('muchas-anotaciones', ({ acta, chance, entidad }) => {
  const one = acta()
  return public_({ ...one, anotaciones: manyNotes(chance, entidad, one) })
})
add('sin-curp', ({ acta }) => public_({ ...acta(), curp: null }))
add('datos-faltantes', ({ acta }) =>
  public_({
    ...acta(),
    horaNacimiento: null,
    lugarNacimientoMunicipio: null,
    lugarNacimientoEntidad: null,
    libro: null,
    foja: null,
    certificadoNacimiento: null,
    presentante: null,
  }),
)

/** All special cases, in the order in which they are shown. */
export const SPECIAL_CASES: readonly SpecialCase[] = cases
if (cases.length > 32) throw new Error('There is one class of birth dates for each case, and there are 32')

function beforeAdoption({ acta }: Maker): Acta {
  return acta({ padres: 'una' })
}

/** The same birth registered a second time, years later and, by carelessness, with another office and place. */
function registeredAgain(chance: Chance, first: Acta, entidad: string, number: number): Acta {
  return {
    ...first,
    entidadRegistro: entidad,
    municipioRegistro: chance.pick(municipiosOf(entidad)),
    oficialia: String(1 + chance.below(12)).padStart(4, '0'),
    libro: '49',
    foja: null,
    numeroActa: String(number).padStart(5, '0'),
    fechaRegistro: addDays(first.fechaRegistro, 1500 + chance.below(1500)),
  }
}

/** The entidad where somebody with two actas has the other one; for those of the pilot it is one of the pilot. */
function neighbourOf(entidad: string): string {
  const ring = PILOT.includes(entidad) ? PILOT : ENTIDADES.map((one) => one.clave).filter((one) => !PILOT.includes(one))
  return ring[(ring.indexOf(entidad) + 1) % ring.length] as string
}

/** Two of the same day, sex, surnames and parents whose names start alike, so that only mark and check digit differ. */
function siblings({ acta, seed, entidad, date, i, numero }: Maker): MadeActa[] {
  const pair = Math.floor(i / 2)
  const shared = chanceOf(seed, 'gemelos', entidad, 'pair', pair)
  const twins = nth(odd.GEMELOS, pair)
  const plan = { sexo: twins.sexo, fechaNacimiento: date(BETWEEN, pair), numero: numero - (i % 2) * 2 }
  const elder = acta({ ...plan, nombres: twins.nombres[0] }, shared)
  if (i % 2 === 0) return public_({ ...elder, horaNacimiento: '06:40' })
  const nombres = twins.nombres[1]
  const curp = curpOf({ ...elder, nombres }, MARKS.second)
  const numeroActa = String(numero).padStart(5, '0')
  return public_({ ...elder, nombres, curp, numeroActa, horaNacimiento: '06:52' })
}

function curpOf(acta: Acta, mark: number): string {
  const entidadNacimiento = acta.lugarNacimientoEntidad ?? acta.entidadRegistro
  return makeCurp({ ...acta, entidadNacimiento }, homonymMark(mark, Number(acta.fechaNacimiento.slice(0, 4))))
}

/** A day of a year for number `i`, each in a month of its own. */
function dayIn(year: string, chance: Chance, i: number): string {
  return `${year}-${String(1 + ((i * 5) % 12)).padStart(2, '0')}-${String(1 + chance.below(28)).padStart(2, '0')}`
}
