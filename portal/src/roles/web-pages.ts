// Registers the pages of every room, each with its own plugin.
import type { FastifyPluginAsync } from 'fastify'
import { assetRoutes } from '#ui/assets'
import { languageRoutes } from '#ui/language-routes'
import { copyPageRoutes } from '../citizen/copies/page-routes.ts'
import { guidePageRoutes } from '../citizen/guide/page-routes.ts'
import { holderPageRoutes } from '../citizen/holders/page-routes.ts'
import { orderPageRoutes } from '../citizen/orders/page-routes.ts'
import { searchPageRoutes } from '../citizen/search/page-routes.ts'
import { waitlistPageRoutes } from '../citizen/waitlist/page-routes.ts'
import { actPageRoutes } from '../operations/acts/page-routes.ts'
import { consolePageRoutes } from '../operations/console/page-routes.ts'
import { helpdeskConsoleRoutes } from '../operations/helpdesk/console-routes.ts'
import { capturePageRoutes } from '../operations/helpdesk/captures/page-routes.ts'
import { correctionPageRoutes } from '../operations/helpdesk/corrections/page-routes.ts'
import { helpdeskPageRoutes } from '../operations/helpdesk/page-routes.ts'
import { receiptPageRoutes } from '../operations/helpdesk/receipts/page-routes.ts'
import { refusalPageRoutes } from '../operations/helpdesk/refusals/page-routes.ts'
import { refusalTellingRoutes } from '../operations/helpdesk/refusals/telling-routes.ts'
import { whoSaw, whoSawRecord } from '#audit'
import { journalPageRoutes } from '../operations/audit/page-routes.ts'
import { incidentPageRoutes } from '../operations/incidents/page-routes.ts'
import { onboardingBoardRoutes } from '../operations/onboarding-board/page-routes.ts'
import { onboardingPageRoutes } from '../federation/onboarding/page-routes.ts'
import { improvementPageRoutes } from '../operations/improvement/page-routes.ts'
import { pilotPageRoutes } from '../operations/pilot/page-routes.ts'
import { slaPageRoutes } from '../operations/sla/page-routes.ts'
import { reconciliationPageRoutes } from '../operations/reconciliation/page-routes.ts'
import { accountPageRoutes } from '../operations/staff/accounts/page-routes.ts'
import { maintenancePageRoutes } from '../operations/maintenance/page-routes.ts'
import { trainingPageRoutes } from '../operations/training/page-routes.ts'
import { emergencyPageRoutes } from '../operations/staff/emergency/page-routes.ts'
import { factorPageRoutes } from '../operations/staff/second-factor/page-routes.ts'
import { staffPageRoutes } from '../operations/staff/page-routes.ts'
import { steadySince } from '#sla'
import { demonstrationDoors } from '#staff'
import { inviter } from '#survey'
import { openCase } from './open-case.ts'
import { registriesReader } from './registries.ts'
import { samplePeople } from './sample-people.ts'
import { turnProviders } from './turn.ts'
import { copySize } from '#copies'
import type { WithTrust } from '#copies'
import type { WorkerApp } from '../edges.ts'

export function pageRoutes(app: WorkerApp & WithTrust): FastifyPluginAsync {
  const registries = registriesReader(app)
  return async (server) => {
    await server.register(assetRoutes())
    await server.register(languageRoutes(app.config))
    await server.register(guidePageRoutes(app, registries))
    await server.register(slaPageRoutes(app))
    await server.register(searchPageRoutes(app, () => demonstrationDoors(app), registries))
    await server.register(waitlistPageRoutes(app, registries, (claves) => steadySince(app, claves)))
    await server.register(staffPageRoutes(app, turnProviders))
    await server.register(accountPageRoutes(app))
    await server.register(emergencyPageRoutes(app, openCase))
    await server.register(maintenancePageRoutes(app))
    await server.register(trainingPageRoutes(app))
    await server.register(factorPageRoutes(app))
    await server.register(consolePageRoutes(app))
    await server.register(pilotPageRoutes(app))
    await server.register(improvementPageRoutes(app))
    await server.register(
      orderPageRoutes(app, {
        invite: inviter(app),
        registries,
        fileSize: (folio) => copySize(app, folio),
        whoSaw: (order) => whoSaw(app, order),
      }),
    )
    await server.register(
      holderPageRoutes(
        app,
        (blind) => whoSawRecord(app, blind),
        async () => await samplePeople(app),
      ),
    )
    await server.register(correctionPageRoutes(app))
    await server.register(capturePageRoutes(app))
    await server.register(receiptPageRoutes(app))
    await server.register(helpdeskPageRoutes(app))
    await server.register(helpdeskConsoleRoutes(app))
    await server.register(refusalTellingRoutes(app))
    await server.register(refusalPageRoutes(app))
    await server.register(reconciliationPageRoutes(app))
    await server.register(incidentPageRoutes(app))
    await server.register(onboardingPageRoutes(app))
    await server.register(onboardingBoardRoutes(app))
    await server.register(copyPageRoutes(app))
    await server.register(actPageRoutes(app))
    await server.register(journalPageRoutes(app))
  }
}
