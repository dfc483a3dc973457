// The role that watches: one vantage asks everybody how they are; the first one also checks the invariants every minute.
import { join } from 'node:path'
import { repeat } from '#clock'
import type { Config } from '#config'
import type { App } from '#context'
import { closeClients } from '#gateway-client'
import { append } from '#journal'
import { readPublicTrust, readTransportIdentity } from '#keys'
import { openBase } from '../app.ts'
import { runVantage } from '../operations/sla/vantage.ts'

const EVERY_MS = 60_000

/** Watches from the vantage of `config` until the returned function is called. */
export async function runMonitor(config: Config): Promise<() => Promise<void>> {
  const base = await openBase(config, { role: `monitor-${config.vantage}`, poolSize: 2, queue: null })
  const identity = await readTransportIdentity(join(config.dataDir, 'llaves'))
  const stops = [await runVantage({ ...base.app, clock: base.clock, entidades: { identity } }, config.vantage)]
  if (config.vantage === 'a') stops.push(await watchInvariants(base.app))
  return async () => {
    await Promise.all(stops.map((stop) => stop()))
    await closeClients()
    await base.close()
  }
}

/** Puts any breach on record, once for each that is new. */
async function watchInvariants(app: App): Promise<() => Promise<void>> {
  // Loaded by the one vantage that checks.
  const { checkInvariants } = await import('../invariants.ts')
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
