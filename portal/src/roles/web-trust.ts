// Serves the signed trust list: with it anyone verifies a copy or a signed code without asking us.
import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyPluginAsync } from 'fastify'
import type { App } from '#context'
import { readTrustList } from '../trust.ts'

export function trustRoutes(app: App): FastifyPluginAsync {
  return async (server) => {
    server.get('/.well-known/actas/confianza.json', { schema: { hide: true } }, async (_request, reply) => {
      const list = await readTrustList(app)
      return await reply
        .type('application/json; charset=utf-8')
        .header('cache-control', 'public, max-age=60')
        .send(JSON.stringify(list))
    })
    // Kept beside the data too, so that `actas verify` works on this machine with no portal running.
    const file = join(app.config.dataDir, 'confianza.json')
    writeFileSync(`${file}.${process.pid}`, JSON.stringify(await readTrustList(app)))
    renameSync(`${file}.${process.pid}`, file)
  }
}
