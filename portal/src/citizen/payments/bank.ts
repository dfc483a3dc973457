// The edge to the card bank: four calls over HTTP, each bounded in time and size, none of which throws.
import { httpCall } from '#http'

export interface Bank {
  readonly url: string
  readonly secret: string
}

export interface BankCharge {
  readonly cobro: string
  readonly referencia: string
  readonly importeCentavos: number
  readonly moneda: string
  readonly estado: 'abierto' | 'en_proceso' | 'capturado' | 'rechazado' | 'devuelto'
  readonly autorizacion?: string
  readonly en: string
}

const LIMIT_MS = 8_000
const MOST_BYTES = 65_536

async function call(
  bank: Bank,
  method: 'GET' | 'POST',
  path: string,
  body?: object,
  idempotencyKey?: string,
): Promise<Record<string, unknown> | null> {
  const reply = await httpCall(`${bank.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${bank.secret}`,
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...(idempotencyKey ? { 'idempotency-key': idempotencyKey } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
    limitMs: LIMIT_MS,
    mostBytes: MOST_BYTES,
  })
  // Not reached, cut or not JSON: for the caller it is the one thing "no answer", and it will ask again.
  if ('failure' in reply || reply.status >= 300) return null
  try {
    return JSON.parse(reply.body.toString('utf8')) as Record<string, unknown>
  } catch {
    return null
  }
}

/** A charge with its hosted page, or null when the bank did not answer. Repeating it gives the same charge. */
export async function createBankCharge(
  bank: Bank,
  charge: { referencia: string; importeCentavos: number; urlRetorno: string; urlAviso: string },
): Promise<{ cobro: string; url: string } | null> {
  const answer = await call(bank, 'POST', '/cobros', { ...charge, concepto: charge.referencia }, charge.referencia)
  const { cobro, url } = (answer ?? {}) as { cobro?: unknown; url?: unknown }
  return typeof cobro === 'string' && typeof url === 'string' && /^https?:\/\//.test(url) ? { cobro, url } : null
}

/** How a charge stands, from the bank itself. */
export async function bankCharge(bank: Bank, cobro: string): Promise<BankCharge | null> {
  const answer = await call(bank, 'GET', `/cobros/${encodeURIComponent(cobro)}`)
  return answer !== null && Number.isSafeInteger(answer['importeCentavos']) ? (answer as unknown as BankCharge) : null
}

/** Gives the money back; true when the bank says that it did. */
export async function refundBankCharge(
  bank: Bank,
  cobro: string,
  importeCentavos: number,
  folio: string,
): Promise<boolean> {
  const answer = await call(
    bank,
    'POST',
    `/cobros/${encodeURIComponent(cobro)}/devolucion`,
    { importeCentavos },
    `devolucion-${folio}`,
  )
  return answer?.['estado'] === 'devuelto'
}
