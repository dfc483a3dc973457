// The filters of the bitácora as they stand in its address, and the search that they ask for. Pure.
import { centralDay, readDay } from '#clock'
import type { Search } from '#journal'
import { parseFolio } from '#orders'
import type { FieldError } from '#ui/fields'
import { t } from './words.ts'

export const FILTERS = ['folio', 'cuenta', 'hecho', 'entidad', 'desde', 'hasta', 'emergencia'] as const
export type Filters = Readonly<Record<(typeof FILTERS)[number], string>>

export interface Asked {
  /** As they are shown again. */
  readonly filters: Filters
  readonly search: Search
  readonly errors: readonly FieldError[]
  /** Nobody said a day: the last week is shown. */
  readonly week: boolean
}

const MOST = 80
const DAYS = 7

/** Reads an address; what cannot be read is an error at its field and no condition. */
export function readFilters(query: Readonly<Record<string, unknown>>, now: Temporal.Instant): Asked {
  const given = Object.fromEntries(FILTERS.map((one) => [one, textOf(query[one])])) as Filters
  const errors: FieldError[] = []
  const say = (campo: string, key: Parameters<typeof t>[0]): undefined => void errors.push({ campo, mensaje: t(key) })
  const dayOf = (campo: 'desde' | 'hasta'): Temporal.PlainDate | undefined =>
    given[campo] === '' ? undefined : (readDay(given[campo]) ?? say(campo, 'error.dia'))
  const [first, last] = [dayOf('desde'), dayOf('hasta')]
  if (first && last && Temporal.PlainDate.compare(first, last) > 0) say('hasta', 'error.orden')
  const known = given.hecho === '' || /^[a-z]{1,20}(\.[a-zA-Z-]{1,40})?$/.test(given.hecho)
  if (!known) say('hecho', 'error.hecho')
  const before = textOf(query['antes'])
  const antes = /^\d{1,15}$/.test(before) ? Number(before) : undefined
  const week =
    given.folio === '' &&
    given.cuenta === '' &&
    given.emergencia === '' &&
    first === undefined &&
    last === undefined &&
    !errors.length
  const from = week ? readDay(centralDay(now))!.subtract({ days: DAYS - 1 }) : first
  return {
    filters: given,
    errors,
    week,
    search: {
      asuntos: given.folio === '' ? undefined : [folioOf(given.folio)],
      actor: given.cuenta === '' ? undefined : given.cuenta.toLowerCase(),
      evento: given.hecho === '' || !known ? undefined : given.hecho,
      entidad: given.entidad === '' ? undefined : given.entidad,
      emergencia: given.emergencia === '' ? undefined : folioOf(given.emergencia),
      desde: from && startOf(from),
      hasta: last && startOf(last.add({ days: 1 })),
      antes,
    },
  }
}

/** The same filters as an address. */
export function filtersQuery(filters: Filters, more: Readonly<Record<string, string>> = {}): string {
  const set = Object.entries({ ...filters, ...more }).filter(([, value]) => value !== '')
  return set.length === 0 ? '' : `?${new URLSearchParams(set).toString()}`
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.replaceAll('\0', '').trim().slice(0, MOST) : ''
}

const startOf = (day: Temporal.PlainDate): Temporal.Instant => day.toZonedDateTime('America/Mexico_City').toInstant()

/** A folio as it is written, however it was typed; what is none, as the number of an incident, stays as it is. */
function folioOf(text: string): string {
  const kind = (['REP', 'REC', 'EME', 'MAN'] as const).find((one) => text.toUpperCase().startsWith(one)) ?? 'ACT'
  return parseFolio(text, kind) ?? text
}
