// Codes that change every half minute (RFC 6238) over a shared secret (RFC 4226). Pure.
import { createHmac, timingSafeEqual } from 'node:crypto'

const STEP_S = 30
const DIGITS = 6
/** A phone whose clock is a little off, or a code that was typed slowly: the step before and the one after count too. */
const NEARBY = [0, -1, 1] as const
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

export function stepAt(at: Temporal.Instant): number {
  return Math.floor(at.epochMilliseconds / 1_000 / STEP_S)
}

/** The code of one step. */
export function codeOf(secret: Uint8Array, step: number, digits = DIGITS): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', secret).update(counter).digest()
  const offset = mac[mac.length - 1]! & 0x0f
  const value = mac.readUInt32BE(offset) & 0x7fffffff
  return String(value % 10 ** digits).padStart(digits, '0')
}

/** The step that a code belongs to, or null. One at or before `used` was taken already and counts no more. */
export function matchedStep(secret: Uint8Array, code: string, at: Temporal.Instant, used: number): number | null {
  if (!/^\d{6}$/.test(code)) return null
  const now = stepAt(at)
  const found = NEARBY.map((by) => now + by).find((step) =>
    timingSafeEqual(Buffer.from(codeOf(secret, step)), Buffer.from(code)),
  )
  return found !== undefined && found > used ? found : null
}

/** As authenticators take a secret. */
export function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((one) => one.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{1,5}/g) ?? []).map((five) => BASE32[Number.parseInt(five.padEnd(5, '0'), 2)]).join('')
}

/** The address by which an authenticator on the same machine takes the secret over. */
export function authenticatorLink(secret: Uint8Array, account: string): string {
  return `otpauth://totp/Actas:${encodeURIComponent(account)}?secret=${base32(secret)}&issuer=Actas`
}
