// What a node answers about payments: it takes the portal's notice once, and says since when the status can be consulted.
import type { PaymentAnswer } from '../contract/wire.ts'
import { problem, type Answer, type NodeParts } from './answer-call.ts'
import { wireInstant } from './clock.ts'
import type { StoredPayment } from './payments-store.ts'
import { readPaymentCall, readPaymentQuestion } from './read-call.ts'

/** Answers the notice of a payment: the same notice again gives the same answer, another one of that line is refused. */
export async function answerPayment(parts: NodeParts, body: unknown): Promise<Answer> {
  const read = readPaymentCall(body)
  if (!read.ok) return problem('peticion-invalida', read.campo)
  const { call } = read
  const now = parts.clock.now().epochMilliseconds
  const kept = parts.pagos.keep(call, now, now + parts.registrationDelayMs())
  const same =
    kept.folio === call.folio && kept.importeCentavos === call.importeCentavos && kept.pagadoEn === call.pagadoEn
  return same ? { status: 200, body: statusOf(parts, call.lineaDeCaptura, kept) } : problem('pago-distinto')
}

/** Answers how a payment stands; of a line that it was never told of it says the same as of one not yet on record. */
export async function answerPaymentQuestion(parts: NodeParts, body: unknown): Promise<Answer> {
  const read = readPaymentQuestion(body)
  if (!read.ok) return problem('peticion-invalida', read.campo)
  const { lineaDeCaptura } = read.call
  return { status: 200, body: statusOf(parts, lineaDeCaptura, parts.pagos.read(lineaDeCaptura)) }
}

function statusOf(parts: NodeParts, lineaDeCaptura: string, kept: StoredPayment | null): PaymentAnswer {
  const registrado = kept !== null && kept.registradoEn <= parts.clock.now().epochMilliseconds
  const since = registrado ? wireInstant(Temporal.Instant.fromEpochMilliseconds(kept.registradoEn)) : null
  return { lineaDeCaptura, registrado, registradoEn: since }
}
