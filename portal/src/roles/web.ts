// The role that speaks HTTP: JSON API, pages, the bank's notices and, in the demonstration, the clock's controls.
import { fastifyCookie } from '@fastify/cookie'
import formbody from '@fastify/formbody'
import swagger from '@fastify/swagger'
import Fastify from 'fastify'
import type { FastifyInstance, FastifyServerFactory } from 'fastify'
import type { Config } from '#config'
import { DomainError } from '#errors'
import { closeClients } from '#gateway-client'
import { noteInternal, problemOf, sendProblem, asDomainError } from '#problems'
import { errorPage } from '#ui/error-page'
import { speakLanguages } from '#ui/language-routes'
import { pageHeaders } from '#ui/layout'
import { openBase } from '../app.ts'
import type { Base } from '../app.ts'
import { withEdges } from '../edges.ts'
import { requirePolicy } from '#staff'
import { answerTables, rememberAskedPages } from '../operations/staff/asked-page-routes.ts'
import { consoleGate } from '../operations/staff/page-routes.ts'
import { wayIn } from '../operations/staff/way-in.ts'
import { watchRefusals } from '../operations/audit/refused.ts'
import { watchLooks } from '../operations/audit/routes.ts'
import { copyRoutes } from '../citizen/copies/routes.ts'
import { orderRoutes } from '../citizen/orders/routes.ts'
import { searchRoutes } from '../citizen/search/routes.ts'
import { mailRoutes } from '../platform/mailer/routes.ts'
import { slaRoutes } from '../operations/sla/routes.ts'
import { reconciliationRoutes } from '../operations/reconciliation/routes.ts'
import { pilotRoutes } from '../operations/pilot/routes.ts'
import { helpdeskRoutes } from '../operations/helpdesk/routes.ts'
import { surveyRoutes } from '../operations/survey/routes.ts'
import { incidentRoutes } from '../operations/incidents/routes.ts'
import { inviter } from '#survey'
import { portRefusal } from './ports.ts'
import { pageRoutes } from './web-pages.ts'
import { clockRoutes } from './web-clock.ts'
import { trustRoutes } from './web-trust.ts'
import { openTls } from './web-tls.ts'
import { sendInFewBytes } from './web-compress.ts'

const JSON_LIMIT = 64 * 1024

/** Listens until the returned function is called. */
export async function runWeb(config: Config): Promise<() => Promise<void>> {
  const base = await openBase(config, { role: 'web', poolSize: 10, queue: 'enqueue' })
  const tls = config.tls ? await openTls(config, base.app.log) : null
  const server = await buildServer(base, undefined, tls?.factory)
  try {
    await server.listen({ port: config.port, host: config.host })
  } catch (error) {
    throw portRefusal(error, config.host, config.port)
  }
  return async () => {
    await tls?.stop()
    await server.close()
    await closeClients()
    await base.close()
  }
}

/** The whole server, not yet listening; tests inject requests into it. */
export async function buildServer(
  base: Base,
  onRoute?: (route: { method: string; url: string }) => void,
  serverFactory?: FastifyServerFactory,
): Promise<FastifyInstance> {
  const app = await withEdges(base.app)
  const server = Fastify({
    ...(serverFactory ? { serverFactory } : {}),
    logger: false,
    bodyLimit: JSON_LIMIT,
    requestTimeout: 30_000,
    keepAliveTimeout: 20_000,
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true },
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, allErrors: true } },
  })
  server.addHook('onRoute', (route) => [route.method].flat().forEach((method) => requirePolicy(method, route.url)))
  if (onRoute)
    server.addHook('onRoute', (route) => [route.method].flat().forEach((method) => onRoute({ method, url: route.url })))
  server.addHook('onSend', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff')
    reply.header('referrer-policy', 'no-referrer')
    if (!reply.hasHeader('content-security-policy'))
      reply.header('content-security-policy', "default-src 'none'; frame-ancestors 'none'")
  })
  watchLooks(server, app)
  watchRefusals(server, app)
  answerTables(server)
  server.addHook('onSend', sendInFewBytes)
  server.setErrorHandler(async (error, request, reply) => {
    if (wantsPage(request.headers.accept, request.url)) {
      const { method, url } = request
      const way = wayIn(asDomainError(error).codigo, { method, url, pattern: request.routeOptions.url ?? '' })
      if (way !== null) return await reply.redirect(way, 303)
      noteInternal(app, request, error)
      const wait = asDomainError(error).details.retryAfterS
      if (wait !== undefined) reply.header('retry-after', String(wait))
      const problem = problemOf(error)
      return await reply
        .code(problem.status)
        .headers(pageHeaders())
        .send(errorPage({ status: problem.status, title: problem.title, config: app.config }))
    }
    return await sendProblem(app, request, reply, error)
  })
  server.setNotFoundHandler(async () => {
    throw new DomainError('notFound', 'direccion-no-encontrada')
  })
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'actas',
        version: '1',
        description: 'Consulta, copia certificada y verificación de actas. Datos sintéticos de demostración.',
      },
    },
  })
  await server.register(fastifyCookie)
  speakLanguages(server)
  rememberAskedPages(server, app)
  server.addHook('onRequest', consoleGate(app))
  await server.register(formbody, { bodyLimit: JSON_LIMIT })
  server.get('/healthz', { schema: { hide: true } }, async () => ({ estado: 'vivo' }))
  server.get('/readyz', { schema: { hide: true } }, async (_request, reply) => {
    try {
      await app.db.query('select 1', [])
      return { estado: 'listo' }
    } catch {
      return await reply.code(503).header('retry-after', '5').send({ estado: 'sin-base' })
    }
  })
  await server.register(searchRoutes(app))
  await server.register(orderRoutes(app, inviter(app)))
  await server.register(mailRoutes(app))
  await server.register(helpdeskRoutes(app))
  await server.register(incidentRoutes(app))
  await server.register(surveyRoutes(app))
  await server.register(copyRoutes(app))
  await server.register(pilotRoutes(app))
  await server.register(trustRoutes(app))
  await server.register(reconciliationRoutes(app))
  await server.register(slaRoutes(app))
  await server.register(pageRoutes(app))
  if (app.config.world !== 'ninguno') await server.register(clockRoutes(app, base.clock))
  server.get('/api/v1/openapi.json', { schema: { hide: true } }, async () => server.swagger())
  await server.ready()
  return server
}

/** Programs get problem+json; only a browser asking for a page gets a page. */
function wantsPage(accept: string | undefined, url: string): boolean {
  return (
    !url.startsWith('/api/') &&
    !url.startsWith('/interno/') &&
    !url.startsWith('/avisos/') &&
    (accept ?? '').includes('text/html')
  )
}

/** Every route, without serving: for `actas routes`. */
export async function listRoutes(config: Config): Promise<{ method: string; url: string }[]> {
  const { withDatabase } = await import('../commands/with-database.ts')
  return await withDatabase(config, async (connected) => {
    const base = await openBase(connected, { role: 'command', poolSize: 1, queue: null })
    const found: { method: string; url: string }[] = []
    const server = await buildServer(base, (route) => found.push(route))
    await server.close()
    await base.close()
    return found
      .filter((one) => one.method !== 'HEAD')
      .sort((a, b) => a.url.localeCompare(b.url) || a.method.localeCompare(b.method))
  })
}
