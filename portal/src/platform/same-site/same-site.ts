// Whoever changes something does it from a page of ours: one guard for the forms of every room.
import type { FastifyInstance } from 'fastify'
import type { Config } from '#config'
import { DomainError } from '#errors'
import { isFromThisSite } from '#ui/paths'

/** Every form of this plugin answers `no-autorizado` to the page of another site, before any handler of it runs. */
export function refuseOtherSites(server: FastifyInstance, site: Pick<Config, 'publicUrl'>): void {
  server.addHook('preHandler', async (request) => {
    if (request.method === 'POST' && !isFromThisSite(request.headers, site))
      throw new DomainError('forbidden', 'no-autorizado')
  })
}
