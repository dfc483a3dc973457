// What anyone may know of the service now and over the last fourteen days: the 32 entidades and the portal itself.
import { monotonicMs } from '#clock'
import type { App } from '#context'
import { listEntidades } from '#directory'
import { readToldMaintenance } from '#maintenance'
import type { ToldMaintenance } from '#maintenance'
import { formulas, readModelo } from '#modelo'
import type { Indicador, Veredicto } from '#modelo'
import type { MinuteState } from './minute.ts'
import { PORTAL, counts, elapsed, levelsOf, localDays, minutesOf, together } from './sums.ts'
import type { Counts } from './levels.ts'
import * as sums from './sums/store.ts'
import * as store from './store.ts'

export interface EstadoDay {
  readonly dia: string
  readonly up: number
  readonly down: number
  readonly unknown: number
  /** Whether enough of its minutes were seen, by the Modelo. */
  readonly visto: boolean
}

export interface EstadoRow {
  readonly clave: string
  /** Null: the portal itself. */
  readonly nombre: string | null
  readonly abierta: boolean
  readonly servicio: Veredicto
  /** Of the last minute that was judged; UNKNOWN when that is too long ago to be now. */
  readonly ahora: MinuteState
  readonly minuto: Temporal.Instant | null
  /** The outage that is open. */
  readonly caida: { readonly desde: Temporal.Instant } | null
  /** What lasts now or begins within days, the earliest first. */
  readonly mantenimientos: readonly ToldMaintenance[]
  readonly dias: readonly EstadoDay[]
  readonly respuesta: Indicador
  readonly error: Indicador
  readonly disponibilidad: Indicador
  /** Parts of the minutes that anyone saw, in hundredths of a percent. */
  readonly cobertura: number
}

export interface Estado {
  readonly en: Temporal.Instant
  readonly zona: string
  readonly desde: Temporal.Instant
  readonly hasta: Temporal.Instant
  readonly filas: readonly EstadoRow[]
}

type DaySums = Awaited<ReturnType<typeof sums.sumDays>>
type DaySpan = Parameters<typeof sums.sumDays>[1]

/** Days that are over hardly change: what a late answer corrects there is seen after this much machine time. */
const KEPT_MS = 600_000

/** Reads the state again and again; days that are over are summed once in a while, whoever asks how often. */
export function estadoReader(app: App): () => Promise<Estado> {
  let kept: { key: string; untilMs: number; sums: Promise<DaySums> } | null = null
  const pastDays = async (span: DaySpan): Promise<DaySums> => {
    const key = `${span.desde.toString()} ${span.hasta.toString()}`
    if (kept?.key !== key || monotonicMs() > kept.untilMs) {
      const read = sums.sumDays(app.db, span)
      kept = { key, untilMs: monotonicMs() + KEPT_MS, sums: read }
      read.catch(() => (kept = null))
    }
    return await kept.sums
  }
  return async () => await readEstado(app, pastDays)
}

/** The state now and the last fourteen days, today included. Read from the judged minutes alone. */
export async function readEstado(
  app: App,
  pastDays: (span: DaySpan) => Promise<DaySums> = async (span) => await sums.sumDays(app.db, span),
): Promise<Estado> {
  const { contenido: modelo } = await readModelo(app)
  const zona = modelo.zona.valor
  const now = app.clock.now()
  const days = localDays(now.toZonedDateTimeISO(zona).toPlainDate(), modelo.piloto.dias.valor, zona)
  const ventana = elapsed(days, now)
  const entidades = await listEntidades(app)
  const claves = [PORTAL, ...entidades.map((one) => one.clave)]
  const recent = now.subtract({ minutes: modelo.sla.caidaMinutos.valor })
  const today = now.toZonedDateTimeISO(zona).startOfDay().toInstant()
  const [past, present, last, outages, told] = await Promise.all([
    pastDays({ claves, desde: ventana.desde, hasta: today, zona }),
    sums.sumDays(app.db, { claves, desde: today, hasta: ventana.hasta, zona }),
    sums.lastMinutes(app.db, recent, now),
    store.selectOutages(app.db, claves, now, now),
    readToldMaintenance(app),
  ])
  const own = Map.groupBy([...past, ...present], (one) => one.entidad)
  const lastOf = new Map(last.map((one) => [one.entidad, one]))
  const openOf = new Map(outages.map((one) => [one.entidad, one.since]))
  const minutos = calendar(ventana.desde, ventana.hasta, zona)
  const row = (clave: string, nombre: string | null, abierta: boolean, servicio: string | null): EstadoRow => {
    const sum: Counts = {
      ...together((own.get(clave) ?? []).map((one) => counts(0, one))),
      minutos: minutesOf(ventana),
    }
    const { respuesta, error, disponibilidad } = levelsOf(sum, modelo, ventana, clave)
    const minute = lastOf.get(clave)
    const open = openOf.get(clave)
    return {
      clave,
      nombre,
      abierta,
      servicio: (servicio ?? disponibilidad.veredicto) as Veredicto,
      ahora: minute?.state ?? 'UNKNOWN',
      minuto: minute?.minute ?? null,
      caida: open ? { desde: open } : null,
      mantenimientos: told.filter((one) => one.entidad === clave),
      dias: daysOf(own.get(clave) ?? [], minutos, modelo.sla.uptimeCobertura.valor),
      respuesta,
      error,
      disponibilidad,
      cobertura: sum.minutos === 0 ? 0 : Math.floor(((sum.up + sum.down) * 10_000) / sum.minutos),
    }
  }
  return {
    en: now,
    zona,
    ...ventana,
    filas: [
      row(PORTAL, null, true, null),
      ...entidades.map((one) => row(one.clave, one.nombre, one.abierta, one.servicio)),
    ],
  }
}

/** Each day of the window with the minutes of it that have passed: a day of a clock change has 23 or 25 hours. */
function calendar(desde: Temporal.Instant, hasta: Temporal.Instant, zona: string): { dia: string; minutos: number }[] {
  const days: { dia: string; minutos: number }[] = []
  for (let at = desde; Temporal.Instant.compare(at, hasta) < 0;) {
    const day = at.toZonedDateTimeISO(zona).toPlainDate()
    const next = day.add({ days: 1 }).toZonedDateTime(zona).toInstant()
    const end = Temporal.Instant.compare(next, hasta) < 0 ? next : hasta
    days.push({ dia: day.toString(), minutos: minutesOf({ desde: at, hasta: end }) })
    at = end
  }
  return days
}

function daysOf(
  seen: readonly { dia: string; up: number; down: number }[],
  days: readonly { dia: string; minutos: number }[],
  cobertura: number,
): EstadoDay[] {
  return days.map(({ dia, minutos }) => {
    const one = seen.find((candidate) => candidate.dia === dia)
    const up = one?.up ?? 0
    const down = one?.down ?? 0
    return { dia, up, down, unknown: minutos - up - down, visto: formulas.reaches(up + down, minutos, cobertura) }
  })
}
