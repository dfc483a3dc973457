// Days of the calendar as numbers, so that every synthetic person can get a birth date of his own.

/** The first day on which an ordinary synthetic person is born. */
export const FIRST_BIRTH = '1930-01-01'
/** The last one: before the pilot of 2017, so that no clock of a rehearsal shows people not yet born. */
export const LAST_BIRTH = '2016-12-31'
/** No acta is registered after this day. */
export const LAST_REGISTRATION = '2017-07-30'

const DAY_MS = 86_400_000

/** The day so many days later, AAAA-MM-DD. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10)
}

/** How many days `to` is after `from`. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS)
}

/** 1 for the first of January. */
export function dayOfYear(date: string): number {
  return daysBetween(`${date.slice(0, 4)}-01-01`, date) + 1
}
