// The role that watches: every minute it checks the invariants and puts any breach on record.
import { join } from 'node:path'
import { repeat } from '#clock'
import type { App } from '#context'
import { append } from '#journal'
import { readPublicTrust } from '#keys'
import { checkInvariants } from '../invariants.ts'

const EVERY_MS = 60_000

/** Starts watching; returns how to stop. */
export async function runMonitor(app: App): Promise<() => Promise<void>> {
  const trust = await readPublicTrust(join(app.config.dataDir, 'llaves'))
  let known = ''
  const loop = repeat(EVERY_MS, async () => {
    try {
      const { invariants } = await checkInvariants(app, trust)
      const broken = invariants.filter((one) => !one.holds)
      const mark = JSON.stringify(broken)
      if (broken.length > 0 && mark !== known) {
        app.log.warn('invariants.broken', { broken })
        await app.db.tx(async (tx) =>
          append(app, tx, { event: 'invariant.broken', actor: 'monitor', subject: 'invariantes', data: { broken } }),
        )
      }
      known = mark
    } catch (error) {
      app.log.error('monitor.check', error)
    }
  })
  return loop.stop
}
