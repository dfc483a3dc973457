// How the state of a registry is said: a few words for each part, and "no data" where nobody measured.
import { centralDay } from '#clock'
import { catalogue, longDay, longInstant } from '#ui/messages'
import en from './en.json' with { type: 'json' }
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es, { en })

/** A maintenance that was announced. */
export interface Maintenance {
  readonly inicio: Temporal.Instant
  readonly fin: Temporal.Instant
  /** The hours of notice that it fell short of; null for one that was announced in time. */
  readonly cortoHoras: number | null
}

/** How one registry serves now. Every part is null where nobody measured it. */
export interface RegistryState {
  readonly clave: string
  readonly ahora: 'UP' | 'DOWN' | 'UNKNOWN'
  readonly caidaDesde: Temporal.Instant | null
  /** Of the last hour. */
  readonly respuestas: {
    readonly n: number
    readonly errores: number
    readonly tiempoMs: { readonly p50: number; readonly p95: number } | null
  } | null
  /** Hours that payments at a bank took to reach us, over the last thirty days. */
  readonly banco: { readonly n: number; readonly p50: number; readonly p95: number } | null
  /** What lasts now or begins within days, the earliest first. */
  readonly mantenimientos: readonly Maintenance[]
}

type Known = RegistryState | undefined

/** Up, down since when, or nobody knows. */
export function nowWords(one: Known): string {
  if (one === undefined || one.ahora === 'UNKNOWN') return t('servicio.sin-datos')
  if (one.ahora === 'UP') return t('servicio.funciona')
  return one.caidaDesde ? t('servicio.caido-desde', { cuando: longInstant(one.caidaDesde) }) : t('servicio.no-responde')
}

/** The time of half of the answers, and the one below which 95 of 100 came. */
export function answerWords(one: Known): string {
  const times = one?.respuestas?.tiempoMs
  return times ? t('servicio.tiempo', { mitad: seconds(times.p50), casi: seconds(times.p95) }) : t('servicio.sin-datos')
}

/** The same in the fewest words, for a narrow column: whether it works and in how long half of the answers came. */
export function briefWords(one: Known): string {
  const times = one?.respuestas?.tiempoMs
  return one?.ahora === 'UP' && times ? t('servicio.funciona-en', { mitad: seconds(times.p50) }) : nowWords(one)
}

/** Failures of the last hour, as a count: a percentage of few would look like knowledge. */
export function errorWords(one: Known): string {
  const answers = one?.respuestas
  return answers ? t('servicio.errores', { errores: answers.errores, n: answers.n }) : t('servicio.sin-datos')
}

/** Hours that payments at a bank took lately to reach us. */
export function bankWords(one: Known): string {
  return one?.banco
    ? t('servicio.banco', { mitad: one.banco.p50, casi: one.banco.p95, n: one.banco.n })
    : t('servicio.sin-datos')
}

/** A sentence for each maintenance, and one more where the notice was short; nothing where there is none. */
export function maintenanceWords(all: readonly Maintenance[] = []): string {
  return all
    .map(({ inicio, fin, cortoHoras }) => {
      const said = t('mantenimiento.anunciado', { inicio: minuteWords(inicio), fin: minuteWords(fin) })
      return cortoHoras === null ? said : `${said} ${t('mantenimiento.corto', { horas: cortoHoras })}`
    })
    .join(' ')
}

/** Day and minute of the centre, without the weekday: two of them stand in one sentence. */
function minuteWords(at: Temporal.Instant): string {
  const hora = at.toZonedDateTimeISO('America/Mexico_City').toPlainTime().toString({ smallestUnit: 'minute' })
  return t('mantenimiento.minuto', { dia: longDay(centralDay(at)), hora })
}

/** Tenths of a second, rounded up: never faster than it was. */
function seconds(ms: number): string {
  return (Math.ceil(ms / 100) / 10).toFixed(1)
}
