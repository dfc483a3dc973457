// Every sentence that a person reads comes through here: ICU catalogues, and money and dates as they are said in Mexico.
import { IntlMessageFormat } from 'intl-messageformat'
import es from './es-MX.json' with { type: 'json' }

export type MessageParams = Readonly<Record<string, string | number>>

/** The sentence of a key. A parameter that the sentence needs and did not get is an error, never a hole in a page. */
export type Translate<K extends string> = (key: K, params?: MessageParams) => string

const LOCALE = 'es-MX'
/** Days and hours are always said in this zone, and the hour says so: midnight here is still yesterday in Tijuana. */
const ZONE = 'America/Mexico_City'

/**
 * A catalogue with typed keys: `const t = catalogue(es)`, `es` being an imported `es-MX.json`.
 * Sentences are parsed at their first use and kept; one without parameters costs a look in a table.
 */
export function catalogue<const C extends Readonly<Record<string, string>>>(es: C): Translate<keyof C & string> {
  const parsed = new Map<string, string | IntlMessageFormat>()
  return (key, params) => {
    let message = parsed.get(key)
    if (message === undefined) {
      message = parse(es, key)
      parsed.set(key, message)
    }
    return typeof message === 'string' ? message : String(message.format(params as Record<string, string | number>))
  }
}

function parse(es: Readonly<Record<string, string>>, key: string): string | IntlMessageFormat {
  const text = Object.hasOwn(es, key) ? es[key] : undefined
  if (text === undefined) throw new RangeError(`the catalogue has no sentence «${key}»`)
  const message = new IntlMessageFormat(text, LOCALE, undefined, { ignoreTag: true })
  const elements = message.getAst()
  return elements.every((one) => one.type === 0) ? String(message.format()) : message
}

const moneyFormat = new Intl.NumberFormat(LOCALE, { style: 'currency', currency: 'MXN' })
const dayFormat = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
const instantFormat = new Intl.DateTimeFormat(LOCALE, {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZone: ZONE,
})

const ui = catalogue(es)

/** Centavos as pesos: 123450 → «$1,234.50». */
export function money(centavos: number): string {
  return moneyFormat.format(centavos / 100)
}

/** A day of the calendar, `AAAA-MM-DD` → «3 de agosto de 2017». */
export function longDay(day: string): string {
  return dayFormat.format(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10))))
}

/** An instant (ISO text or Temporal) → «jueves 3 de agosto de 2017, 10:15, hora del Centro». */
export function longInstant(at: string | Temporal.Instant): string {
  const instant = typeof at === 'string' ? Temporal.Instant.from(at) : at
  const part = Object.fromEntries(
    instantFormat.formatToParts(instant.epochMilliseconds).map((one) => [one.type, one.value]),
  )
  return ui('instante', {
    dia: part['weekday']!,
    numero: part['day']!,
    mes: part['month']!,
    anio: part['year']!,
    hora: `${part['hour']}:${part['minute']}`,
  })
}

/** Words in a row as they are said: «3 y 5», «1, 3 y 5». */
export function listOf(items: readonly (string | number)[]): string {
  return new Intl.ListFormat(LOCALE, { type: 'conjunction' }).format(items.map(String))
}

/** A key of the entidad's life or of a verdict, as it is said; a key that has no words yet is shown as it is. */
export function keyName(kind: 'fase' | 'servicio', key: string): string {
  const name = `${kind}.${key}`
  return Object.hasOwn(es, name) ? ui(name as keyof typeof es) : key
}
