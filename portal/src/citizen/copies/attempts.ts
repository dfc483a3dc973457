// Holds back a network whose verifications keep finding nothing. Codes cannot be guessed; this keeps the tries from costing.
import type { App } from '#context'
import { DomainError, isDomainError } from '#errors'
import { limitNetwork } from '#search'
import { verify } from './verification.ts'
import type { Verification, VerificationInput, WithTrust } from './verification.ts'

/** The limit is one of rows, shared by all processes. Each remembers whom it held back, so that a good copy costs no count. */
const MOST_REMEMBERED = 10_000

export interface Requester {
  readonly ip: string
}

export type VerifyFrom = (requester: Requester, input: VerificationInput) => Promise<Verification>

/**
 * `verify` for whoever calls over the network. What ends in a copy of ours is never counted.
 * @throws tooMany `demasiadas-verificaciones`, beside what `verify` throws
 */
export function verifyWithin(app: WithTrust): VerifyFrom {
  const held = new Map<string, Temporal.Instant>()
  return async (requester, input) => {
    const until = held.get(requester.ip)
    if (until && Temporal.Instant.compare(app.clock.now(), until) < 0) throw tooMany(app, until)
    held.delete(requester.ip)
    const found = await verify(app, input)
    if (found.copia === undefined && found.codigo !== 'codigo-mal-escrito') await count(app, requester, held)
    return found
  }
}

async function count(app: App, requester: Requester, held: Map<string, Temporal.Instant>): Promise<void> {
  try {
    await limitNetwork(app, 'verificacion', requester, app.clock.now(), 'demasiadas-verificaciones')
  } catch (error) {
    if (!isDomainError(error) || error.kind !== 'tooMany') throw error
    if (held.size >= MOST_REMEMBERED) held.clear()
    held.set(requester.ip, app.clock.now().add({ seconds: error.details.retryAfterS ?? 0 }))
    throw error
  }
}

function tooMany(app: App, until: Temporal.Instant): DomainError {
  const retryAfterS = Math.max(1, Math.ceil(app.clock.now().until(until).total('seconds')))
  return new DomainError('tooMany', 'demasiadas-verificaciones', { retryAfterS })
}
