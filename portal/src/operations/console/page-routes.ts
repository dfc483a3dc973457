// The search of the console and its keys. What was found is led to; a CURP comes by POST alone and goes into no address.
import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import type { App } from '#context'
import { listEntidades } from '#directory'
import type { FoundOrder } from '#orders'
import { requireStaff } from '#staff'
import type { Staff } from '#staff'
import { typed } from '#ui/fields'
import { sendPage } from '#ui/layout'
import { paths, patterns } from '#ui/paths'
import { readAsked } from './asked.ts'
import { readEntidadBoard } from './entidad.ts'
import { entidadPage } from './entidad-page.ts'
import { keysPage, orderPage, searchPage, t } from './pages.ts'
import { find, findsOrders, readOrderForDesk } from './search.ts'

const HIDDEN = { schema: { hide: true } }
/** Says, at an address that held a CURP and no longer does, why nothing was looked for. */
const CURP_IN_ADDRESS = 'curp'

export function consolePageRoutes(app: App): FastifyPluginAsync {
  return async (server) => {
    const site = app.config

    const namesOf = async (): Promise<Map<string, string>> =>
      new Map((await listEntidades(app)).map((one) => [one.clave, one.nombre]))

    const show = async (
      reply: FastifyReply,
      staff: Staff,
      v: { q: string; orders: readonly FoundOrder[] | null; mensaje?: string },
    ): Promise<FastifyReply> => {
      const { q, orders, mensaje } = v
      const errors = mensaje === undefined ? {} : { errors: [{ campo: 'buscar', mensaje }] }
      const text = searchPage({
        site,
        staff,
        q,
        orders,
        names: await namesOf(),
        findsOrders: findsOrders(staff),
        ...errors,
      })
      return await sendPage(reply, text, mensaje === undefined ? {} : { status: 422 })
    }

    /** Looks, leads to the page of what was found, or says on the answer what it is, or that there is nothing. */
    const answer = async (reply: FastifyReply, staff: Staff, q: string): Promise<FastifyReply> => {
      const asked = readAsked(q)
      if (asked.por === 'nada')
        return await show(reply, staff, { q, orders: null, mensaje: t(`buscar.${asked.codigo}`) })
      const found = await find(app, staff, asked)
      if ('href' in found) return await reply.redirect(found.href, 303)
      return await show(reply, staff, { q, orders: found.orders })
    }

    server.get<{ Querystring: { q?: unknown; aviso?: unknown } }>(
      paths.consoleSearch,
      HIDDEN,
      async (request, reply) => {
        const staff = await requireStaff(app, request, 'tableros')
        const { q, aviso } = request.query
        if (typeof q !== 'string') {
          const mensaje = aviso === CURP_IN_ADDRESS ? { mensaje: t('buscar.curp-direccion') } : {}
          return await show(reply, staff, { q: '', orders: null, ...mensaje })
        }
        if (readAsked(q).por === 'curp')
          return await reply.redirect(`${paths.consoleSearch}?aviso=${CURP_IN_ADDRESS}`, 303)
        return await answer(reply, staff, q)
      },
    )

    server.post(paths.consoleSearch, HIDDEN, async (request, reply) => {
      const staff = await requireStaff(app, request, 'tableros')
      return await answer(reply, staff, typed(request.body, 'q'))
    })

    server.get<{ Params: { folio: string } }>(patterns.consoleOrder, HIDDEN, async (request, reply) => {
      const staff = await requireStaff(app, request, 'solicitud.buscar')
      const order = await readOrderForDesk(app, staff, request.params.folio)
      return await sendPage(reply, orderPage({ site, staff, order, names: await namesOf() }))
    })

    server.get<{ Params: { clave: string } }>(patterns.consoleEntidad, HIDDEN, async (request, reply) => {
      const { clave } = request.params
      const staff = await requireStaff(app, request, 'tableros', clave)
      return await sendPage(reply, entidadPage({ site, staff, board: await readEntidadBoard(app, staff, clave) }))
    })

    server.get(paths.consoleKeys, HIDDEN, async (request, reply) => {
      const staff = await requireStaff(app, request, 'tableros')
      return await sendPage(reply, keysPage({ site, staff }))
    })
  }
}
