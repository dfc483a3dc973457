// Money that came over a counter went back by transfer: who says so, and from which amount on a second person does too.
import { listDueByHand, settleByHand } from '#payments'
import type { DueRow } from '#payments'
import { scopeOf } from '#staff'
import { mend } from '../kind.ts'
import type { Kind } from '../kind.ts'

export interface RefundAct extends Pick<DueRow, 'clase' | 'id' | 'folio' | 'centavos'> {
  /** As the bank of whoever paid back names the transfer; never an account. */
  readonly rastreo: string
}

/** Letters and digits; an account number of 18 digits is refused, so that nobody writes one here. */
const TRACKING = /^[A-Z0-9]{6,30}$/
const ACCOUNT = /^\d{16,18}$/

export const nameOfDue = (due: Pick<DueRow, 'clase' | 'id'>): string => `${due.clase}|${due.id}`

export const refund: Kind<RefundAct> = {
  async draft({ app, staff, field, rules }) {
    const due = (await listDueByHand(app, scopeOf(staff))).find((one) => nameOfDue(one) === field('devolucion'))
    const rastreo = field('rastreo').toUpperCase().replace(/[\s-]/g, '')
    mend([
      ...(due ? [] : [{ campo: 'devolucion', codigo: 'devolucion-falta' }]),
      ...(TRACKING.test(rastreo) && !ACCOUNT.test(rastreo) ? [] : [{ campo: 'rastreo', codigo: 'rastreo-invalido' }]),
    ])
    const { clase, id, folio, entidad, centavos } = due!
    const alone = centavos < rules.refundTogetherFrom
    return { entidad, asunto: nameOfDue(due!), contenido: { clase, id, folio, centavos, rastreo }, alone }
  },

  async carryOut({ app, tx, act, contenido, actor }) {
    await settleByHand(app, tx, { ...contenido, entidad: act.entidad }, { rastreo: contenido.rastreo, actor })
  },
}
