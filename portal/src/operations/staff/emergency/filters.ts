// The filters of the list of emergency accesses as they stand in its address. Pure.
export const SITUATIONS = ['abierto', 'por_revisar', 'fuera_de_plazo', 'justificado', 'no_justificado'] as const
export type Situation = (typeof SITUATIONS)[number]

export interface Filters {
  readonly situacion: Situation | ''
  /** Two digits of an entidad, or none. */
  readonly estado: string
}

/** What cannot be read is no filter. */
export function readFilters(query: unknown): Filters {
  const given = query as Readonly<Record<string, unknown>>
  const estado = typeof given['estado'] === 'string' && /^\d\d$/.test(given['estado']) ? given['estado'] : ''
  return { situacion: SITUATIONS.find((one) => one === given['situacion']) ?? '', estado }
}

/** The same filters as an address. */
export function filtersQuery(filters: Filters): string {
  const set = Object.entries(filters).filter(([, value]) => value !== '')
  return set.length === 0 ? '' : `?${new URLSearchParams(set as [string, string][]).toString()}`
}
