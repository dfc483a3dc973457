// For tests only: the whole server over a database of its own, with everything that two entidades have, asked as staff.
import { join } from 'node:path'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { readConfig } from '#config'
import type { WithTrust } from '#copies'
import { listEntidades, seedDirectory } from '#directory'
import { readPublicTrust } from '#keys'
import { seedModelo } from '#modelo'
import { seedOnboarding } from '#onboarding'
import { SESSION_COOKIE, openSession, seedDemonstrationStaff } from '#staff'
import { openBase } from '../src/app.ts'
import { buildServer } from '../src/roles/web.ts'
import { openTestApp } from './app.ts'
import type { TestApp } from './app.ts'
import { plant } from './planted.ts'
import type { Planted } from './planted.ts'

export interface ConsoleWorld {
  readonly app: WithTrust
  readonly owner: TestApp['owner']
  readonly server: FastifyInstance
  readonly jalisco: Planted
  readonly colima: Planted
  /** As an account of the demonstration. */
  ask(account: string, url: string, method?: string): Promise<LightMyRequestResponse>
  /** Sends a form as its page would. */
  send(account: string, url: string, fields: Readonly<Record<string, string>>): Promise<LightMyRequestResponse>
  close(): Promise<void>
}

export async function openConsoleWorld(): Promise<ConsoleWorld> {
  const own = await openTestApp()
  const settings = { ACTAS_DATA: own.config.dataDir, ACTAS_WORLD: 'quieto', ACTAS_DB: JSON.stringify(own.connection) }
  const base = await openBase(readConfig(settings), { role: 'prueba', poolSize: 4, queue: 'keep' })
  const app = { ...base.app, sealTrust: await readPublicTrust(join(own.config.dataDir, 'llaves')) }
  await seedDirectory(app)
  await seedModelo(app)
  await seedOnboarding(app)
  await seedDemonstrationStaff(app, await listEntidades(app))
  const [jalisco, colima] = [await plant(app, '14'), await plant(app, '06')]
  const server = await buildServer(base)
  const secrets = new Map<string, string>()
  const headers = { accept: 'text/html', 'sec-fetch-site': 'same-origin' }
  const cookies = async (account: string): Promise<Record<string, string>> => {
    if (!secrets.has(account)) secrets.set(account, (await openSession(app, account)).secret)
    return { [SESSION_COOKIE]: secrets.get(account)! }
  }
  return {
    app,
    owner: own.owner,
    server,
    jalisco,
    colima,
    async ask(account, url, method = 'GET') {
      return await server.inject({ method: method as 'GET', url, headers, cookies: await cookies(account) })
    },
    async send(account, url, fields) {
      return await server.inject({
        method: 'POST',
        url,
        headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
        cookies: await cookies(account),
        payload: new URLSearchParams(fields).toString(),
      })
    },
    async close() {
      await server.close()
      await base.close()
    },
  }
}
