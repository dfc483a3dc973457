// Gives a command its database: DATABASE_URL, or the embedded server of the data folder, running or started for the moment.
import { join } from 'node:path'
import { monotonicMs, sleep } from '#clock'
import type { Config } from '#config'
import { startEmbeddedPostgres } from '#embedded-postgres'

/** Runs `work` with a config that can connect. A server that was already running is left running. */
export async function withDatabase<T>(config: Config, work: (connected: Config) => Promise<T>): Promise<T> {
  if (config.databaseUrl || config.databaseConnection) return await work(config)
  const server = await startEmbeddedPostgres({
    dataDir: join(config.dataDir, 'postgres'),
    runDir: config.runDir,
    sleep,
    monotonicMs,
  })
  try {
    return await work({ ...config, databaseConnection: server.connection })
  } finally {
    if (!server.adopted) await server.stop()
  }
}
