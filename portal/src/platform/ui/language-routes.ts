// The language of a request: chosen once by a link in the footer, kept in a cookie, held for whatever the request touches.
import type {} from '@fastify/cookie'
import type { FastifyInstance, FastifyPluginAsync, FastifyRequest } from 'fastify'
import type { Config } from '#config'
import { OFFERED, ORIGINAL, offeredLanguage, withSpeech } from './languages.ts'
import type { Speech } from './languages.ts'
import { LANGUAGE_COOKIE, languageCookieOptions, ownPath, paths, patterns } from './paths.ts'

/** What only staff, liaisons and programs read stays in Spanish: the language of the contract, the letter and the law. */
const ONLY_ORIGINAL = /^\/(consola|api|interno|avisos|integracion|comunicados|anuncios|\.well-known)(\/|$)/

/** Gives every request its speech; the framework keeps it through the reading of a body and in the handler of errors. */
export function speakLanguages(server: FastifyInstance): void {
  server.addHook('onRequest', (request, _reply, done) => withSpeech(speechOf(request), done))
}

function speechOf(request: FastifyRequest): Speech {
  const path = request.url.replace(/[?#].*$/, '')
  const choice = !ONLY_ORIGINAL.test(path)
  const language = choice ? offeredLanguage(request.cookies?.[LANGUAGE_COOKIE]) : ORIGINAL
  return { language, choice, path: choice ? wayBack(request, path) : paths.start }
}

/** The address itself where it can be asked for again; after a form without a page of its own, the nearest above it. */
function wayBack(request: FastifyRequest, path: string): string {
  const parts = path.split('/')
  const pattern = request.routeOptions?.url?.split('/') ?? []
  while (pattern.length > 1) {
    const url = pattern.join('/')
    if (request.method === 'GET' || request.server.hasRoute({ method: 'GET', url })) return parts.join('/')
    parts.pop()
    pattern.pop()
  }
  return paths.start
}

/** The choice itself: a link that works without scripts, keeps a cookie of a year and leads back to where it stood. */
export function languageRoutes(config: Pick<Config, 'publicUrl'>): FastifyPluginAsync {
  return async (server) => {
    server.get<{ Params: { codigo: string }; Querystring: { volver?: unknown } }>(
      patterns.language,
      { schema: { hide: true } },
      async (request, reply) => {
        const chosen = OFFERED.find((one) => one.codigo === request.params.codigo)
        // The original needs no cookie: who wants it is told nothing and tells nothing.
        if (chosen && chosen !== ORIGINAL)
          reply.setCookie(LANGUAGE_COOKIE, chosen.codigo, languageCookieOptions(config))
        else reply.clearCookie(LANGUAGE_COOKIE, { path: '/' })
        return await reply.header('cache-control', 'no-store').redirect(ownPath(request.query.volver), 303)
      },
    )
  }
}
