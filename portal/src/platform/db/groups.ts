// For statements that count for several entidades at once.

/** Of whom a figure is asked: of each of these entidades, and with null of all together, also of what belongs to none. */
export type Claves = readonly (string | null)[]

export interface Groups {
  /** What to select; null in the row of all together. */
  readonly entidad: string
  /** A condition to be added to others, with its `and`, or nothing. */
  readonly where: string
  /** To stand after `group by`. */
  readonly by: string
  /** The parameter of these parts, if they need one. */
  readonly values: readonly unknown[]
}

/**
 * The parts of a statement that counts for each of these and for all together in a single reading of its rows. `n` is the
 * number of the parameter that it may use, the last of the statement.
 */
export function groupsOf(claves: Claves, n: number, column = 'entidad'): Groups {
  const each = claves.filter((one) => one !== null)
  if (each.length === 0) return { entidad: 'null::text', where: '', by: 'grouping sets (())', values: [] }
  const asked = `${column} = any($${n})`
  if (!claves.includes(null)) return { entidad: column, where: `and ${asked}`, by: column, values: [each] }
  const both = `grouping sets ((${column}), ()) having grouping(${column}) = 1 or ${asked}`
  return { entidad: column, where: '', by: both, values: [each] }
}
