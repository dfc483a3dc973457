// The folder of one entidad's node: its keys, and its actas made from the plan, kept, extended or made anew.
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { closeActaStore, insertActas, openActaStore } from '@actas/node-kit/src/acta-store.ts'
import { writeWhole } from '@actas/node-kit/src/node-folder.ts'
import { actasOf, POPULATION_VERSION, type PopulationPlan } from '../population/population.ts'

/** What a registry was made from; written last, so its presence says that the registry is whole. */
interface Made extends PopulationPlan {
  version: number
}

/** What became of a registry. */
export type Prepared = 'made' | 'extended' | 'kept'

/**
 * Makes the node of an entidad ready in `data`. The same plan keeps what is there, a larger one adds people, another
 * seed or version makes the node anew with new keys: the portal then takes it for the new node that it is.
 */
export async function prepareRegistry(data: string, entidad: string, plan: PopulationPlan): Promise<Prepared> {
  const file = join(data, 'poblacion.json')
  const made = readMade(file)
  const sameWorld = made !== null && made.seed === plan.seed && made.version === POPULATION_VERSION
  if (sameWorld && made.personas >= plan.personas) return 'kept'
  if (!sameWorld) {
    rmSync(data, { recursive: true, force: true })
    // Only here, because the certificate library takes longer to load than a whole second start.
    const { initNode } = await import('@actas/node-kit/src/init.ts')
    await initNode({ entidad, data })
  }
  const store = openActaStore(data)
  try {
    insertActas(store, actasOf(plan, entidad, sameWorld ? made.personas : 0))
  } finally {
    closeActaStore(store)
  }
  const { seed, personas } = plan
  writeWhole(file, `${JSON.stringify({ seed, personas, version: POPULATION_VERSION } satisfies Made)}\n`)
  return sameWorld ? 'extended' : 'made'
}

function readMade(file: string): Made | null {
  if (!existsSync(file)) return null
  try {
    const { seed, personas, version } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Made>
    return typeof seed === 'string' && Number.isInteger(personas) && typeof version === 'number'
      ? { seed, personas: personas as number, version }
      : null
  } catch {
    // A torn file counts as none: the registry is made anew.
    return null
  }
}
