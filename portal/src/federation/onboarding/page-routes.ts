// The address in the mail of a report: opening it changes nothing, since programs open links too; the button does.
import type { FastifyPluginAsync } from 'fastify'
import type { App } from '#context'
import { DomainError } from '#errors'
import { sendPage } from '#ui/layout'
import { isFromThisSite, paths, patterns } from '#ui/paths'
import { acknowledgeReport, readReceipt } from './onboarding.ts'
import { receiptPage } from './pages.ts'

const HIDDEN = { schema: { hide: true } }
type Named = { Params: { reporte: string; enlace: string; clave: string } }

export function onboardingPageRoutes(app: App): FastifyPluginAsync {
  return async (server) => {
    const site = app.config
    server.get<Named>(patterns.pendingReceipt, HIDDEN, async (request, reply) => {
      const { reporte, enlace, clave } = request.params
      const receipt = await readReceipt(app, reporte, enlace, clave)
      const address = paths.pendingReceipt(reporte, enlace, clave)
      return await sendPage(reply, receiptPage({ site, receipt, address }))
    })
    server.post<Named>(patterns.pendingReceipt, HIDDEN, async (request, reply) => {
      if (!isFromThisSite(request.headers, site)) throw new DomainError('forbidden', 'no-autorizado')
      const { reporte, enlace, clave } = request.params
      await acknowledgeReport(app, reporte, enlace, clave)
      return await reply.redirect(paths.pendingReceipt(reporte, enlace, clave), 303)
    })
  }
}
