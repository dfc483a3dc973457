// P06 without JavaScript: asking the registry to look for an acta, with what was typed for the search; and the desk's line.
import type {} from '@fastify/cookie'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { WithTrust } from '#copies'
import { listEntidades } from '#directory'
import { isDomainError } from '#errors'
import { readModelo } from '#modelo'
import { accessToken } from '#orders'
import { problemOf } from '#problems'
import { issueFormToken, readDraft, spendFormToken } from '#search'
import { requireStaff, scopeOf } from '#staff'
import { cleanText } from '#ui/clean-text'
import { typed } from '#ui/fields'
import type { FieldError } from '#ui/fields'
import { sendPage } from '#ui/layout'
import { DRAFT_COOKIE, orderCookie, paths, reportCookieOptions } from '#ui/paths'
import { refuseOtherSites } from '#same-site'
import { findRepeated, openTicket, subjectOf } from '../open-ticket.ts'
import type { ReportInput } from '../open-ticket.ts'
import { errorsOf } from '../page-routes.ts'
import { OPEN } from '../ticket.ts'
import { levelOf } from '../ticket-view.ts'
import { criteriaOf } from './capture.ts'
import type { Criteria } from './capture.ts'
import { capturePage, linePage, t } from './pages.ts'
import { selectLine } from './store.ts'

const HIDDEN = { schema: { hide: true } }
const BODY_LIMIT = 512 * 1024

interface Asked {
  readonly id: string
  readonly criterios: Criteria
  readonly entidad: string | null
}

export function capturePageRoutes(app: WithTrust): FastifyPluginAsync {
  return async (server) => {
    const site = app.config

    refuseOtherSites(server, site)

    /** What was typed for the search, whatever came of it. */
    const askedIn = async (request: FastifyRequest): Promise<Asked | null> => {
      const id = request.cookies[DRAFT_COOKIE]
      const answers = id ? await readDraft(app, id) : null
      const asked = answers ? criteriaOf(answers) : null
      return asked && id ? { id, ...asked } : null
    }
    const show = async (
      reply: FastifyReply,
      { criterios, entidad }: Asked,
      given: { detalle: string; correo: string },
      errors: FieldError[] = [],
      status = 200,
    ): Promise<FastifyReply> => {
      const found = (await listEntidades(app)).find((one) => one.clave === entidad)
      if (!found) return await reply.redirect(paths.entidad, 303)
      const { mesa } = (await readModelo(app)).contenido
      const text = capturePage({
        site,
        criterios,
        estado: found.nombre,
        abierta: found.abierta,
        horas: mesa.n2Horas.valor,
        minutos: mesa.n1Minutos.valor,
        token: await issueFormToken(app),
        errors,
        ...given,
      })
      return await sendPage(reply, text, { status })
    }

    server.get(paths.captureRequest, HIDDEN, async (request, reply) => {
      const asked = await askedIn(request)
      if (!asked) return await reply.redirect(`${paths.report}?tipo=no-encontrada`, 303)
      return await show(reply, asked, { detalle: '', correo: '' })
    })

    server.post(paths.captureRequest, { ...HIDDEN, bodyLimit: BODY_LIMIT }, async (request, reply) => {
      const asked = await askedIn(request)
      if (!asked || asked.entidad === null) return await reply.redirect(paths.captureRequest, 303)
      const given = {
        detalle: cleanText(typed(request.body, 'texto')).trim(),
        correo: cleanText(typed(request.body, 'correo')).trim(),
      }
      const { criterios, entidad } = asked
      const input: ReportInput = {
        tipo: 'no-encontrada',
        texto: given.detalle ? t('cuerpo.detalle', { detalle: given.detalle }) : t('cuerpo'),
        entidad,
        captura: criterios,
        // One search of one person asks once; whether others asked for the same acta is nobody's business.
        asunto: subjectOf(app, 'busqueda', asked.id, entidad, JSON.stringify(criterios)),
        ...(given.correo ? { correo: given.correo } : {}),
      }
      const follow = async (folio: string): Promise<FastifyReply> =>
        await reply
          .setCookie(orderCookie(folio), accessToken(app, folio), reportCookieOptions(site, folio))
          .redirect(paths.reportFollow(folio), 303)
      try {
        const first = await findRepeated(app, input)
        if (first) return await follow(first.folio)
        await spendFormToken(app, typed(request.body, 'formulario'), { ip: request.ip })
        return await follow((await openTicket(app, input, { ip: request.ip })).folio)
      } catch (error) {
        if (!isDomainError(error) || error.kind === 'unavailable') throw error
        // Sent twice: the other one got there first.
        const first = error.codigo === 'datos-invalidos' ? null : await findRepeated(app, input)
        if (first) return await follow(first.folio)
        return await show(reply, asked, given, errorsOf(error), problemOf(error).status)
      }
    })

    server.get(paths.consoleCaptures, HIDDEN, async (request, reply) => {
      const staff = await requireStaff(app, request, 'tableros')
      const rows = await selectLine(app.db, scopeOf(staff), OPEN, 500)
      const names = new Map((await listEntidades(app)).map((one) => [one.clave, one.nombre]))
      return await sendPage(reply, linePage({ site, staff, rows, names, opens: (row) => levelOf(staff, row) !== null }))
    })
  }
}
