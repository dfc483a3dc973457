// For tests only: the whole server over a database of its own, with the accounts of the demonstration in it.
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { DrivableClock } from '#clock'
import { readConfig } from '#config'
import type { WithTrust } from '#copies'
import { listEntidades, seedDirectory } from '#directory'
import { readPublicTrust } from '#keys'
import { seedModelo } from '#modelo'
import { seedOnboarding } from '#onboarding'
import { seedDemonstrationStaff } from '#staff'
import type { Rol } from '#staff'
import { openBase } from '../src/app.ts'
import type { Base } from '../src/app.ts'
import { buildServer } from '../src/roles/web.ts'
import { openTestApp } from './app.ts'
import type { TestApp } from './app.ts'

/** One account of the demonstration for each role; those of an entidad are of Jalisco. */
export const ACCOUNTS: Readonly<Record<Rol, string>> = {
  renapo: 'renapo',
  presidencia: 'presidencia',
  ugd: 'ugd',
  mesa_n1: 'mesa-1',
  auditor: 'auditor',
  enlace: 'enlace-14',
  finanzas: 'finanzas-14',
  mesa_entidad: 'mesa-14',
  gubernatura: 'gubernatura-14',
  oic: 'oic-14',
}

export interface ConsoleServer {
  /** The same database for tests that do what the program may not. */
  readonly own: TestApp
  readonly base: Base
  readonly app: Base['app'] & WithTrust & { readonly clock: DrivableClock }
  readonly server: FastifyInstance
  /** Every address that the server has, as it was told when it was built. */
  readonly routes: readonly { readonly method: string; readonly url: string }[]
  /** In an `after` inside the suite, so that the server ends before its database does. */
  close(): Promise<void>
}

export async function openConsoleServer(): Promise<ConsoleServer> {
  const own = await openTestApp()
  const settings = { ACTAS_DATA: own.config.dataDir, ACTAS_WORLD: 'quieto', ACTAS_DB: JSON.stringify(own.connection) }
  const base = await openBase(readConfig(settings), { role: 'prueba', poolSize: 4, queue: 'keep' })
  const app = { ...base.app, clock: base.clock, sealTrust: await readPublicTrust(join(own.config.dataDir, 'llaves')) }
  await seedDirectory(app)
  await seedModelo(app)
  await seedOnboarding(app)
  await seedDemonstrationStaff(app, await listEntidades(app))
  const routes: { method: string; url: string }[] = []
  const server = await buildServer(base, (route) => routes.push(route))
  const close = async (): Promise<void> => {
    await server.close()
    await base.close()
  }
  return { own, base, app, server, routes, close }
}
