// The pages of the holder: parse → door → page. Nothing personal stands in an address.
import type {} from '@fastify/cookie'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '#context'
import { isDomainError } from '#errors'
import { problemOf, sentence } from '#problems'
import { refuseOtherSites } from '#same-site'
import { typed } from '#ui/fields'
import { sendPage } from '#ui/layout'
import { paths } from '#ui/paths'
import { entryRoutes } from './entry-routes.ts'
import type { Samples } from './entry-routes.ts'
import { setLock } from './lock.ts'
import { MOST_LOOKS, listKeptLooks } from './looks.ts'
import { askForNotices, confirmAddress, readConfirmation, stopNotices } from './notices.ts'
import { confirmPage, confirmedPage, holderPage, lockPage, noticesPage } from './pages.ts'
import type { HolderView } from './pages.ts'
import { joinLooks } from './record.ts'
import type { Look } from './record.ts'
import { currentHolder } from './sessions.ts'
import type { Holder } from './sessions.ts'

const HIDDEN = { schema: { hide: true } }
/** More than any address has; what was typed is kept for the page that asks to mend it. */
const KEPT_MAIL = 1_000
const DONE = ['candado', 'sin-candado', 'aviso', 'sin-aviso', 'liga'] as const

/** What is on record of a record elsewhere, by the orders of its acta; given by the wiring, so that no room reaches up. */
export type LooksElsewhere = (blind: Buffer) => Promise<readonly Look[]>

export function holderPageRoutes(app: App, elsewhere: LooksElsewhere, samples: Samples): FastifyPluginAsync {
  return async (server) => {
    const site = app.config

    refuseOtherSites(server, site)
    const entry = entryRoutes(app, samples)
    await server.register(entry.routes)

    /** Does something for whoever is signed in; everybody else is led to the way in and comes back. */
    const asHolder = async (
      request: FastifyRequest,
      reply: FastifyReply,
      work: (holder: Holder) => Promise<FastifyReply>,
    ): Promise<FastifyReply> => {
      const holder = await currentHolder(app, request)
      if (holder === null) return await entry.door(reply, { back: backOf(request) })
      try {
        return await work(holder)
      } catch (error) {
        if (!isDomainError(error) || error.codigo !== 'falta-segundo-factor-titular') throw error
        return await reply.redirect(paths.holderLock, 303)
      }
    }

    server.get<{ Querystring: { hecho?: unknown } }>(paths.holder, HIDDEN, async (request, reply) => {
      return await asHolder(request, reply, async (holder) => {
        const [kept, others] = await Promise.all([listKeptLooks(app, holder.blind), elsewhere(holder.blind)])
        const { avisa, correo, correoNuevo, candadoDesde } = holder
        const done: HolderView['done'] = DONE.find((one) => one === request.query.hecho)
        const looks = joinLooks(kept, others, MOST_LOOKS)
        return await sendPage(reply, holderPage({ site, looks, avisa, correo, correoNuevo, candadoDesde, done }))
      })
    })

    server.get(paths.holderNotices, HIDDEN, async (request, reply) => {
      return await asHolder(request, reply, async ({ avisa, correo, correoNuevo }) => {
        return await sendPage(reply, noticesPage({ site, avisa, correo: correoNuevo ?? correo ?? '' }))
      })
    })

    server.post(paths.holderNotices, HIDDEN, async (request, reply) => {
      return await asHolder(request, reply, async (holder) => {
        if (typed(request.body, 'avisa') === 'no') {
          await stopNotices(app, holder)
          return await reply.redirect(`${paths.holder}?hecho=sin-aviso`, 303)
        }
        const correo = typed(request.body, 'correo').trim().slice(0, KEPT_MAIL)
        try {
          const how = await askForNotices(app, holder, correo)
          return await reply.redirect(`${paths.holder}?hecho=${how === 'link' ? 'liga' : 'aviso'}`, 303)
        } catch (error) {
          if (!isDomainError(error) || (error.kind !== 'invalid' && error.kind !== 'tooMany')) throw error
          const errors = [{ campo: 'correo', mensaje: sentence(error.codigo) }]
          const view = noticesPage({ site, avisa: holder.avisa, correo, errors })
          return await sendPage(reply, view, { status: problemOf(error).status })
        }
      })
    })

    server.get<{ Querystring: { clave?: unknown } }>(paths.holderMail, HIDDEN, async (request, reply) => {
      const clave = typeof request.query.clave === 'string' ? request.query.clave : ''
      const row = await readConfirmation(app, clave)
      return await sendPage(reply, confirmPage({ site, clave, correo: row?.correo_nuevo ?? null }), {
        status: row ? 200 : 410,
      })
    })

    server.post(paths.holderMail, HIDDEN, async (request, reply) => {
      if (await confirmAddress(app, typed(request.body, 'clave'))) return await sendPage(reply, confirmedPage({ site }))
      return await sendPage(reply, confirmPage({ site, clave: '', correo: null }), { status: 410 })
    })

    server.get(paths.holderLock, HIDDEN, async (request, reply) => {
      return await asHolder(request, reply, async ({ candadoDesde, fresh }) => {
        const view = { site, locked: candadoDesde !== null, fresh, minutos: site.confirmMinutes }
        return await sendPage(reply, lockPage(view))
      })
    })

    server.post(paths.holderLock, HIDDEN, async (request, reply) => {
      return await asHolder(request, reply, async (holder) => {
        const said = typed(request.body, 'candado')
        if (said !== 'si' && said !== 'no') return await reply.redirect(paths.holderLock, 303)
        await setLock(app, holder, said === 'si')
        return await reply.redirect(`${paths.holder}?hecho=${said === 'si' ? 'candado' : 'sin-candado'}`, 303)
      })
    })
  }
}

const backOf = (request: FastifyRequest): string => request.url.split('?')[0] ?? paths.holder
