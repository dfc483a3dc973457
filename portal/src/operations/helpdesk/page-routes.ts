// The pages of a report: writing it without JavaScript, following it, and answering. A cookie for each report holds its token.
import type {} from '@fastify/cookie'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { WithTrust } from '#copies'
import { listEntidades } from '#directory'
import { DomainError, isDomainError } from '#errors'
import { parseFolio } from '#orders'
import { problemOf, sentence } from '#problems'
import { issueFormToken, spendFormToken } from '#search'
import { cleanText } from '#ui/clean-text'
import { typed } from '#ui/fields'
import type { FieldError } from '#ui/fields'
import { sendPage } from '#ui/layout'
import { CASE_COOKIE, caseCookieOptions, orderCookie, paths, patterns, reportCookieOptions } from '#ui/paths'
import { refuseOtherSites } from '#same-site'
import { openDraft } from './drafts/drafts.ts'
import { answerDesk, checkReport, openTicket, readTicket } from './helpdesk.ts'
import type { ReportInput, Tipo } from './helpdesk.ts'
import { KINDS, kindsPage, reportFormPage, reportNotFoundPage, t, timelinePage } from './pages.ts'
import type { TicketView } from './ticket-view.ts'
import { STEP_NAMES } from './ticket.ts'

const HIDDEN = { schema: { hide: true } }
const FIELDS = ['tipo', 'texto', 'folio', 'entidad', 'correo'] as const
/** Texts of 10,000 letters of any kind reach the page that says what is too long, with what was typed. */
const BODY_LIMIT = 512 * 1024

type Named = { Params: { folio: string } }

export function helpdeskPageRoutes(app: WithTrust): FastifyPluginAsync {
  return async (server) => {
    const site = app.config

    refuseOtherSites(server, site)

    const form = async (
      reply: FastifyReply,
      given: Readonly<Record<string, string>>,
      errors: FieldError[] = [],
      status = 422,
    ): Promise<FastifyReply> => {
      const entidades = (await listEntidades(app)).map((one) => ({ value: one.clave, text: one.nombre }))
      const token = await issueFormToken(app)
      const text = reportFormPage({ site, tipo: given['tipo']!, given, entidades, token, errors })
      return await sendPage(reply, text, { status: errors.length > 0 ? status : 200 })
    }

    server.get<{ Querystring: { tipo?: string; folio?: string } }>(paths.report, HIDDEN, async (request, reply) => {
      const { tipo, folio } = request.query
      const about = typeof folio === 'string' ? (parseFolio(folio) ?? '') : ''
      if (tipo === 'rechazo') return await reply.redirect(paths.refused, 303)
      if (tipo === 'datos') {
        // A new case: what an earlier one kept does not belong to it.
        if (about === '') reply.clearCookie(CASE_COOKIE, { path: '/reportes' })
        else reply.setCookie(CASE_COOKIE, await openDraft(app, { folio: about }), caseCookieOptions(site, '/reportes'))
        return await reply.header('cache-control', 'no-store').redirect(paths.reportData, 303)
      }
      const known = KINDS.some((one) => one === tipo)
      if (!known || typeof tipo !== 'string') return await sendPage(reply, kindsPage({ site, folio: about }))
      return await form(reply, { tipo, folio: about })
    })

    server.post(paths.report, { ...HIDDEN, bodyLimit: BODY_LIMIT }, async (request, reply) => {
      const given = Object.fromEntries(FIELDS.map((one) => [one, cleanText(typed(request.body, one))]))
      const { tipo } = given
      if (!KINDS.some((one) => one === tipo) || tipo === 'rechazo' || tipo === 'datos')
        return await reply.redirect(paths.report, 303)
      try {
        const input = inputOf(given)
        await checkReport(app, input)
        await spendFormToken(app, typed(request.body, 'formulario'), { ip: request.ip })
        const { folio, acceso } = await openTicket(app, input, { ip: request.ip })
        return await reply
          .setCookie(orderCookie(folio), acceso, reportCookieOptions(site, folio))
          .redirect(paths.reportFollow(folio), 303)
      } catch (error) {
        if (!isDomainError(error) || error.kind === 'unavailable') throw error
        return await form(reply, given, errorsOf(error), problemOf(error).status)
      }
    })

    const nameIn = (request: FastifyRequest<Named>): string => parseFolio(request.params.folio, 'REP') ?? ''
    const tokenOf = (request: FastifyRequest, folio: string): string | undefined => request.cookies[orderCookie(folio)]
    const ticketFor = async (folio: string, acceso: string | undefined): Promise<TicketView | null> => {
      try {
        return await readTicket(app, folio, acceso)
      } catch (error) {
        if (isDomainError(error) && error.kind === 'notFound') return null
        throw error
      }
    }
    const hidden = async (reply: FastifyReply): Promise<FastifyReply> =>
      await sendPage(reply, reportNotFoundPage({ site }), { status: 404 })
    const timeline = async (
      reply: FastifyReply,
      view: TicketView,
      errors: FieldError[] = [],
      given = '',
      status = 200,
    ): Promise<FastifyReply> => {
      const found = (await listEntidades(app)).find((one) => one.clave === view.entidad)
      const entidad = found?.nombre ?? t('sin-entidad')
      return await sendPage(reply, timelinePage({ site, view, entidad, errors, given }), { status })
    }

    server.get<Named>(patterns.reportFollow, HIDDEN, async (request, reply) => {
      const folio = nameIn(request)
      const view = await ticketFor(folio, tokenOf(request, folio))
      return view === null ? await hidden(reply) : await timeline(reply, view)
    })

    server.get<Named & { Querystring: { acceso?: string } }>(patterns.reportEnter, HIDDEN, async (request, reply) => {
      const folio = nameIn(request)
      const acceso = typeof request.query.acceso === 'string' ? request.query.acceso : ''
      if ((await ticketFor(folio, acceso)) === null) return await hidden(reply)
      return await reply
        .header('cache-control', 'no-store')
        .setCookie(orderCookie(folio), acceso, reportCookieOptions(site, folio))
        .redirect(paths.reportFollow(folio), 303)
    })

    const asSent = { ...HIDDEN, bodyLimit: BODY_LIMIT }
    server.post<{ Params: { folio: string; paso: string } }>(patterns.reportStep, asSent, async (request, reply) => {
      const folio = nameIn(request)
      const acceso = tokenOf(request, folio)
      const view = await ticketFor(folio, acceso)
      const step = Object.hasOwn(STEP_NAMES, request.params.paso) ? STEP_NAMES[request.params.paso] : undefined
      if (view === null || step === undefined) return await hidden(reply)
      const texto = cleanText(typed(request.body, 'texto'))
      try {
        await answerDesk(app, folio, acceso, { step, ...(texto ? { texto } : {}) })
        return await reply.redirect(paths.reportFollow(folio), 303)
      } catch (error) {
        if (!isDomainError(error) || error.kind === 'unavailable') throw error
        return await timeline(reply, view, errorsOf(error), texto, problemOf(error).status)
      }
    })
  }
}

/** What a form says as a report. */
function inputOf(given: Readonly<Record<string, string>>): ReportInput {
  const tipo = given['tipo'] as Tipo
  const texto = given['texto']!
  const kept = Object.fromEntries(
    (['folio', 'entidad', 'correo'] as const).flatMap((one) => (given[one]?.trim() ? [[one, given[one]]] : [])),
  )
  return { tipo, texto, ...kept }
}

/** The problems of fields in the words of the API; what has no field is told at the first of the form. */
export function errorsOf(error: DomainError, first = 'texto'): FieldError[] {
  const fields = error.details.campos ?? []
  if (fields.length === 0) return [{ campo: first, mensaje: problemOf(error).title }]
  return fields.map(({ campo, codigo, params }) => ({
    campo: campo === 'altcha' ? first : campo,
    mensaje: sentence(codigo, params),
  }))
}
