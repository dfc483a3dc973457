// Serves the style and the script of the pages.
import type { FastifyPluginAsync } from 'fastify'
import { ASSETS } from './assets.ts'

const HIDDEN = { schema: { hide: true } }

export function assetRoutes(): FastifyPluginAsync {
  return async (server) => {
    for (const asset of ASSETS) {
      server.get(asset.href, HIDDEN, async (request, reply) => {
        const accepted = String(request.headers['accept-encoding'] ?? '')
        const encoding = /\bbr\b/.test(accepted) ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : undefined
        reply.headers({
          'content-type': asset.type,
          'cache-control': 'public, max-age=31536000, immutable',
          vary: 'accept-encoding',
          'cross-origin-resource-policy': 'same-origin',
        })
        if (encoding) reply.header('content-encoding', encoding)
        return await reply.send(encoding === 'br' ? asset.brotli : encoding === 'gzip' ? asset.gzip : asset.plain)
      })
    }
  }
}
