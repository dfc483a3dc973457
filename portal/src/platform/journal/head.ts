// The signed head: how far the journal's chain reached at an instant. It lies outside the database, so that nobody who
// rules there can cut off the end of the chain, or make all of it anew, without being noticed.
import { sign, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { canonicalBytes } from '@actas/node-kit/contract/acta.ts'
import { kidOf } from '@actas/node-kit/contract/wire.ts'
import { wire } from '#clock'
import type { SigningPair } from '#keys'

export interface Head {
  /** Which journal this is: the name that its database was given when it was made. */
  readonly bitacora: string
  readonly seq: number
  /** Hash of the link `seq`, in hex. */
  readonly hash: string
  readonly en: string
  /** ES256 (IEEE P1363, base64url) over the JCS form of the head without this member. */
  readonly firma: { readonly alg: 'ES256'; readonly kid: string; readonly valor: string }
}

/** Signs that the journal reached `seq` with this hash. */
export function makeHead(
  keys: SigningPair,
  reached: { bitacora: string; seq: number; hash: Buffer },
  at: Temporal.Instant,
): Head {
  const head = { bitacora: reached.bitacora, seq: reached.seq, hash: reached.hash.toString('hex'), en: wire(at) }
  const valor = sign('sha256', canonicalBytes(head), { key: keys.key, dsaEncoding: 'ieee-p1363' })
  return { ...head, firma: { alg: 'ES256', kid: kidOf(keys.publicKey), valor: valor.toString('base64url') } }
}

/** The head that a text holds; null when it is none of this journal, was changed, or was signed with another key. Never throws. */
export function readHead(text: string, publicKey: KeyObject, bitacora: string): Head | null {
  try {
    const { firma, ...head } = JSON.parse(text) as Head
    if (firma.alg !== 'ES256' || head.bitacora !== bitacora || !Number.isSafeInteger(head.seq)) return null
    const signature = Buffer.from(firma.valor, 'base64url')
    const key = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const
    return verify('sha256', canonicalBytes(head), key, signature) ? { ...head, firma } : null
  } catch {
    return null
  }
}
