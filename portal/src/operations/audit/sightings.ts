// Who saw an order, as its holder may know it: when, from which office, and never the name of a person.
import type { App } from '#context'
import { listVerifications } from '#copies'
import { listEntidades } from '#directory'
import { casesOfOrder } from '#helpdesk'
import { searchJournal } from '#journal'
import type { Entry } from '#journal'
import type { Look } from '#holders'
import { listOrdersOfRecord } from '#orders'
import type { Sighting } from '#orders'

const LOOKS = ['staff.looked', 'ticket.receiptRead']
const STEPS: Readonly<Record<string, 'emitida' | 'descargada'>> = {
  'copy.issued': 'emitida',
  'order.delivered': 'descargada',
}
const MOST = 200

/** The newest first. `codigo` is the code of its copy, once there is one. */
export async function whoSaw(
  app: App,
  order: { readonly folio: string; readonly codigo: string | null },
): Promise<readonly Sighting[]> {
  const { folio } = order
  const asuntos = [folio, ...(await casesOfOrder(app, order))]
  const [looks, steps, verified, entidades] = await Promise.all([
    searchJournal(app, { asuntos, eventos: LOOKS }, MOST),
    searchJournal(app, { asuntos: [folio], eventos: Object.keys(STEPS) }, MOST),
    listVerifications(app, folio, MOST),
    listEntidades(app),
  ])
  const names = new Map(entidades.map((one) => [one.clave, one.nombre]))
  const all: Sighting[] = [
    ...looks.map((one) => byOffice(one, names)),
    ...steps.map((one) => ({ en: one.at, que: STEPS[one.event]! })),
    ...verified.map((one) => ({ en: one.at, que: 'verificada' as const, medio: one.medio })),
  ]
  return all.sort((a, b) => Temporal.Instant.compare(b.en, a.en)).slice(0, MOST)
}

/** The same of every order of one acta, for the holder of the record: and that a copy was paid, which no order's page tells. */
export async function whoSawRecord(app: App, blind: Buffer): Promise<readonly Look[]> {
  const orders = await listOrdersOfRecord(app, blind)
  const looks = await Promise.all(
    orders.map(async ({ folio, codigo }) => {
      const [seen, paid] = await Promise.all([
        whoSaw(app, { folio, codigo }),
        searchJournal(app, { asuntos: [folio], eventos: ['order.paid'] }, MOST),
      ])
      const all: Look[] = [...seen, ...paid.map((one) => ({ en: one.at, que: 'pagada' as const }))]
      return all.map((one) => ({ ...one, folio }))
    }),
  )
  return looks.flat()
}

/** The office alone: its role, and its entidad for one that has one. Older looks at a receipt do not say it. */
function byOffice({ at, event, data }: Entry, names: ReadonlyMap<string, string>): Sighting {
  const text = (key: string): string => (typeof data[key] === 'string' ? data[key] : '')
  const sobre = event === 'ticket.receiptRead' ? 'comprobante' : text('motivo') === 'curp' ? 'curp' : text('que')
  return { en: at, que: 'oficina', rol: text('rol'), estado: names.get(text('oficina')) ?? '', sobre }
}
