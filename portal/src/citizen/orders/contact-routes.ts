// The pages around an order's address: a link from a mail, a new one, and another address when the mails reach nobody.
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '#context'
import { isDomainError } from '#errors'
import { problemOf, sentence } from '#problems'
import { typed } from '#ui/fields'
import type { FieldError } from '#ui/fields'
import { sendPage } from '#ui/layout'
import { paths, patterns } from '#ui/paths'
import { accessToken, isRecoverable } from './access.ts'
import { correctContact, maskAddress, renewLink } from './contact.ts'
import { expiredLinkPage, linkSentPage } from './contact-pages.ts'
import type { ContactView } from './contact-pages.ts'
import { readLink } from './link.ts'
import { parseFolio } from './order.ts'
import * as store from './store.ts'

const HIDDEN = { schema: { hide: true } }
/** More than any address has; what was typed is kept for the page that asks to mend it. */
const KEPT_MAIL = 1_000

type Named = { Params: { folio: string } }

/** What the pages of an order lend to these. */
export interface OrderDoor {
  readonly tokenOf: (request: FastifyRequest, folio: string) => string | undefined
  /** Lets this device in. */
  readonly open: (reply: FastifyReply, folio: string, acceso: string) => FastifyReply
  readonly isRight: (folio: string, acceso: string) => Promise<boolean>
  readonly hidden: (reply: FastifyReply) => Promise<FastifyReply>
  /** The order's own page with something to mend; null when this device may not see it. */
  readonly show: (folio: string, acceso: string | undefined, extra: Partial<ContactView>) => Promise<string | null>
}

export function contactRoutes(app: App, door: OrderDoor): FastifyPluginAsync {
  return async (server) => {
    const site = app.config
    const nameIn = (request: FastifyRequest<Named>): string => parseFolio(request.params.folio) ?? ''

    server.get<Named & { Querystring: { acceso?: unknown } }>(patterns.orderEnter, HIDDEN, async (request, reply) => {
      const folio = nameIn(request)
      const acceso = typeof request.query.acceso === 'string' ? request.query.acceso : ''
      const link = readLink(app, folio, acceso, app.clock.now())
      if (link === 'expired') return await expired(reply, folio, acceso)
      const token = link === 'opens' ? accessToken(app, folio) : acceso
      if (!(await door.isRight(folio, token))) return await door.hidden(reply)
      reply.header('cache-control', 'no-store')
      return await door.open(reply, folio, token).redirect(paths.order(folio), 303)
    })

    const expired = async (reply: FastifyReply, folio: string, acceso: string): Promise<FastifyReply> => {
      const row = await store.selectOrder(app.db, folio)
      const open = row !== undefined && isRecoverable(row, app.clock.now())
      const contact = await store.selectContact(app.db, folio)
      const view = expiredLinkPage({
        site,
        folio,
        horas: site.mail.linkHours,
        acceso: open ? acceso : null,
        correo: contact === null ? null : maskAddress(contact.correo),
      })
      return await sendPage(reply, view, { status: 410 })
    }

    server.post<Named>(patterns.orderLink, HIDDEN, async (request, reply) => {
      const folio = nameIn(request)
      // A link that still opens proves as much as one that expired.
      if (readLink(app, folio, typed(request.body, 'acceso'), app.clock.now()) === null) return await door.hidden(reply)
      await renewLink(app, folio)
      return await reply.redirect(paths.linkSent, 303)
    })

    server.get(paths.linkSent, HIDDEN, async (_request, reply) => await sendPage(reply, linkSentPage({ site })))

    server.post<Named>(patterns.orderContact, HIDDEN, async (request, reply) => {
      const folio = nameIn(request)
      const acceso = door.tokenOf(request, folio)
      const correoEscrito = typed(request.body, 'correo').slice(0, KEPT_MAIL)
      try {
        await correctContact(app, folio, acceso, correoEscrito)
      } catch (error) {
        if (!isDomainError(error) || error.kind === 'unavailable') throw error
        // Nothing is wrong with the address: the page says how the order stands.
        if (error.codigo === 'correo-entregado') return await reply.redirect(paths.order(folio), 303)
        const errors: FieldError[] = [
          { campo: 'correo', mensaje: sentence(error.details.campos?.[0]?.codigo ?? error.codigo) },
        ]
        const view = error.kind === 'notFound' ? null : await door.show(folio, acceso, { correoEscrito, errors })
        if (view === null) return await door.hidden(reply)
        const { retryAfterS } = error.details
        return await sendPage(reply, view, {
          status: problemOf(error).status,
          ...(retryAfterS === undefined ? {} : { retryAfterS }),
        })
      }
      return await reply.redirect(`${paths.order(folio)}?correo=guardado`, 303)
    })
  }
}
