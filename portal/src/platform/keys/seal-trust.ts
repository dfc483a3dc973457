// What a verifier knows about seals: which certificates may have sealed a copy, when, and in which state they are now.
import { X509Certificate } from 'node:crypto'

/**
 * Certificate policy that says "may seal certified copies". An OID of our own under the arc of UUIDs (2.25). It is a
 * policy and not an extended key usage, because readers that know no such usage would refuse the certificate.
 */
export const SEAL_ROLE = '2.25.9287757293168886996569515579539060469'

export type SealState = 'vigente' | 'retirado' | 'comprometido'

/** A seal as it is written down: in `sellos.json` and in the trust list. */
export interface SealRecord {
  /** PEM */
  readonly certificado: string
  /** PEM */
  readonly ca: string
  readonly desde: string
  readonly hasta: string | null
  readonly estado: SealState
}

export interface TrustedSeal {
  readonly certificate: X509Certificate
  readonly ca: X509Certificate
  readonly from: Temporal.Instant
  readonly until: Temporal.Instant | null
  readonly state: SealState
}

export interface SealTrust {
  readonly seals: readonly TrustedSeal[]
}

/** Turns written seals into what the verifier asks for. @throws Error when one is not a seal record */
export function readSeals(records: readonly SealRecord[]): SealTrust {
  return {
    seals: records.map((record) => {
      if (!['vigente', 'retirado', 'comprometido'].includes(record.estado)) throw new Error('unknown state of a seal')
      return {
        certificate: new X509Certificate(record.certificado),
        ca: new X509Certificate(record.ca),
        from: Temporal.Instant.from(record.desde),
        until: record.hasta === null ? null : Temporal.Instant.from(record.hasta),
        state: record.estado,
      }
    }),
  }
}

/** The seals as they are written down, for another process or thread. */
export function sealRecords(trust: SealTrust): SealRecord[] {
  return trust.seals.map((seal) => ({
    certificado: seal.certificate.toString(),
    ca: seal.ca.toString(),
    desde: seal.from.toString(),
    hasta: seal.until?.toString() ?? null,
    estado: seal.state,
  }))
}
