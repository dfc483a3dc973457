// The way in of a holder and the way out: to the provider, back with a session, and its end.
import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import type { App } from '#context'
import type { DomainError } from '#errors'
import { isDomainError } from '#errors'
import { problemOf } from '#problems'
import { discoverOnce } from '#sign-in'
import { sendPage } from '#ui/layout'
import { paths } from '#ui/paths'
import { holderDoorPage } from './pages.ts'
import type { SamplePerson } from './pages.ts'
import { beginningCookie, closeHolderSession, holderCookie } from './sessions.ts'
import { beginHolderSignIn, finishHolderSignIn, safeReturn } from './way-in.ts'

const HIDDEN = { schema: { hide: true } }

/** People of the demonstration who enter by one click; none outside it. */
export type Samples = () => Promise<readonly SamplePerson[]>

interface Wanted {
  readonly vuelve?: unknown
  readonly cuenta?: unknown
  /** Set once the browser was led to the address that the provider leads back to. */
  readonly aqui?: unknown
}

export interface Entry {
  readonly routes: FastifyPluginAsync
  /** The page from which one signs in, with what went wrong if something did. */
  readonly door: (reply: FastifyReply, at: { back: string; error?: DomainError }) => Promise<FastifyReply>
}

export function entryRoutes(app: App, samples: Samples): Entry {
  const site = app.config
  const provider = discoverOnce(site.holderSignIn, site.world)

  const door: Entry['door'] = async (reply, { back, error }) => {
    const problem = error ? problemOf(error) : null
    const view = holderDoorPage({
      site,
      offered: site.holderSignIn !== null,
      back: safeReturn(back),
      people: site.world === 'ninguno' ? [] : await samples(),
      ...(problem ? { message: problem.title } : {}),
    })
    return await sendPage(reply, view, problem ? { status: problem.status } : {})
  }

  /** What goes wrong on the way in is said on the page from which one starts again. */
  const orTold = async (reply: FastifyReply, work: () => Promise<FastifyReply>): Promise<FastifyReply> => {
    try {
      return await work()
    } catch (error) {
      if (!isDomainError(error)) throw error
      return await door(reply, { back: paths.holder, error })
    }
  }

  const routes: FastifyPluginAsync = async (server) => {
    server.get<{ Querystring: Wanted }>(paths.holderEnter, HIDDEN, async (request, reply) => {
      const { vuelve, cuenta, aqui } = request.query
      const account = site.world !== 'ninguno' && typeof cuenta === 'string' && cuenta !== '' ? cuenta : null
      const back = safeReturn(vuelve)
      // The cookie that is set here must be there when the provider leads back, so both happen at the same address.
      if (request.headers.host !== new URL(site.publicUrl).host && aqui === undefined) {
        const query = new URLSearchParams({ vuelve: back, aqui: '1', ...(account === null ? {} : { cuenta: account }) })
        return await reply.redirect(`${site.publicUrl}${paths.holderEnter}?${query.toString()}`, 303)
      }
      return await orTold(reply, async () => {
        const begun = await beginHolderSignIn(app, provider, { back, account })
        const { name, options } = beginningCookie(site)
        return await reply.setCookie(name, begun.sealed, options).redirect(begun.url, 303)
      })
    })

    server.get(paths.holderReturn, HIDDEN, async (request, reply) => {
      return await orTold(reply, async () => {
        const beginning = beginningCookie(site)
        const sealed = request.cookies[beginning.name]
        const { secret, back } = await finishHolderSignIn(app, provider, { url: request.url, sealed }, request)
        // A session that this browser had before ends: it is never taken over by the next.
        await closeHolderSession(app, request)
        const { name, options } = holderCookie(site)
        reply.header('cache-control', 'no-store').clearCookie(beginning.name, beginning.options)
        return await reply.setCookie(name, secret, options).redirect(back, 303)
      })
    })

    server.post(paths.holderLeave, HIDDEN, async (request, reply) => {
      await closeHolderSession(app, request)
      const { name, options } = holderCookie(site)
      return await reply.clearCookie(name, options).redirect(paths.holder, 303)
    })
  }
  return { routes, door }
}
