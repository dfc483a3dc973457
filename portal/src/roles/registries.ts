// What the citizen's pages say of each registry before anyone starts: read from the floor above, once for all who ask.
import type { ReadRegistries } from '#guide'
import { monotonicMs } from '#clock'
import type { App } from '#context'
import { readToldMaintenance } from '#maintenance'
import { bankDelays } from '#reconciliation'
import { readNow } from '#sla'

/** Machine time for which one reading serves every page. */
const KEPT_MS = 5_000

export function registriesReader(app: App): ReadRegistries {
  let kept: { untilMs: number; state: ReturnType<ReadRegistries> } | null = null
  const read = async (): ReturnType<ReadRegistries> => {
    const [registries, delays, told] = await Promise.all([readNow(app), bankDelays(app), readToldMaintenance(app)])
    return new Map(
      registries.map(({ clave, ahora, caidaDesde, respuestas }) => [
        clave,
        {
          clave,
          ahora,
          caidaDesde,
          respuestas,
          banco: delays.find((one) => one.entidad === clave) ?? null,
          mantenimientos: told.filter((one) => one.entidad === clave),
        },
      ]),
    )
  }
  return async () => {
    if (kept === null || monotonicMs() > kept.untilMs) {
      const state = read()
      kept = { untilMs: monotonicMs() + KEPT_MS, state }
      state.catch(() => (kept = null))
    }
    return await kept.state
  }
}
