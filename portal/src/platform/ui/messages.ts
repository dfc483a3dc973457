// Every sentence that a person reads comes through here: ICU catalogues, and money and dates as they are said in each language.
import { IntlMessageFormat } from 'intl-messageformat'
import { LANGUAGES, currentLanguage } from './languages.ts'
import type { Language } from './languages.ts'
import en from './en.json' with { type: 'json' }
import es from './es-MX.json' with { type: 'json' }

export type MessageParams = Readonly<Record<string, string | number>>

/** The sentence of a key. A parameter that the sentence needs and did not get is an error, never a hole in a page. */
export type Translate<K extends string> = (key: K, params?: MessageParams) => string

type Sentences = Readonly<Record<string, string>>
type Parsed = Map<string, string | IntlMessageFormat>

/** Days and hours are always said in this zone, and the hour says so: midnight here is still yesterday in Tijuana. */
const ZONE = 'America/Mexico_City'

/**
 * A catalogue with typed keys: `const t = catalogue(es, { en })`, imported from `es-MX.json` and `en.json` of the room.
 * It speaks the language of the request at hand; what a language lacks is said in its base, at last in Spanish.
 * Sentences are parsed at their first use and kept; one without parameters costs a look in a table.
 */
export function catalogue<const C extends Sentences>(
  es: C,
  others: Readonly<Record<string, Partial<Readonly<Record<keyof C, string>>>>> = {},
): Translate<keyof C & string> {
  const spoken: Readonly<Record<string, Sentences>> = { ...(others as Record<string, Sentences>), 'es-MX': es }
  const parsed = new Map<string, Parsed>()
  return (key, params) => {
    const language = currentLanguage()
    let known = parsed.get(language.codigo)
    if (known === undefined) parsed.set(language.codigo, (known = new Map()))
    let message = known.get(key)
    if (message === undefined) {
      message = parse(spoken, language, key)
      known.set(key, message)
    }
    return typeof message === 'string' ? message : String(message.format(params as Record<string, string | number>))
  }
}

function parse(
  spoken: Readonly<Record<string, Sentences>>,
  language: Language,
  key: string,
): string | IntlMessageFormat {
  const own = spoken[language.codigo]
  const text = own && Object.hasOwn(own, key) ? own[key] : undefined
  if (text === undefined) {
    const base = LANGUAGES.find((one) => one.codigo === language.base)
    if (!base) throw new RangeError(`the catalogue has no sentence «${key}»`)
    return parse(spoken, base, key)
  }
  const message = new IntlMessageFormat(text, language.formato, undefined, { ignoreTag: true })
  const elements = message.getAst()
  return elements.every((one) => one.type === 0) ? String(message.format()) : message
}

const ui = catalogue(es, { en })

interface Formats {
  readonly money: Intl.NumberFormat
  readonly day: Intl.DateTimeFormat
  readonly instant: Intl.DateTimeFormat
  readonly list: Intl.ListFormat
}

const formats = new Map<string, Formats>()

/** The formats of the language at hand. */
function format(): Formats {
  const { formato } = currentLanguage()
  const known = formats.get(formato)
  if (known) return known
  const made: Formats = {
    money: new Intl.NumberFormat(formato, { style: 'currency', currency: 'MXN' }),
    day: new Intl.DateTimeFormat(formato, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }),
    instant: new Intl.DateTimeFormat(formato, {
      weekday: 'long',
      day: 'numeric',
      month: 'long',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZone: ZONE,
    }),
    list: new Intl.ListFormat(formato, { type: 'conjunction' }),
  }
  formats.set(formato, made)
  return made
}

/** Centavos as pesos: 123450 → «$1,234.50»; in English «MX$1,234.50», whose reader may think of another dollar. */
export function money(centavos: number): string {
  return format().money.format(centavos / 100)
}

/** A day of the calendar, `AAAA-MM-DD` → «3 de agosto de 2017», «3 August 2017». */
export function longDay(day: string): string {
  return format().day.format(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10))))
}

/** An instant (ISO text or Temporal) → «jueves 3 de agosto de 2017, 10:15, hora del Centro». */
export function longInstant(at: string | Temporal.Instant): string {
  const instant = typeof at === 'string' ? Temporal.Instant.from(at) : at
  const parts = format().instant.formatToParts(instant.epochMilliseconds)
  const part = Object.fromEntries(parts.map((one) => [one.type, one.value]))
  return ui('instante', {
    dia: part['weekday']!,
    numero: part['day']!,
    mes: part['month']!,
    anio: part['year']!,
    hora: `${part['hour']}:${part['minute']}`,
  })
}

/** The hour of an instant to the second → «10:15:03, hora del Centro». */
export function clockTime(at: Temporal.Instant): string {
  return ui('hora', { hora: at.toZonedDateTimeISO(ZONE).toPlainTime().toString({ smallestUnit: 'second' }) })
}

/** Words in a row as they are said: «3 y 5», «1, 3 y 5». */
export function listOf(items: readonly (string | number)[]): string {
  return format().list.format(items.map(String))
}

/** A key of the entidad's life or of a verdict, as it is said; a key that has no words yet is shown as it is. */
export function keyName(kind: 'fase' | 'servicio', key: string): string {
  const name = `${kind}.${key}`
  return Object.hasOwn(es, name) ? ui(name as keyof typeof es) : key
}
