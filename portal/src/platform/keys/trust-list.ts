// The trust list: every seal and every entidad key with its validity and state, signed, so that copies verify anywhere.
import { createPublicKey, sign, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { canonicalBytes } from '@actas/node-kit/contract/acta.ts'
import { kidOf } from '@actas/node-kit/contract/wire.ts'
import { wire } from '#clock'
import type { TrustMaterial } from './keyring.ts'
import { readSeals } from './seal-trust.ts'
import type { SealRecord, SealTrust } from './seal-trust.ts'

export type KeyState = 'vigente' | 'retirada' | 'comprometida'

export interface EntidadKey {
  readonly kid: string
  /** PEM (SPKI) */
  readonly llave: string
  readonly desde: string
  readonly hasta: string | null
  readonly estado: KeyState
}

export interface EntidadKeys {
  readonly clave: string
  readonly nombre: string
  readonly llaves: readonly EntidadKey[]
}

/** As it is served at `/.well-known/actas/confianza.json`; nothing is ever taken out, states and ends are added. */
export interface TrustList {
  readonly version: 1
  readonly emitidaEn: string
  readonly sello: readonly SealRecord[]
  readonly entidades: readonly EntidadKeys[]
  /** ES256 (IEEE P1363, base64url) over the JCS form of the list without this member. */
  readonly firma: { readonly alg: 'ES256'; readonly kid: string; readonly llave: string; readonly valor: string }
}

/** A list that was read and whose signature holds. */
export interface ReadTrustList {
  readonly issuedAt: Temporal.Instant
  readonly seals: SealTrust
  readonly entidades: readonly EntidadKeys[]
  /** The key that signed it: whoever keeps one list can demand the same key of the next. */
  readonly kid: string
}

const MAX_ENTRIES = 10_000

/** Builds and signs the list as of `emitidaEn`. */
export async function signTrustList(
  material: TrustMaterial,
  input: { emitidaEn: Temporal.Instant; entidades: readonly EntidadKeys[] },
): Promise<TrustList> {
  const list = {
    version: 1 as const,
    emitidaEn: wire(input.emitidaEn),
    sello: material.seals,
    entidades: input.entidades,
  }
  return {
    ...list,
    firma: {
      alg: 'ES256',
      kid: kidOf(material.publicKey),
      llave: String(material.publicKey.export({ format: 'pem', type: 'spki' })),
      valor: sign('sha256', canonicalBytes(list), { key: material.key, dsaEncoding: 'ieee-p1363' }).toString(
        'base64url',
      ),
    },
  }
}

/**
 * Reads a parsed list. Null for anything that is not one, was changed, or, when `expected` is given, was signed with
 * another key. Without `expected` it proves only that the list is whole: where it was taken from is the reader's trust.
 * Never throws.
 */
export function verifyTrustList(value: unknown, expected?: KeyObject): ReadTrustList | null {
  try {
    const { firma, ...list } = value as TrustList
    if (list.version !== 1 || firma.alg !== 'ES256') return null
    const key = createPublicKey(firma.llave)
    if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1' || kidOf(key) !== firma.kid) return null
    if (expected && !expected.equals(key)) return null
    const signature = Buffer.from(firma.valor, 'base64url')
    if (!verify('sha256', canonicalBytes(list), { key, dsaEncoding: 'ieee-p1363' }, signature)) return null
    if (list.sello.length > MAX_ENTRIES || list.entidades.length > MAX_ENTRIES) return null
    return {
      issuedAt: Temporal.Instant.from(list.emitidaEn),
      seals: readSeals(list.sello),
      entidades: list.entidades.filter(isEntidadKeys),
      kid: firma.kid,
    }
  } catch {
    return null
  }
}

function isEntidadKeys(one: EntidadKeys): boolean {
  return typeof one.clave === 'string' && typeof one.nombre === 'string' && Array.isArray(one.llaves)
}
