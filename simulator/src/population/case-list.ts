// What the sandbox tells about the cases of the population: what is special about each, and whether a search finds it.
import { catalogue } from '../web/messages.ts'
import es from './es-MX.json' with { type: 'json' }
import { CASES, countOf, isFindable, type PopulationPlan } from './population.ts'

const t = catalogue(es)

/** A case as the sandbox lists it. `personas` is how many people of it each entidad has. */
export interface ListedCase {
  caso: string
  descripcion: string
  seEncuentra: boolean
  personas: number
  sintetico: true
}

/** All cases, the ordinary one first. */
export function listCases(plan: PopulationPlan): ListedCase[] {
  return CASES.map((caso) => ({
    caso,
    descripcion: describeCase(caso),
    seEncuentra: isFindable(caso),
    personas: countOf(plan, caso),
    sintetico: true,
  }))
}

/** One Spanish sentence on what is special about the people of a case. Throws for a case that does not exist. */
export function describeCase(caso: string): string {
  const key = `caso.${caso}`
  if (!Object.hasOwn(es, key)) throw new Error(`No description of the case "${caso}"`)
  return t(key as keyof typeof es)
}
