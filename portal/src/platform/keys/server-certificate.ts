// The certificate by which the portal itself speaks TLS: made when there is none that will do, and made again when it must.
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { ensurePrivateFolder, writeWhole } from './key-files.ts'

/** Browsers refuse certificates of more than 398 days. */
const DAYS = 397
const RENEWED_DAYS_BEFORE = 30
/** Key and certificate in one file, so that they change together. */
const BOTH = 'servidor.pem'

export interface ServerCertificate {
  readonly key: string
  readonly cert: string
  /** SHA-256, in pairs of digits, as browsers show it. */
  readonly fingerprint: string
}

/** The file with the certificate alone, for whoever wants to trust exactly this portal. */
export function serverCertificateFile(dir: string): string {
  return join(dir, 'servidor.crt')
}

/**
 * The certificate for these names from `dir` (0700, files 0600). One that ends within a month, lacks a name or cannot be
 * read is replaced: nobody trusts it by more than its fingerprint, and nothing was signed with it.
 * @throws a file error when it cannot be kept
 */
export async function openServerCertificate(
  dir: string,
  names: readonly string[],
  at: Temporal.Instant,
): Promise<ServerCertificate> {
  ensurePrivateFolder(dir)
  const kept = read(join(dir, BOTH))
  if (kept && serves(kept.cert, names, at)) return kept
  const { makeServer } = await import('./make-keys.ts')
  const { key, certificate } = await makeServer(at, names, DAYS)
  writeWhole(join(dir, BOTH), key + certificate)
  writeWhole(serverCertificateFile(dir), certificate)
  return described(key, certificate)
}

function read(file: string): ServerCertificate | null {
  try {
    const text = readFileSync(file, 'utf8')
    const end = text.indexOf('-----BEGIN CERTIFICATE-----')
    const one = described(text.slice(0, end), text.slice(end))
    return new X509Certificate(one.cert).checkPrivateKey(createPrivateKey(one.key)) ? one : null
  } catch {
    return null
  }
}

function described(key: string, cert: string): ServerCertificate {
  return { key, cert, fingerprint: new X509Certificate(cert).fingerprint256 }
}

function serves(cert: string, names: readonly string[], at: Temporal.Instant): boolean {
  const found = new X509Certificate(cert)
  const limit = at.add({ hours: RENEWED_DAYS_BEFORE * 24 }).epochMilliseconds
  if (Date.parse(found.validTo) < limit || Date.parse(found.validFrom) > at.epochMilliseconds) return false
  return names.every((name) => (isIP(name) ? found.checkIP(name) : found.checkHost(name)) !== undefined)
}
