// The entidad's signature over the data of one acta for one copy: the text printed on the paper as "Firma Electrónica".
import { sign, verify, type KeyObject } from 'node:crypto'
import { canonicalBytes, type Acta } from './acta.ts'

/** The bytes that are signed: the canonical form of the acta together with the two codes of the copy. */
export function textToSign(acta: Acta, codigoVerificacion: string, identificadorElectronico: string): Buffer {
  return canonicalBytes({ acta, codigoVerificacion, identificadorElectronico })
}

/** Signs an acta for a copy: ECDSA P-256 with SHA-256, IEEE P1363, standard base64 of 88 characters. */
export function signActa(
  privateKey: KeyObject,
  acta: Acta,
  codigoVerificacion: string,
  identificadorElectronico: string,
): string {
  const text = textToSign(acta, codigoVerificacion, identificadorElectronico)
  return sign('sha256', text, { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64')
}

/** True when this key signed exactly this acta for exactly these codes. Never throws. */
export function verifyFirmaActa(
  publicKey: KeyObject,
  acta: Acta,
  codigoVerificacion: string,
  identificadorElectronico: string,
  firma: string,
): boolean {
  if (!/^[A-Za-z0-9+/]{86}==$/.test(firma)) return false
  try {
    const text = textToSign(acta, codigoVerificacion, identificadorElectronico)
    return verify('sha256', text, { key: publicKey, dsaEncoding: 'ieee-p1363' }, Buffer.from(firma, 'base64'))
  } catch {
    return false
  }
}
