// Reading an order: by its holder, by the desks, and as counts.
import { wire } from '#clock'
import type { App } from '#context'
import type { Claves } from '#db'
import { findTrouble } from '#mailer'
import type { Trouble } from '#mailer'
import { readCharge, readReference } from '#payments'
import { requireAccess } from './access.ts'
import { STATES } from './order.ts'
import * as store from './store.ts'

export interface OrderView {
  readonly folio: string
  readonly estado: string
  readonly importeCentavos: number
  readonly historial: readonly { readonly estado: string; readonly en: string }[]
  readonly pago: {
    readonly medio: string
    readonly url?: string
    readonly cobro?: string
    readonly lineaDeCaptura?: string
    readonly venceEn?: string
  } | null
  readonly copia?: { readonly identificadorElectronico: string; readonly codigoVerificacion: string }
  readonly entidadRegistro: string
  readonly correo?: string
  /** Why the last mail to that address reached nobody. */
  readonly correoProblema?: Trouble
  /** When the present state ends by itself: the payment window, or the refund of a paid order without a copy. */
  readonly venceEn?: string
}

/** Invites whoever holds an order to say how it went, once it has ended; given by the wiring, so that no room reaches up. */
export type Invite = (order: OrderView) => Promise<{ readonly url: string } | null>

/** The order for whoever holds its token. @throws notFound `solicitud-no-encontrada`, the same for a wrong folio and a wrong token */
export async function readOrder(app: App, folio: string, acceso: string | undefined): Promise<OrderView> {
  const row = await requireAccess(app, folio, acceso)
  const [life, charge, reference, contact] = await Promise.all([
    store.selectLife(app.db, row.folio),
    readCharge(app, row.folio),
    readReference(app, row.folio),
    store.selectContact(app.db, row.folio),
  ])
  const correo = contact?.correo ?? null
  const failed = correo === null ? null : await findTrouble(app, { subject: row.folio, to: correo })
  return {
    folio: row.folio,
    estado: STATES[row.state].wire,
    importeCentavos: row.importe_centavos,
    historial: life.map((one) => ({ estado: STATES[one.to_state].wire, en: wire(one.at) })),
    pago: {
      medio: row.medio,
      ...(charge ? { url: charge.url, cobro: charge.cobro } : {}),
      ...(reference ? { lineaDeCaptura: reference.lineaDeCaptura, venceEn: wire(reference.venceEn) } : {}),
    },
    ...(row.codigo && row.identificador
      ? { copia: { identificadorElectronico: row.identificador, codigoVerificacion: row.codigo } }
      : {}),
    entidadRegistro: row.entidad,
    ...(correo ? { correo } : {}),
    ...(failed ? { correoProblema: failed.trouble } : {}),
    ...(row.deadline_at ? { venceEn: wire(row.deadline_at) } : {}),
  }
}

/** What the desks may know of an order by its folio alone; null when there is none. No token is asked for: say it to nobody else. */
export async function findOrder(
  app: Pick<App, 'db'>,
  folio: string,
): Promise<{
  entidad: string
  estado: string
  codigo: string | null
  correo: string | null
  /** Of the acta at its entidad. */
  referencia: string
} | null> {
  const row = await store.selectOrder(app.db, folio)
  if (!row) return null
  const correo = (await store.selectContact(app.db, folio))?.correo ?? null
  const { entidad, codigo, referencia } = row
  return { entidad, estado: STATES[row.state].wire, codigo, correo, referencia }
}

/** How many orders ended from `desde` up to `hasta`, with a copy or without one: of each of these, and with null of all together. */
export async function countFinished(
  app: Pick<App, 'db'>,
  ventana: { readonly desde: Temporal.Instant; readonly hasta: Temporal.Instant },
  claves: Claves,
): Promise<ReadonlyMap<string | null, number>> {
  const rows = await store.countEnded(app.db, ventana.desde, ventana.hasta, claves)
  return new Map(rows.map(({ entidad, n }) => [entidad, n]))
}

/** What became of the orders placed from `desde` up to `hasta`, per entidad: counts, and seconds between the steps. */
export async function readFunnel(
  app: App,
  desde: Temporal.Instant,
  hasta: Temporal.Instant,
  claves: readonly string[] | null,
): Promise<store.FunnelRow[]> {
  return await store.selectFunnel(app.db, desde, hasta, claves)
}
