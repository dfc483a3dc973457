// «Me la rechazaron» without JavaScript: three pages over one draft, one report at the desk and one case of refusal.
import { isDeepStrictEqual } from 'node:util'
import type {} from '@fastify/cookie'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { WithTrust } from '#copies'
import { isDomainError } from '#errors'
import { parseFolio } from '#orders'
import { problemOf, sentence } from '#problems'
import { issueFormToken, spendFormToken } from '#search'
import { cleanText } from '#ui/clean-text'
import { isoDate, typed, typedDate } from '#ui/fields'
import type { DateParts, FieldError } from '#ui/fields'
import { sendPage } from '#ui/layout'
import { CASE_COOKIE, caseCookieOptions, orderCookie, paths, reportCookieOptions } from '#ui/paths'
import { refuseOtherSites } from '#same-site'
import { openDraft, readDraft, saveDraft } from '../drafts/drafts.ts'
import { openTicket } from '../open-ticket.ts'
import type { ReportInput } from '../open-ticket.ts'
import { errorsOf } from '../page-routes.ts'
import { checkCopy, checkRefusal } from './refusals.ts'
import type { RefusalTaken } from './refusals.ts'
import { whatNowPage, whereFieldNames, whichCopyPage, wherePage } from './telling-pages.ts'

const HIDDEN = { schema: { hide: true } }
const BODY_LIMIT = 512 * 1024

interface Draft {
  readonly copia?: string
  readonly donde?: Readonly<Record<string, string>>
  readonly fecha?: DateParts
  readonly hecho?: { readonly reporte: string; readonly taken: RefusalTaken }
}

export function refusalTellingRoutes(app: WithTrust): FastifyPluginAsync {
  return async (server) => {
    const site = app.config

    refuseOtherSites(server, site)

    const draftOf = async (request: FastifyRequest): Promise<{ id: string | null; draft: Draft }> => {
      const id = request.cookies[CASE_COOKIE]
      const draft = await readDraft<Draft>(app, id)
      return draft && id ? { id, draft } : { id: null, draft: {} }
    }

    server.get<{ Querystring: { copia?: string } }>(paths.refused, HIDDEN, async (request, reply) => {
      const { draft } = await draftOf(request)
      const asked = typeof request.query.copia === 'string' ? cleanText(request.query.copia).slice(0, 60) : ''
      return await sendPage(reply, whichCopyPage({ site, given: { copia: asked || (draft.copia ?? '') } }))
    })

    server.post(paths.refused, { ...HIDDEN, bodyLimit: BODY_LIMIT }, async (request, reply) => {
      const copia = cleanText(typed(request.body, 'copia')).trim()
      const { problem } = await checkCopy(app, copia)
      if (problem) {
        const errors = [{ campo: 'copia', mensaje: sentence(problem) }]
        return await sendPage(reply, whichCopyPage({ site, given: { copia }, errors }), { status: 422 })
      }
      const { id, draft } = await draftOf(request)
      // Another copy is another refusal; what was typed about the first one does not belong to it.
      const next: Draft = draft.copia === copia ? draft : { copia }
      if (id) await saveDraft(app, id, next)
      else reply.setCookie(CASE_COOKIE, await openDraft(app, next), caseCookieOptions(site, paths.refused))
      return await reply.redirect(paths.refusedWhere, 303)
    })

    const where = async (
      reply: FastifyReply,
      draft: Draft,
      errors: FieldError[] = [],
      status = 200,
    ): Promise<FastifyReply> => {
      const given = { ...draft.donde, copia: draft.copia ?? '' }
      const token = await issueFormToken(app)
      const fecha = draft.fecha ? { fecha: draft.fecha } : {}
      return await sendPage(reply, wherePage({ site, given, token, errors, ...fecha }), { status })
    }

    server.get(paths.refusedWhere, HIDDEN, async (request, reply) => {
      const { draft } = await draftOf(request)
      return draft.copia ? await where(reply, draft) : await reply.redirect(paths.refused, 303)
    })

    server.post(paths.refusedWhere, { ...HIDDEN, bodyLimit: BODY_LIMIT }, async (request, reply) => {
      const { id, draft } = await draftOf(request)
      const { copia } = draft
      if (!id || !copia) return await reply.redirect(paths.refused, 303)
      const donde = Object.fromEntries(whereFieldNames.map((one) => [one, cleanText(typed(request.body, one)).trim()]))
      const boxes = typedDate(request.body, 'fecha')
      const fecha = { dia: cleanText(boxes.dia), mes: cleanText(boxes.mes), anio: cleanText(boxes.anio) }
      const next: Draft = { ...draft, donde, fecha }
      if (draft.hecho && isDeepStrictEqual([draft.donde, draft.fecha], [donde, fecha]))
        return await reply.redirect(paths.refusedWhatNow, 303)
      try {
        const input = inputOf(copia, next)
        if (typed(request.body, 'ir') === 'atras') {
          await saveDraft(app, id, next)
          return await reply.redirect(paths.refused, 303)
        }
        // On a page the authority must be chosen: an empty choice is a field to mend, not an unnamed one.
        const { autoridad = '' } = donde
        await checkRefusal(app, {
          ...input,
          autoridad,
          copia,
          palabras: input.texto,
          puerta: 'gobmx',
          actor: 'ciudadano',
        })
        await spendFormToken(app, typed(request.body, 'formulario'), { ip: request.ip })
        const { folio, acceso, rechazo } = await openTicket(app, input, { ip: request.ip })
        await saveDraft(app, id, { ...next, hecho: { reporte: folio, taken: rechazo! } })
        return await reply
          .setCookie(orderCookie(folio), acceso, reportCookieOptions(site, folio))
          .redirect(paths.refusedWhatNow, 303)
      } catch (error) {
        if (!isDomainError(error) || error.kind === 'unavailable') throw error
        // Sent twice: the other one got there first.
        if (error.codigo === 'formulario-vencido' && (await draftOf(request)).draft.hecho)
          return await reply.redirect(paths.refusedWhatNow, 303)
        return await where(reply, next, errorsOf(error, 'palabras'), problemOf(error).status)
      }
    })

    server.get(paths.refusedWhatNow, HIDDEN, async (request, reply) => {
      const { hecho } = (await draftOf(request)).draft
      return hecho
        ? await sendPage(reply, whatNowPage({ site, ...hecho }))
        : await reply.redirect(paths.refusedWhere, 303)
    })
  }
}

/** The refusal as a report. A folio also says about which order it is; a code is known by whoever checks it. */
function inputOf(copia: string, draft: Draft): ReportInput {
  const { donde = {} } = draft
  const folio = parseFolio(copia)
  const fecha = draft.fecha ? isoDate(draft.fecha) : ''
  const kept = Object.fromEntries(
    (['autoridad', 'autoridadOtra', 'oficina', 'correo'] as const).flatMap((one) =>
      donde[one] ? [[one, donde[one]]] : [],
    ),
  )
  return {
    tipo: 'rechazo',
    texto: donde['palabras'] ?? '',
    codigoVerificacion: copia,
    ...(folio === null ? {} : { folio }),
    ...(fecha ? { fecha } : {}),
    ...kept,
  }
}
