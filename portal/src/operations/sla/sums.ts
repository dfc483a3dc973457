// From judged minutes to the figures of indicator 1: for one entidad, for the portal, or for all that are open together.
import type { App } from '#context'
import type { Claves, Queryable } from '#db'
import { listEntidades } from '#directory'
import { readModelo } from '#modelo'
import type { Modelo, Ventana } from '#modelo'
import { wire } from '#clock'
import { paths } from '#ui/paths'
import { levels } from './levels.ts'
import type { Counts, Levels } from './levels.ts'
import * as sums from './sums/store.ts'

/** The portal itself, measured like one more party. */
export const PORTAL = '00'
/** The canary that each vantage keeps of its own. */
export const CONTROL = 'control'

const TEN_THOUSAND = 10_000

/** The part of a window that has passed, on whole minutes. */
export function elapsed(ventana: Ventana, now: Temporal.Instant): Ventana {
  const floor = (at: Temporal.Instant): Temporal.Instant => at.round({ smallestUnit: 'minute', roundingMode: 'floor' })
  const desde = ventana.desde.round({ smallestUnit: 'minute', roundingMode: 'ceil' })
  const hasta = floor(Temporal.Instant.compare(ventana.hasta, now) < 0 ? ventana.hasta : now)
  return { desde, hasta: Temporal.Instant.compare(desde, hasta) < 0 ? hasta : desde }
}

export function minutesOf({ desde, hasta }: Ventana): number {
  return (hasta.epochMilliseconds - desde.epochMilliseconds) / 60_000
}

/** So many whole days of the calendar in `zona`, the last of them being that of `last`; right across clock changes. */
export function localDays(last: Temporal.PlainDate, days: number, zona: string): Ventana {
  const start = (day: Temporal.PlainDate): Temporal.Instant => day.toZonedDateTime(zona).toInstant()
  return { desde: start(last.subtract({ days: days - 1 })), hasta: start(last.add({ days: 1 })) }
}

/** The counts of each of these; a window must have passed (see `elapsed`). One without a minute counts all as unknown. */
export async function countsOf(
  db: Queryable,
  modelo: Modelo,
  ventana: Ventana,
  claves: readonly string[],
): Promise<Map<string, Counts>> {
  const limits = {
    optimo: modelo.sla.recursoOptimo.valor / TEN_THOUSAND,
    limite: modelo.sla.recursoLimite.valor / TEN_THOUSAND,
  }
  const span = { claves, ...ventana }
  const [ofMinutes, ofReadings] = await Promise.all([
    sums.sumMinutes(db, span),
    sums.sumResources(db, { ...span, ...limits }),
  ])
  const minutes = new Map(ofMinutes.map((one) => [one.entidad, one]))
  const resources = new Map(ofReadings.map((one) => [one.entidad, one]))
  const minutos = minutesOf(ventana)
  return new Map(claves.map((clave) => [clave, counts(minutos, minutes.get(clave), resources.get(clave))]))
}

export function counts(minutos: number, m?: sums.MinuteSums, r?: sums.ResourceSums): Counts {
  return {
    minutos,
    up: m?.up ?? 0,
    down: m?.down ?? 0,
    mantenimiento: m?.mantenimiento ?? 0,
    perdidas: m?.perdidas ?? 0,
    organicas: { n: m?.call_n ?? 0, lt3: m?.call_lt3 ?? 0, lt10: m?.call_lt10 ?? 0, err: m?.call_err ?? 0 },
    sondas: { n: m?.probe_n ?? 0, lt3: m?.probe_lt3 ?? 0, lt10: m?.probe_lt10 ?? 0, err: m?.probe_err ?? 0 },
    cpu: { n: r?.cpu_n ?? 0, optimo: r?.cpu_optimo ?? 0, limite: r?.cpu_limite ?? 0, pico: r?.cpu_pico ?? null },
    memoria: {
      n: r?.memoria_n ?? 0,
      optimo: r?.memoria_optimo ?? 0,
      limite: r?.memoria_limite ?? 0,
      pico: r?.memoria_pico ?? null,
    },
    io: { n: r?.io_n ?? 0, optimo: r?.io_optimo ?? 0, limite: r?.io_limite ?? 0, pico: r?.io_pico ?? null },
    gc: { n: r?.gc_n ?? 0, suma: r?.gc_suma ?? 0, pico: r?.gc_pico ?? null },
  }
}

/** Counts of several added up: never a mean of percentages. */
export function together(all: readonly Counts[]): Counts {
  const sum = (of: (one: Counts) => number): number => all.reduce((total, one) => total + of(one), 0)
  const peak = (of: (one: Counts) => number | null): number | null => {
    const known = all.map(of).filter((one) => one !== null)
    return known.length === 0 ? null : Math.max(...known)
  }
  const answers = (name: 'organicas' | 'sondas'): Counts['sondas'] => ({
    n: sum((one) => one[name].n),
    lt3: sum((one) => one[name].lt3),
    lt10: sum((one) => one[name].lt10),
    err: sum((one) => one[name].err),
  })
  const readings = (name: 'cpu' | 'memoria' | 'io'): Counts['cpu'] => ({
    n: sum((one) => one[name].n),
    optimo: sum((one) => one[name].optimo),
    limite: sum((one) => one[name].limite),
    pico: peak((one) => one[name].pico),
  })
  return {
    minutos: sum((one) => one.minutos),
    up: sum((one) => one.up),
    down: sum((one) => one.down),
    mantenimiento: sum((one) => one.mantenimiento),
    perdidas: sum((one) => one.perdidas),
    organicas: answers('organicas'),
    sondas: answers('sondas'),
    cpu: readings('cpu'),
    memoria: readings('memoria'),
    io: readings('io'),
    gc: { n: sum((one) => one.gc.n), suma: sum((one) => one.gc.suma), pico: peak((one) => one.gc.pico) },
  }
}

/** The figures of these counts, with the addresses of the rows behind them. */
export function levelsOf(one: Counts, modelo: Modelo, ventana: Ventana, clave: string | null): Levels {
  const query = new URLSearchParams({ desde: wire(ventana.desde), hasta: wire(ventana.hasta) })
  if (clave !== null) query.set('entidad', clave)
  return levels(one, modelo, {
    minutos: `${paths.evidenceMinutes}?${query.toString()}`,
    recursos: `${paths.evidenceResources}?${query.toString()}`,
  })
}

/** Entidades from which copies can be ordered now. */
export async function openClaves(app: App): Promise<string[]> {
  return (await listEntidades(app)).filter((one) => one.abierta).map((one) => one.clave)
}

/**
 * Indicator 1 over the part of the window that has passed: of one entidad, of the portal (`00`), or with null of all open
 * entidades together.
 */
export async function slaIndicator(app: App, ventana: Ventana, clave: string | null): Promise<Levels> {
  return (await slaIndicators(app, ventana, [clave])).get(clave)!
}

/** The same of each of these, and with null of all open ones together. */
export async function slaIndicators(app: App, ventana: Ventana, claves: Claves): Promise<Map<string | null, Levels>> {
  const { contenido: modelo } = await readModelo(app)
  const passed = elapsed(ventana, app.clock.now())
  const open = claves.includes(null) ? await openClaves(app) : []
  const asked = new Set([...claves.filter((one) => one !== null), ...open])
  const found = await countsOf(app.db, modelo, passed, [...asked])
  const of = (clave: string | null): Counts =>
    clave === null ? together(open.map((one) => found.get(one)!)) : found.get(clave)!
  return new Map(claves.map((clave) => [clave, levelsOf(of(clave), modelo, passed, clave)]))
}
