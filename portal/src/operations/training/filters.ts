// The filters of training as they stand in its address. Pure.
import { STANDINGS } from './drill.ts'
import type { Standing } from './drill.ts'

export interface Filters {
  readonly situacion: Standing | ''
  readonly simulacro: string
  readonly estado: string
}

/** What cannot be read is no filter. */
export function readFilters(query: unknown): Filters {
  const given = query as Readonly<Record<string, unknown>>
  const text = (name: string, form: RegExp): string => {
    const value = given[name]
    return typeof value === 'string' && form.test(value) ? value : ''
  }
  return {
    situacion: STANDINGS.find((one) => one === given['situacion']) ?? '',
    simulacro: text('simulacro', /^[a-z0-9-]{1,40}$/),
    estado: text('estado', /^\d\d$/),
  }
}

/** The same filters as an address. */
export function filtersQuery(filters: Filters): string {
  const set = Object.entries(filters).filter(([, value]) => value !== '') as [string, string][]
  return set.length === 0 ? '' : `?${new URLSearchParams(set).toString()}`
}
