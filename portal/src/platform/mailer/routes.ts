// The address where a mail server hands in what came back: the report itself, as it was received.
import type { FastifyPluginAsync } from 'fastify'
import type { App } from '#context'
import { DomainError } from '#errors'
import { takeReturned } from './mailer.ts'
import { MOST_RETURNED_BYTES } from './outcome.ts'

export function mailRoutes(app: App): FastifyPluginAsync {
  return async (server) => {
    // A report is a mail; it must reach us unparsed.
    server.removeAllContentTypeParsers()
    server.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MOST_RETURNED_BYTES }, (_request, body, done) =>
      done(null, body),
    )
    server.post('/avisos/correo', { schema: { hide: true } }, async (request, reply) => {
      const source = Buffer.isBuffer(request.body) ? request.body.toString('latin1') : ''
      if (!(await takeReturned(app, source))) throw new DomainError('invalid', 'devolucion-ilegible')
      return await reply.code(204).send()
    })
  }
}
