// `actas check`: looks at the invariants in the rows and says which hold.
import { join } from 'node:path'
import { readPublicTrust } from '#keys'
import { openBase } from '../app.ts'
import { checkInvariants } from '../invariants.ts'
import type { CommandInput } from './commands.ts'
import { t } from './sentences.ts'
import { withDatabase } from './with-database.ts'

/** Exit 0 when all hold, 1 when one does not. */
export async function check({ config, json }: CommandInput): Promise<number> {
  return await withDatabase(config, async (connected) => {
    const base = await openBase(connected, { role: 'check', poolSize: 2, queue: null })
    try {
      const result = await checkInvariants(base.app, await readPublicTrust(join(config.dataDir, 'llaves')))
      if (json) process.stdout.write(`${JSON.stringify(result)}\n`)
      else {
        for (const one of result.invariants) {
          process.stdout.write(`${one.holds ? '✓' : '✗'} ${one.id.padEnd(9)} ${t('revisadas', { n: one.checked })}\n`)
          for (const violation of one.violations) process.stdout.write(`    ${violation}\n`)
        }
      }
      return result.holds ? 0 : 1
    } finally {
      await base.close()
    }
  })
}
