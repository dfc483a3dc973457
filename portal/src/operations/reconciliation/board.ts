// What the board of payments shows: how old each waiting payment is, the files that came, and what they could not settle.
import type { App } from '#context'
import { listEntidades } from '#directory'
import { DEPOSIT_WIRE, listSurplus } from '#payments'
import type { TurnProvider } from '#staff'
import { catalogue } from '#ui/messages'
import { paths } from '#ui/paths'
import es from './es-MX.json' with { type: 'json' }
import { paymentsIndicator } from './indicator.ts'
import type { PaymentsIndicador } from './indicator.ts'
import * as store from './store.ts'

const t = catalogue(es)

const MOST_ROWS = 200
const DAYS_SHOWN = 14

export interface PaymentsBoard {
  readonly indicator: PaymentsIndicador
  readonly desde: Temporal.Instant
  readonly hasta: Temporal.Instant
  readonly ageing: readonly {
    readonly entidad: string
    readonly h24: number
    readonly h48: number
    readonly h72: number
    readonly beyond: number
    readonly oldest: Temporal.Instant
  }[]
  readonly files: readonly store.FileRow[]
  readonly lines: readonly (store.LineRow & { readonly estado: string })[]
  readonly refunds: Awaited<ReturnType<typeof listSurplus>>
  readonly names: ReadonlyMap<string, string>
}

/** How old the payments are that still wait; of one entidad, or (null) of all. */
export async function readAgeing(app: App, scope: string | null): Promise<PaymentsBoard['ageing']> {
  return await store.selectAgeing(app.db, app.clock.now(), scope)
}

/** The newest files of banks, the lines that did not simply pay an order, and what goes back: of one entidad, or (null) of all. */
export async function readFiles(app: App, scope: string | null): Promise<PaymentsBoard['files']> {
  return await store.selectFiles(app.db, scope, MOST_ROWS)
}

export async function readOddLines(app: App, scope: string | null): Promise<PaymentsBoard['lines']> {
  const lines = await store.selectOddLines(app.db, scope, MOST_ROWS)
  return lines.map((one) => ({ ...one, estado: DEPOSIT_WIRE[one.outcome] }))
}

/** The board of one entidad, or (null) of all. */
export async function readPaymentsBoard(app: App, scope: string | null): Promise<PaymentsBoard> {
  const hasta = app.clock.now()
  const desde = hasta.subtract({ hours: 24 * DAYS_SHOWN })
  const [indicator, ageing, files, lines, refunds, entidades] = await Promise.all([
    paymentsIndicator(app, { desde, hasta }, scope),
    store.selectAgeing(app.db, hasta, scope),
    readFiles(app, scope),
    readOddLines(app, scope),
    listSurplus(app, scope),
    listEntidades(app),
  ])
  return {
    indicator,
    desde,
    hasta,
    ageing,
    files,
    lines,
    refunds,
    names: new Map(entidades.map((one) => [one.clave, one.nombre])),
  }
}

/** What waits for people who watch payments: those past the limit, and money that goes back. */
export const paymentsTurn: TurnProvider = {
  name: t('turno.nombre'),
  right: 'pagos.ver',
  async turn(app, staff) {
    const [ageing, refunds] = await Promise.all([
      store.selectAgeing(app.db, app.clock.now(), staff.entidad),
      listSurplus(app, staff.entidad),
    ])
    const total = (key: 'h72' | 'beyond'): number => ageing.reduce((sum, one) => sum + one[key], 0)
    const href = paths.consolePayments
    return [
      { label: t('turno.vencidos'), href, n: total('beyond'), urgent: true },
      { label: t('turno.por-vencer'), href, n: total('h72'), urgent: false },
      {
        label: t('turno.devoluciones'),
        href,
        n: refunds.length,
        urgent: false,
        ...(refunds[0] ? { dueAt: refunds[0].due_at } : {}),
      },
    ]
  },
}
