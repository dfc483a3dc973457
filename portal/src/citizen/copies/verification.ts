// Verifying a copy by its code, its signed code or its file: one verdict, the data to compare, and a record of the act.
import { createHash, randomBytes } from 'node:crypto'
import type { ActaParaComparar } from '@actas/node-kit/contract/acta.ts'
import { checkCodigo } from '@actas/node-kit/contract/damm.ts'
import { readQr } from '@actas/node-kit/contract/qr-acta.ts'
import { wire } from '#clock'
import type { App } from '#context'
import { findSigningKey } from '#directory'
import { DomainError } from '#errors'
import { noteLook } from '#holders'
import { composeConstancia } from './constancia-pdf.ts'
import { inspectApart } from './inspect-apart.ts'
import { COMPROMISED_SEAL, isPdf, MAX_PDF } from './strict-verifier.ts'
import type { SealTrust } from './strict-verifier.ts'
import * as store from './store.ts'
import type { RecordRow } from './store.ts'

export type Verdict = 'valida' | 'superada' | 'cancelada' | 'no_emitida' | 'alterada'

export interface Verification {
  readonly id: string
  readonly veredicto: Verdict
  /** Stable key of why, for a verdict that needs one; the sentence is in the catalogue. */
  readonly codigo?: string
  /** Groups of the typed code whose check digit is wrong, counted from 1. */
  readonly grupos?: readonly number[]
  readonly acta?: ActaParaComparar
  readonly copia?: {
    readonly codigoVerificacion: string
    readonly identificadorElectronico: string
    readonly emitidaEn: string
    readonly entidadRegistro: string
  }
  readonly constancia?: string
  readonly en: string
  readonly medio: 'codigo' | 'qr' | 'pdf'
}

export type VerificationInput =
  | { readonly codigoVerificacion: string; readonly identificadorElectronico?: string }
  | { readonly qr: string }
  | { readonly pdf: Buffer }

export type WithTrust = App & { readonly sealTrust: SealTrust }

interface Finding {
  readonly veredicto: Verdict
  readonly codigo?: string
  readonly grupos?: readonly number[]
  readonly record?: RecordRow
}

/**
 * The verdict on a copy and, where there is one, what to compare with the paper. The act itself is on record before it
 * is answered.
 * @throws invalid `codigo-longitud`, `archivo-invalido` · tooLarge `archivo-grande` · unavailable `archivo-no-revisado`
 */
export async function verify(app: WithTrust, input: VerificationInput): Promise<Verification> {
  const medio = 'qr' in input ? 'qr' : 'pdf' in input ? 'pdf' : 'codigo'
  const found =
    'qr' in input ? await byQr(app, input.qr) : 'pdf' in input ? await byPdf(app, input.pdf) : await byCode(app, input)
  const id = `v_${randomBytes(16).toString('base64url')}`
  const at = app.clock.now()
  await store.recordVerification(app.db, {
    id,
    at,
    medio,
    veredicto: found.veredicto,
    motivo: found.codigo ?? null,
    folio: found.record?.folio ?? null,
  })
  const curp = found.record?.acta.curp ?? null
  if (curp !== null) await app.db.tx(async (tx) => await noteLook(app, tx, curp, { que: 'verificada', medio }))
  return present({ id, at, medio, ...found })
}

function present(one: Finding & { id: string; at: Temporal.Instant; medio: Verification['medio'] }): Verification {
  const shown = one.record !== undefined && one.veredicto !== 'no_emitida' && one.veredicto !== 'alterada'
  return {
    id: one.id,
    veredicto: one.veredicto,
    ...(one.codigo ? { codigo: one.codigo } : {}),
    ...(one.grupos ? { grupos: one.grupos } : {}),
    ...(shown
      ? {
          acta: one.record!.acta,
          copia: {
            codigoVerificacion: one.record!.codigo,
            identificadorElectronico: one.record!.identificador,
            emitidaEn: wire(one.record!.issued_at),
            entidadRegistro: one.record!.entidad,
          },
          constancia: `/verificaciones/${one.id}/constancia`,
        }
      : {}),
    en: wire(one.at),
    medio: one.medio,
  }
}

async function byCode(
  app: App,
  input: { codigoVerificacion: string; identificadorElectronico?: string },
): Promise<Finding> {
  const read = checkCodigo(input.codigoVerificacion)
  if (!read.ok) {
    if (read.motivo === 'longitud') throw invalid('codigoVerificacion', 'codigo-longitud')
    return { veredicto: 'no_emitida', codigo: 'codigo-mal-escrito', grupos: read.grupos }
  }
  const record = await store.selectByCode(app.db, read.codigo)
  if (!record) return { veredicto: 'no_emitida', codigo: 'sin-registro' }
  const identificador = input.identificadorElectronico?.replace(/[\s-]/g, '')
  // One answer for "no such code" and "the identificador belongs to another": no hint which half is wrong.
  if (identificador && identificador !== record.identificador)
    return { veredicto: 'no_emitida', codigo: 'sin-registro' }
  return standing(record)
}

function standing(record: RecordRow): Finding {
  if (record.estado === 'cancelada') return { veredicto: 'cancelada', codigo: 'acta-cancelada', record }
  if (record.estado === 'superada') return { veredicto: 'superada', codigo: 'acta-corregida', record }
  return { veredicto: 'valida', record }
}

async function byQr(app: App, text: string): Promise<Finding> {
  const code = readQr(text.trim())
  if (code === null) return { veredicto: 'no_emitida', codigo: 'codigo-ilegible' }
  const signer = await findSigningKey(app, code.entidad, code.kid)
  if (signer === null) return { veredicto: 'no_emitida', codigo: 'llave-desconocida' }
  if (!code.verify(signer.key)) return { veredicto: 'no_emitida', codigo: 'firma-no-coincide' }
  const record = await store.selectByCode(app.db, code.codigoVerificacion)
  if (!record || record.entidad !== code.entidad || record.identificador !== code.identificadorElectronico)
    return { veredicto: 'no_emitida', codigo: 'sin-registro' }
  return standing(record)
}

async function byPdf(app: WithTrust, pdf: Buffer): Promise<Finding> {
  if (pdf.length > MAX_PDF) throw new DomainError('tooLarge', 'archivo-grande')
  const record = await store.selectByHash(app.db, createHash('sha256').update(pdf).digest())
  const seen = await inspectApart(pdf, app.sealTrust)
  if (record) {
    // The very bytes that we issued; the strict verifier is asked all the same, so that a stored file can never outrank it.
    const intact = seen.ours === 'yes' || seen.reason === COMPROMISED_SEAL
    return intact ? standing(record) : { veredicto: 'alterada', codigo: 'archivo-modificado' }
  }
  const hinted = seen.hints.codigoVerificacion
    ? await store.selectByCode(app.db, seen.hints.codigoVerificacion)
    : undefined
  if (seen.ours !== 'no' || hinted) return { veredicto: 'alterada', codigo: 'archivo-modificado' }
  if (!isPdf(pdf)) throw invalid('archivo', 'archivo-invalido')
  return { veredicto: 'no_emitida', codigo: 'archivo-ajeno' }
}

/** A past verification with what it showed then. @throws notFound `verificacion-no-encontrada` */
export async function readVerification(app: App, id: string): Promise<Verification> {
  const row = await store.selectVerification(app.db, id)
  if (!row) throw new DomainError('notFound', 'verificacion-no-encontrada')
  const record = row.folio === null ? undefined : await store.selectByFolio(app.db, row.folio)
  return present({
    id: row.id,
    at: row.at,
    medio: row.medio,
    veredicto: row.veredicto,
    ...(row.motivo ? { codigo: row.motivo } : {}),
    ...(record ? { record } : {}),
  })
}

/** The constancia of a verification, as PDF. @throws notFound `verificacion-no-encontrada` · conflict `constancia-no-aplica` */
export async function constanciaFile(app: App, id: string): Promise<Buffer> {
  const verification = await readVerification(app, id)
  if (!verification.acta || !verification.copia) throw new DomainError('conflict', 'constancia-no-aplica')
  return await composeConstancia({
    id: verification.id,
    veredicto: verification.veredicto as 'valida' | 'superada' | 'cancelada',
    medio: verification.medio,
    en: Temporal.Instant.from(verification.en),
    acta: verification.acta,
    copia: verification.copia,
    url: `${app.config.publicUrl}/v/${verification.copia.codigoVerificacion}`,
    demostracion: app.config.demonstration,
  })
}

function invalid(campo: string, codigo: string): DomainError {
  return new DomainError('invalid', codigo, { campos: [{ campo, codigo }] })
}
