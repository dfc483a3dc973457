// The link in a mail: it opens one order until its instant, and afterwards only says that it was genuine.
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { App } from '#context'

type Keys = Pick<App, 'secrets'>

/** Says until when by itself, so that nothing is stored; whoever reads an old mail finds a key that no longer turns. */
export function linkToken(app: Keys, folio: string, until: Temporal.Instant): string {
  const second = Math.floor(until.epochMilliseconds / 1000)
  return `${second.toString(36)}.${mark(app, folio, second)}`
}

/** Whether a link is ours and still opens. Null for whatever we never mailed for this folio. */
export function readLink(app: Keys, folio: string, token: string, now: Temporal.Instant): 'opens' | 'expired' | null {
  const [, when, given] = token.match(/^([0-9a-z]{1,9})\.([\w-]{43})$/) ?? []
  if (when === undefined || given === undefined) return null
  const second = Number.parseInt(when, 36)
  if (!timingSafeEqual(Buffer.from(mark(app, folio, second)), Buffer.from(given))) return null
  return now.epochMilliseconds < second * 1000 ? 'opens' : 'expired'
}

function mark(app: Keys, folio: string, second: number): string {
  return createHmac('sha256', app.secrets.acceso).update(`liga|${folio}|${second}`).digest('base64url')
}
