// Lays a year of synthetic data into an empty demonstration: orders, money, reports, calls, minutes and the journal of them.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { machineNow } from '#clock'
import type { App } from '#context'
import type { Db } from '#db'
import { listEntidades, seedDirectory } from '#directory'
import { checkProtocol } from '#incidents'
import { sealJournal } from '#journal'
import { seedModelo } from '#modelo'
import { seedOnboarding } from '#onboarding'
import { seedPilot } from '#pilot'
import { sumAnswerDays } from '#sla'
import { seedDemonstrationStaff } from '#staff'
import type { Staff } from '#staff'
import { proposeDecision } from '../../src/operations/pilot/pilot.ts'

export interface Sizes {
  readonly orders: number
  readonly tickets: number
  readonly calls: number
  readonly days: number
}

/** A full year of the pilot (ADR 0029). */
export const A_YEAR: Sizes = { orders: 1_000_000, tickets: 100_000, calls: 10_000_000, days: 365 }

const FOLDER = fileURLToPath(new URL('.', import.meta.url))
/** Raw probes are kept no longer by the program itself. */
const PROBES_KEPT_DAYS = 30
const ZONE = 'America/Mexico_City'
const SPEED = [
  'set statement_timeout = 0',
  "set work_mem = '384MB'",
  "set maintenance_work_mem = '1GB'",
  'set synchronous_commit = off',
]

/**
 * All of it or nothing, in one transaction; the same sizes at the same instant give the same rows.
 * @throws Error outside the demonstration, and on a database that has an order
 */
export async function layYear(
  app: App,
  owner: Db,
  sizes: Sizes,
  tell: (line: string) => void = () => undefined,
): Promise<void> {
  if (!app.config.demonstration || app.config.world === 'ninguno')
    throw new Error('a year of synthetic data is laid into a demonstration only')
  await seedDirectory(app)
  await seedModelo(app, { 'protocolo-de-incidencias': checkProtocol })
  await seedOnboarding(app)
  await seedDemonstrationStaff(app, await listEntidades(app))
  while ((await sealJournal(app.db)) > 0);
  const client = await owner.connect()
  try {
    for (const one of SPEED) await client.query(one)
    await client.query('begin')
    await client.query('lock table orders.solicitud in share row exclusive mode')
    const { rows } = await client.query('select 1 from orders.solicitud limit 1')
    if (rows.length > 0) throw new Error('a year of synthetic data is laid into an empty database only')
    for (const file of readdirSync(FOLDER)
      .filter((name) => name.endsWith('.sql'))
      .sort()) {
      const started = performance.now()
      await client.query(readFileSync(join(FOLDER, file), 'utf8'))
      if (file.startsWith('00-'))
        await client.query('insert into year.p values ($1, $2, $3, $4, $5, $6, $7, $8)', await parameters(app, sizes))
      tell(`${file} ${((performance.now() - started) / 1000).toFixed(1)} s`)
    }
    await client.query('commit')
    await client.query('vacuum (analyze)')
  } finally {
    await client.end()
  }
  // The vantages of this year have told all, as those of a service that runs have; so its days can be summed up.
  await owner.query('update sla.vantage set seen_at = $1', [machineNow()])
  await sumAnswerDays(app)
  await seedPilot(app)
  await decideOnce(app, owner)
  await owner.query('analyze', [])
}

async function parameters(app: App, { orders, tickets, calls, days }: Sizes): Promise<unknown[]> {
  const now = app.clock.now().round({ smallestUnit: 'minute', roundingMode: 'floor' })
  const since = now.toZonedDateTimeISO(ZONE).startOfDay().subtract({ days }).toInstant()
  const open = (await listEntidades(app)).filter((one) => one.abierta).map((one) => one.clave)
  const kept = `${Math.min(days, PROBES_KEPT_DAYS)} days`
  return [now.toString(), since.toString(), kept, Math.floor(days / 9), orders, tickets, calls, open]
}

const UGD: Staff = { id: 'ugd', nombre: 'UGD', correo: 'ugd@gob.invalid', rol: 'ugd', entidad: null }

/** An iteration before the present one, evaluated, with a decision proposed on it. */
async function decideOnce(app: App, owner: Db): Promise<void> {
  const [row] = await owner.query<{ id: string; entidades: string[] }>(
    `insert into pilot.iteracion (id, grupo, numero, desde, hasta, estado, evaluada_at)
     select grupo || '-0', grupo, 0, desde - (hasta - desde), desde, 'evaluada', desde from pilot.iteracion where numero = 1
     returning id, (select entidades from pilot.grupo g where g.id = grupo) as entidades`,
    [],
  )
  await proposeDecision(app, UGD, {
    iteracion: row!.id,
    decision: 'repetir_mismas',
    entidades: row!.entidades,
    motivo: 'Propuesta sintética.',
  })
}
