// The edge to one entidad's node: mutual TLS to exactly the certificate that was registered, with limits on time and size.
import { X509Certificate } from 'node:crypto'
import type { PeerCertificate } from 'node:tls'
import { ANSWER_HEADERS, NODE_PATHS } from '@actas/node-kit/contract/wire.ts'
import { Pool } from 'undici'
import type { Endpoint } from '#directory'

export interface ClientIdentity {
  /** PEM of the portal's client key and certificate chain. */
  readonly key: string
  readonly cert: string
  /** How many calls to one entidad this process makes at a time; those of all processes together stay at eight. */
  readonly calls?: number
}

export type Answer =
  | {
      readonly status: number
      readonly body: Buffer
      readonly kid: string
      readonly en: string
      readonly firma: string
    }
  | { readonly failure: 'timeout' | 'unreachable' | 'too-large' | 'unsigned' }

/** An answer is never larger; more is a fault of the node. */
const MAX_BYTES = 512 * 1024
/** Only an acta with as many and as long notes as the contract allows comes near this. */
const MAX_COPY_BYTES = 4 * 1024 * 1024

/**
 * The eight calls that one entidad gets at a time, so that a slow one cannot take the portal's memory: most of them for
 * people who wait, some for the worker, so that searches cannot keep paid copies waiting.
 */
export const CALLS = { web: 6, worker: 2 } as const

const pools = new Map<string, { pool: Pool; mark: string }>()

function poolOf(endpoint: Endpoint, identity: ClientIdentity): Pool {
  const mark = `${endpoint.url} ${endpoint.huella}`
  const present = pools.get(endpoint.clave)
  if (present?.mark === mark) return present.pool
  // The node was replaced: calls under way finish on the old pool, new ones go to the new one.
  if (present) void present.pool.close()
  const pool = new Pool(new URL(endpoint.url).origin, {
    connections: identity.calls ?? CALLS.web,
    pipelining: 1,
    keepAliveTimeout: 20_000,
    connect: {
      ca: [endpoint.certificado],
      key: identity.key,
      cert: identity.cert,
      minVersion: 'TLSv1.2',
      timeout: 5_000,
      // The certificate is pinned, so its name proves nothing more; a different certificate is refused even if it chains.
      checkServerIdentity: (_host: string, peer: PeerCertificate) =>
        new X509Certificate(peer.raw).fingerprint256 === endpoint.huella
          ? undefined
          : new Error('another certificate than the one registered'),
    },
  })
  pools.set(endpoint.clave, { pool, mark })
  return pool
}

/**
 * One call: a POST of a body, or a GET that carries its identifier in a header. Never throws: whatever goes wrong on the
 * wire is one of four failures.
 */
export async function callNode(
  endpoint: Endpoint,
  identity: ClientIdentity,
  path: string,
  sent: Buffer | { readonly idOperacion: string },
  limitMs: number,
): Promise<Answer> {
  const signal = AbortSignal.timeout(limitMs)
  const call = Buffer.isBuffer(sent)
    ? { method: 'POST', headers: { 'content-type': 'application/json' }, body: sent }
    : { method: 'GET', headers: { [ANSWER_HEADERS.operacion]: sent.idOperacion } }
  try {
    const response = await poolOf(endpoint, identity).request({
      path,
      ...call,
      signal,
      headersTimeout: limitMs,
      bodyTimeout: limitMs,
    })
    const chunks: Buffer[] = []
    let size = 0
    const most = path === NODE_PATHS.copia ? MAX_COPY_BYTES : MAX_BYTES
    for await (const chunk of response.body as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > most) {
        response.body.destroy()
        return { failure: 'too-large' }
      }
      chunks.push(chunk)
    }
    const header = (name: string): string => String(response.headers[name] ?? '')
    const answer = {
      status: response.statusCode,
      body: Buffer.concat(chunks),
      kid: header('actas-llave'),
      en: header('actas-en'),
      firma: header('actas-firma'),
    }
    return answer.firma === '' ? { failure: 'unsigned' } : answer
  } catch (error) {
    const code = (error as { code?: string; name?: string }).code ?? ''
    const timedOut = signal.aborted || code.includes('TIMEOUT') || (error as Error).name === 'TimeoutError'
    return { failure: timedOut ? 'timeout' : 'unreachable' }
  }
}

/** Ends every connection; for a clean stop. */
export async function closeClients(): Promise<void> {
  const closing = [...pools.values()].map(({ pool }) => pool.destroy())
  pools.clear()
  await Promise.all(closing)
}
