// How each registry serves at this moment, for whoever is about to ask it: up or down, how long it takes, how often it fails.
import type { App } from '#context'
import { listEntidades } from '#directory'
import { callTimes } from '#gateway'
import { readModelo } from '#modelo'
import type { MinuteState } from './minute.ts'
import * as sums from './sums/store.ts'
import * as store from './store.ts'

/** Answers of the last hour: real calls where there are enough of them, else probes. */
export interface AnswersNow {
  readonly fuente: 'llamadas' | 'sondas'
  readonly n: number
  readonly errores: number
  /** Of the answers that came, by nearest rank; null when none came. */
  readonly tiempoMs: { readonly p50: number; readonly p95: number } | null
}

export interface ServiceNow {
  readonly clave: string
  /** Of the last minute that was judged; UNKNOWN when that is too long ago to be now. */
  readonly ahora: MinuteState
  /** The outage that is open. */
  readonly caidaDesde: Temporal.Instant | null
  /** Null: neither a call nor a probe. */
  readonly respuestas: AnswersNow | null
}

const HOUR = { hours: 1 }

/** The present of all 32, read from judged minutes, probes and calls. What nobody saw is UNKNOWN or null, never good. */
export async function readNow(app: App): Promise<ServiceNow[]> {
  const { contenido: modelo } = await readModelo(app)
  const hasta = app.clock.now()
  const claves = (await listEntidades(app)).map((one) => one.clave)
  const span = { claves, desde: hasta.subtract(HOUR), hasta }
  const [last, outages, minutes, probes, calls] = await Promise.all([
    sums.lastMinutes(app.db, hasta.subtract({ minutes: modelo.sla.caidaMinutos.valor }), hasta),
    store.selectOutages(app.db, claves, hasta, hasta),
    sums.sumMinutes(app.db, span),
    sums.probeTimes(app.db, span),
    callTimes(app.db, claves, span),
  ])
  const own = <T extends { entidad: string }>(rows: readonly T[], clave: string): T | undefined =>
    rows.find((one) => one.entidad === clave)
  return claves.map((clave) => {
    const sum = own(minutes, clave)
    const organic = (sum?.call_n ?? 0) >= modelo.sla.organicoMinimo.valor
    const n = (organic ? sum?.call_n : sum?.probe_n) ?? 0
    const times = own(organic ? calls : probes, clave)
    return {
      clave,
      ahora: own(last, clave)?.state ?? 'UNKNOWN',
      caidaDesde: own(outages, clave)?.since ?? null,
      respuestas:
        n === 0
          ? null
          : {
              fuente: organic ? 'llamadas' : 'sondas',
              n,
              errores: (organic ? sum?.call_err : sum?.probe_err) ?? 0,
              tiempoMs: times ? { p50: times.p50, p95: times.p95 } : null,
            },
    }
  })
}
