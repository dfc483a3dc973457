// Makes the portal's keys and certificates at first use; the certificate library is loaded for that alone.
import { randomBytes, webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
import { SEAL_ROLE } from './seal-trust.ts'

const P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
/** A CA outlives the certificates it signs; a seal outlives the longest demonstration under a driven clock. */
const YEARS = { ca: 20, client: 5, seal: 10 } as const
/** Certificates start a little early, for those whose clock runs behind ours. */
const EARLY_HOURS = 24

type X509 = typeof import('@peculiar/x509')
type Keys = webcrypto.CryptoKeyPair
type Extensions = (x509: X509, keys: Keys) => Promise<import('@peculiar/x509').Extension[]>

export interface Issued {
  readonly certificate: string
  readonly key: string
}

/** The CA of the portal's client certificates and one client certificate (clientAuth), as PEM. */
export async function makeTransport(at: Temporal.Instant): Promise<{ ca: Issued; client: Issued }> {
  return await makePair(
    at,
    'CN=Autoridad de clientes del portal, O=actas',
    'CN=Portal de actas, O=actas',
    YEARS.client,
    async (x509) => [
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth]),
    ],
  ).then(({ ca, leaf }) => ({ ca, client: leaf }))
}

/** The CA of the seal and one seal certificate, whose policy is the role that every verifier demands, as PEM. */
export async function makeSeal(at: Temporal.Instant): Promise<{ ca: Issued; seal: Issued }> {
  return await makePair(
    at,
    'CN=Autoridad del sello de copias, O=actas',
    'CN=Sello de copias certificadas, O=actas',
    YEARS.seal,
    async (x509) => [
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.nonRepudiation, true),
      new x509.CertificatePolicyExtension([SEAL_ROLE]),
    ],
  ).then(({ ca, leaf }) => ({ ca, seal: leaf }))
}

/**
 * A certificate for the portal's own TLS, signed by itself, as PEM. It is no authority: a phone that came to trust it
 * trusts this portal and nothing else, also when somebody steals its key.
 */
export async function makeServer(at: Temporal.Instant, names: readonly string[], days: number): Promise<Issued> {
  const x509 = await library()
  const keys = await newKeys()
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: 'CN=Portal de actas, O=actas',
    ...validity(at, days),
    signingAlgorithm: P256,
    keys: keys as never,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(names.map((value) => ({ type: isIP(value) ? 'ip' : 'dns', value }))),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey as never),
    ],
  })
  return { certificate: `${certificate.toString('pem')}\n`, key: await privatePem(keys) }
}

/** A key that signs without a certificate, as PEM: the trust list's, and the journal's. */
export async function makeSigningKey(): Promise<{ key: string; publicKey: string }> {
  const keys = await newKeys()
  return {
    key: await privatePem(keys),
    publicKey: pem('PUBLIC KEY', await webcrypto.subtle.exportKey('spki', keys.publicKey)),
  }
}

async function makePair(
  at: Temporal.Instant,
  caName: string,
  leafName: string,
  years: number,
  extensions: Extensions,
): Promise<{ ca: Issued; leaf: Issued }> {
  const x509 = await library()
  const [caKeys, leafKeys] = await Promise.all([newKeys(), newKeys()])
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: caName,
    ...validity(at, YEARS.ca * 365),
    signingAlgorithm: P256,
    keys: caKeys as never,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(caKeys.publicKey as never),
    ],
  })
  const leaf = await x509.X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: leafName,
    issuer: ca.subject,
    ...validity(at, years * 365),
    signingAlgorithm: P256,
    publicKey: leafKeys.publicKey as never,
    signingKey: caKeys.privateKey as never,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      ...(await extensions(x509, leafKeys)),
      await x509.SubjectKeyIdentifierExtension.create(leafKeys.publicKey as never),
      await x509.AuthorityKeyIdentifierExtension.create(caKeys.publicKey as never),
    ],
  })
  return {
    ca: { certificate: `${ca.toString('pem')}\n`, key: await privatePem(caKeys) },
    leaf: { certificate: `${leaf.toString('pem')}\n`, key: await privatePem(leafKeys) },
  }
}

async function library(): Promise<X509> {
  // It keeps its registry in decorators, which need this loaded first.
  await import('reflect-metadata')
  const x509 = await import('@peculiar/x509')
  // Its types name the browser's interfaces, which are the same objects here.
  x509.cryptoProvider.set(webcrypto as never)
  return x509
}

/** Sixteen bytes that are a positive number in its shortest form. */
function serial(): string {
  const bytes = randomBytes(16)
  bytes[0] = ((bytes[0] as number) & 0x3f) | 0x40
  return bytes.toString('hex')
}

function validity(at: Temporal.Instant, days: number): { notBefore: Date; notAfter: Date } {
  return {
    notBefore: legacyDate(at.subtract({ hours: EARLY_HOURS })),
    notAfter: legacyDate(at.add({ hours: days * 24 })),
  }
}

/** The library asks for the older kind of date; this one holds the given instant and never the machine's own. */
function legacyDate(at: Temporal.Instant): Date {
  return Reflect.construct(Date, [at.epochMilliseconds])
}

async function newKeys(): Promise<Keys> {
  return await webcrypto.subtle.generateKey(P256, true, ['sign', 'verify'])
}

async function privatePem(keys: Keys): Promise<string> {
  return pem('PRIVATE KEY', await webcrypto.subtle.exportKey('pkcs8', keys.privateKey))
}

function pem(label: string, der: ArrayBuffer): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}
