// Which registries surely serve: seen up in each of the last minutes, as many as it takes to say that one is down.
import type { App } from '#context'
import { readModelo } from '#modelo'
import * as sums from './sums/store.ts'

/**
 * Since when at least each of these was seen up without a break; those of which that cannot be said are left out. A minute
 * that nobody saw is a break: silence is no good news.
 */
export async function steadySince(app: App, claves: readonly string[]): Promise<ReadonlyMap<string, Temporal.Instant>> {
  const { contenido: modelo } = await readModelo(app)
  const minutes = modelo.sla.caidaMinutos.valor
  const hasta = app.clock.now()
  // The last minutes are judged a little after they ended.
  const desde = hasta.subtract({ minutes: 2 * minutes })
  const rows = await sums.selectSteady(app.db, { claves, desde, hasta }, minutes)
  return new Map(rows.map((one) => [one.entidad, one.since]))
}
