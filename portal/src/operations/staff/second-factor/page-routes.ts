// Where somebody says once more who they are, and goes on to where they were led away from.
import type {} from '@fastify/cookie'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '#context'
import { isDomainError } from '#errors'
import { problemOf } from '#problems'
import { typed } from '#ui/fields'
import type { FieldError } from '#ui/fields'
import { sendPage } from '#ui/layout'
import { paths } from '#ui/paths'
import { admitHalfway, confirmSession, isFresh, sessionCookie } from '../sessions.ts'
import type { Entered } from '../sessions.ts'
import { safeReturn } from '../sign-in.ts'
import { enrol, hasFactor, newEnrolment, readEnrolment, takeCode } from './factor.ts'
import { factorPage } from './pages.ts'
import type { FactorView } from './pages.ts'

const HIDDEN = { schema: { hide: true } }

export function factorPageRoutes(app: App): FastifyPluginAsync {
  return async (server) => {
    const site = app.config

    server.get<{ Querystring: { vuelve?: unknown } }>(paths.consoleFactor, HIDDEN, async (request, reply) => {
      const entered = await admitHalfway(app, request)
      const back = safeReturn(typeof request.query.vuelve === 'string' ? request.query.vuelve : undefined)
      return await show(reply, entered, back, await asksOf(entered, back))
    })

    server.post(paths.consoleFactor, HIDDEN, async (request, reply) => {
      const entered = await admitHalfway(app, request)
      const [codigo, sello] = [typed(request.body, 'codigo'), typed(request.body, 'sello')]
      const back = safeReturn(typed(request.body, 'vuelve') || undefined)
      try {
        // Only whoever is entering gives a first factor: not whoever found a console open.
        if (sello !== '' && !entered.second) await enrol(app, entered.staff, sello, codigo.replace(/\s/g, ''))
        else await takeCode(app, entered.staff, codigo)
      } catch (error) {
        if (!isDomainError(error) || error.kind === 'forbidden') throw error
        const { campos = [], title, status } = problemOf(error)
        const errors = campos.length > 0 ? campos : [{ campo: 'codigo', mensaje: title }]
        const wait = error.details.retryAfterS
        if (wait !== undefined) reply.header('retry-after', String(wait))
        return await show(reply, entered, back, await asksOf(entered, back, sello), { errors, status })
      }
      return await goOn(request, reply, back)
    })

    async function goOn(request: FastifyRequest, reply: FastifyReply, back: string): Promise<FastifyReply> {
      const { name, options } = sessionCookie(app.config)
      const next = await confirmSession(app, request.cookies[name] ?? '')
      return await reply.setCookie(name, next, options).redirect(back, 303)
    }

    async function asksOf(entered: Entered, back: string, sello = ''): Promise<FactorView['asks']> {
      if (entered.second && isFresh(app, entered)) return { what: 'nada' }
      if (await hasFactor(app, entered.staff.id)) return { what: 'codigo' }
      if (entered.second) return { what: 'proveedor', href: signInAgain(entered.staff.id, back) }
      const kept = sello === '' ? null : readEnrolment(app, entered.staff.id, sello)
      return { what: 'alta', enrolment: kept ?? newEnrolment(app, entered.staff.id) }
    }

    /** In the demonstration the account goes along, so that one click is enough there too. */
    function signInAgain(account: string, back: string): string {
      const query = new URLSearchParams({ vuelve: back, ...(site.world === 'ninguno' ? {} : { cuenta: account }) })
      return `${paths.consoleEnterStart}?${query.toString()}`
    }

    async function show(
      reply: FastifyReply,
      entered: Entered,
      back: string,
      asks: FactorView['asks'],
      wrong?: { readonly errors: readonly FieldError[]; readonly status: number },
    ): Promise<FastifyReply> {
      const minutes = entered.second ? site.confirmMinutes : null
      const text = factorPage({ site, back, asks, minutes, ...(wrong ? { errors: wrong.errors } : {}) })
      return await sendPage(reply, text, wrong ? { status: wrong.status } : {})
    }
  }
}
