// For tests only: the whole server over a database of its own, with the accounts of the demonstration in it.
import type { FastifyInstance } from 'fastify'
import { readConfig } from '#config'
import { listEntidades, seedDirectory } from '#directory'
import { seedModelo } from '#modelo'
import { seedOnboarding } from '#onboarding'
import { seedDemonstrationStaff } from '#staff'
import { openBase } from '../src/app.ts'
import type { Base } from '../src/app.ts'
import { buildServer } from '../src/roles/web.ts'
import { openTestApp } from './app.ts'

export interface ConsoleServer {
  readonly base: Base
  readonly server: FastifyInstance
}

/** Close the server, then the base, in an `after` inside the suite: before its database goes. */
export async function openConsoleServer(): Promise<ConsoleServer> {
  const { connection, config } = await openTestApp()
  const base = await openBase(
    readConfig({ ACTAS_DATA: config.dataDir, ACTAS_WORLD: 'quieto', ACTAS_DB: JSON.stringify(connection) }),
    { role: 'prueba', poolSize: 4, queue: 'keep' },
  )
  await seedDirectory(base.app)
  await seedModelo(base.app)
  await seedOnboarding(base.app)
  await seedDemonstrationStaff(base.app, await listEntidades(base.app))
  return { base, server: await buildServer(base) }
}
