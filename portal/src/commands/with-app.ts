// Gives a command the whole program over a database in its present form, with the 32 entidades in it.
import type { Config } from '#config'
import { connectionOf, openDb } from '#db'
import { seedDirectory } from '#directory'
import { migrate } from '#migrate'
import { openBase } from '../app.ts'
import type { Base } from '../app.ts'
import { withDatabase } from './with-database.ts'

/** Runs `work`, also while the service runs. */
export async function withApp<T>(config: Config, work: (app: Base['app']) => Promise<T>): Promise<T> {
  return await withDatabase(config, async (connected) => {
    const db = openDb(connectionOf(connected), 1, () => undefined, 'owner')
    await migrate(db).finally(() => db.close())
    const base = await openBase(connected, { role: 'command', poolSize: 2, queue: null })
    try {
      await seedDirectory(base.app)
      return await work(base.app)
    } finally {
      await base.close()
    }
  })
}
