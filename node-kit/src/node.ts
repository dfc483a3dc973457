// The reference server of an entidad: the contract over HTTPS with mutual TLS, every answer signed.
import { createSecureContext } from 'node:tls'
import { X509Certificate } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { ANSWER_HEADERS, MAX_BODY, NODE_PATHS, signAnswer, type Alta } from '../contract/wire.ts'
import { openActaSource } from './acta-source.ts'
import {
  answerChanges,
  answerCopy,
  answerHealth,
  answerSearch,
  answerState,
  problem,
  type Answer,
  type NodeParts,
} from './answer-call.ts'
import { answerPayment, answerPaymentQuestion } from './answer-payment.ts'
import { systemClock, wireInstant, type Clock } from './clock.ts'
import { kitError } from './kit-error.ts'
import { nodeFiles, readDescriptor, readKeys, writeWhole, type NodeKeys } from './node-folder.ts'
import { openPaymentsStore } from './payments-store.ts'
import { isOperationId } from './read-call.ts'
import { openTriesStore } from './tries-store.ts'

/**
 * What may be done to a call before it is answered: nothing, another answer in its place, or a cut connection. Only
 * the simulated world passes one, to slow or break a node; its answer is signed like any other.
 */
export type Interfere = (call: { path: string }) => Promise<void | { status: number; body: string } | 'cut'>

/** A node that listens. */
export interface RunningNode {
  url: string
  alta: Alta
  close(): Promise<void>
}

const HEADERS_MS = 10_000
const REQUEST_MS = 15_000
const IDLE_MS = 60_000
const CLOSING_MS = 1_000
const MOST_CONNECTIONS = 512

const ROUTES: Record<string, { method: string; answer: (parts: NodeParts, body: unknown) => Promise<Answer> }> = {
  [NODE_PATHS.busqueda]: { method: 'POST', answer: answerSearch },
  [NODE_PATHS.copia]: { method: 'POST', answer: answerCopy },
  [NODE_PATHS.estado]: { method: 'POST', answer: answerState },
  [NODE_PATHS.cambios]: { method: 'POST', answer: answerChanges },
  [NODE_PATHS.pagos]: { method: 'POST', answer: answerPayment },
  [NODE_PATHS.consultaPago]: { method: 'POST', answer: answerPaymentQuestion },
  [NODE_PATHS.salud]: { method: 'GET', answer: answerHealth },
}

/**
 * Starts the node whose folder is `data` and writes DIR/alta.json. Only clients with a certificate issued by
 * `portalCa` (PEM) are heard. `port` 0 takes any free one; `host` is 127.0.0.1 unless given.
 * Throws a KitError when the folder was not prepared, the CA is unreadable, or the port is taken.
 */
export async function startNode(o: {
  data: string
  port: number
  host?: string | undefined
  portalCa: string
  clock?: Clock
  interfere?: Interfere
  /** How long finance takes with a payment; none unless given. Only the simulated world gives one. */
  registrationDelayMs?: () => number
}): Promise<RunningNode> {
  const clock = o.clock ?? systemClock
  const who = readDescriptor(o.data)
  const keys = readKeys(o.data)
  checkCa(o.portalCa)
  const server = makeServer(keys, o.portalCa)
  const source = await openActaSource({ data: o.data, entidad: who.entidad.clave, clock })
  const tries = openTriesStore(o.data)
  const pagos = openPaymentsStore(o.data)
  const registrationDelayMs = o.registrationDelayMs ?? ((): number => 0)
  const parts: NodeParts = { who, keys, source, tries, pagos, registrationDelayMs, clock }
  server.on('request', (request, response) => void serve(parts, o.interfere, request, response))

  const host = o.host ?? '127.0.0.1'
  try {
    await listen(server, o.port, host)
  } catch (error) {
    await source.close()
    throw kitError('puerto', 3, { port: o.port, host, causa: (error as NodeJS.ErrnoException).code ?? '?' })
  }
  const url = `https://${urlHost(host)}:${(server.address() as AddressInfo).port}`
  const alta: Alta = {
    entidad: who.entidad.clave,
    url,
    certificado: keys.tlsCertificate,
    llaveFirma: keys.firmaPublicPem,
    kid: keys.kid,
    en: wireInstant(clock.now()),
  }
  writeWhole(nodeFiles(o.data).alta, `${JSON.stringify(alta, null, 2)}\n`)
  const close = async (): Promise<void> => {
    await closeServer(server)
    tries.close()
    pagos.close()
    await source.close()
  }
  return { url, alta, close }
}

function makeServer(keys: NodeKeys, portalCa: string): Server {
  const server = createServer({
    key: keys.tlsKey,
    cert: keys.tlsCertificate,
    ca: portalCa,
    requestCert: true,
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    handshakeTimeout: HEADERS_MS,
    headersTimeout: HEADERS_MS,
    requestTimeout: REQUEST_MS,
    keepAliveTimeout: IDLE_MS,
    maxHeaderSize: 16_384,
  })
  server.maxConnections = MOST_CONNECTIONS
  // What is not even HTTP gets no answer: there is no call to sign one for.
  server.on('clientError', (_error, socket) => socket.destroy())
  return server
}

async function serve(
  parts: NodeParts,
  interfere: Interfere | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // A peer that goes away in the middle of its call is no fault of ours; without a listener it would end the process.
  request.on('error', () => undefined)
  response.on('error', () => undefined)
  try {
    const path = (request.url ?? '').split('?')[0] as string
    const body = await readBody(request)
    const interfered = await interfere?.({ path })
    if (interfered === 'cut') {
      request.socket.destroy()
      return
    }
    const parsed = body === null ? null : parseJson(body)
    const answer = interfered ?? (await answerTo(parts, request, path, body, parsed))
    send(parts, request, response, { body, parsed, answer })
  } catch (error) {
    if (request.destroyed && !request.complete) return
    process.emitWarning(error instanceof Error ? error : new Error(String(error)))
    if (!response.headersSent) {
      send(parts, request, response, { body: null, parsed: null, answer: problem('error-interno') })
    }
  }
}

async function answerTo(
  parts: NodeParts,
  request: IncomingMessage,
  path: string,
  body: Buffer | null,
  parsed: unknown,
): Promise<Answer> {
  const route = Object.hasOwn(ROUTES, path) ? ROUTES[path] : undefined
  if (route === undefined) return problem('ruta-desconocida')
  if (request.method !== route.method) return problem('metodo-no-permitido')
  if (body === null) return problem('cuerpo-muy-grande')
  if (parsed === undefined && route.method === 'POST') return problem('peticion-invalida', 'cuerpo')
  return route.answer(parts, parsed)
}

function send(
  parts: NodeParts,
  request: IncomingMessage,
  response: ServerResponse,
  sent: { body: Buffer | null; parsed: unknown; answer: Answer },
): void {
  if (response.destroyed) return
  const { status } = sent.answer
  const text = typeof sent.answer.body === 'string' ? sent.answer.body : JSON.stringify(sent.answer.body)
  const responseBody = Buffer.from(text, 'utf8')
  const en = wireInstant(parts.clock.now())
  const idOperacion = operationOf(request, sent.parsed)
  const firma = signAnswer(parts.keys.firmaKey, {
    idOperacion,
    requestBody: sent.body ?? '',
    status,
    responseBody,
    en,
  })
  response.writeHead(status, {
    'content-type': status < 400 ? 'application/json; charset=utf-8' : 'application/problem+json; charset=utf-8',
    'content-length': responseBody.length,
    'cache-control': 'no-store',
    [ANSWER_HEADERS.operacion]: idOperacion,
    [ANSWER_HEADERS.en]: en,
    [ANSWER_HEADERS.llave]: parts.keys.kid,
    [ANSWER_HEADERS.firma]: firma,
    // The rest of a body that was not read must not be taken for the next call.
    ...(sent.body === null ? { connection: 'close' } : {}),
  })
  response.end(request.method === 'HEAD' ? undefined : responseBody)
}

/** The call's own identifier, or for a call without a body the one in its header; '-' when there is none. */
function operationOf(request: IncomingMessage, parsed: unknown): string {
  const inBody =
    typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>)['idOperacion'] : null
  const inHeader = request.headers[ANSWER_HEADERS.operacion]
  return isOperationId(inBody) ? inBody : isOperationId(inHeader) ? inHeader : '-'
}

/** The whole body, or null when it is larger than the contract allows. Rejects when the peer goes away. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY) return null
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += (chunk as Buffer).length
    if (size > MAX_BODY) return null
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks)
}

const UTF8 = new TextDecoder('utf-8', { fatal: true })

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(UTF8.decode(body)) as unknown
  } catch {
    return undefined
  }
}

function checkCa(pem: string): void {
  try {
    const certificate = new X509Certificate(pem)
    if (!certificate.ca) throw new Error('not a CA')
    createSecureContext({ ca: pem })
  } catch {
    throw kitError('ca-invalida', 2)
  }
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** Lets the calls at work end, but waits for none of them longer than a second. */
function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const hurry = setTimeout(() => server.closeAllConnections(), CLOSING_MS)
    server.close(() => {
      clearTimeout(hurry)
      resolve()
    })
    server.closeIdleConnections()
  })
}

/** What to write in an address for a listening host: a wildcard stands for this machine. */
function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
