// The synthetic people who may sign in as holders of their actas: the first ordinary ones of each entidad of the pilot, whom
// the sandbox names too. An account is numbered and never called by its CURP.
import { ORDINARY_CASE, samplePeople, type PopulationPlan } from '../population/population.ts'
import type { Account } from './client.ts'

const ENTIDADES = ['01', '06', '13', '14', '15']
/** As many as the sandbox shows at once. */
const OF_EACH = 5

export function holdersOf(plan: PopulationPlan): Account[] {
  return ENTIDADES.flatMap((entidad) =>
    samplePeople(plan, entidad, ORDINARY_CASE, OF_EACH).flatMap((one, i) => {
      if (one.curp === null) return []
      const nombre = [one.nombres, one.primerApellido, one.segundoApellido].filter(Boolean).join(' ')
      return [{ id: `titular-${entidad}-${i + 1}`, nombre, correo: '', entidad, curp: one.curp }]
    }),
  )
}
