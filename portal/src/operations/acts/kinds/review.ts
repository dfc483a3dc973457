// A payment under review: less than the price came, and people decide whether the copy is made all the same.
import { listUnderReview, resolveReview } from '#orders'
import { scopeOf } from '#staff'
import { mend } from '../kind.ts'
import type { Kind } from '../kind.ts'

export interface ReviewAct {
  readonly acepta: boolean
}

export const review: Kind<ReviewAct> = {
  async draft({ app, staff, field }) {
    const folio = field('folio')
    const decision = field('decision')
    const order = (await listUnderReview(app, scopeOf(staff))).find((one) => one.folio === folio)
    mend([
      ...(order ? [] : [{ campo: 'folio', codigo: 'folio-no-en-revision' }]),
      ...(['aceptar', 'no-aceptar'].includes(decision) ? [] : [{ campo: 'decision', codigo: 'decision-falta' }]),
    ])
    return { entidad: order!.entidad, asunto: folio, contenido: { acepta: decision === 'aceptar' } }
  },

  async carryOut({ app, tx, act, contenido, actor }) {
    await resolveReview(app, tx, act.asunto, { accept: contenido.acepta, actor, acto: act.folio })
  },
}
