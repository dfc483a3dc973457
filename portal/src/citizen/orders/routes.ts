// The JSON API of orders and the address where the bank sends its notices.
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '#schema'
import { acceptNotice } from '#payments'
import type { WithBank } from '#payments'
import { placeOrder, readOrder } from './orders.ts'
import type { Invite } from './orders.ts'

const OrderBody = Type.Object({
  busqueda: Type.String({ maxLength: 200 }),
  medioDePago: Type.Union([Type.Literal('tarjeta'), Type.Literal('referencia')]),
  correo: Type.Optional(Type.Union([Type.String({ maxLength: 500 }), Type.Null()])),
})

const Folio = Type.Object({ folio: Type.String({ maxLength: 60 }) })

export function orderRoutes(app: WithBank, invite?: Invite): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.post(
      '/api/v1/solicitudes',
      {
        schema: { summary: 'Pide una copia certificada de un acta encontrada', tags: ['solicitudes'], body: OrderBody },
      },
      async (request, reply) => {
        const { busqueda, medioDePago, correo } = request.body
        const header = request.headers['idempotency-key']
        const key = typeof header === 'string' && header !== '' ? header.slice(0, 300) : undefined
        const placed = await placeOrder(app, { busqueda, medioDePago, ...(correo ? { correo } : {}) }, key)
        return await reply
          .code(201)
          .header('cache-control', 'no-store')
          .header('location', `/api/v1/solicitudes/${placed.folio}`)
          .send(placed)
      },
    )

    server.get(
      '/api/v1/solicitudes/:folio',
      { schema: { summary: 'El estado de una solicitud', tags: ['solicitudes'], params: Folio } },
      async (request, reply) => {
        reply.header('cache-control', 'no-store')
        const found = await readOrder(app, request.params.folio, bearer(request.headers.authorization))
        const { correo: _private, correoProblema: _too, venceEn, ...order } = found
        const encuesta = (await invite?.(found)) ?? null
        return { ...order, ...(venceEn ? { venceEn } : {}), ...(encuesta ? { encuesta } : {}) }
      },
    )

    await server.register(async (notices) => {
      // The signature covers the bytes, so the body must reach us unparsed.
      notices.removeAllContentTypeParsers()
      notices.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: 16_384 }, (_request, body, done) =>
        done(null, body),
      )
      notices.post('/avisos/banco', { schema: { hide: true } }, async (request, reply) => {
        const header = (name: string): string => String(request.headers[name] ?? '')
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
        await acceptNotice(app, {
          evento: header('banco-evento'),
          en: header('banco-en'),
          firma: header('banco-firma'),
          body,
        })
        return await reply.code(204).send()
      })
    })
  }
}

/** The token of an `Authorization: Bearer …` header. */
export function bearer(header: string | undefined): string | undefined {
  return header?.match(/^Bearer +([\w-]+) *$/i)?.[1]
}
