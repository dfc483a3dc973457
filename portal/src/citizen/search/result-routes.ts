// The pages after a search was sent: waiting for it, what it found, and every way in which it can end without an acta.
import type { FastifyPluginAsync } from 'fastify'
import type { App } from '#context'
import { listEntidades } from '#directory'
import { DomainError, isDomainError } from '#errors'
import { sentence } from '#problems'
import type { ReadRegistries } from '#guide'
import type { FieldError } from '#ui/fields'
import { sendPage } from '#ui/layout'
import { catalogue } from '#ui/messages'
import { bankOrigins, paths } from '#ui/paths'
import { expiredSearchPage, notFoundPage, outOfServicePage, searchingPage, tooManyPage } from './end-pages.ts'
import en from './en.json' with { type: 'json' }
import es from './es-MX.json' with { type: 'json' }
import { entidadOf, hasPerson } from './page-draft.ts'
import { answersOf, nameOf, nextStep, pageOf } from './page-steps.ts'
import { resultPage } from './result-page.ts'
import type { FoundView } from './result-page.ts'
import { issueFormToken, readBusqueda } from './search.ts'
import type { WaitingSearches } from './waiting-search.ts'

const t = catalogue(es, { en })
const HIDDEN = { schema: { hide: true } }
/** A search that no process of ours still carries after this long was lost with its process. */
const LOST_AFTER_S = 20
const REFRESH_S = 3

export function resultRoutes(app: App, searches: WaitingSearches, registries: ReadRegistries): FastifyPluginAsync {
  return async (server) => {
    const site = app.config

    server.get(paths.searching, HIDDEN, async (request, reply) => {
      const { id, draft } = await answersOf(app, request)
      if (id === null || (draft.buscandoDesde === undefined && !draft.resultado))
        return await reply.redirect(nextStep(draft, await listEntidades(app)), 303)
      const outcome = await searches.outcome(id, 0)
      if (outcome !== null) return await reply.redirect(pageOf(outcome), 303)
      if (!searches.isUnderWay(id) && secondsSince(app, draft.buscandoDesde) > LOST_AFTER_S)
        return await reply.redirect(paths.outOfService, 303)
      const estado = nameOf(await listEntidades(app), entidadOf(draft))
      return await sendPage(reply, searchingPage({ site, estado }), { refreshS: REFRESH_S })
    })

    server.get<{ Querystring: { revisa?: string } }>(paths.result, HIDDEN, async (request, reply) => {
      const { draft } = await answersOf(app, request)
      const outcome = draft.resultado
      if (!outcome)
        return await reply.redirect(
          draft.buscandoDesde ? paths.searching : nextStep(draft, await listEntidades(app)),
          303,
        )
      if ('error' in outcome) return await reply.redirect(pageOf(outcome), 303)
      const entidades = await listEntidades(app)
      const actas: FoundView[] = []
      for (const busqueda of outcome.busquedas) {
        try {
          const found = await readBusqueda(app, busqueda)
          actas.push({ ...found, estado: nameOf(entidades, found.entidadRegistro) })
        } catch (error) {
          if (!isDomainError(error) || error.kind !== 'notFound') throw error
        }
      }
      if (actas.length === 0) return await sendPage(reply, expiredSearchPage({ site }), { status: 410 })
      const errors = resultErrors(request.query.revisa, actas.length > 1)
      const registro = (await registries()).get(entidadOf(draft) ?? '')
      const view = { site, actas, correo: draft.correo ?? '', errors, registro }
      return await sendPage(reply, resultPage(view), {
        status: errors.length > 0 ? 422 : 200,
        formOrigins: bankOrigins(site),
      })
    })

    server.get(
      paths.notFound,
      HIDDEN,
      async (_request, reply) => await sendPage(reply, notFoundPage({ site }), { status: 404 }),
    )

    server.get(paths.outOfService, HIDDEN, async (request, reply) => {
      const { id, draft } = await answersOf(app, request)
      const entidades = await listEntidades(app)
      const entidad = entidades.find((one) => one.clave === entidadOf(draft))
      if (!hasPerson(draft) || !entidad) return await reply.redirect(nextStep(draft, entidades), 303)
      const common = {
        site,
        clave: entidad.clave,
        estado: entidad.nombre,
        token: await issueFormToken(app),
        abiertos: entidades.filter((one) => one.abierta).map((one) => one.nombre),
      }
      if (!entidad.abierta)
        return await sendPage(reply, outOfServicePage({ ...common, why: 'closed', fase: entidad.fase }), {
          status: 409,
        })
      const ended = draft.resultado
      if (draft.buscandoDesde === undefined) return await reply.redirect(paths.filiation, 303)
      // A page kept in a tab: by now the search may have ended otherwise, or a new one may be under way.
      if (ended && pageOf(ended) !== paths.outOfService) return await reply.redirect(pageOf(ended), 303)
      if (!ended && id !== null && searches.isUnderWay(id)) return await reply.redirect(paths.searching, 303)
      if (ended && 'error' in ended && ended.error.codigo === 'error-interno')
        throw new DomainError('unavailable', 'error-interno')
      const registro = (await registries()).get(entidad.clave)
      return await sendPage(
        reply,
        outOfServicePage({ ...common, why: 'down', triedAt: draft.buscandoDesde, registro }),
        {
          status: 503,
          retryAfterS: 30,
        },
      )
    })

    server.get(paths.tooManyTries, HIDDEN, async (request, reply) => {
      const { draft } = await answersOf(app, request)
      const error = draft.resultado && 'error' in draft.resultado ? draft.resultado.error : null
      if (error?.kind !== 'tooMany') return await reply.redirect(nextStep(draft, await listEntidades(app)), 303)
      const until = Temporal.Instant.from(String(error.params?.['hasta'] ?? draft.buscandoDesde))
      const retryAfterS = Math.max(1, Math.ceil((until.epochMilliseconds - app.clock.now().epochMilliseconds) / 1000))
      const view = { site, until: error.codigo === 'demasiados-intentos' ? until : null }
      return await sendPage(reply, tooManyPage(view), { status: 429, retryAfterS })
    })
  }
}

/** What the payment form sent back to be mended. The address only says which field; the words come from here. */
function resultErrors(revisa: string | undefined, several: boolean): FieldError[] {
  if (revisa === 'correo') return [{ campo: 'correo', mensaje: sentence('correo-invalido') }]
  // With one acta there is nothing to choose: it was another page, of an earlier search, that sent what is not here.
  if (revisa === 'acta')
    return several
      ? [{ campo: 'busqueda', mensaje: t('resultado.elige') }]
      : [{ campo: 'pagar', mensaje: t('resultado.de-antes') }]
  return revisa === 'banco' ? [{ campo: 'pagar', mensaje: sentence('banco-no-disponible') }] : []
}

function secondsSince(app: App, at: string | undefined): number {
  return at === undefined
    ? Infinity
    : (app.clock.now().epochMilliseconds - Temporal.Instant.from(at).epochMilliseconds) / 1000
}
