// Reads what is asked of the population: which entidad, which case, how many; and gives the people.
import { entidadByClave } from '@actas/node-kit/contract/entidad.ts'
import { CASES, ORDINARY_CASE, samplePeople, type PopulationPlan, type SamplePerson } from '../population/population.ts'
import { shown } from '../entidades/temperaments.ts'
import { wrongField } from '../web/problems.ts'

/** A question for sample people, with everything decided. */
export interface PeopleQuestion {
  entidad: string
  caso: string
  n: number
}

export const MOST_PEOPLE = 500
const USUAL: PeopleQuestion = { entidad: '14', caso: ORDINARY_CASE, n: 5 }

/**
 * Reads the question; what is left out is an ordinary person of Jalisco, five of them.
 * @throws 422 `entidad-desconocida` · `caso-desconocido` · `cantidad-invalida`
 */
export function readPeopleQuestion(query: URLSearchParams): PeopleQuestion {
  const entidad = query.get('entidad') || USUAL.entidad
  const caso = query.get('caso') || USUAL.caso
  const n = query.get('n') || String(USUAL.n)
  if (entidadByClave(entidad) === null) throw wrongField('entidad', 'entidad-desconocida', { entidad: shown(entidad) })
  if (!CASES.includes(caso)) throw wrongField('caso', 'caso-desconocido', { caso: shown(caso) })
  if (!/^\d{1,4}$/.test(n) || Number(n) < 1 || Number(n) > MOST_PEOPLE)
    throw wrongField('n', 'cantidad-invalida', { maximo: MOST_PEOPLE })
  return { entidad, caso, n: Number(n) }
}

/** The people; fewer than asked for when the case has no more. */
export function peopleOf(plan: PopulationPlan, question: PeopleQuestion): SamplePerson[] {
  return samplePeople(plan, question.entidad, question.caso, question.n)
}
