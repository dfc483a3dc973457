// The door of the portal's keys: made at first use, and then read by each role only as far as its duty goes.
import { createPrivateKey, createPublicKey, sign, X509Certificate } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createFolder, ensurePrivateFolder, KEY_FILES, KeyringError, readKeyFile, writeWhole } from './key-files.ts'
import { readSeals } from './seal-trust.ts'
import type { SealRecord, SealTrust } from './seal-trust.ts'

export { KeyringError, writeWhole } from './key-files.ts'
export { readSeals, SEAL_ROLE, sealRecords } from './seal-trust.ts'
export type { SealRecord, SealState, SealTrust, TrustedSeal } from './seal-trust.ts'

/** PEM of what the portal shows to an entidad's node. */
export interface TransportIdentity {
  readonly key: string
  readonly cert: string
}

/** The seal as the signer holds it. `sign` takes the bytes to be signed and gives an ECDSA signature in DER. */
export interface SealKey {
  readonly certificate: Buffer
  readonly ca: Buffer
  readonly trust: SealTrust
  readonly sign: (bytes: Uint8Array) => Promise<Buffer>
}

/** What the trust list is made of, apart from the entidades. */
export interface TrustMaterial extends SigningPair {
  readonly seals: readonly SealRecord[]
}

/** A pair for signing; whoever holds it needs no other key. */
export interface SigningPair {
  readonly key: KeyObject
  readonly publicKey: KeyObject
}

/**
 * Makes in `dir` (0700, files 0600) whatever keys are not there yet: the CA and certificate for mutual TLS, the CA and
 * certificate of the seal, and the keys of the trust list and of the journal's head. Certificates hold from a day before
 * `at`. Keys that exist are never touched, and two processes that start together end with the same ones.
 * @throws KeyringError when private keys were lost of which the public part is still there
 */
export async function openKeyring(dir: string, at: Temporal.Instant): Promise<void> {
  ensurePrivateFolder(dir)
  const { transporte, sello, confianza, bitacora } = KEY_FILES
  const maker = async (): Promise<typeof import('./make-keys.ts')> => await import('./make-keys.ts')
  if (isMissing(dir, transporte.folder, KEY_FILES.clientCa)) {
    const { ca, client } = await (await maker()).makeTransport(at)
    createFolder(join(dir, transporte.folder), {
      [transporte.caKey]: ca.key,
      [transporte.ca]: ca.certificate,
      [transporte.clientKey]: client.key,
      [transporte.client]: client.certificate,
    })
  }
  if (isMissing(dir, sello.folder, KEY_FILES.seals)) {
    const { ca, seal } = await (await maker()).makeSeal(at)
    createFolder(join(dir, sello.folder), {
      [sello.caKey]: ca.key,
      [sello.ca]: ca.certificate,
      [sello.sealKey]: seal.key,
      [sello.seal]: seal.certificate,
    })
  }
  if (isMissing(dir, confianza.folder, KEY_FILES.trustList)) {
    const { key, publicKey } = await (await maker()).makeSigningKey()
    createFolder(join(dir, confianza.folder), { [confianza.listKey]: key, [confianza.list]: publicKey })
  }
  if (isMissing(dir, bitacora.folder, KEY_FILES.journalHead)) {
    const { key, publicKey } = await (await maker()).makeSigningKey()
    createFolder(join(dir, bitacora.folder), { [bitacora.headKey]: key, [bitacora.head]: publicKey })
  }
  publish(dir, at)
}

/** Whether these keys are still to be made. Once they were, new ones in their place would be refused by all who know the old. */
function isMissing(dir: string, folder: string, publicPart: string): boolean {
  // Looked at first: a folder is always there before its public part.
  const wasMade = existsSync(join(dir, publicPart))
  if (existsSync(join(dir, folder))) return false
  if (wasMade) throw new KeyringError('llaves-perdidas', { carpeta: join(dir, folder) })
  return true
}

/** Puts the public part where it can be read without opening a private folder; also after a crash in between. */
function publish(dir: string, at: Temporal.Instant): void {
  const { transporte, sello, confianza, bitacora } = KEY_FILES
  for (const [name, folder, file] of [
    [KEY_FILES.clientCa, transporte.folder, transporte.ca],
    [KEY_FILES.trustList, confianza.folder, confianza.list],
    [KEY_FILES.journalHead, bitacora.folder, bitacora.head],
  ] as const) {
    if (!existsSync(join(dir, name))) writeWhole(join(dir, name), readKeyFile(join(dir, folder, file), false))
  }
  if (!existsSync(join(dir, KEY_FILES.seals))) {
    const record: SealRecord = {
      certificado: readKeyFile(join(dir, sello.folder, sello.seal), false),
      ca: readKeyFile(join(dir, sello.folder, sello.ca), false),
      desde: at.subtract({ hours: 24 }).round('second').toString(),
      hasta: null,
      estado: 'vigente',
    }
    writeWhole(join(dir, KEY_FILES.seals), `${JSON.stringify([record], null, 2)}\n`)
  }
}

/** PEM of the CA that signs the portal's client certificate. @throws KeyringError */
export async function readClientCa(dir: string): Promise<string> {
  return readKeyFile(join(dir, KEY_FILES.clientCa), false)
}

/** Key and certificate for mutual TLS with the entidades. @throws KeyringError */
export async function readTransportIdentity(dir: string): Promise<TransportIdentity> {
  const { folder, clientKey, client, ca } = KEY_FILES.transporte
  return {
    key: readKeyFile(join(dir, folder, clientKey), true),
    cert: readKeyFile(join(dir, folder, client), false) + readKeyFile(join(dir, folder, ca), false),
  }
}

/** What verifying a copy needs; opens nothing private. @throws KeyringError */
export async function readPublicTrust(dir: string): Promise<SealTrust> {
  return readSeals(readSealRecords(dir))
}

function readSealRecords(dir: string): SealRecord[] {
  return JSON.parse(readKeyFile(join(dir, KEY_FILES.seals), false)) as SealRecord[]
}

/** The seal itself: for the signer role and nobody else. @throws KeyringError */
export async function openSealKey(dir: string): Promise<SealKey> {
  const { folder, sealKey, seal, ca } = KEY_FILES.sello
  const key = createPrivateKey(readKeyFile(join(dir, folder, sealKey), true))
  const certificate = new X509Certificate(readKeyFile(join(dir, folder, seal), false))
  if (!certificate.checkPrivateKey(key)) throw new Error('the seal key is not that of its certificate')
  return {
    certificate: certificate.raw,
    ca: new X509Certificate(readKeyFile(join(dir, folder, ca), false)).raw,
    trust: await readPublicTrust(dir),
    sign: async (bytes) => sign('sha256', bytes, key),
  }
}

/** The key of the trust list and the history of seals that goes into it. @throws KeyringError */
export async function readTrustMaterial(dir: string): Promise<TrustMaterial> {
  const { folder, listKey, list } = KEY_FILES.confianza
  return {
    key: createPrivateKey(readKeyFile(join(dir, folder, listKey), true)),
    publicKey: createPublicKey(readKeyFile(join(dir, folder, list), false)),
    seals: readSealRecords(dir),
  }
}

/** The key that signs the head of the journal: for the sealer and nobody else. @throws KeyringError */
export async function readHeadKey(dir: string): Promise<SigningPair> {
  const { folder, headKey } = KEY_FILES.bitacora
  const key = createPrivateKey(readKeyFile(join(dir, folder, headKey), true))
  return { key, publicKey: createPublicKey(key) }
}

/** What verifying a signed head of the journal needs; opens nothing private. @throws KeyringError */
export async function readHeadPublicKey(dir: string): Promise<KeyObject> {
  return createPublicKey(readKeyFile(join(dir, KEY_FILES.journalHead), false))
}
