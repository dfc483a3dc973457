// The pages that inform. They read the directory and nothing about any person.
import type { FastifyPluginAsync } from 'fastify'
import type { App } from '#context'
import { listEntidades } from '#directory'
import { sendPage } from '#ui/layout'
import { paths } from '#ui/paths'
import type { ReadRegistries } from './guide.ts'
import * as pages from './pages.ts'
import { pricesPage } from './prices-page.ts'

const HIDDEN = { schema: { hide: true } }
const PUBLIC = { personal: false }

/** `registries` is how the registries serve now, which is measured on a floor above. */
export function guidePageRoutes(app: App, registries: ReadRegistries): FastifyPluginAsync {
  return async (server) => {
    const site = app.config
    server.get(
      paths.entidades,
      HIDDEN,
      async (_request, reply) =>
        await sendPage(
          reply,
          pricesPage({ site, entidades: await listEntidades(app), registros: await registries() }),
          PUBLIC,
        ),
    )
    server.get(paths.help, HIDDEN, async (_request, reply) => await sendPage(reply, pages.helpPage({ site }), PUBLIC))
    server.get(
      paths.official,
      HIDDEN,
      async (_request, reply) =>
        await sendPage(reply, pages.officialPage({ site, entidades: await listEntidades(app) }), PUBLIC),
    )
    server.get(
      paths.privacy,
      HIDDEN,
      async (_request, reply) => await sendPage(reply, pages.privacyPage({ site }), PUBLIC),
    )
    server.get(
      paths.accessibility,
      HIDDEN,
      async (_request, reply) => await sendPage(reply, pages.accessibilityPage({ site }), PUBLIC),
    )
    server.get(
      paths.developers,
      HIDDEN,
      async (_request, reply) =>
        await sendPage(reply, pages.developersPage({ site, sandboxUrl: site.sandboxUrl }), PUBLIC),
    )
  }
}
