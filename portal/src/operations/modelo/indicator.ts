// What every indicator says of itself: a value, two readings, how many facts, who answers for it, and where the rows are.
import { ENTIDADES } from '@actas/node-kit/contract/entidad.ts'
import { DomainError } from '#errors'
import type { Verdict } from './formulas.ts'

export type Veredicto = Verdict

/** The time over which an indicator is taken: from `desde` up to, not including, `hasta`. */
export interface Ventana {
  readonly desde: Temporal.Instant
  readonly hasta: Temporal.Instant
}

/** The wire form of one indicator (outside face §1). `valor` is a percentage cut at two decimals, or a count. */
export interface Indicador {
  readonly valor: number | null
  readonly veredicto: Veredicto
  /** The letter's threshold against the bare value. */
  readonly literal: Veredicto
  /** The same with interval, coverage and maturity. */
  readonly estricta: Veredicto
  /** Facts that were judged. */
  readonly n: number
  /** As in Anexo 1 of the letter. */
  readonly responsable: readonly string[]
  /** Address of the rows behind the figure, as CSV or JSON. */
  readonly evidencia: string
  /** Counts from which anyone computes the value again, by name. */
  readonly cuentas: Readonly<Record<string, number>>
}

/** An indicator whose literal reading decides. */
export function indicador(one: Omit<Indicador, 'veredicto'>): Indicador {
  return { ...one, veredicto: one.literal }
}

/** No facts: never a pass. */
export function SIN_DATOS(responsable: readonly string[], evidencia: string): Indicador {
  return indicador({
    valor: null,
    literal: 'SIN_DATOS',
    estricta: 'SIN_DATOS',
    n: 0,
    responsable,
    evidencia,
    cuentas: {},
  })
}

/** The window and the entidad that an address asks for. @throws invalid `ventana-invalida`, `entidad-desconocida` with the field */
export function askedWindow(query: {
  readonly desde?: string | undefined
  readonly hasta?: string | undefined
  readonly entidad?: string | undefined
}): { ventana: Ventana; clave: string | null } {
  const { desde, hasta, entidad } = query
  const refuse = (campo: string, codigo: string): never => {
    throw new DomainError('invalid', codigo, { campos: [{ campo, codigo }] })
  }
  if (entidad !== undefined && !ENTIDADES.some((one) => one.clave === entidad)) refuse('entidad', 'entidad-desconocida')
  const ventana = { desde: instant(desde), hasta: instant(hasta) }
  if (!ventana.desde) return refuse('desde', 'ventana-invalida')
  if (!ventana.hasta || Temporal.Instant.compare(ventana.desde, ventana.hasta) >= 0)
    return refuse('hasta', 'ventana-invalida')
  return { ventana: { desde: ventana.desde, hasta: ventana.hasta }, clave: entidad ?? null }
}

function instant(text: string | undefined): Temporal.Instant | null {
  try {
    return text === undefined ? null : Temporal.Instant.from(text)
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}
