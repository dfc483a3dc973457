// The signed QR of a certified copy: the acta's data under the entidad's signature, checkable with no network.
import { sign, verify, type KeyObject } from 'node:crypto'
import { decode, encode } from 'cborg'
import type { ActaParaComparar } from './acta.ts'
import { decodeBase45, encodeBase45 } from './base45.ts'
import { claimsToData, dataToClaims, type QrData } from './qr-claims.ts'

const PREFIX = 'ACT1:'
/** Longer than any QR code read at level L could be with what we print; beyond it nothing is even decoded. */
const MAX_TEXT = 4096
const TAG_COSE_SIGN1 = 0xd2
const ALG = 1
const KID = 4
const ES256 = -7
const STRICT = {
  strict: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowInfinity: false,
  allowNaN: false,
  allowBigInt: false,
  useMaps: true,
  rejectDuplicateMapKeys: true,
}

/** What is put under the signature. `iat` is the instant of issue in seconds since 1970; `kid` eight hex characters. */
export interface QrInput extends QrData {
  kid: string
}

/** What a QR says, and whether a given key said it. Until `verify` is true for a trusted key it proves nothing. */
export interface QrActa {
  kid: string
  entidad: string
  iat: number
  codigoVerificacion: string
  identificadorElectronico: string
  acta: ActaParaComparar
  verify(publicKey: KeyObject): boolean
}

/**
 * Makes the text of the signed QR: 'ACT1:' and the base45 of a COSE_Sign1 (RFC 9052, ES256) over a CBOR map with
 * integer keys. Throws when a field does not have the shape that the contract gives it.
 */
export function signQr(privateKey: KeyObject, input: QrInput): string {
  if (!/^[0-9a-f]{8}$/.test(input.kid)) throw new Error('A kid is eight hexadecimal characters')
  const header = new Map<number, unknown>([
    [ALG, ES256],
    [KID, Buffer.from(input.kid, 'hex')],
  ])
  const protectedBytes = encode(header)
  const payload = encode(dataToClaims(input))
  const signature = sign('sha256', signedBytes(protectedBytes, payload), {
    key: privateKey,
    dsaEncoding: 'ieee-p1363',
  })
  const body = encode([protectedBytes, new Map(), payload, new Uint8Array(signature)])
  return PREFIX + encodeBase45(Buffer.concat([Buffer.from([TAG_COSE_SIGN1]), body]))
}

/**
 * Reads the text of a QR, strictly: one canonical encoding, nothing before or after it, bounded size. Null for
 * anything that is not one of ours. Never throws.
 */
export function readQr(text: string): QrActa | null {
  try {
    return readStrictly(text.trim())
  } catch {
    return null
  }
}

function readStrictly(text: string): QrActa | null {
  if (!text.startsWith(PREFIX) || text.length > MAX_TEXT) return null
  const bytes = decodeBase45(text.slice(PREFIX.length))
  if (bytes === null || bytes[0] !== TAG_COSE_SIGN1) return null
  const parts: unknown = decode(bytes.subarray(1), STRICT)
  if (!Array.isArray(parts) || parts.length !== 4) return null
  const [protectedBytes, unprotected, payload, signature] = parts as unknown[]
  if (!(protectedBytes instanceof Uint8Array) || !(payload instanceof Uint8Array)) return null
  if (!(unprotected instanceof Map) || unprotected.size !== 0) return null
  if (!(signature instanceof Uint8Array) || signature.length !== 64) return null
  if (!sameBytes(encode(parts), bytes.subarray(1))) return null
  const kid = readKid(protectedBytes)
  const claims: unknown = decode(payload, STRICT)
  if (kid === null || !(claims instanceof Map) || !sameBytes(encode(claims), payload)) return null
  const data = claimsToData(claims as Map<unknown, unknown>)
  if (data === null) return null
  // A second way to write the same data would be a second code for the same paper.
  if (!sameBytes(encode(dataToClaims(data)), payload)) return null
  const signed = signedBytes(protectedBytes, payload)
  return { kid, ...data, verify: (publicKey) => verifies(publicKey, signed, signature) }
}

function readKid(protectedBytes: Uint8Array): string | null {
  const header: unknown = decode(protectedBytes, STRICT)
  if (!(header instanceof Map) || header.size !== 2 || header.get(ALG) !== ES256) return null
  const kid: unknown = header.get(KID)
  if (!(kid instanceof Uint8Array) || kid.length !== 4 || !sameBytes(encode(header), protectedBytes)) return null
  return Buffer.from(kid).toString('hex')
}

function verifies(publicKey: KeyObject, signed: Uint8Array, signature: Uint8Array): boolean {
  try {
    return verify('sha256', signed, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature)
  } catch {
    return false
  }
}

/** The Sig_structure of RFC 9052 §4.4 with no external data. */
function signedBytes(protectedBytes: Uint8Array, payload: Uint8Array): Uint8Array {
  return encode(['Signature1', protectedBytes, new Uint8Array(0), payload])
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}
