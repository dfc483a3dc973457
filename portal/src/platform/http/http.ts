// One HTTP call with limits on time and size, over connections that are kept. Node's own client: one more would cost every
// process some ten megabytes.
import { Agent as PlainAgent, request as requestPlain } from 'node:http'
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { Agent as TlsAgent, request as requestTls } from 'node:https'
import { createSecureContext } from 'node:tls'
import type { PeerCertificate } from 'node:tls'
import { sleep } from '#clock'

/** Kept connections to one origin. */
export interface Connections {
  readonly agent: PlainAgent
  /** Closes each connection once it is free; calls under way and waiting still end well. */
  retire(): void
  /** Cuts every connection, also those with a call under way. */
  close(): void
}

export interface Call {
  readonly method: 'GET' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
  /** For the whole call: waiting for a connection, connecting, answer and body. */
  readonly limitMs: number
  readonly mostBytes: number
  /** Without them the call has a connection of its own. */
  readonly connections?: Connections
}

export interface Reply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export type Failure = 'timeout' | 'unreachable' | 'too-large'

const KEPT_MS = 20_000
const CONNECT_MS = 5_000

/** At most `most` calls at a time; the others wait for their turn. */
export function keepConnections(most: number): Connections {
  return closing(new PlainAgent({ keepAlive: true, maxSockets: most, timeout: KEPT_MS }))
}

/** The same over mutual TLS, to whoever `accepts` takes for the right one: a name in a certificate proves nothing more. */
export function keepTlsConnections(
  most: number,
  identity: { readonly ca: string; readonly key: string; readonly cert: string },
  accepts: (peer: PeerCertificate) => boolean,
): Connections {
  const checkServerIdentity = (_host: string, peer: PeerCertificate): Error | undefined =>
    accepts(peer) ? undefined : new Error('another certificate than the one registered')
  // Made once: each connection would otherwise read key and certificates again.
  const secureContext = createSecureContext({ ...identity, minVersion: 'TLSv1.2' })
  const options = { keepAlive: true, maxSockets: most, timeout: KEPT_MS, secureContext, checkServerIdentity }
  return closing(new TlsAgent(options))
}

function closing(agent: PlainAgent): Connections {
  return {
    agent,
    retire() {
      agent.maxFreeSockets = 0
      for (const socket of Object.values(agent.freeSockets).flat()) socket?.destroy()
    },
    close: () => agent.destroy(),
  }
}

/** Calls `url`. Never throws for what happens on the wire: that is one of three failures. */
export async function httpCall(url: string | URL, call: Call): Promise<Reply | { readonly failure: Failure }> {
  const over = new AbortController()
  let sent: ClientRequest | undefined
  try {
    sent = open(new URL(url), call)
    // A call that still waits for a connection hears nothing of its own end, so that the clock is asked beside it.
    const late = sleep(call.limitMs, over.signal).then(() => 'timeout' as const)
    const outcome = await Promise.race([read(sent, call.mostBytes), late, notConnected(sent, over.signal)])
    if (typeof outcome === 'object') return outcome
    sent.destroy()
    return { failure: outcome }
  } catch {
    sent?.destroy()
    return { failure: 'unreachable' }
  } finally {
    over.abort()
  }
}

function open(url: URL, { method, headers = {}, body, connections }: Call): ClientRequest {
  const send = url.protocol === 'https:' ? requestTls : requestPlain
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  const sent = send(url, { method, headers: { ...headers, ...length }, agent: connections?.agent ?? false })
  sent.end(body)
  return sent
}

async function read(sent: ClientRequest, mostBytes: number): Promise<Reply | Failure> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    sent.once('response', resolve)
    sent.on('error', reject)
  })
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > mostBytes) return 'too-large'
    chunks.push(chunk)
  }
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }
}

/** Says so when the connection for this call is not made in time; otherwise it stays silent. */
async function notConnected(sent: ClientRequest, signal: AbortSignal): Promise<'timeout'> {
  return await new Promise((resolve) => {
    sent.once('socket', (socket) => {
      if (!socket.connecting) return
      const made = new AbortController()
      socket.once('connect', () => made.abort())
      void sleep(CONNECT_MS, AbortSignal.any([made.signal, signal])).then(
        () => resolve('timeout'),
        () => undefined,
      )
    })
  })
}
