// Finds what a name leads to, within the reach of whoever asks. What is another's is answered as what does not exist.
import type { App } from '#context'
import { withoutReach } from '#db'
import { DomainError } from '#errors'
import { noteLook } from '#holders'
import { append } from '#journal'
import { attendsRefusal, listAbout, worksOnTicket } from '#helpdesk'
import { ownerOfIncident } from '#incidents'
import { listOrdersOfCurp, lookUpOrder, parseFolio } from '#orders'
import type { FoundOrder } from '#orders'
import { may } from '#staff'
import type { Staff } from '#staff'
import { paths } from '#ui/paths'
import type { Asked } from './asked.ts'

/** Where it leads, or the orders of one CURP, of which there may be several or none. */
export type Found = { readonly href: string } | { readonly orders: readonly FoundOrder[] }

/** Orders tell who asked for whose acta: only desks find them. */
export function findsOrders(staff: Staff): boolean {
  return may(staff, 'solicitud.buscar', staff.emergencia?.entidad ?? staff.entidad)
}

export async function find(app: App, staff: Staff, asked: Asked): Promise<Found> {
  if (asked.por === 'curp') return await findByCurp(app, staff, asked.curp)
  const href =
    asked.por === 'incidencia' ? await findIncident(app, staff, asked.id) : await findFolio(app, staff, asked)
  return href === null ? { orders: [] } : { href }
}

async function findIncident(app: App, staff: Staff, id: string): Promise<string | null> {
  const entidad = await ownerOfIncident(app, id)
  return entidad === undefined || !may(staff, 'tableros', entidad) ? null : paths.consoleIncident(id)
}

async function findFolio(app: App, staff: Staff, asked: Asked): Promise<string | null> {
  if (asked.por !== 'folio') return null
  const { act, rep, rec } = asked
  if (rep !== null && (await worksOnTicket(app, staff, rep))) return paths.consoleTicket(rep)
  if (rec !== null && (await attendsRefusal(app, staff, rec))) return paths.consoleRefusal(rec)
  const order = act === null ? null : await lookUpOrder(app, act)
  return order && may(staff, 'solicitud.buscar', order.entidad) ? paths.consoleOrder(act!) : null
}

async function findByCurp(app: App, staff: Staff, curp: string): Promise<Found> {
  if (!findsOrders(staff)) return { orders: [] }
  const all = await listOrdersOfCurp(app, curp)
  const orders = all.filter((one) => may(staff, 'solicitud.buscar', one.entidad))
  await record(app, staff, curp, orders)
  return orders.length === 1 ? { href: paths.consoleOrder(orders[0]!.folio) } : { orders }
}

/** Before anything is shown: that somebody asked by CURP is on record of each order, and of none when there was none. */
async function record(app: App, staff: Staff, curp: string, orders: readonly FoundOrder[]): Promise<void> {
  const data = { que: 'solicitud', motivo: 'curp', rol: staff.rol, oficina: staff.entidad }
  const subjects = orders.length > 0 ? orders : [{ folio: 'curp', entidad: staff.entidad }]
  await app.db.tx(async (tx) => {
    for (const { folio, entidad } of subjects)
      await append(app, tx, { event: 'staff.looked', actor: staff.id, subject: folio, entidad, data })
  })
  if (orders.length === 0) return
  // Whether a holder wants to be told is nothing that an office may see: it is the program that asks.
  await withoutReach(async () => {
    const look = { que: 'oficina', rol: staff.rol, oficina: staff.entidad, sobre: 'curp' } as const
    await app.db.tx(async (tx) => await noteLook(app, tx, curp, look))
  })
}

export interface OrderShown extends FoundOrder {
  readonly reportes: readonly { readonly folio: string; readonly estado: string }[]
}

/** One order for a desk that may see it. @throws notFound `direccion-no-encontrada` */
export async function readOrderForDesk(app: App, staff: Staff, name: string): Promise<OrderShown> {
  const folio = parseFolio(name)
  const found = folio === null ? null : await lookUpOrder(app, folio)
  if (found === null || !may(staff, 'solicitud.buscar', found.entidad))
    throw new DomainError('notFound', 'direccion-no-encontrada')
  return { ...found, reportes: await listAbout(app, staff, found.folio) }
}
