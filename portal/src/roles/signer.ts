// The role that holds the seal key: it signs only documents of paid orders whose intent is on record.
import { join } from 'node:path'
import type { Config } from '#config'
import { openSealKey } from '#keys'
import { openBase, signerSocket } from '../app.ts'
import { mayBeSealed } from '../citizen/copies/may-be-sealed.ts'
import { startSigner } from '#signer-server'

/** Runs the signer until the returned function is called. As root it gives up its rights once the key is loaded. */
export async function runSigner(config: Config): Promise<() => Promise<void>> {
  const base = await openBase(config, { role: 'signer', poolSize: 2, queue: null })
  const seal = await openSealKey(join(config.dataDir, 'llaves'))
  // One query first: the connection and everything that it loads must be there before the rights are given up.
  await base.app.db.query('select 1', [])
  const server = await startSigner({
    socketPath: signerSocket(config),
    seal,
    mayBeSealed: (folio, digestHex) => mayBeSealed(base.app, folio, digestHex),
    clock: base.clock,
    log: base.app.log,
    uid: config.signerUid,
  })
  return async () => {
    await server.close()
    await base.close()
  }
}
