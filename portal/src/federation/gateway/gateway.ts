// The door to the 32 civil registries: what the portal asks them, and what it believes of their answers.
import { createHmac, randomUUID } from 'node:crypto'
import { canonicalBytes, vistaPrevia } from '@actas/node-kit/contract/acta.ts'
import type { VistaPrevia } from '@actas/node-kit/contract/acta.ts'
import { verifyFirmaActa } from '@actas/node-kit/contract/firma-acta.ts'
import { readQr } from '@actas/node-kit/contract/qr-acta.ts'
import type {
  ActaChange,
  ChangesAnswer,
  CopyAnswer,
  DatosPersonales,
  FoundAtNode,
  PaymentAnswer,
  SearchAnswer,
} from '@actas/node-kit/contract/wire.ts'
import { CHANGES_PAGE, CONTRACT_VERSION, NODE_PATHS, verifyAnswer } from '@actas/node-kit/contract/wire.ts'
import { monotonicMs } from '#clock'
import type { App } from '#context'
import { findSigningKey, readEndpoint } from '#directory'
import { DomainError } from '#errors'
import { doubtChanges, doubtCopy, doubtPayment, doubtSearch } from './believe.ts'
import type { Doubt } from './believe.ts'
import { callNode } from './entidad-client.ts'
import type { ClientIdentity } from './entidad-client.ts'
import { insertCall, readCursor, readSeen, rememberSeen, writeCursor } from './store.ts'

export interface EntidadGateway {
  readonly identity: ClientIdentity
}

type WithGateway = App & { readonly entidades: EntidadGateway }

export { probeNode } from './health.ts'
export type { Probe } from './health.ts'
export { callTimes, countCalls, takeUncountedMinutes } from './minutes.ts'

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
  const doubt = async (body: object): Promise<Doubt> =>
    doubtSearch(body, entidad, question) ?? (await doubtShown(app, entidad, body as SearchAnswer))
  const { body } = await ask(app, entidad, 'busqueda', { tipo: 'nacimiento', ...question }, { doubt, limitMs })
  return (body as SearchAnswer).actas
}

/** One version of an acta looks the same whenever it is shown; what was shown first is what a copy is held to. */
async function doubtShown(app: App, entidad: string, { actas }: SearchAnswer): Promise<Doubt> {
  const shown = actas.map((one) => ({ version: one.version, preview: blind(app, one.vistaPrevia) }))
  return (await rememberSeen(app.db, entidad, shown, app.clock.now())) ? null : 'shown-otherwise'
}

function blind(app: App, preview: VistaPrevia): Buffer {
  return createHmac('sha256', app.secrets.blind).update(canonicalBytes(preview)).digest()
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
  const { referencia, version, folio, codigoVerificacion } = wanted
  const question = { referencia, versionActa: version, folio, codigoVerificacion }
  const doubt = async (body: object, status: number): Promise<Doubt> =>
    status === 200 ? await doubtSigned(app, entidad, wanted, body) : null
  const { status, body } = await ask(app, entidad, 'copia', question, { doubt })
  if (status === 409) throw new DomainError('conflict', 'acta-cambio')
  if (status === 404) throw new DomainError('notFound', 'acta-no-encontrada')
  return body as SignedActa
}

async function doubtSigned(
  app: App,
  entidad: string,
  wanted: { version: string; codigoVerificacion: string },
  body: object,
): Promise<Doubt> {
  const what = doubtCopy(body, entidad, wanted.version)
  if (what !== null) return what
  const { acta, identificadorElectronico, firma, qr } = body as SignedActa
  const shown = await readSeen(app.db, entidad, wanted.version)
  if (shown && !shown.equals(blind(app, vistaPrevia(acta)))) return 'shown-otherwise'
  const signer = await findSigningKey(app, entidad, firma.kid)
  if (signer === null || signer.estado !== 'vigente') return 'unknown-key'
  if (!verifyFirmaActa(signer.key, acta, wanted.codigoVerificacion, identificadorElectronico, firma.valor))
    return 'signature'
  const code = readQr(qr)
  if (code === null || code.kid !== firma.kid || code.entidad !== entidad || !code.verify(signer.key)) return 'code'
  const same =
    code.codigoVerificacion === wanted.codigoVerificacion && code.identificadorElectronico === identificadorElectronico
  return same ? null : 'code'
}

/** More than this in one turn is left for the next: an endless list must not keep the others waiting. */
const PAGES_A_TURN = 20

/**
 * Corrections and cancellations since the last call, in the entidad's order; `accept` stores them before the cursor moves,
 * and may be given the same ones again after a crash. Returns how many there were.
 * @throws unavailable `entidad-no-disponible`
 */
export async function readChanges(
  app: WithGateway,
  entidad: string,
  accept: (changes: Change[]) => Promise<void>,
): Promise<number> {
  const endpoint = await readEndpoint(app, entidad)
  let total = 0
  for (let page = 0; page < PAGES_A_TURN; page += 1) {
    const desde = await readCursor(app.db, entidad, endpoint.huella)
    const doubt = (body: object): Doubt => doubtChanges(body, desde)
    const { body } = await ask(app, entidad, 'cambios', { desde }, { doubt })
    const { cambios, hasta } = body as ChangesAnswer
    if (cambios.length > 0) await accept(cambios)
    if (hasta > desde) await writeCursor(app.db, entidad, endpoint.huella, hasta)
    total += cambios.length
    if (cambios.length < CHANGES_PAGE) break
  }
  return total
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
  const doubt = (body: object, status: number): Doubt =>
    status === 200 ? doubtPayment(body, payment.lineaDeCaptura) : null
  const { status, body } = await ask(app, entidad, 'pagos', payment, { doubt })
  if (status === 409) throw new DomainError('conflict', 'pago-distinto')
  return paymentStatus(body as PaymentAnswer)
}

/** Asks an entidad whether a payment is on record. @throws unavailable `entidad-no-disponible` */
export async function askPayment(app: WithGateway, entidad: string, lineaDeCaptura: string): Promise<PaymentStatus> {
  const doubt = (body: object): Doubt => doubtPayment(body, lineaDeCaptura)
  const { body } = await ask(app, entidad, 'consultaPago', { lineaDeCaptura }, { doubt })
  return paymentStatus(body as PaymentAnswer)
}

function paymentStatus({ registradoEn }: PaymentAnswer): PaymentStatus {
  return { registradoEn: registradoEn ? Temporal.Instant.from(registradoEn) : null }
}

type Operation = Exclude<keyof typeof NODE_PATHS, 'estado' | 'salud'>

/** What else than 200 is an answer of the contract. */
const REFUSALS: Readonly<Partial<Record<Operation, readonly number[]>>> = { copia: [404, 409], pagos: [409] }

/**
 * Asks, and puts the call on record with how it ended: `ok`, what failed on the wire, or why the answer was not taken.
 * An answer that `doubt` does not believe is `bad-answer`, as if it could not be read.
 */
async function ask(
  app: WithGateway,
  entidad: string,
  operation: Operation,
  question: object,
  given: { doubt: (body: object, status: number) => Doubt | Promise<Doubt>; limitMs?: number },
): Promise<{ status: number; body: object }> {
  const { doubt, limitMs = LIMIT_MS } = given
  const endpoint = await readEndpoint(app, entidad)
  const idOperacion = randomUUID()
  const request = Buffer.from(
    JSON.stringify({ idOperacion, cliente: 'portal', version: CONTRACT_VERSION, ...question }),
  )
  const sentAt = app.clock.now()
  const started = monotonicMs()
  const answer = await callNode(endpoint, app.entidades.identity, NODE_PATHS[operation], request, limitMs)
  const ms = monotonicMs() - started
  const record = async (outcome: string, status: number | null): Promise<void> =>
    await insertCall(app.db, { id: idOperacion, entidad, operacion: operation, sentAt, ms, outcome, status })
  const unavailable = new DomainError('unavailable', 'entidad-no-disponible', { params: { entidad }, retryAfterS: 30 })
  const refuse = async (outcome: string, status: number | null): Promise<never> => {
    await record(outcome, status)
    throw unavailable
  }
  if ('failure' in answer) {
    // A call cut short by our own smaller limit says nothing about the entidad.
    if (answer.failure === 'timeout' && limitMs < LIMIT_MS) throw unavailable
    return await refuse(answer.failure, null)
  }
  const { status } = answer
  const signer = await findSigningKey(app, entidad, answer.kid)
  const parts = { idOperacion, requestBody: request, status, responseBody: answer.body, en: answer.en }
  // The key that was registered when we asked; only a compromised one is not believed any more.
  const known = signer !== null && signer.estado !== 'comprometida' && answer.kid === endpoint.kid
  if (!known || !verifyAnswer(signer.key, parts, answer.firma)) return await refuse('bad-signature', status)
  if (status >= 500) return await refuse('server-error', status)
  const body = parseObject(answer.body)
  if (body === null || (status !== 200 && !(REFUSALS[operation] ?? []).includes(status)))
    return await refuse('bad-answer', status)
  const what = await doubt(body, status)
  if (what !== null) {
    // Well signed, and it cannot be true: kept in the diagnostics, shown to nobody.
    app.log.warn('entidad.not-believed', { entidad, operation, what, idOperacion })
    return await refuse('bad-answer', status)
  }
  await record('ok', status)
  return { status, body }
}

/** The object that these bytes say, or null. */
function parseObject(bytes: Buffer): object | null {
  try {
    const value = JSON.parse(bytes.toString('utf8')) as unknown
    return typeof value === 'object' && !Array.isArray(value) ? value : null
  } catch {
    return null
  }
}
