// A copy without payment: a counter asks with the person before it, another office of the same entidad signs.
import { withoutReach } from '#db'
import { DomainError } from '#errors'
import { isMailAddress } from '#mailer'
import { cancelExempt, placeExempt, signExemption } from '#orders'
import { curpProblems, filiacionProblems, readQuote, searchActas } from '#search'
import type { Quote } from '#search'
import { mend } from '../kind.ts'
import type { Asking, Kind } from '../kind.ts'

/** Why a copy may cost nothing. Ours: each entidad's law says which of them it knows. */
export const FUNDAMENTOS = ['autoridad', 'campana', 'vulnerable', 'error-propio'] as const
export type Fundamento = (typeof FUNDAMENTOS)[number]

export interface ExemptionAct {
  readonly fundamento: Fundamento
  /** What its entidad does not charge. */
  readonly centavos: number
  readonly anio: number
}

interface Found extends ExemptionAct {
  /** What the search found; not kept with the act. */
  readonly quote: Quote
}

export const exemption: Kind<ExemptionAct> = {
  async draft(asking) {
    const { staff, field } = asking
    const clave = staff.entidad
    if (clave === null) throw new DomainError('forbidden', 'sin-permiso')
    const fundamento = FUNDAMENTOS.find((one) => one === field('fundamento'))
    const correo = field('correo')
    mend([
      ...curpProblems(field('curp')),
      ...filiacionProblems(field('filiacion')),
      ...(fundamento ? [] : [{ campo: 'fundamento', codigo: 'fundamento-falta' }]),
      ...(correo === '' || isMailAddress(correo) ? [] : [{ campo: 'correo', codigo: 'correo-invalido' }]),
    ])
    const quote = await findOne(asking, clave)
    const { derechosCentavos: centavos, anioRegistro: anio } = quote
    const contenido: Found = { fundamento: fundamento!, centavos, anio, quote }
    return { entidad: clave, asunto: quote.busqueda, contenido }
  },

  async place({ app, tx, staff, field, draft, venceAt }) {
    const { quote, ...contenido } = draft.contenido as Found
    const correo = field('correo') || undefined
    const asunto = await placeExempt(app, tx, quote, { actor: staff.id, deadlineAt: venceAt, correo })
    return { asunto, contenido }
  },

  async carryOut({ app, tx, act, contenido, actor }) {
    const { fundamento, centavos } = contenido
    const signed = { acto: act.folio, propuso: act.propuso, firmo: actor, fundamento, centavos }
    await signExemption(app, tx, act.asunto, signed)
  },

  async drop({ app, tx, act, actor }) {
    await cancelExempt(app, tx, act.asunto, actor)
  },
}

/** The acta of this counter's own registry; the same answer as for anyone who searches. @throws conflict `acta-varias` */
async function findOne({ app, field }: Asking, clave: string): Promise<Quote> {
  const criteria = { curp: field('curp'), entidadRegistro: clave, filiacion: field('filiacion') }
  // What people look for is out of reach of every office: it is the program that asks, as for anyone.
  return await withoutReach(async () => {
    const found = await searchActas(app, criteria, { holder: null })
    const [one, ...more] = found.filter((acta) => acta.entidadRegistro === clave)
    if (more.length > 0) throw new DomainError('conflict', 'acta-varias')
    if (!one) throw new DomainError('notFound', 'acta-no-encontrada')
    return await readQuote(app, one.busqueda)
  })
}
