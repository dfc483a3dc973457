// For tests only: what the routes of copies ask for, over a given database and with given seals.
import { createClock } from '#clock'
import { readConfig } from '#config'
import { createLog } from '#context'
import type { App } from '#context'
import type { Db } from '#db'
import type { SealTrust } from '#keys'

const KEY = Buffer.alloc(32, 7)

/** An App without a queue; its diagnostics go to stderr. */
export function routesApp(db: Db, sealTrust: SealTrust): App & { readonly sealTrust: SealTrust } {
  const clock = createClock()
  const refuse = async (): Promise<never> => {
    throw new Error('no queue in this test')
  }
  return {
    config: readConfig({ ACTAS_PUBLIC_URL: 'https://actas.example' }),
    db,
    clock,
    log: createLog('prueba', clock, (line) => void process.stderr.write(line)),
    secrets: { acceso: KEY, formToken: KEY, reto: KEY, blind: KEY, bank: 'secreto de prueba' },
    jobs: { enqueue: refuse, work: refuse, settle: refuse, stop: async () => {} },
    reactions: new Map(),
    sealTrust,
  }
}
