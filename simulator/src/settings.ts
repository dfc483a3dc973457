// Reads the settings of the world from the environment, which the portal's supervisor fills; nowhere else is it read.
import { join } from 'node:path'
import { readFileSync } from 'node:fs'
import { MOST_PERSONS, type PopulationPlan } from './population/population.ts'
import { catalogue } from './web/messages.ts'
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es)

export interface Settings {
  /** The folder of the world inside the data folder. */
  readonly folder: string
  readonly plan: PopulationPlan
  readonly host: string
  /** The name by which people reach this machine from outside; the listening host where nothing else is said. */
  readonly direccion?: string
  /** PEM of the CA that issues the portal's client certificate. */
  readonly portalCa: string
  /** Shared with the portal: by it the two know each other, and the bank signs with it. */
  readonly secret: string
  /** The environment of the child processes. */
  readonly childEnv: NodeJS.ProcessEnv
  /** Which of the 32 entidades there are; all unless said otherwise. */
  readonly claves?: readonly string[]
  /** Whether citizens, bank and staff act by themselves. */
  readonly vivo?: boolean
  /** Seconds of the driven clock between two orders while they do. */
  readonly cadaS?: number
}

/** About one order in so many seconds, unless MUNDO_CADA_S says otherwise. */
export const USUAL_CADA_S = 5
const MOST_CADA_S = 86_400

/** The settings. @throws Error with one line to print when one is missing or cannot be used */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  if (env['NODE_ENV'] === 'production') throw new Error(t('en-produccion'))
  const personas = Number(env['MUNDO_PERSONAS'] || '1000')
  if (!Number.isInteger(personas) || personas < 1 || personas > MOST_PERSONS) {
    throw new Error(t('personas', { maximo: MOST_PERSONS }))
  }
  const cadaS = Number(env['MUNDO_CADA_S'] || USUAL_CADA_S)
  if (!(cadaS > 0 && cadaS <= MOST_CADA_S)) throw new Error(t('cada', { maximo: MOST_CADA_S }))
  const folder = join(required(env, 'ACTAS_DATA'), 'mundo')
  return {
    folder,
    // Code that was read once is kept ready, which halves the memory of a process and its time to start (measured).
    childEnv: { NODE_COMPILE_CACHE: join(folder, 'codigo'), ...env },
    plan: { seed: env['ACTAS_SEED'] || '1', personas },
    host: env['HOST'] || '127.0.0.1',
    ...(env['MUNDO_DIRECCION'] ? { direccion: env['MUNDO_DIRECCION'] } : {}),
    portalCa: readFileSync(required(env, 'MUNDO_PORTAL_CA'), 'utf8'),
    secret: required(env, 'MUNDO_SECRETO'),
    vivo: env['ACTAS_WORLD'] === 'vivo',
    cadaS,
  }
}

function required(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name]
  if (!value) throw new Error(t('falta', { ajuste: name }))
  return value
}
