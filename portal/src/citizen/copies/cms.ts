// The seal inside a copy: a CMS signature (RFC 5652) of PAdES baseline level B-B over the whole file, in one exact form.
import { createHash } from 'node:crypto'
import { CONTENTS_BYTES, RANGE_PLACEHOLDER, readCopyLayout } from './copy-layout.ts'
import type { CopyLayout } from './copy-layout.ts'
import {
  context,
  elementEnd,
  integer,
  integerValue,
  octets,
  oid,
  oidText,
  readDer,
  sequence,
  setOf,
  TAG,
} from './der.ts'
import type { DerNode } from './der.ts'
import { PdfProblem } from './pdf-syntax.ts'

const OID = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  sha256: '2.16.840.1.101.3.4.2.1',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
} as const

/** The order of P-256. Of a signature's two equivalent forms only the one with the smaller s is ours. */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

/** Key and certificates of the seal. `sign` gives an ECDSA P-256/SHA-256 signature in DER over the bytes it receives. */
export interface Sealer {
  readonly certificate: Buffer
  readonly ca: Buffer
  readonly sign: (bytes: Uint8Array) => Promise<Buffer>
}

export interface CmsParts {
  /** Certificates inside, DER, in the order of the SET. */
  readonly certificates: readonly Buffer[]
  /** Of the signed file. */
  readonly digest: Buffer
  /** SHA-256 of the signing certificate, from signing-certificate-v2. */
  readonly certificateHash: Buffer
  /** The attributes as they are signed: re-tagged as SET. */
  readonly signedBytes: Buffer
  /** ECDSA signature, DER. */
  readonly signature: Buffer
  /** Issuer and serial number as the signer information gives them. */
  readonly issuerAndSerial: Buffer
}

/** Where the issuer, the serial number and the extensions of a certificate are. Null when it is not one. */
export function readCertificate(
  der: Buffer,
): { issuer: DerNode; serial: DerNode; extensions: ReadonlyMap<string, Buffer> } | null {
  const [tbs] = readDer(der)?.children ?? []
  const fields = tbs?.children ?? []
  // v3 certificates start with [0] version.
  if (fields[0]?.tag !== 0xa0) return null
  const [, serial, , issuer] = fields
  const extensions = new Map<string, Buffer>()
  for (const one of fields.find((field) => field.tag === 0xa3)?.children[0]?.children ?? []) {
    const [name] = one.children
    const value = one.children.at(-1)
    if (name?.tag === TAG.oid && value?.tag === TAG.octetString) extensions.set(oidText(name), value.content)
  }
  return serial && issuer ? { issuer, serial, extensions } : null
}

function issuerAndSerial(certificate: Buffer): Buffer {
  const read = readCertificate(certificate)
  if (read === null) throw new Error('the seal certificate cannot be read')
  return sequence(read.issuer.raw, read.serial.raw)
}

const algorithm = (name: string): Buffer => sequence(oid(name))

function attribute(type: string, value: Buffer): Buffer {
  return sequence(oid(type), setOf(value))
}

/**
 * The attributes that are signed, as the SET over which the signature is computed. The time is not among them: PAdES
 * puts it in the signature dictionary (ETSI EN 319 142-1 §6.3).
 */
export function signedAttributes(digest: Buffer, certificate: Buffer): Buffer {
  const read = readCertificate(certificate)
  if (read === null) throw new Error('the seal certificate cannot be read')
  const certId = sequence(octets(sha256(certificate)), sequence(sequence(context(4, read.issuer.raw)), read.serial.raw))
  return setOf(
    attribute(OID.contentType, oid(OID.data)),
    attribute(OID.messageDigest, octets(digest)),
    attribute(OID.signingCertificateV2, sequence(sequence(certId))),
  )
}

/** The one CMS that these parts make: a verifier builds it again and compares bytes. */
export function buildCms(parts: { certificate: Buffer; ca: Buffer; digest: Buffer; signature: Buffer }): Buffer {
  const attributes = signedAttributes(parts.digest, parts.certificate)
  const signerInfo = sequence(
    integer(1),
    issuerAndSerial(parts.certificate),
    algorithm(OID.sha256),
    retag(attributes, 0xa0),
    algorithm(OID.ecdsaWithSha256),
    octets(parts.signature),
  )
  const signedData = sequence(
    integer(1),
    setOf(algorithm(OID.sha256)),
    sequence(oid(OID.data)),
    retag(setOf(parts.certificate, parts.ca), 0xa0),
    setOf(signerInfo),
  )
  return sequence(oid(OID.signedData), context(0, signedData))
}

function retag(der: Buffer, tag: number): Buffer {
  const copy = Buffer.from(der)
  copy[0] = tag
  return copy
}

/** An ECDSA signature in the form with the smaller s. @throws Error when it is not one */
export function lowS(signature: Buffer): Buffer {
  const [r, s] = readSignature(signature)
  return sequence(integer(r), integer(s > ORDER / 2n ? ORDER - s : s))
}

function readSignature(signature: Buffer): [bigint, bigint] {
  const [first, second, more] = readDer(signature)?.children ?? []
  const r = first ? integerValue(first) : null
  const s = second ? integerValue(second) : null
  if (r === null || s === null || more !== undefined) throw new Error('not an ECDSA signature')
  return [r, s]
}

/**
 * Reads the signature at the beginning of `contents`; what follows it must be zeros. Each rule that fails has its word.
 * @throws PdfProblem
 */
export function readCms(contents: Buffer): CmsParts & { readonly der: Buffer } {
  const end = elementEnd(contents, 0)
  if (end < 0) throw new PdfProblem('no signature')
  const der = contents.subarray(0, end)
  if (contents.subarray(end).some((byte) => byte !== 0)) throw new PdfProblem('bytes after the signature')
  const root = readDer(der)
  if (root === null) throw new PdfProblem('signature is not DER')
  return { der, ...readSignedData(root) }
}

function need<T>(value: T | undefined | null | false, what: string): T {
  if (value === undefined || value === null || value === false) throw new PdfProblem(what)
  return value
}

const isOid = (node: DerNode | undefined, dotted: string): boolean => node?.tag === TAG.oid && oidText(node) === dotted
const isAlgorithm = (node: DerNode | undefined, dotted: string): boolean =>
  node !== undefined && node.raw.equals(algorithm(dotted))

function readSignedData(root: DerNode): CmsParts {
  const [type, wrapped] = root.children
  need(isOid(type, OID.signedData), 'not signed data')
  const data = need(wrapped?.tag === 0xa0 && wrapped.children[0], 'signed data')
  const [version, digests, content, certificates, signers, ...more] = data.children
  need(more.length === 0 && version && integerValue(version) === 1n, 'version')
  need(digests?.children.length === 1 && isAlgorithm(digests.children[0], OID.sha256), 'digest algorithm')
  need(content?.children.length === 1 && isOid(content.children[0], OID.data), 'detached content')
  need(certificates?.tag === 0xa0, 'certificates')
  need(signers?.tag === TAG.set && signers.children.length === 1, 'one signer expected')
  const [signerVersion, signerId, digestAlgorithm, attributes, signatureAlgorithm, signature, ...rest] =
    signers!.children[0]!.children
  need(rest.length === 0 && signerVersion && integerValue(signerVersion) === 1n, 'signer')
  need(isAlgorithm(digestAlgorithm, OID.sha256) && isAlgorithm(signatureAlgorithm, OID.ecdsaWithSha256), 'algorithm')
  need(attributes?.tag === 0xa0 && signature?.tag === TAG.octetString, 'signer fields')
  return {
    certificates: certificates!.children.map((one) => one.raw),
    issuerAndSerial: need(signerId?.raw, 'signer identifier'),
    signedBytes: retag(attributes!.raw, TAG.set),
    signature: signature!.content,
    ...readAttributes(attributes!.children),
  }
}

function readAttributes(attributes: readonly DerNode[]): { digest: Buffer; certificateHash: Buffer } {
  const single = (type: string): DerNode => {
    const found = attributes.filter((one) => isOid(one.children[0], type))
    const values = found[0]?.children[1]
    need(found.length === 1 && values?.tag === TAG.set && values.children.length === 1, `attribute ${type}`)
    return values!.children[0]!
  }
  need(attributes.length === 3, 'attributes')
  need(isOid(single(OID.contentType), OID.data), 'content type')
  const digest = single(OID.messageDigest)
  need(digest.tag === TAG.octetString && digest.content.length === 32, 'message digest')
  const certId = single(OID.signingCertificateV2).children[0]?.children[0]
  const hash = need(certId?.children[0], 'signing certificate')
  need(hash.tag === TAG.octetString && hash.content.length === 32, 'signing certificate')
  return { digest: digest.content, certificateHash: hash.content }
}

/** SHA-256 of everything in the file but the signature's own hex string. */
export function digestOfFile(pdf: Buffer, contents: { readonly start: number; readonly end: number }): Buffer {
  return createHash('sha256').update(pdf.subarray(0, contents.start)).update(pdf.subarray(contents.end)).digest()
}

/** The ByteRange of a file whose signature stands at `contents`, padded to the width of its placeholder. */
export function byteRangeText(contents: { readonly start: number; readonly end: number }, length: number): string {
  const numbers = `[0 ${contents.start} ${contents.end} ${length - contents.end}`
  return `${numbers.padEnd(RANGE_TEXT.length - 1)}]`
}

const RANGE_TEXT = `[0 ${RANGE_PLACEHOLDER} ${RANGE_PLACEHOLDER} ${RANGE_PLACEHOLDER}]`

/** Whether this is a document ready for its seal: placeholder range, contents all zero. */
export function isUnsealed(pdf: Buffer, layout: CopyLayout): boolean {
  return (
    pdf.toString('latin1', layout.byteRange.start, layout.byteRange.end) === RANGE_TEXT &&
    layout.contents.bytes.every((byte) => byte === 0)
  )
}

/**
 * Seals a document made by `composeCopy`, in place and in one revision: the length does not change.
 * @throws PdfProblem when it is not such a document · Error when the signature does not fit
 */
export async function sealPdf(unsigned: Buffer, sealer: Sealer): Promise<Buffer> {
  const layout = readCopyLayout(unsigned)
  if (!isUnsealed(unsigned, layout)) throw new PdfProblem('already signed')
  const pdf = Buffer.from(unsigned)
  pdf.write(byteRangeText(layout.contents, pdf.length), layout.byteRange.start, 'latin1')
  const digest = digestOfFile(pdf, layout.contents)
  const signature = lowS(await sealer.sign(signedAttributes(digest, sealer.certificate)))
  const cms = buildCms({ certificate: sealer.certificate, ca: sealer.ca, digest, signature })
  if (cms.length > CONTENTS_BYTES) throw new Error('the signature does not fit the place kept for it')
  pdf.write(cms.toString('hex'), layout.contents.start + 1, 'latin1')
  return pdf
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest()
}
