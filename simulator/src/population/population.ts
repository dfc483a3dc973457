// The synthetic civil registry: which people and actas each of the 32 entidades has, derived from one seed.
import { fullName, type Acta } from '@actas/node-kit/contract/acta.ts'
import { ENTIDADES } from '@actas/node-kit/contract/entidad.ts'
import { birthActa } from './birth-acta.ts'
import { chanceOf } from './chance.ts'
import { addDays, daysBetween, FIRST_BIRTH, LAST_BIRTH } from './days.ts'
import { PER_CASE, SPECIAL_CASES, type MadeActa, type SpecialCase } from './special-cases.ts'

/** Raised whenever the same seed gives other people than before, so that stored registries are made anew. */
export const POPULATION_VERSION = 1

/** The case of people about whom nothing is special. */
export const ORDINARY_CASE = 'normal'

/** What the whole population depends on. `personas` is how many ordinary people each entidad has. */
export interface PopulationPlan {
  seed: string
  personas: number
}

/** A person as the sandbox hands it out: what is needed to search, and which case it is. */
export interface SamplePerson {
  curp: string | null
  nombres: string
  primerApellido: string
  segundoApellido: string | null
  sexo: 'H' | 'M' | 'X'
  fechaNacimiento: string
  entidadRegistro: string
  filiacion: string[]
  caso: string
  sintetico: true
  /** Where else the same CURP has an acta, when it has one. */
  otraEntidadRegistro?: string
}

const BIRTH_DAYS = daysBetween(FIRST_BIRTH, LAST_BIRTH) + 1
/** Each round through the days needs another homonym mark, and there are ten: two rounds are left to ordinary people. */
const ROUNDS = 2

/** The most ordinary people that an entidad can have. */
export const MOST_PERSONS = 60_000
if (MOST_PERSONS > BIRTH_DAYS * ROUNDS) throw new Error('There are not enough birth dates for so many people')

/** The names of all cases, the ordinary one first. */
export const CASES: readonly string[] = [ORDINARY_CASE, ...SPECIAL_CASES.map(({ caso }) => caso)]

/** True when the acta of this case can be found by its holder; only a reserved one cannot. */
export function isFindable(caso: string): boolean {
  return SPECIAL_CASES.find((one) => one.caso === caso)?.findable ?? true
}

/**
 * Every acta that the registry of an entidad holds: first those of the special cases, then ordinary people from
 * number `from` on. They are made one at a time, so a large registry needs no memory.
 */
export function* actasOf(
  plan: PopulationPlan,
  entidad: string,
  from = 0,
): Generator<{ acta: Acta; reservada: boolean }> {
  if (from === 0) {
    for (const origin of ENTIDADES) {
      for (const special of SPECIAL_CASES) {
        if (origin.clave !== entidad && !special.crossesBorders) continue
        for (let i = 0; i < PER_CASE; i += 1) {
          for (const made of makeSpecial(plan, special, origin.clave, i)) {
            if (made.acta.entidadRegistro === entidad) yield made
          }
        }
      }
    }
  }
  for (let i = from; i < plan.personas; i += 1) yield { acta: ordinaryActa(plan, entidad, i), reservada: false }
}

/**
 * Sample people of an entidad: number `from` and the following ones of a case, at most `n`. Always the same for the
 * same plan. Empty for an unknown case.
 */
export function samplePeople(plan: PopulationPlan, entidad: string, caso: string, n: number, from = 0): SamplePerson[] {
  const people: SamplePerson[] = []
  const special = SPECIAL_CASES.find((one) => one.caso === caso)
  if (special === undefined && caso !== ORDINARY_CASE) return people
  const last = Math.min(from + n, special === undefined ? plan.personas : PER_CASE)
  for (let i = from; i < last; i += 1) {
    const made =
      special === undefined ? [{ acta: ordinaryActa(plan, entidad, i) }] : makeSpecial(plan, special, entidad, i)
    people.push(asSample(made.map((one) => one.acta) as [Acta, ...Acta[]], caso))
  }
  return people
}

/** How many sample people a case has in each entidad. */
export function countOf(plan: PopulationPlan, caso: string): number {
  return caso === ORDINARY_CASE ? plan.personas : PER_CASE
}

/** The names that open an acta: its registered parents and the person who registered, each once. */
export function filiationNames(acta: Acta): string[] {
  const persons = acta.presentante === null ? acta.padres : [...acta.padres, acta.presentante]
  return [...new Set(persons.map(fullName))]
}

function makeSpecial(plan: PopulationPlan, special: SpecialCase, entidad: string, i: number): MadeActa[] {
  return special.make({ seed: plan.seed, entidad, i })
}

/**
 * Ordinary person number `i`. Each has a birth date of his own in the entidad, so no two CURPs are equal: people of
 * one place differ by date or round, and those born elsewhere fall on days that belong to their registry alone.
 */
function ordinaryActa(plan: PopulationPlan, entidad: string, i: number): Acta {
  const chance = chanceOf(plan.seed, 'ordinary', entidad, i)
  const order = ENTIDADES.findIndex((one) => one.clave === entidad)
  const { step, start } = walkOf(plan.seed, entidad)
  const day = (start + (i % BIRTH_DAYS) * step) % BIRTH_DAYS
  const elsewhere = day % ENTIDADES.length === order
  const others = ENTIDADES.filter((one) => one.clave !== entidad)
  const acta = birthActa(chance, {
    entidad,
    fechaNacimiento: addDays(FIRST_BIRTH, day),
    mark: 2 * Math.floor(i / BIRTH_DAYS) + (elsewhere ? 1 : 0),
    ...(elsewhere ? { nacidaEn: chance.pick(others).clave } : {}),
  })
  return chance.happens(0.05)
    ? { ...acta, anotaciones: ['ACTA COTEJADA CON SU LIBRO DUPLICADO. SIN OBSERVACIONES.'] }
    : acta
}

const walks = new Map<string, { step: number; start: number }>()

/** A walk that visits every birth date once before it comes back to the first. */
function walkOf(seed: string, entidad: string): { step: number; start: number } {
  const key = `${seed}\u0000${entidad}`
  let walk = walks.get(key)
  if (walk === undefined) {
    const chance = chanceOf(seed, 'walk', entidad)
    let step = Math.floor(BIRTH_DAYS * 0.382) + chance.below(2000)
    while (greatestDivisor(step, BIRTH_DAYS) !== 1) step += 1
    walk = { step, start: chance.below(BIRTH_DAYS) }
    walks.set(key, walk)
  }
  return walk
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b)
}

function asSample(actas: [Acta, ...Acta[]], caso: string): SamplePerson {
  const [acta] = actas
  const elsewhere = actas.find((one) => one.curp === acta.curp && one.entidadRegistro !== acta.entidadRegistro)
  return {
    curp: acta.curp,
    nombres: acta.nombres,
    primerApellido: acta.primerApellido,
    segundoApellido: acta.segundoApellido,
    sexo: acta.sexo,
    fechaNacimiento: acta.fechaNacimiento,
    entidadRegistro: acta.entidadRegistro,
    filiacion: filiationNames(acta),
    caso,
    sintetico: true,
    ...(elsewhere === undefined ? {} : { otraEntidadRegistro: elsewhere.entidadRegistro }),
  }
}
