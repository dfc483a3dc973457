// P07 without JavaScript: from the review of a search or from an order over a few pages to one report at the desk.
import type {} from '@fastify/cookie'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { readCopiedActa } from '#copies'
import type { WithTrust } from '#copies'
import { listEntidades } from '#directory'
import { DomainError, isDomainError } from '#errors'
import { accessToken, parseFolio, readOrder } from '#orders'
import { problemOf, sentence } from '#problems'
import { issueFormToken, spendFormToken } from '#search'
import { cleanText } from '#ui/clean-text'
import { typed } from '#ui/fields'
import type { FieldError } from '#ui/fields'
import { sendPage as send } from '#ui/layout'
import {
  CASE_COOKIE,
  DRAFT_COOKIE,
  caseCookieOptions,
  orderCookie,
  paths,
  patterns,
  reportCookieOptions,
} from '#ui/paths'
import { refuseOtherSites } from '#same-site'
import { openDraft, readDraft, saveDraft } from '../drafts/drafts.ts'
import { checkReport, findRepeated, openTicket } from '../open-ticket.ts'
import { errorsOf } from '../page-routes.ts'
import { readTicketState } from '../ticket-view.ts'
import { isDato, knownOf } from './correction.ts'
import type { Dato } from './correction.ts'
import { WORDS_OF, actasOf, asksActa, inputOf, sentencesOf, stepsOf, wordProblems, wordsIn } from './draft.ts'
import type { Draft } from './draft.ts'
import * as pages from './pages.ts'

const HIDDEN = { schema: { hide: true } }
/** Seventeen data of 10,000 letters each, of which some take nine bytes in a form: typed too long is said, not cut off. */
const BODY_LIMIT = 2 * 1024 * 1024

export function correctionPageRoutes(app: WithTrust): FastifyPluginAsync {
  return async (server) => {
    const site = app.config

    refuseOtherSites(server, site)

    const start = async (reply: FastifyReply, draft: Draft): Promise<FastifyReply> => {
      const id = await openDraft(app, draft)
      return await reply
        .header('cache-control', 'no-store')
        .setCookie(CASE_COOKIE, id, caseCookieOptions(site, '/reportes'))
        .redirect(paths.reportData, 303)
    }
    const draftOf = async (request: FastifyRequest): Promise<{ id: string | null; draft: Draft }> => {
      const id = request.cookies[CASE_COOKIE]
      const draft = await readDraft<Draft>(app, id)
      return draft && id ? { id, draft } : { id: null, draft: {} }
    }
    const isBack = (request: FastifyRequest): boolean => typed(request.body, 'ir') === 'atras'

    server.get<{ Querystring: { acta?: string } }>(paths.dataWrong, HIDDEN, async (request, reply) => {
      const found = await actasOf(app, request.cookies[DRAFT_COOKIE])
      const chosen = found.length === 1 ? found[0] : found[Number(request.query.acta) - 1]
      if (chosen) return await start(reply, chosen.draft)
      // Nobody knows which acta: nothing is kept before something is said.
      if (found.length === 0)
        return await reply.clearCookie(CASE_COOKIE, { path: '/reportes' }).redirect(paths.reportData, 303)
      const names = new Map((await listEntidades(app)).map((one) => [one.clave, one.nombre]))
      const actas = found.map((one, i) => ({
        href: `${paths.dataWrong}?acta=${i + 1}`,
        estado: names.get(one.entidad) ?? one.entidad,
        anio: one.anio,
      }))
      return await send(reply, pages.whichActaPage({ site, actas }))
    })

    server.get<{ Params: { folio: string } }>(patterns.orderDataWrong, HIDDEN, async (request, reply) => {
      const folio = parseFolio(request.params.folio) ?? ''
      const acceso = request.cookies[orderCookie(folio)]
      try {
        const { entidadRegistro } = await readOrder(app, folio, acceso)
        const acta = await readCopiedActa(app, folio, acceso)
        const known = acta ? { known: knownOf(acta, WORDS_OF) } : {}
        return await start(reply, { folio, entidad: entidadRegistro, propia: true, ...known })
      } catch (error) {
        if (!isDomainError(error) || error.kind !== 'notFound') throw error
        // The page of the order says, as always, that it is not there and how to come back in.
        return await reply.redirect(paths.order(folio || request.params.folio), 303)
      }
    })

    const whichData = async (reply: FastifyReply, draft: Draft, errors: FieldError[] = []): Promise<FastifyReply> => {
      const { datos: chosen = [], known = {} } = draft
      const text = pages.whichDataPage({ site, steps: stepsOf(draft), chosen, known, errors })
      return await send(reply, text, { status: errors.length > 0 ? 422 : 200 })
    }
    server.get(
      paths.reportData,
      HIDDEN,
      async (request, reply) => await whichData(reply, (await draftOf(request)).draft),
    )

    server.post(paths.reportData, HIDDEN, async (request, reply) => {
      const { id, draft } = await draftOf(request)
      const datos = [(request.body as Record<string, unknown> | undefined)?.['dato']]
        .flat()
        .filter((one): one is Dato => typeof one === 'string' && isDato(one))
      const next = { ...draft, datos }
      if (datos.length === 0) return await whichData(reply, next, [{ campo: 'dato', mensaje: sentence('dato-falta') }])
      if (id) await saveDraft(app, id, next)
      else reply.setCookie(CASE_COOKIE, await openDraft(app, next), caseCookieOptions(site, '/reportes'))
      return await reply.redirect(paths.reportDataWords, 303)
    })

    const words = async (reply: FastifyReply, draft: Draft, errors: FieldError[] = []): Promise<FastifyReply> => {
      const { datos: chosen = [], known = {}, words: said = {} } = draft
      const text = pages.wordsPage({ site, steps: stepsOf(draft), chosen, known, words: said, errors })
      return await send(reply, text, { status: errors.length > 0 ? 422 : 200 })
    }
    server.get(paths.reportDataWords, HIDDEN, async (request, reply) => {
      const { draft } = await draftOf(request)
      return draft.datos?.length ? await words(reply, draft) : await reply.redirect(paths.reportData, 303)
    })

    server.post(paths.reportDataWords, { ...HIDDEN, bodyLimit: BODY_LIMIT }, async (request, reply) => {
      const { id, draft } = await draftOf(request)
      if (!id || !draft.datos?.length) return await reply.redirect(paths.reportData, 303)
      const said = wordsIn(request.body, draft.datos)
      const next = { ...draft, words: { ...draft.words, ...said } }
      // Too long to be kept is shown once more and not stored.
      const problems = wordProblems(next)
      const long = problems.filter((one) => one.codigo === 'texto-largo')
      if (long.length === 0) await saveDraft(app, id, next)
      if (isBack(request) && long.length === 0) return await reply.redirect(paths.reportData, 303)
      if (problems.length > 0) return await words(reply, next, sentencesOf(problems))
      return await reply.redirect(asksActa(next) ? paths.reportDataActa : paths.reportDataSend, 303)
    })

    const acta = async (
      reply: FastifyReply,
      draft: Draft,
      given: { folio: string; entidad: string },
      errors: FieldError[] = [],
    ): Promise<FastifyReply> => {
      const entidades = (await listEntidades(app)).map((one) => ({ value: one.clave, text: one.nombre }))
      const text = pages.actaPage({ site, steps: stepsOf(draft), ...given, entidades, errors })
      return await send(reply, text, { status: errors.length > 0 ? 422 : 200 })
    }
    server.get(paths.reportDataActa, HIDDEN, async (request, reply) => {
      const { draft } = await draftOf(request)
      if (!draft.datos?.length || !asksActa(draft)) return await reply.redirect(paths.reportData, 303)
      return await acta(reply, draft, { folio: draft.folio ?? '', entidad: draft.entidad ?? '' })
    })

    server.post(paths.reportDataActa, HIDDEN, async (request, reply) => {
      const { id, draft } = await draftOf(request)
      if (!id || !draft.datos?.length || !asksActa(draft)) return await reply.redirect(paths.reportData, 303)
      const given = { folio: cleanText(typed(request.body, 'folio')).trim(), entidad: typed(request.body, 'entidad') }
      if (isBack(request)) return await reply.redirect(paths.reportDataWords, 303)
      try {
        if (given.folio === '' && given.entidad === '')
          throw new DomainError('invalid', 'acta-cual', { campos: [{ campo: 'folio', codigo: 'acta-cual' }] })
        await checkReport(app, { tipo: 'datos', texto: '-', ...given })
      } catch (error) {
        if (!isDomainError(error) || error.kind !== 'invalid') throw error
        return await acta(reply, draft, given, errorsOf(error, 'folio'))
      }
      await saveDraft(app, id, { ...draft, ...given })
      return await reply.redirect(paths.reportDataSend, 303)
    })

    const review = async (
      reply: FastifyReply,
      draft: Draft,
      errors: FieldError[] = [],
      status = 200,
    ): Promise<FastifyReply> => {
      const { correo = '', folio = '' } = draft
      const checked = await checkReport(app, { ...inputOf(app, '', draft), correo: '' })
      const registro = (await listEntidades(app)).find((one) => one.clave === checked.entidad)?.nombre ?? null
      const token = await issueFormToken(app)
      const view = { site, steps: stepsOf(draft), corrections: checked.correcciones, registro, correo, token, errors }
      return await send(reply, pages.sendPage({ ...view, solicitud: folio || null }), { status })
    }
    const isReady = (draft: Draft): boolean =>
      !!draft.datos?.length &&
      wordProblems(draft).length === 0 &&
      (!asksActa(draft) || !!(draft.folio || draft.entidad))
    server.get(paths.reportDataSend, HIDDEN, async (request, reply) => {
      const { draft } = await draftOf(request)
      return isReady(draft) ? await review(reply, draft) : await reply.redirect(paths.reportDataWords, 303)
    })

    server.post(paths.reportDataSend, HIDDEN, async (request, reply) => {
      const { id, draft } = await draftOf(request)
      if (!id || !isReady(draft)) return await reply.redirect(paths.reportData, 303)
      const next = { ...draft, correo: cleanText(typed(request.body, 'correo')).trim().slice(0, 500) }
      await saveDraft(app, id, next)
      if (isBack(request))
        return await reply.redirect(asksActa(next) ? paths.reportDataActa : paths.reportDataWords, 303)
      const input = inputOf(app, id, next)
      const already = async (): Promise<FastifyReply | null> => {
        const first = await findRepeated(app, input)
        if (!first) return null
        await saveDraft(app, id, { ...next, repetido: first.folio })
        // Only whoever showed that the order is theirs, or wrote both in one go, may read the first one.
        const acceso = accessToken(app, first.folio)
        const own = next.propia ? first.sobre === next.folio : asksActa(next) && !next.folio
        if (own) reply.setCookie(orderCookie(first.folio), acceso, reportCookieOptions(site, first.folio))
        return await reply.redirect(paths.reportDataKnown, 303)
      }
      try {
        const known = await already()
        if (known) return known
        await spendFormToken(app, typed(request.body, 'formulario'), { ip: request.ip })
        const { folio, acceso } = await openTicket(app, input, { ip: request.ip })
        return await reply
          .setCookie(orderCookie(folio), acceso, reportCookieOptions(site, folio))
          .redirect(paths.reportFollow(folio), 303)
      } catch (error) {
        if (!isDomainError(error) || error.kind === 'unavailable') throw error
        // Sent twice: the other one got there first.
        return (
          (error.kind === 'invalid' && error.details.campos?.[0]?.campo === 'correo' ? null : await already()) ??
          (await review(reply, next, errorsOf(error, 'correo'), problemOf(error).status))
        )
      }
    })

    server.get(paths.reportDataKnown, HIDDEN, async (request, reply) => {
      const { draft } = await draftOf(request)
      const found = draft.repetido ? await readTicketState(app, draft.repetido) : null
      if (!found) return await reply.redirect(paths.reportData, 303)
      return await send(reply, pages.knownPage({ site, ...found }))
    })
  }
}
