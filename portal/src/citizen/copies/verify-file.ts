// Verifies the file of a copy with nothing but the trust list: no portal, no database, no network.
import { createHash, createPublicKey } from 'node:crypto'
import { readQr } from '@actas/node-kit/contract/qr-acta.ts'
import type { QrActa } from '@actas/node-kit/contract/qr-acta.ts'
import { machineNow, wire } from '#clock'
import { DomainError } from '#errors'
import { sentence } from '#problems'
import { verifyTrustList } from '#trust-list'
import type { EntidadKey, ReadTrustList } from '#trust-list'
import type { FileMarks } from './file-marks.ts'
import { inspectCopy, isPdf, MAX_PDF } from './strict-verifier.ts'
import type { Verification } from './verification.ts'

/** The form of `POST /verificaciones`, with what only the portal can know said to be unknown. */
export type OfflineVerification = Omit<Verification, 'codigo'> & {
  readonly codigo?: string
  readonly motivo?: string
  /** Whether the acta was corrected or cancelled since cannot be known without asking. */
  readonly vigencia: 'desconocida'
  /** Instant of the trust list that was used. */
  readonly llavesDel: string
}

type Finding =
  | { readonly veredicto: 'valida'; readonly qr: QrActa }
  | { readonly veredicto: 'no_emitida' | 'alterada'; readonly codigo: string }

/**
 * The verdict on a file. `valida` says that it is one of our copies, unchanged, with data signed by its entidad: not
 * whether it stands today. The id names the file, since nothing is recorded.
 * @throws unavailable `confianza-invalida` for a list that is not whole · invalid `archivo-invalido` · tooLarge `archivo-grande`
 */
export async function verifyOffline(
  pdf: Buffer,
  trustJson: unknown,
  at: Temporal.Instant = machineNow(),
): Promise<OfflineVerification> {
  const trust = verifyTrustList(trustJson)
  if (trust === null) throw new DomainError('unavailable', 'confianza-invalida')
  if (pdf.length > MAX_PDF) throw new DomainError('tooLarge', 'archivo-grande')
  const found = judge(pdf, trust)
  return {
    id: `f_${createHash('sha256').update(pdf).digest('base64url').slice(0, 22)}`,
    veredicto: found.veredicto,
    ...(found.veredicto === 'valida'
      ? shown(found.qr)
      : { codigo: found.codigo, motivo: sentence(`motivo-${found.codigo}`) }),
    vigencia: 'desconocida',
    llavesDel: wire(trust.issuedAt),
    en: wire(at),
    medio: 'pdf',
  }
}

function judge(pdf: Buffer, trust: ReadTrustList): Finding {
  const seen = inspectCopy(pdf, trust.seals)
  if (seen.ours === 'altered') return { veredicto: 'alterada', codigo: 'archivo-modificado' }
  if (seen.ours === 'no') {
    if (!isPdf(pdf)) throw new DomainError('invalid', 'archivo-invalido')
    return { veredicto: 'no_emitida', codigo: 'archivo-ajeno' }
  }
  return judgeSignedData(seen.marks!, seen.signedAt!, trust)
}

/** The data that the sealed file carries, under the entidad's own signature. */
function judgeSignedData(marks: FileMarks, sealedAt: Temporal.Instant, trust: ReadTrustList): Finding {
  const qr = readQr(marks.qr)
  if (
    qr === null ||
    qr.codigoVerificacion !== marks.codigoVerificacion ||
    qr.identificadorElectronico !== marks.identificadorElectronico
  ) {
    return { veredicto: 'alterada', codigo: 'archivo-modificado' }
  }
  const keys = (trust.entidades.find((one) => one.clave === qr.entidad)?.llaves ?? []).filter(
    (key) => key.kid === qr.kid && wasGood(key, sealedAt),
  )
  if (keys.length === 0) return { veredicto: 'no_emitida', codigo: 'llave-desconocida' }
  // Short names of keys may collide: each is tried.
  return keys.some((key) => qr.verify(createPublicKey(key.llave)))
    ? { veredicto: 'valida', qr }
    : { veredicto: 'no_emitida', codigo: 'firma-no-coincide' }
}

/**
 * A key that was replaced before the copy was sealed cannot have signed it, and nothing signed with a compromised one
 * proves anything. When the portal came to know a key says nothing: an order may wait for its entidad's new one.
 */
function wasGood(key: EntidadKey, sealedAt: Temporal.Instant): boolean {
  return (
    key.estado !== 'comprometida' &&
    (key.hasta === null || Temporal.Instant.compare(sealedAt, Temporal.Instant.from(key.hasta)) <= 0)
  )
}

function shown(qr: QrActa): Pick<Verification, 'acta' | 'copia'> {
  return {
    acta: qr.acta,
    copia: {
      codigoVerificacion: qr.codigoVerificacion,
      identificadorElectronico: qr.identificadorElectronico,
      emitidaEn: wire(Temporal.Instant.fromEpochMilliseconds(qr.iat * 1_000)),
      entidadRegistro: qr.entidad,
    },
  }
}
