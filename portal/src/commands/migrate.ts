// `actas migrate`: brings the database to the present shape, as a step of its own before the program is started.
import { connectionOf, openDb } from '#db'
import { migrate } from '#migrate'
import { withDatabase } from './with-database.ts'
import type { CommandInput } from './commands.ts'
import { t } from './sentences.ts'

export async function migrateCommand({ config, json }: CommandInput): Promise<number> {
  return await withDatabase(config, async (connected) => {
    const db = openDb(connectionOf(connected), 1, () => undefined, 'owner')
    try {
      const ran = await migrate(db)
      process.stdout.write(
        json ? `${JSON.stringify({ ran })}\n` : `${ran.length === 0 ? t('migrado-nada') : ran.join('\n')}\n`,
      )
      return 0
    } finally {
      await db.close()
    }
  })
}
