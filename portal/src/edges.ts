// The outside systems that the rooms of web and worker may ask: nodes, bank, signer and mail, put beside what every role has.
import { join } from 'node:path'
import type { App } from '#context'
import type { Signer } from '#copies'
import type { EntidadGateway } from '#gateway'
import { CALLS } from '#gateway-client'
import { readPublicTrust, readTransportIdentity } from '#keys'
import { openMailer } from '#mailer'
import type { Mailer } from '#mailer'
import type { Bank } from '#payments'
import { signerSocket } from './app.ts'

export type WorkerApp = App & {
  readonly entidades: EntidadGateway
  readonly signer: Signer
  readonly bank: Bank
  readonly mailer: Mailer
}

/** Everything that the rooms of web and worker may ask for; the signer's socket is only usable by the worker. */
export async function withEdges(
  app: App,
  calls: number = CALLS.web,
): Promise<WorkerApp & { readonly sealTrust: Awaited<ReturnType<typeof readPublicTrust>> }> {
  const { config } = app
  const keysDir = join(config.dataDir, 'llaves')
  return {
    ...app,
    entidades: { identity: { ...(await readTransportIdentity(keysDir)), calls } },
    sealTrust: await readPublicTrust(keysDir),
    signer: { socketPath: signerSocket(config) },
    bank: { url: config.bankUrl ?? '', secret: app.secrets.bank },
    mailer: openMailer(config),
  }
}
