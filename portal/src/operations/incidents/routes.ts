// The public data of incidents, and the rows behind indicator 2.
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '#schema'
import type { App } from '#context'
import { askedWindow } from '#modelo'
import { csvHeaders } from '#ui/csv'
import { paths } from '#ui/paths'
import { protocolEvidence, readPublicIncidents } from './incidents.ts'

const Window = Type.Object({
  desde: Type.String({ maxLength: 40 }),
  hasta: Type.String({ maxLength: 40 }),
  entidad: Type.Optional(Type.String({ maxLength: 2 })),
})

export function incidentRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      paths.apiIncidents,
      { schema: { summary: 'Incidencias abiertas y recientes, con su aviso si ya se publicó', tags: ['indicadores'] } },
      async (_request, reply) => {
        reply.header('cache-control', 'public, max-age=30')
        return await readPublicIncidents(app)
      },
    )
    server.get(
      paths.evidenceProtocol,
      {
        schema: {
          summary: 'Los renglones del indicador 2: cada acción con su plazo, su hora y su juicio (CSV)',
          tags: ['indicadores'],
          querystring: Window,
        },
      },
      async (request, reply) => {
        const { ventana, clave } = askedWindow(request.query)
        return await reply.headers(csvHeaders('protocolo')).send(await protocolEvidence(app, ventana, clave))
      },
    )
  }
}
