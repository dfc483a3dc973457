// For tests of pages over real rows: the whole server on a database of its own, without a world, a queue or a socket.
import { readConfig } from '#config'
import { openBase } from '../src/app.ts'
import type { Base } from '../src/app.ts'
import { buildServer } from '../src/roles/web.ts'
import { openTestApp } from './app.ts'
import { atEnd } from './database.ts'

export async function openQuietServer(): Promise<{
  readonly base: Base
  readonly app: Base['app']
  readonly server: Awaited<ReturnType<typeof buildServer>>
}> {
  const { connection, config: own } = await openTestApp()
  const base = await openBase(
    readConfig({ ACTAS_DATA: own.dataDir, ACTAS_WORLD: 'ninguno', ACTAS_DB: JSON.stringify(connection) }),
    { role: 'prueba', poolSize: 4, queue: null },
  )
  const server = await buildServer(base)
  atEnd(async () => {
    await server.close()
    await base.close()
  })
  return { base, app: base.app, server }
}
