// What a mail server's answer, or a mail that came back, means for one mail. Pure rules, no input or output.

/** Why a mail did not reach a person, as far as the other side says. */
export type Trouble = 'no-existe' | 'lleno' | 'rechazado' | 'sin-respuesta'

export type Attempt =
  | { readonly kind: 'accepted' }
  /** For good: trying again would change nothing. */
  | { readonly kind: 'refused'; readonly trouble: Trouble; readonly code: string }
  | { readonly kind: 'later'; readonly code: string }

/** How long we go on trying; ours, as long as an order has (the letter does not say). */
export const GIVE_UP_AFTER = { hours: 72 }
const FIRST_PAUSE_MS = 15_000
const LONGEST_PAUSE_MS = 4 * 3_600_000

/** The pause before the next try: it doubles from 15 seconds to four hours. */
export function pauseMs(tries: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** Math.min(tries, 20), LONGEST_PAUSE_MS)
}

/** The meaning of what the sending library threw. What is no answer of a server (none there, a broken line) may pass. */
export function attemptOf(error: unknown): Attempt {
  const { responseCode, response, code, command } = error as Partial<
    Record<'response' | 'code' | 'command', string>
  > & {
    responseCode?: number
  }
  // Without a server's number this is an address that our side cannot even write into an envelope.
  if (responseCode === undefined && code === 'EENVELOPE') return { kind: 'refused', trouble: 'no-existe', code }
  // Only these two speak of this person's mail; a refused sender or sign-in is our trouble and says nothing of it.
  const theirs = command === 'RCPT TO' || command === 'DATA'
  if (!theirs || responseCode === undefined || responseCode < 500)
    return { kind: 'later', code: String(responseCode ?? code ?? 'sin-codigo') }
  const enhanced = (response ?? '').match(/^\d{3}[ -](5\.\d{1,3}\.\d{1,3})\b/)?.[1] ?? null
  const bare = command === 'DATA' && responseCode !== 552 ? null : responseCode
  return { kind: 'refused', trouble: troubleOf(enhanced, bare), code: enhanced ?? String(responseCode) }
}

/** RFC 3463: x.1.n is about the address, x.2.1 a mailbox out of use, x.2.2 a full one. Without it the bare number must do. */
export function troubleOf(enhanced: string | null, code: number | null): Trouble {
  if (enhanced !== null) {
    if (/^\d\.1\.|^\d\.2\.1$/.test(enhanced)) return 'no-existe'
    return enhanced.endsWith('.2.2') ? 'lleno' : 'rechazado'
  }
  if (code === 552) return 'lleno'
  return code === 550 || code === 551 || code === 553 ? 'no-existe' : 'rechazado'
}

export interface Returned {
  /** Names the mail that came back: the part of our envelope's sender that nobody can guess. */
  readonly token: string
  readonly trouble: Trouble
  readonly code: string
}

/** Longer than any report: of what came back, only its beginning is of interest. */
export const MOST_RETURNED_BYTES = 64 * 1024

/**
 * What a delivery status notification (RFC 3464) says, or null when it is none, or says that the mail may still arrive.
 * `returnTo` is the address of our envelopes without their token.
 */
export function readReturned(source: string, returnTo: string): Returned | null {
  const [local, domain] = returnTo.split('@') as [string, string]
  const address = new RegExp(`${escaped(local)}\\+([0-9a-f]{32})@${escaped(domain)}`, 'i')
  const token = source.match(address)?.[1]?.toLowerCase()
  const report = source.match(/^content-type:\s*message\/delivery-status\b[\s\S]*?\r?\n\r?\n([\s\S]*)/im)?.[1]
  if (token === undefined || report === undefined) return null
  if (!/^action:\s*failed\b/im.test(report)) return null
  const status = report.match(/^status:\s*(\d\.\d{1,3}\.\d{1,3})/im)?.[1] ?? null
  const diagnostic = Number(report.match(/^diagnostic-code:\s*smtp;\s*(\d{3})\b/im)?.[1] ?? Number.NaN)
  const code = Number.isNaN(diagnostic) ? null : diagnostic
  return { token, trouble: troubleOf(status, code), code: status ?? String(code ?? 'sin-codigo') }
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
