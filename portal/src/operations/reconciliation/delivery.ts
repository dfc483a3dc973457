// A file that a bank delivers over HTTP: believed only when it is signed with the bank's secret and its time is near.
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { App } from '#context'
import { DomainError } from '#errors'

/** A delivery older or newer than this against our clock is refused as a replay. */
const SKEW_MS = 10 * 60_000

/** Lets through only what the bank signed. @throws forbidden `aviso-no-autentico` · invalid `aviso-invalido` */
export function acceptDelivery(
  app: App,
  delivery: { evento: string; en: string; firma: string; body: Uint8Array },
): void {
  const expected = createHmac('sha256', app.secrets.bank)
    .update(`${delivery.evento}.${delivery.en}.`)
    .update(delivery.body)
    .digest()
  const given = Buffer.from(delivery.firma, 'hex')
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new DomainError('forbidden', 'aviso-no-autentico')
  const atMs = instantMs(delivery.en)
  if (atMs === null || Math.abs(atMs - app.clock.now().epochMilliseconds) > SKEW_MS)
    throw new DomainError('invalid', 'aviso-invalido')
}

function instantMs(text: string): number | null {
  try {
    return Temporal.Instant.from(text).epochMilliseconds
  } catch {
    return null
  }
}
