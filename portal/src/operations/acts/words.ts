// The words of acts, and what one act says in one line.
import { catalogue, longDay, money } from '#ui/messages'
import type { ExemptionAct } from './kinds/exemption.ts'
import type { FeeAct } from './kinds/fee.ts'
import type { KeyAct } from './kinds/key.ts'
import type { RefundAct } from './kinds/refund.ts'
import type { ReviewAct } from './kinds/review.ts'
import type { SuspensionAct } from './kinds/suspension.ts'
import type { ActKind } from './act.ts'
import type { ActRow } from './store.ts'
import es from './es-MX.json' with { type: 'json' }

export const t = catalogue(es)

const LINES: Readonly<Record<ActKind, (act: ActRow) => string>> = {
  derecho: ({ contenido }) => {
    const { centavos, vigenteDesde } = contenido as FeeAct
    return t('linea.derecho', { precio: money(centavos), dia: longDay(vigenteDesde) })
  },
  llave: ({ contenido }) => t('linea.llave', { url: (contenido as KeyAct).alta.url }),
  suspension: ({ contenido }) => t(`linea.${(contenido as SuspensionAct).accion}`),
  revision: ({ asunto, contenido }) =>
    t((contenido as ReviewAct).acepta ? 'linea.acepta' : 'linea.no-acepta', { folio: asunto }),
  devolucion: ({ contenido }) => {
    const { centavos, folio } = contenido as RefundAct
    return t('linea.devolucion', { importe: money(centavos), folio })
  },
  exencion: ({ asunto, contenido }) =>
    t('linea.exencion', { folio: asunto, precio: money((contenido as ExemptionAct).centavos) }),
}

/** What would be done, or was. */
export const lineOf = (act: ActRow): string => LINES[act.que](act)
