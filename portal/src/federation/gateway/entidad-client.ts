// The edge to one entidad's node: mutual TLS to exactly the certificate that was registered, with limits on time and size.
import { X509Certificate } from 'node:crypto'
import { ANSWER_HEADERS, NODE_PATHS } from '@actas/node-kit/contract/wire.ts'
import type { Endpoint } from '#directory'
import { httpCall, keepTlsConnections } from '#http'
import type { Connections, Failure } from '#http'

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
  | { readonly failure: Failure | 'unsigned' }

/** An answer is never larger; more is a fault of the node. */
const MAX_BYTES = 512 * 1024
/** Only an acta with as many and as long notes as the contract allows comes near this. */
const MAX_COPY_BYTES = 4 * 1024 * 1024

/**
 * The eight calls that one entidad gets at a time, so that a slow one cannot take the portal's memory: most of them for
 * people who wait, some for the worker, so that searches cannot keep paid copies waiting.
 */
export const CALLS = { web: 6, worker: 2 } as const

const pools = new Map<string, { connections: Connections; mark: string }>()

function connectionsTo(endpoint: Endpoint, identity: ClientIdentity): Connections {
  const mark = `${endpoint.url} ${endpoint.huella}`
  const present = pools.get(endpoint.clave)
  if (present?.mark === mark) return present.connections
  // The node was replaced: calls under way finish on the old connections, which then close; new ones go to the new node.
  if (present) present.connections.retire()
  const { key, cert, calls = CALLS.web } = identity
  // The certificate is pinned, so its name proves nothing more; a different certificate is refused even if it chains.
  const connections = keepTlsConnections(
    calls,
    { ca: endpoint.certificado, key, cert },
    (peer) => new X509Certificate(peer.raw).fingerprint256 === endpoint.huella,
  )
  pools.set(endpoint.clave, { connections, mark })
  return connections
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
  const call = Buffer.isBuffer(sent)
    ? ({ method: 'POST', headers: { 'content-type': 'application/json' }, body: sent } as const)
    : ({ method: 'GET', headers: { [ANSWER_HEADERS.operacion]: sent.idOperacion } } as const)
  const reply = await httpCall(new URL(path, endpoint.url), {
    ...call,
    limitMs,
    mostBytes: path === NODE_PATHS.copia ? MAX_COPY_BYTES : MAX_BYTES,
    connections: connectionsTo(endpoint, identity),
  })
  if ('failure' in reply) return reply
  const header = (name: string): string => String(reply.headers[name] ?? '')
  const { status, body } = reply
  const answer = { status, body, kid: header('actas-llave'), en: header('actas-en'), firma: header('actas-firma') }
  return answer.firma === '' ? { failure: 'unsigned' } : answer
}

/** Ends every connection; for a clean stop. */
export async function closeClients(): Promise<void> {
  for (const { connections } of pools.values()) connections.close()
  pools.clear()
}
