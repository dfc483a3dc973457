// The survey over HTTP: one answer for one invitation, as JSON and as a page, the counts behind indicator 3, and its board.
import type {} from '@fastify/cookie'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '#schema'
import type { App } from '#context'
import { listEntidades } from '#directory'
import { isDomainError } from '#errors'
import { askedWindow, readModelo } from '#modelo'
import { problemOf, sentence } from '#problems'
import { requireStaff, scopeOf } from '#staff'
import { cleanText } from '#ui/clean-text'
import { csv, csvHeaders } from '#ui/csv'
import { typed } from '#ui/fields'
import { sendPage } from '#ui/layout'
import { paths, patterns } from '#ui/paths'
import { refuseOtherSites } from '#same-site'
import { noInvitationPage, surveyBoard, surveyPage, thanksPage } from './pages.ts'
import { answerSurvey, listCells, listComments, readInvitation, surveyIndicator } from './survey.ts'

const HIDDEN = { schema: { hide: true } }
/** Words that are too long reach the page that says so, with what was typed. */
const BODY_LIMIT = 512 * 1024
const Token = Type.Object({ token: Type.String({ maxLength: 100 }) })
const Answer = Type.Object({
  cara: Type.Optional(Type.Union([Type.Literal('mal'), Type.Literal('regular'), Type.Literal('bien')])),
  comentario: Type.Optional(Type.Union([Type.String({ maxLength: 20_000 }), Type.Null()])),
})
const Window = Type.Object({
  desde: Type.Optional(Type.String({ maxLength: 60 })),
  hasta: Type.Optional(Type.String({ maxLength: 60 })),
  entidad: Type.Optional(Type.String({ maxLength: 20 })),
})

export function surveyRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (server) => {
    const site = app.config

    server.post(
      '/api/v1/encuestas/:token',
      {
        schema: {
          summary: 'Responde la encuesta de caritas de un servicio terminado',
          tags: ['encuesta'],
          params: Token,
          body: Answer,
        },
      },
      async (request, reply) => {
        const { cara, comentario } = request.body
        await answerSurvey(app, request.params.token, {
          ...(cara ? { cara } : {}),
          ...(comentario ? { comentario } : {}),
        })
        return await reply.code(201).header('cache-control', 'no-store').send({ recibida: true })
      },
    )

    server.get(
      paths.evidenceSurvey,
      { schema: { summary: 'Las cuentas de la encuesta, por día', tags: ['gobernanza'], querystring: Window } },
      async (request, reply) => {
        const { ventana, clave } = askedWindow(request.query)
        const rows = await listCells(app, ventana, clave)
        return await reply.headers(csvHeaders('encuesta')).send(
          csv(
            ['dia', 'entidad', 'canal', 'resultado', 'cara', 'n'],
            rows.map((one) => [one.dia, one.entidad, one.canal, one.resultado, one.cara, one.n]),
          ),
        )
      },
    )
    await server.register(surveyPageRoutes(app))

    server.get(paths.consoleSurvey, HIDDEN, async (request, reply) => {
      const staff = await requireStaff(app, request, 'tableros')
      const scope = scopeOf(staff)
      const { encuesta, piloto } = (await readModelo(app)).contenido
      const days = piloto.dias.valor
      const hasta = app.clock.now().add({ milliseconds: 1 })
      const ventana = { desde: hasta.subtract({ hours: 24 * days }), hasta }
      const text = surveyBoard({
        site,
        staff,
        names: new Map((await listEntidades(app)).map((one) => [one.clave, one.nombre])),
        days,
        base: encuesta.base.valor,
        indicator: await surveyIndicator(app, ventana, scope),
        cells: await listCells(app, ventana, scope),
        comments: await listComments(app, ventana, scope),
      })
      return await sendPage(reply, text)
    })
  }
}

function surveyPageRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (server) => {
    const site = app.config

    refuseOtherSites(server, site)

    server.get<{ Params: { token: string } }>(patterns.survey, HIDDEN, async (request, reply) => {
      const { token } = request.params
      try {
        const progress = await readInvitation(app, token)
        if (progress === 'mostrada') return await sendPage(reply, surveyPage({ site, token }))
        return await sendPage(reply, thanksPage({ site, token, mayComment: progress === 'respondida' }))
      } catch (error) {
        if (!isDomainError(error) || error.kind !== 'notFound') throw error
        return await sendPage(reply, noInvitationPage({ site, why: 'no-hay' }), { status: 404 })
      }
    })

    server.post<{ Params: { token: string } }>(
      patterns.survey,
      { ...HIDDEN, bodyLimit: BODY_LIMIT },
      async (request, reply) => {
        const { token } = request.params
        const cara = typed(request.body, 'cara')
        const comentario = cleanText(typed(request.body, 'comentario'))
        try {
          await answerSurvey(app, token, { ...(cara ? { cara } : {}), ...(comentario ? { comentario } : {}) })
          return await reply.redirect(paths.survey(token), 303)
        } catch (error) {
          if (!isDomainError(error) || error.kind === 'unavailable') throw error
          const { status } = problemOf(error)
          if (error.kind === 'notFound')
            return await sendPage(reply, noInvitationPage({ site, why: 'no-hay' }), { status })
          if (error.kind === 'conflict')
            return await sendPage(reply, noInvitationPage({ site, why: 'usada' }), { status })
          const errors = (error.details.campos ?? []).map((one) => ({
            campo: one.campo,
            mensaje: sentence(one.codigo, one.params),
          }))
          const given = { site, token, cara, comentario, errors }
          const waits = (await readInvitation(app, token)) === 'mostrada'
          return await sendPage(reply, waits ? surveyPage(given) : thanksPage({ ...given, mayComment: true }), {
            status,
          })
        }
      },
    )
  }
}
