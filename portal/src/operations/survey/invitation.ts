// The invitation to the survey: a token that says of which service it is and nothing of whose, and how the answers are judged. Pure.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { formulas } from '#modelo'
import type { Veredicto } from '#modelo'

export const FACES = ['mal', 'regular', 'bien'] as const
export type Face = (typeof FACES)[number]
export type Outcome = 'exito' | 'falla'

/** What an answer is counted under; together with the day all that is ever kept beside a face. */
export interface Service {
  readonly entidad: string
  readonly canal: string
  readonly resultado: Outcome
}

export interface Invitation extends Service {
  /** Name of the invitation: nobody can go from it to the order without the installation's key. */
  readonly mark: string
  readonly vence: Temporal.Instant
}

/** States of an order in which the service has ended, and how. */
export const ENDS: Readonly<Record<string, Outcome>> = {
  emitida: 'exito',
  reembolsada: 'falla',
  rechazada: 'falla',
  vencida: 'falla',
}

/** The end of a service in the history of its order: the first time that it ended; null while it goes on. */
export function endOf(
  historial: readonly { readonly estado: string; readonly en: string }[],
): { resultado: Outcome; en: Temporal.Instant } | null {
  const last = historial.findLast((one) => one.estado !== 'entregada')
  const resultado = last && ENDS[last.estado]
  return resultado ? { resultado, en: Temporal.Instant.from(last.en) } : null
}

const CANALES = ['tarjeta', 'referencia'] as const
const MARK = 12
const MAC = 16

/**
 * The token of an order's invitation: always the same for the same end of the same order, so that asking again gives no
 * second vote. It holds a mark made with the key, the entidad, the channel, the outcome and the end of its life.
 */
export function tokenFor(key: Buffer, folio: string, service: Service, vence: Temporal.Instant): string {
  const body = Buffer.alloc(MARK + 7)
  hmac(key, `marca|${folio}|${service.resultado}|${seconds(vence)}`).copy(body, 0, 0, MARK)
  body.writeUInt8(Number(service.entidad), MARK)
  const canal = CANALES.indexOf(service.canal as (typeof CANALES)[number])
  body.writeUInt8((canal + 1) * 2 + (service.resultado === 'exito' ? 1 : 0), MARK + 1)
  body.writeUIntBE(seconds(vence), MARK + 2, 5)
  return Buffer.concat([body, hmac(key, body).subarray(0, MAC)]).toString('base64url')
}

/** What a token says; null when we did not make it. */
export function readToken(key: Buffer, token: string): Invitation | null {
  const bytes = Buffer.from(token, 'base64url')
  // One text for one token: otherwise spare bits of the last letter would make another name for the same.
  if (bytes.length !== MARK + 7 + MAC || bytes.toString('base64url') !== token) return null
  const body = bytes.subarray(0, MARK + 7)
  if (!timingSafeEqual(bytes.subarray(MARK + 7), hmac(key, body).subarray(0, MAC))) return null
  const flags = body.readUInt8(MARK + 1)
  return {
    mark: body.subarray(0, MARK).toString('hex'),
    entidad: String(body.readUInt8(MARK)).padStart(2, '0'),
    canal: CANALES[(flags >> 1) - 1] ?? 'otro',
    resultado: flags % 2 === 1 ? 'exito' : 'falla',
    vence: Temporal.Instant.fromEpochMilliseconds(body.readUIntBE(MARK + 2, 5) * 1000),
  }
}

function hmac(key: Buffer, text: string | Buffer): Buffer {
  return createHmac('sha256', key).update('encuesta|').update(text).digest()
}

function seconds(at: Temporal.Instant): number {
  return Math.floor(at.epochMilliseconds / 1000)
}

export interface SurveyRule {
  /** Ten-thousandths of happy faces (the letter's 80 %). */
  readonly base: number
  readonly minimoEstricto: number
}

/** The two readings of a share of happy faces (governance §2, in that order). */
export function judgeFaces(
  happy: number,
  answered: number,
  rule: SurveyRule,
): { literal: Veredicto; estricta: Veredicto } {
  const interval = formulas.wilson(happy, answered)
  if (interval === null) return { literal: 'SIN_DATOS', estricta: 'SIN_DATOS' }
  const meets = formulas.reaches(happy, answered, rule.base)
  const [lower, upper] = interval
  const base = rule.base / 100
  const estricta: Veredicto =
    lower >= base
      ? 'OPTIMO'
      : upper < base
        ? 'FUERA'
        : answered < rule.minimoEstricto || !meets
          ? 'NO_CONCLUYENTE'
          : 'EN_LIMITE'
  return { literal: meets ? 'OPTIMO' : 'FUERA', estricta }
}
