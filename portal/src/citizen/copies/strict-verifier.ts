// Says of any bytes whether they are a copy that we sealed, unchanged to the last byte. It reads; it never repairs.
import { createHash, verify, X509Certificate } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import type { SealTrust, TrustedSeal } from '#keys'
import { SEAL_ROLE } from '#keys'
import { buildCms, byteRangeText, digestOfFile, lowS, readCertificate, readCms } from './cms.ts'
import type { CmsParts } from './cms.ts'
import { readCopyLayout } from './copy-layout.ts'
import type { CopyLayout } from './copy-layout.ts'
import { oidText, readDer } from './der.ts'
import { findMarks } from './file-marks.ts'
import type { FileMarks } from './file-marks.ts'

export type { SealTrust } from '#keys'

/** `reason` is for programs, diagnostics and tests; people read the verdict's own sentence. */
export interface Inspection {
  /** yes: ours and untouched · altered: claims to be ours and is not as we made it · no: nothing of ours */
  readonly ours: 'yes' | 'no' | 'altered'
  readonly reason?: string
  readonly pdfSha256: string
  /** Claimed instant of sealing; only with `yes`. */
  readonly signedAt?: Temporal.Instant
  /** Only with `yes`: what the sealed file says of itself. */
  readonly marks?: FileMarks
  /** With any answer: the code that the file seems to be about, to look up its record. Proves nothing. */
  readonly hints: { readonly codigoVerificacion?: string }
}

/** Longer files are never ours; nothing of them is parsed. */
export const MAX_PDF = 10 * 1024 * 1024

const KEY_USAGE = '2.5.29.15'
const POLICIES = '2.5.29.32'

/**
 * Inspects a file under the six rules of the certified copy: one signature field whose range is the whole file, only
 * zeros after the signature, one signer with allowed algorithms, digest and signature, a pinned certificate with the
 * role to seal that was in force, and a canonical layout with one revision. Never throws.
 */
export function inspectCopy(pdf: Buffer, trust: SealTrust): Inspection {
  const pdfSha256 = createHash('sha256').update(pdf).digest('hex')
  if (pdf.length > MAX_PDF) return { ours: 'no', reason: 'too large', pdfSha256, hints: {} }
  try {
    const layout = readCopyLayout(pdf)
    const seal = checkSeal(pdf, layout, trust)
    const hints = { codigoVerificacion: layout.marks.codigoVerificacion }
    if (typeof seal === 'string')
      return { ours: seal === UNKNOWN_SEAL ? 'no' : 'altered', reason: seal, pdfSha256, hints }
    return { ours: 'yes', pdfSha256, signedAt: layout.signedAt, marks: layout.marks, hints }
  } catch (error) {
    return { ...claimOf(pdf, trust), reason: error instanceof Error ? error.message : 'unreadable', pdfSha256 }
  }
}

/** Whether a file calls itself a PDF, where every reader looks for it. */
export function isPdf(file: Buffer): boolean {
  return file.subarray(0, 1024).includes('%PDF-')
}

/** What a file that is not in our form claims to be. */
function claimOf(pdf: Buffer, trust: SealTrust): Pick<Inspection, 'ours' | 'hints'> {
  const marks = findMarks(pdf)
  const claims = marks.ours || trust.seals.some((seal) => carries(pdf, seal))
  return { ours: claims ? 'altered' : 'no', hints: marks.codigo === null ? {} : { codigoVerificacion: marks.codigo } }
}

/** Whether the file holds our certificate, as hex or as bytes. */
function carries(pdf: Buffer, seal: TrustedSeal): boolean {
  return pdf.includes(seal.certificate.raw.toString('hex'), 0, 'latin1') || pdf.includes(seal.certificate.raw)
}

/** The only doubt that the record can lift: a file that it holds byte by byte was sealed by us, whoever has the key now. */
export const COMPROMISED_SEAL = 'compromised seal'
const UNKNOWN_SEAL = 'sealed by someone we do not know'

/** The seal that made this signature, or why there is none. */
function checkSeal(pdf: Buffer, layout: CopyLayout, trust: SealTrust): TrustedSeal | string {
  // Rules 1 and 2: the range is the whole file but the hex string itself, written in the only way we write it.
  if (
    pdf.toString('latin1', layout.byteRange.start, layout.byteRange.end) !== byteRangeText(layout.contents, pdf.length)
  )
    return 'byte range'
  const cms = readCms(layout.contents.bytes)
  // Rule 4, the part that needs no certificate.
  if (!digestOfFile(pdf, layout.contents).equals(cms.digest)) return 'digest'
  // Rule 5: exactly one pinned certificate, named by issuer and serial number and by its hash.
  const seal = trust.seals.find((one) => sha256(one.certificate.raw).equals(cms.certificateHash))
  if (seal === undefined) return isConsistent(cms) ? UNKNOWN_SEAL : 'signature of nobody'
  if (!hasRole(seal)) return 'certificate without the role'
  // Rule 4.
  if (!verify('sha256', cms.signedBytes, seal.certificate.publicKey, cms.signature)) return 'signature'
  // Rule 3, and whatever else could be written in two ways: the only CMS these parts make, byte by byte.
  const expected = buildCms({
    certificate: seal.certificate.raw,
    ca: seal.ca.raw,
    digest: cms.digest,
    signature: lowS(cms.signature),
  })
  if (!expected.equals(cms.der)) return 'form of the signature'
  return wasInForce(seal, layout.signedAt) ?? seal
}

/** Whether a signature holds under the certificate that it brings along: then nobody changed it, it is just not ours. */
function isConsistent(cms: CmsParts): boolean {
  const certificate = cms.certificates.find((one) => sha256(one).equals(cms.certificateHash))
  const key = certificate ? publicKeyOf(certificate) : null
  return key !== null && verify('sha256', cms.signedBytes, key, cms.signature)
}

function publicKeyOf(certificate: Buffer): KeyObject | null {
  try {
    return new X509Certificate(certificate).publicKey
  } catch {
    return null
  }
}

const roles = new WeakMap<TrustedSeal, boolean>()

/** The certificate was issued by its pinned CA for sealing copies. Looked up once for each certificate. */
function hasRole(seal: TrustedSeal): boolean {
  const known = roles.get(seal)
  if (known !== undefined) return known
  const { certificate, ca } = seal
  const holds =
    ca.ca &&
    !certificate.ca &&
    certificate.checkIssued(ca) &&
    certificate.verify(ca.publicKey) &&
    ca.verify(ca.publicKey) &&
    certificate.publicKey.asymmetricKeyDetails?.namedCurve === 'prime256v1' &&
    isForSealing(certificate.raw)
  roles.set(seal, holds)
  return holds
}

function isForSealing(der: Buffer): boolean {
  const extensions = readCertificate(der)?.extensions
  const usage = readDer(extensions?.get(KEY_USAGE) ?? Buffer.alloc(0))
  const policies = readDer(extensions?.get(POLICIES) ?? Buffer.alloc(0))
  // First octet counts unused bits; the first two bits are digitalSignature and contentCommitment.
  const mayCommit = ((usage?.content[1] ?? 0) & 0xc0) === 0xc0
  return (
    mayCommit && (policies?.children.some((one) => one.children[0] && oidText(one.children[0]) === SEAL_ROLE) ?? false)
  )
}

/** Why the seal was not in force at that instant, or null when it was. */
function wasInForce(seal: TrustedSeal, at: Temporal.Instant): string | null {
  // Whoever holds a compromised key can claim any instant, so that nothing sealed with it proves anything by itself.
  if (seal.state === 'comprometido') return COMPROMISED_SEAL
  const ms = at.epochMilliseconds
  const certified = ms >= Date.parse(seal.certificate.validFrom) && ms <= Date.parse(seal.certificate.validTo)
  const trusted =
    Temporal.Instant.compare(at, seal.from) >= 0 &&
    (seal.until === null || Temporal.Instant.compare(at, seal.until) <= 0)
  return certified && trusted ? null : 'seal not in force at that instant'
}

/** Whether this certificate may seal a copy at that instant, and is neither retired nor compromised. */
export function isInForce(trust: SealTrust, certificate: Buffer, at: Temporal.Instant): boolean {
  const seal = trust.seals.find((one) => one.certificate.raw.equals(certificate))
  return seal !== undefined && seal.state === 'vigente' && hasRole(seal) && wasInForce(seal, at) === null
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest()
}
