// The fee of an entidad from a day on, as its own finance office read it in the law; who signs reads the law too.
import { centralDay, readDay } from '#clock'
import { addFee, listEntidades } from '#directory'
import type { FieldProblem } from '#errors'
import { isoDate } from '#ui/fields'
import { entidadOf, mend } from '../kind.ts'
import type { Kind } from '../kind.ts'

export interface FeeAct {
  readonly centavos: number
  readonly vigenteDesde: string
  readonly fuente: string
}

/** No copy costs more: a larger amount is a slip of the hand. */
const MOST_CENTAVOS = 1_000_000
const LONGEST_SOURCE = 300

/** Centavos of an amount in pesos as people write it; null for what is none. */
export function centavosOf(text: string): number | null {
  const found = /^\$?\s*(\d{1,3}(?:,?\d{3})*|\d{1,6})(?:\.(\d{2}))?$/.exec(text.trim())
  return found ? Number(found[1]!.replaceAll(',', '')) * 100 + Number(found[2] ?? 0) : null
}

export const fee: Kind<FeeAct> = {
  async draft({ app, staff, field }) {
    const entidad = entidadOf(
      { staff, field },
      (await listEntidades(app)).map((one) => one.clave),
    )
    const centavos = centavosOf(field('importe'))
    const day = isoDate({ dia: field('desde-dia'), mes: field('desde-mes'), anio: field('desde-anio') })
    const fuente = field('fuente').normalize('NFC')
    const tomorrow = Temporal.PlainDate.from(centralDay(app.clock.now())).add({ days: 1 })
    const campos: FieldProblem[] = []
    if (centavos === null || centavos > MOST_CENTAVOS) campos.push({ campo: 'importe', codigo: 'importe-invalido' })
    const date = readDay(day)
    if (date === null) campos.push({ campo: 'desde', codigo: day === '' ? 'dia-falta' : 'dia-imposible' })
    // What was quoted today stays what it is; a fee begins tomorrow at the earliest.
    else if (
      Temporal.PlainDate.compare(date, tomorrow) < 0 ||
      Temporal.PlainDate.compare(date, tomorrow.add({ years: 2 })) > 0
    )
      campos.push({ campo: 'desde', codigo: 'dia-fuera', params: { desde: tomorrow.toString() } })
    if (fuente === '' || fuente.length > LONGEST_SOURCE)
      campos.push({ campo: 'fuente', codigo: 'fuente-falta', params: { max: LONGEST_SOURCE } })
    mend(campos)
    return { entidad, asunto: `${entidad} ${day}`, contenido: { centavos: centavos!, vigenteDesde: day, fuente } }
  },

  async carryOut({ app, tx, act, contenido, actor }) {
    await addFee(app, tx, { clave: act.entidad, ...contenido }, actor)
  },
}
