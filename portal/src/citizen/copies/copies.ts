// The door of certified copies: issuing one for a paid order, serving its one file, and the life of the acta behind it.
import { createHash } from 'node:crypto'
import { newCodigoVerificacion } from '@actas/node-kit/contract/damm.ts'
import { paraComparar } from '@actas/node-kit/contract/acta.ts'
import type { ActaParaComparar } from '@actas/node-kit/contract/acta.ts'
import type { App } from '#context'
import type { Claves } from '#db'
import { listEntidades, readEntidad } from '#directory'
import { DomainError, isDomainError } from '#errors'
import { fetchActa, readChanges } from '#gateway'
import type { EntidadGateway, SignedActa } from '#gateway'
import { noteLook } from '#holders'
import type { JobPayload } from '#jobs'
import { append } from '#journal'
import { delayIssuing, markDelivered, markIssued, refuseIssuing, requireAccess, takeForIssuing } from '#orders'
import type { IssuableOrder } from '#orders'
import { CodeTooLong, composeCopy, MissingGlyph } from './copy-pdf.ts'
import { requestSeal } from './signer.ts'
import type { Signer } from './signer.ts'
import * as store from './store.ts'
import type { Verification } from './verification.ts'
import type { IntentRow } from './store.ts'

export { constanciaFile, readVerification, verify } from './verification.ts'
export type { Verification, VerificationInput, WithTrust } from './verification.ts'
export { checkCopies } from './invariants.ts'
export { mayBeSealed } from './may-be-sealed.ts'
export type { Signer } from './signer.ts'

type Issuing = App & { readonly entidades: EntidadGateway; readonly signer: Signer }

/** The refund fell due while the copy was being made: nothing is stored, nothing is released. */
class TooLate extends Error {}

/**
 * Issues the certified copy of a paid order. Safe to repeat and to kill at any line: the code, the entidad's answer and
 * the digest of what will be signed are stored before the signature, and the copy is stored with the order's step.
 */
export async function issueCopy(app: Issuing, { subject: folio }: JobPayload): Promise<void> {
  // 1. The order, if it is (still) one to issue.
  const order = await takeForIssuing(app, folio)
  if (order === null) return
  // 2. The intent: from here on this order has its code for ever.
  const intent = await openIntent(app, order)
  // 3. The acta, signed by its entidad for this very copy; fetched once, kept for every later try.
  const answer = intent.answer ?? (await askEntidad(app, order, intent))
  if (answer === null) return
  // 4. The document, a pure function of what is stored.
  const unsigned = await compose(app, order, intent, answer)
  if (unsigned === null) return
  // 5. What we are about to sign, on record before it is signed.
  await store.recordDigest(app.db, folio, sha256(unsigned), app.clock.now())
  // 6. The seal, in another process that checks the order and the digest by itself.
  const sealed = await requestSeal(app.signer, { folio, plantilla: intent.plantilla, documento: unsigned })
  if (!('pdf' in sealed)) {
    app.log.warn('signer.refused', { folio, motivo: sealed.motivo })
    return await delayIssuing(app, folio)
  }
  // 7. Copy and order together, or neither.
  await keep(app, order, intent, answer, sealed.pdf)
}

async function openIntent(app: App, order: IssuableOrder): Promise<IntentRow> {
  await store.insertIntent(app.db, {
    folio: order.folio,
    codigo: newCodigoVerificacion(),
    createdAt: app.clock.now(),
    plantilla: order.plantilla,
    publicUrl: app.config.publicUrl,
  })
  return (await store.selectIntent(app.db, order.folio))!
}

async function askEntidad(app: Issuing, order: IssuableOrder, intent: IntentRow): Promise<SignedActa | null> {
  try {
    const answer = await fetchActa(app, order.entidad, {
      referencia: order.referencia,
      version: order.version,
      folio: order.folio,
      codigoVerificacion: intent.codigo,
    })
    await store.recordAnswer(app.db, order.folio, answer)
    return answer
  } catch (error) {
    if (!isDomainError(error)) throw error
    if (error.kind === 'unavailable') await delayIssuing(app, order.folio)
    else await refuseIssuing(app, order.folio, error.codigo)
    return null
  }
}

async function compose(app: App, order: IssuableOrder, intent: IntentRow, answer: SignedActa): Promise<Buffer | null> {
  const entidad = await readEntidad(app, order.entidad)
  try {
    const { pdf } = await composeCopy({
      acta: answer.acta,
      identificadorElectronico: answer.identificadorElectronico,
      codigoVerificacion: intent.codigo,
      firma: answer.firma.valor,
      qr: answer.qr,
      verificarUrl: `${intent.verificar_url}/v/${intent.codigo}`,
      emitidaEn: intent.created_at,
      demostracion: app.config.demonstration,
      titular: entidad.titular,
    })
    return pdf
  } catch (error) {
    if (!(error instanceof MissingGlyph || error instanceof CodeTooLong)) throw error
    // A name that we cannot print exactly is not printed at all: the money goes back and the case is on record.
    app.log.error('copy.cannot-be-printed', error, { folio: order.folio })
    await refuseIssuing(app, order.folio, error instanceof MissingGlyph ? 'glifo-faltante' : 'codigo-demasiado-largo')
    return null
  }
}

async function keep(app: App, order: IssuableOrder, intent: IntentRow, answer: SignedActa, pdf: Buffer): Promise<void> {
  const hash = sha256(pdf)
  try {
    await app.db.tx(async (tx) => {
      const copy = { identificador: answer.identificadorElectronico, codigo: intent.codigo }
      if (!(await markIssued(app, tx, order.folio, copy))) throw new TooLate()
      await store.insertCopy(tx, {
        folio: order.folio,
        codigo: intent.codigo,
        identificador: answer.identificadorElectronico,
        entidad: order.entidad,
        referencia: order.referencia,
        actaVersion: order.version,
        sha256: hash,
        pdf,
        acta: paraComparar(answer.acta),
        issuedAt: intent.created_at,
      })
      await append(app, tx, {
        event: 'copy.issued',
        actor: 'sistema',
        subject: order.folio,
        entidad: order.entidad,
        data: { sha256: hash.toString('hex') },
      })
      await noteLook(app, tx, answer.acta.curp, { que: 'emitida' })
    })
  } catch (error) {
    if (!(error instanceof TooLate)) throw error
  }
}

/** The file of an order: the same bytes for ever. @throws notFound `solicitud-no-encontrada` · conflict `copia-no-lista` */
export async function readCopyFile(
  app: App,
  folio: string,
  acceso: string | undefined,
): Promise<{ pdf: Buffer; folio: string }> {
  const order = await requireAccess(app, folio, acceso)
  const pdf = await store.selectPdf(app.db, order.folio)
  if (pdf === undefined) throw new DomainError('conflict', 'copia-no-lista')
  await app.db.tx(async (tx) => await noteLook(app, tx, order.curp_blind, { que: 'descarga', folio: order.folio }))
  await markDelivered(app, order.folio)
  return { pdf, folio: order.folio }
}

/** What the copy of an order says, for whoever holds the order's token; null before there is a copy. @throws notFound `solicitud-no-encontrada` */
export async function readCopiedActa(
  app: App,
  folio: string,
  acceso: string | undefined,
): Promise<ActaParaComparar | null> {
  const order = await requireAccess(app, folio, acceso)
  return await store.selectActa(app.db, order.folio)
}

/** How many copies were issued from `desde` up to `hasta`: of each of these entidades, and with null of all together. */
export async function countIssued(
  app: Pick<App, 'db'>,
  ventana: { readonly desde: Temporal.Instant; readonly hasta: Temporal.Instant },
  claves: Claves,
): Promise<ReadonlyMap<string | null, number>> {
  const rows = await store.countIssued(app.db, ventana.desde, ventana.hasta, claves)
  return new Map(rows.map(({ entidad, n }) => [entidad, n]))
}

/** Reads what each entidad says was corrected or cancelled, so that earlier copies say so when they are verified. */
export async function followChanges(app: App & { readonly entidades: EntidadGateway }): Promise<void> {
  for (const { clave, abierta } of await listEntidades(app)) {
    if (!abierta) continue
    try {
      await readChanges(app, clave, async (changes) => {
        await app.db.tx(async (tx) => {
          for (const change of changes) {
            const estado = change.estado === 'cancelada' ? 'cancelada' : 'superada'
            for (const folio of await store.markCopies(tx, {
              entidad: clave,
              referencia: change.referencia,
              version: change.version,
              estado,
              at: app.clock.now(),
            })) {
              await append(app, tx, {
                event: `copy.${estado === 'cancelada' ? 'cancelled' : 'superseded'}`,
                actor: `entidad:${clave}`,
                subject: folio,
                entidad: clave,
              })
            }
          }
        })
      })
    } catch (error) {
      // An entidad that is away is asked again at the next turn; the feed loses nothing.
      if (!isDomainError(error)) throw error
    }
  }
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest()
}

/** Bytes of the copy of an order; null while there is none. */
export async function copySize(app: Pick<App, 'db'>, folio: string): Promise<number | null> {
  return await store.selectSize(app.db, folio)
}

/** Verifications from `desde` up to `hasta`, and how many did not end in `valida`. */
export async function countVerifications(
  app: Pick<App, 'db'>,
  ventana: { readonly desde: Temporal.Instant; readonly hasta: Temporal.Instant },
  claves: Claves,
): Promise<ReadonlyMap<string | null, { readonly verified: number; readonly notValid: number }>> {
  const rows = await store.countVerifications(app.db, ventana.desde, ventana.hasta, claves)
  return new Map(rows.map(({ entidad, ...counts }) => [entidad, counts]))
}

/** When somebody verified the copy of an order, and by what; the newest first. */
export async function listVerifications(
  app: Pick<App, 'db'>,
  folio: string,
  limit: number,
): Promise<readonly { readonly at: Temporal.Instant; readonly medio: Verification['medio'] }[]> {
  return await store.selectVerificationsOf(app.db, folio, limit)
}
