// The JSON API of searching: entidades, challenge, search.
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '#schema'
import type { Static } from '#schema'
import type { App } from '#context'
import { listEntidades } from '#directory'
import type { EntidadGateway } from '#gateway'
import { provenHolder } from '#holders'
import { issueReto, searchActas, spendReto } from './search.ts'
import type { Criteria } from './search.ts'
import { checkCriteria } from './criteria.ts'
import { centralDay } from '#clock'

const Text = (maxLength = 2_000) => Type.String({ maxLength })

const SearchBody = Type.Object({
  curp: Type.Optional(Text()),
  nombres: Type.Optional(Text()),
  primerApellido: Type.Optional(Text()),
  segundoApellido: Type.Optional(Type.Union([Text(), Type.Null()])),
  sexo: Type.Optional(Text(20)),
  fechaNacimiento: Type.Optional(Text(40)),
  entidadRegistro: Type.Optional(Type.Union([Text(20), Type.Null()])),
  filiacion: Type.Optional(Text()),
  altcha: Type.Optional(Text(20_000)),
})

export function searchRoutes(app: App & { readonly entidades: EntidadGateway }): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/api/v1/entidades',
      { schema: { summary: 'Las 32 entidades, su fase y sus derechos', tags: ['consulta'] } },
      async () =>
        (await listEntidades(app)).map(
          ({ clave, nombre, fase, abierta, servicio, derechosCentavos, derechosVigentesDesde }) => ({
            clave,
            nombre,
            fase,
            abierta,
            servicio,
            derechosCentavos,
            derechosVigentesDesde,
          }),
        ),
    )

    server.get(
      '/api/v1/reto',
      { schema: { summary: 'Un reto ALTCHA de un solo uso', tags: ['consulta'] } },
      async (_request, reply) => {
        reply.header('cache-control', 'no-store')
        return await issueReto(app)
      },
    )

    server.post(
      '/api/v1/busquedas',
      {
        schema: { summary: 'Busca un acta por CURP o por datos, con filiación', tags: ['consulta'], body: SearchBody },
      },
      async (request, reply) => {
        const criteria = criteriaOf(request.body)
        // Everything that the person can mend is said before the challenge is spent.
        checkCriteria(criteria, centralDay(app.clock.now()))
        await spendReto(app, request.body.altcha)
        const actas = await searchActas(app, criteria, { holder: await provenHolder(app, request) })
        reply.header('cache-control', 'no-store')
        return { actas }
      },
    )
  }
}

function criteriaOf(body: Static<typeof SearchBody>): Criteria {
  const filiacion = body.filiacion ?? ''
  const entidadRegistro = body.entidadRegistro ?? undefined
  if (body.curp !== undefined) return { curp: body.curp, filiacion, ...(entidadRegistro ? { entidadRegistro } : {}) }
  return {
    nombres: body.nombres ?? '',
    primerApellido: body.primerApellido ?? '',
    ...(body.segundoApellido ? { segundoApellido: body.segundoApellido } : {}),
    sexo: body.sexo ?? '',
    fechaNacimiento: body.fechaNacimiento ?? '',
    entidadRegistro: entidadRegistro ?? '',
    filiacion,
  }
}
