// The way into the console and out of it, its first page, and the gate before every address below it.
import type { FastifyPluginAsync, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify'
import type { App } from '#context'
import { inReach, setMark, setReach } from '#db'
import { DomainError, isDomainError } from '#errors'
import { problemOf } from '#problems'
import { sendPage } from '#ui/layout'
import { isFromThisSite, paths } from '#ui/paths'
import { accessOf, answers } from './access.ts'
import { signInPage, turnPage } from './pages.ts'
import { beginSignIn, discoverOnce, finishSignIn, safeReturn } from './sign-in.ts'
import {
  admitHalfway,
  admitStaff,
  closeSession,
  confine,
  openSession,
  pendingCookie,
  requireStaff,
  sessionCookie,
} from './sessions.ts'
import { demonstrationDoors } from './staff.ts'
import { turnOf } from './turn.ts'
import type { TurnProvider } from './turn.ts'

const HIDDEN = { schema: { hide: true } }
/**
 * Before every address below the console: nothing is changed by the page of another site, nobody passes without a session,
 * nobody is answered where the policy does not say so, and from there on the database shows an office its own entidad
 * alone, and whoever is here with borrowed rights the entidad that they were lent for. What of a page is its reader's is the page's own to ask.
 */
export function consoleGate(app: App): onRequestHookHandler {
  // Handed on by callback and not by promise: only so does the rest of the request stay within the reach.
  return (request, _reply, done) => {
    const pattern = request.routeOptions.url ?? ''
    if (pattern !== paths.console && !pattern.startsWith(`${paths.console}/`)) return done()
    inReach(() => {
      admit(app, request, pattern).then(() => done(), done)
    })
  }
}

async function admit(app: App, request: FastifyRequest, pattern: string): Promise<void> {
  const reads = request.method === 'GET' || request.method === 'HEAD'
  if (!reads && !isFromThisSite(request.headers, app.config)) throw new DomainError('forbidden', 'otro-sitio')
  if (accessOf(request.method, pattern) === 'entrada') return
  const halfway = accessOf(request.method, pattern) === 'a-medias'
  const staff = halfway ? (await admitHalfway(app, request)).staff : await admitStaff(app, request)
  if (staff.entidad !== null) setReach(staff.entidad)
  const lent = staff.emergencia
  if (lent) setMark({ id: lent.id, actor: staff.id, hasta: lent.hasta })
  const answered = answers(staff, request.method, pattern)
  if (answered === null) throw new DomainError('forbidden', 'sin-permiso')
  if (answered === 'propio' || !lent) return
  setReach(lent.entidad)
  await confine(app, request, lent.entidad)
}

interface Wanted {
  readonly vuelve?: string
  readonly cuenta?: string
  /** Set once the browser was led to the address that the provider leads back to. */
  readonly aqui?: string
}

/** `providers` are those of every room that has something to say on «Mi turno». */
export function staffPageRoutes<A extends App>(app: A, providers: readonly TurnProvider<A>[]): FastifyPluginAsync {
  return async (server) => {
    const site = app.config
    const provider = discoverOnce(app.config)

    server.get(paths.console, HIDDEN, async (request, reply) => {
      const staff = await requireStaff(app, request, 'tableros')
      return await sendPage(reply, turnPage({ site, staff, turn: await turnOf(app, staff, providers) }))
    })

    server.get<{ Querystring: Wanted }>(paths.consoleEnter, HIDDEN, async (request, reply) => {
      if (one(request.query.cuenta) !== null) return await reply.redirect(startAddress('', request.query), 303)
      return await signIn(reply, one(request.query.vuelve))
    })

    server.get<{ Querystring: Wanted }>(paths.consoleEnterStart, HIDDEN, async (request, reply) => {
      // The cookie that is set here must be there when the provider leads back, so both happen at the same address.
      if (request.headers.host !== new URL(site.publicUrl).host && request.query.aqui === undefined)
        return await reply.redirect(startAddress(site.publicUrl, { ...request.query, aqui: '1' }), 303)
      return await orTold(reply, async () => {
        const begun = await beginSignIn(app, provider, {
          back: safeReturn(one(request.query.vuelve) ?? undefined),
          account: site.world === 'ninguno' ? null : one(request.query.cuenta),
        })
        const { name, options } = pendingCookie(app.config)
        return await reply.setCookie(name, begun.sealed, options).redirect(begun.url, 303)
      })
    })

    server.get(paths.consoleEnterReturn, HIDDEN, async (request, reply) => {
      return await orTold(reply, async () => {
        const pending = pendingCookie(app.config)
        const cookie = sessionCookie(app.config)
        const { account, back, second } = await finishSignIn(app, provider, {
          url: request.url,
          sealed: request.cookies[pending.name],
        })
        const { secret } = await openSession(app, account, request, second)
        await leave(request)
        reply.clearCookie(pending.name, pending.options)
        return await reply.setCookie(cookie.name, secret, cookie.options).redirect(back, 303)
      })
    })

    server.post(paths.consoleLeave, HIDDEN, async (request, reply) => {
      await leave(request)
      const { name, options } = sessionCookie(app.config)
      return await reply.clearCookie(name, options).redirect(paths.consoleEnter, 303)
    })

    /** A session that this browser had before ends: it is never taken over by the next. */
    async function leave(request: FastifyRequest): Promise<void> {
      const before = request.cookies[sessionCookie(app.config).name]
      if (before) await closeSession(app, before)
    }

    async function signIn(reply: FastifyReply, back: string | null, error?: DomainError): Promise<FastifyReply> {
      const problem = error ? problemOf(error) : null
      return await sendPage(
        reply,
        signInPage({
          site,
          back: safeReturn(back ?? undefined),
          open: site.signIn !== null,
          doors: await demonstrationDoors(app),
          ...(problem ? { message: problem.title } : {}),
        }),
        problem ? { status: problem.status } : {},
      )
    }

    /** What goes wrong on the way in is said on the page from which one starts again. */
    async function orTold(reply: FastifyReply, work: () => Promise<FastifyReply>): Promise<FastifyReply> {
      try {
        return await work()
      } catch (error) {
        if (!isDomainError(error)) throw error
        return await signIn(reply, null, error)
      }
    }
  }
}

function startAddress(site: string, wanted: Wanted): string {
  const given = Object.entries(wanted).filter(([, value]) => typeof value === 'string')
  return `${site}${paths.consoleEnterStart}?${new URLSearchParams(given as [string, string][]).toString()}`
}

/** A parameter given once; one that is repeated or empty counts as none. */
function one(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
