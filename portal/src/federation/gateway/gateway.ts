// The door to the 32 civil registries: what the portal asks them, and what it believes of their answers.
import { randomUUID } from 'node:crypto'
import { actaVersion, identificadorElectronico } from '@actas/node-kit/contract/acta.ts'
import { verifyFirmaActa } from '@actas/node-kit/contract/firma-acta.ts'
import { readQr } from '@actas/node-kit/contract/qr-acta.ts'
import type {
  ActaChange,
  CopyAnswer,
  DatosPersonales,
  FoundAtNode,
  PaymentAnswer,
} from '@actas/node-kit/contract/wire.ts'
import { CHANGES_PAGE, CONTRACT_VERSION, NODE_PATHS, verifyAnswer } from '@actas/node-kit/contract/wire.ts'
import { monotonicMs } from '#clock'
import type { App } from '#context'
import { findSigningKey, readEndpoint } from '#directory'
import { DomainError } from '#errors'
import { callNode } from './entidad-client.ts'
import type { ClientIdentity } from './entidad-client.ts'
import { insertCall, readCursor, writeCursor } from './store.ts'

export interface EntidadGateway {
  readonly identity: ClientIdentity
}

type WithGateway = App & { readonly entidades: EntidadGateway }

export { probeNode } from './health.ts'
export type { Probe } from './health.ts'
export { countCalls, takeUncountedMinutes } from './minutes.ts'

export type Match = FoundAtNode
export type SignedActa = CopyAnswer
export type Change = ActaChange

export interface SearchQuestion {
  readonly curp?: string
  readonly datos?: DatosPersonales
  readonly filiacion: string
}

/** The letter's limit for an answer: 10 seconds; after it the entidad counts as not available for this call. */
export const LIMIT_MS = 10_000

/**
 * Asks an entidad for the actas of a person. Filiation is compared there; an empty list is the one answer to
 * "no such person", "not digitised", "reserved", "wrong filiation" and "too many tries".
 * @throws unavailable `entidad-no-disponible` when it does not answer well within the letter's limit
 */
export async function searchActa(
  app: WithGateway,
  entidad: string,
  question: SearchQuestion,
  limitMs = LIMIT_MS,
): Promise<Match[]> {
  const { body } = await ask(app, entidad, 'busqueda', { tipo: 'nacimiento', ...question }, limitMs)
  const { actas } = body as { actas: Match[] }
  if (!Array.isArray(actas)) return mistrust(app, entidad, 'busqueda', 'shape')
  for (const found of actas) {
    if (
      typeof found.referencia !== 'string' ||
      typeof found.version !== 'string' ||
      found.vistaPrevia?.entidadRegistro !== entidad
    ) {
      return mistrust(app, entidad, 'busqueda', 'shape')
    }
    // An answer about somebody else must never reach a screen.
    if (question.curp !== undefined && found.vistaPrevia.curp !== question.curp)
      return mistrust(app, entidad, 'busqueda', 'another-person')
    if (question.datos !== undefined && found.vistaPrevia.fechaNacimiento !== question.datos.fechaNacimiento)
      return mistrust(app, entidad, 'busqueda', 'another-person')
  }
  return actas
}

/**
 * Fetches the acta of an order, signed for this very copy, and checks everything that can be checked: the version
 * that was previewed, the printed signature, the signed code, and that both speak of the same acta and copy.
 * @throws unavailable `entidad-no-disponible` · conflict `acta-cambio` when the record changed since the preview
 */
export async function fetchActa(
  app: WithGateway,
  entidad: string,
  wanted: { referencia: string; version: string; folio: string; codigoVerificacion: string },
): Promise<SignedActa> {
  const { status, body } = await ask(app, entidad, 'copia', {
    referencia: wanted.referencia,
    versionActa: wanted.version,
    folio: wanted.folio,
    codigoVerificacion: wanted.codigoVerificacion,
  })
  if (status === 409) throw new DomainError('conflict', 'acta-cambio')
  if (status === 404) throw new DomainError('notFound', 'acta-no-encontrada')
  const answer = body as SignedActa
  if (typeof answer.acta !== 'object' || typeof answer.firma?.valor !== 'string' || typeof answer.qr !== 'string')
    return mistrust(app, entidad, 'copia', 'shape')
  if (answer.version !== wanted.version || actaVersion(answer.acta) !== wanted.version)
    return mistrust(app, entidad, 'copia', 'version')
  if (
    answer.acta.entidadRegistro !== entidad ||
    answer.identificadorElectronico !== identificadorElectronico(answer.acta)
  )
    return mistrust(app, entidad, 'copia', 'identity')
  const signer = await findSigningKey(app, entidad, answer.firma.kid)
  if (signer === null || signer.estado !== 'vigente') return mistrust(app, entidad, 'copia', 'unknown-key')
  if (
    !verifyFirmaActa(
      signer.key,
      answer.acta,
      wanted.codigoVerificacion,
      answer.identificadorElectronico,
      answer.firma.valor,
    )
  )
    return mistrust(app, entidad, 'copia', 'signature')
  const code = readQr(answer.qr)
  if (code === null || code.kid !== answer.firma.kid || code.entidad !== entidad || !code.verify(signer.key))
    return mistrust(app, entidad, 'copia', 'code')
  if (
    code.codigoVerificacion !== wanted.codigoVerificacion ||
    code.identificadorElectronico !== answer.identificadorElectronico
  )
    return mistrust(app, entidad, 'copia', 'code')
  return answer
}

/** Corrections and cancellations since the last call, in the entidad's order; `accept` stores them before the cursor moves. */
export async function readChanges(
  app: WithGateway,
  entidad: string,
  accept: (changes: Change[]) => Promise<void>,
): Promise<number> {
  const endpoint = await readEndpoint(app, entidad)
  let total = 0
  for (;;) {
    const desde = await readCursor(app.db, entidad, endpoint.huella)
    const { body } = await ask(app, entidad, 'cambios', { desde })
    const { cambios, hasta } = body as { cambios: Change[]; hasta: number }
    if (!Array.isArray(cambios) || !Number.isSafeInteger(hasta)) return mistrust(app, entidad, 'cambios', 'shape')
    if (cambios.length > 0) await accept(cambios)
    if (hasta > desde) await writeCursor(app.db, entidad, endpoint.huella, hasta)
    total += cambios.length
    if (cambios.length < CHANGES_PAGE) return total
  }
}

/** How an entidad says that a payment stands: since when it is on record, or null while it is not. */
export interface PaymentStatus {
  readonly registradoEn: Temporal.Instant | null
}

/**
 * Tells an entidad of a payment that was reconciled with the bank's file. Safe to repeat.
 * @throws unavailable `entidad-no-disponible` · conflict `pago-distinto` when it was told otherwise before
 */
export async function tellPayment(
  app: WithGateway,
  entidad: string,
  payment: { lineaDeCaptura: string; folio: string; importeCentavos: number; pagadoEn: string },
): Promise<PaymentStatus> {
  const { status, body } = await ask(app, entidad, 'pagos', payment)
  if (status === 409) throw new DomainError('conflict', 'pago-distinto')
  return paymentStatus(app, entidad, payment.lineaDeCaptura, body)
}

/** Asks an entidad whether a payment is on record. @throws unavailable `entidad-no-disponible` */
export async function askPayment(app: WithGateway, entidad: string, lineaDeCaptura: string): Promise<PaymentStatus> {
  const { body } = await ask(app, entidad, 'consultaPago', { lineaDeCaptura })
  return paymentStatus(app, entidad, lineaDeCaptura, body)
}

function paymentStatus(app: App, entidad: string, lineaDeCaptura: string, body: unknown): PaymentStatus {
  const answer = body as PaymentAnswer
  if (answer.lineaDeCaptura !== lineaDeCaptura) return mistrust(app, entidad, 'pagos', 'another-payment')
  if (answer.registrado === false) return { registradoEn: null }
  try {
    if (answer.registrado === true) return { registradoEn: Temporal.Instant.from(answer.registradoEn ?? '') }
  } catch {
    // Not an instant: falls through to the one refusal below.
  }
  return mistrust(app, entidad, 'pagos', 'shape')
}

type Operation = Exclude<keyof typeof NODE_PATHS, 'estado' | 'salud'>

/** What else than 200 is an answer of the contract. */
const REFUSALS: Readonly<Partial<Record<Operation, readonly number[]>>> = { copia: [404, 409], pagos: [409] }

async function ask(
  app: WithGateway,
  entidad: string,
  operation: Operation,
  question: object,
  limitMs = LIMIT_MS,
): Promise<{ status: number; body: unknown }> {
  const endpoint = await readEndpoint(app, entidad)
  const idOperacion = randomUUID()
  const request = Buffer.from(
    JSON.stringify({ idOperacion, cliente: 'portal', version: CONTRACT_VERSION, ...question }),
  )
  const sentAt = app.clock.now()
  const started = monotonicMs()
  const record = async (outcome: string, status: number | null): Promise<void> => {
    const ms = monotonicMs() - started
    await insertCall(app.db, { id: idOperacion, entidad, operacion: operation, sentAt, ms, outcome, status })
  }
  const answer = await callNode(endpoint, app.entidades.identity, NODE_PATHS[operation], request, limitMs)
  if ('failure' in answer) {
    // A call cut short by our own smaller limit says nothing about the entidad.
    if (answer.failure !== 'timeout' || limitMs >= LIMIT_MS) await record(answer.failure, null)
    throw unavailable(entidad)
  }
  const signer = await findSigningKey(app, entidad, answer.kid)
  const parts = {
    idOperacion,
    requestBody: request,
    status: answer.status,
    responseBody: answer.body,
    en: answer.en,
  }
  if (
    signer === null ||
    signer.estado !== 'vigente' ||
    answer.kid !== endpoint.kid ||
    !verifyAnswer(signer.key, parts, answer.firma)
  ) {
    await record('bad-signature', answer.status)
    throw unavailable(entidad)
  }
  const body = parseJson(answer.body)
  const understood =
    body !== undefined && (answer.status === 200 || (REFUSALS[operation] ?? []).includes(answer.status))
  await record(understood ? 'ok' : answer.status >= 500 ? 'server-error' : 'bad-answer', answer.status)
  if (!understood) throw unavailable(entidad)
  return { status: answer.status, body }
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown
  } catch {
    return undefined
  }
}

function unavailable(entidad: string): DomainError {
  return new DomainError('unavailable', 'entidad-no-disponible', { params: { entidad }, retryAfterS: 30 })
}

/** A well-signed answer that cannot be true: kept in the diagnostics, shown to nobody, treated as no answer. */
function mistrust(app: App, entidad: string, operation: string, what: string): never {
  app.log.warn('entidad.not-believed', { entidad, operation, what })
  throw unavailable(entidad)
}
