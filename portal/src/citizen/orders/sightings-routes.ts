// The page that tells the holder of an order who saw it.
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { sendPage } from '#ui/layout'
import type { Site } from '#ui/layout'
import { patterns } from '#ui/paths'
import type { OrderView } from './reading.ts'
import { sightingsPage } from './sightings-page.ts'
import type { Sighting } from './sightings-page.ts'

const HIDDEN = { schema: { hide: true } }

/** Given by the wiring: what is on record of an order and of the cases about it lies in rooms above this one. */
export type WhoSaw = (order: { readonly folio: string; readonly codigo: string | null }) => Promise<readonly Sighting[]>

export function sightingsRoutes(
  site: Site,
  whoSaw: WhoSaw,
  door: {
    /** The order, for the device that may see it. */
    readonly read: (request: FastifyRequest<{ Params: { folio: string } }>) => Promise<OrderView | null>
    readonly hidden: (reply: FastifyReply) => Promise<FastifyReply>
  },
): FastifyPluginAsync {
  return async (server) => {
    server.get<{ Params: { folio: string } }>(patterns.orderSeen, HIDDEN, async (request, reply) => {
      const order = await door.read(request)
      if (order === null) return await door.hidden(reply)
      const { folio } = order
      const vistas = await whoSaw({ folio, codigo: order.copia?.codigoVerificacion ?? null })
      return await sendPage(reply, sightingsPage({ site, folio, vistas }))
    })
  }
}
