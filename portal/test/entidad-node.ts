// For tests only: real nodes of entidades for a portal under test, and servers that hold a node's keys and say what they like.
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:https'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Acta } from '@actas/node-kit/contract/acta.ts'
import { ANSWER_HEADERS, signAnswer } from '@actas/node-kit/contract/wire.ts'
import type { Alta } from '@actas/node-kit/contract/wire.ts'
import { closeActaStore, insertActas, openActaStore } from '@actas/node-kit/src/acta-store.ts'
import { initNode } from '@actas/node-kit/src/init.ts'
import { readKeys } from '@actas/node-kit/src/node-folder.ts'
import type { NodeKeys } from '@actas/node-kit/src/node-folder.ts'
import { startNode } from '@actas/node-kit/src/node.ts'
import type { Interfere, RunningNode } from '@actas/node-kit/src/node.ts'
import { registerNode } from '#directory'
import type { EntidadGateway } from '#gateway'
import { readClientCa, readTransportIdentity } from '#keys'
import { temporaryFolder } from './app.ts'
import type { TestApp } from './app.ts'
import { atEnd } from './database.ts'

export type GatewayApp = TestApp & { readonly entidades: EntidadGateway }

/** The App with what it needs to call nodes. */
export async function withGateway(app: TestApp): Promise<GatewayApp> {
  return { ...app, entidades: { identity: await readTransportIdentity(keysOf(app)) } }
}

const keysOf = (app: TestApp): string => join(app.config.dataDir, 'llaves')

export interface TestNode extends RunningNode {
  readonly entidad: string
  readonly data: string
  readonly keys: NodeKeys
  /** Puts actas into its registry while it runs: new ones, corrections, and cancellations when they are reserved. */
  put(actas: readonly Acta[], reservada?: boolean): void
}

/** A node of `entidad` with these actas, registered with the portal and closed when the test file ends. */
export async function openNode(
  app: TestApp,
  entidad: string,
  actas: readonly Acta[],
  o: { interfere?: Interfere; portalCa?: string; register?: boolean; madeAt?: string } = {},
): Promise<TestNode> {
  const data = join(temporaryFolder(), 'nodo')
  await initNode({ entidad, data, ...(o.madeAt ? { clock: { now: () => Temporal.Instant.from(o.madeAt!) } } : {}) })
  putActas(data, actas, false)
  const { interfere, portalCa = await readClientCa(keysOf(app)) } = o
  const node = await startNode({ data, port: 0, portalCa, ...(interfere ? { interfere } : {}) })
  let closing: Promise<void> | undefined
  const close = async (): Promise<void> => await (closing ??= node.close())
  atEnd(close)
  if (o.register !== false) await registerNode(app, node.alta, 'alta')
  return {
    ...node,
    close,
    entidad,
    data,
    keys: readKeys(data),
    put: (more, reservada = false) => putActas(data, more, reservada),
  }
}

function putActas(data: string, actas: readonly Acta[], reservada: boolean): void {
  const store = openActaStore(data)
  try {
    insertActas(
      store,
      actas.map((acta) => ({ acta, reservada })),
    )
  } finally {
    closeActaStore(store)
  }
}

/** A call as a server that lies hears it. */
export interface Heard {
  readonly path: string
  readonly question: Readonly<Record<string, any>>
  readonly body: Buffer
  readonly response: ServerResponse
  /** Answers as a node does; each part of the answer may be another than the true one. */
  answer(
    status: number,
    body: unknown,
    lie?: { keys?: NodeKeys; idOperacion?: string; headers?: Record<string, string> },
  ): void
}

/** Puts a server with the node's own certificate in its place, registered in the same way; `say` decides every answer. */
export async function openLiar(
  app: TestApp,
  node: TestNode,
  say: (heard: Heard) => void | Promise<void>,
  tls: { key: string; cert: string } = { key: node.keys.tlsKey, cert: node.keys.tlsCertificate },
): Promise<Alta> {
  const ca = await readClientCa(keysOf(app))
  const server = createServer({ ...tls, ca, requestCert: true, rejectUnauthorized: true }, (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    response.on('error', () => undefined)
    request.on('end', () => {
      const body = Buffer.concat(chunks)
      const question = JSON.parse(body.toString('utf8')) as Record<string, any>
      void say({ path: request.url ?? '', question, body, response, answer: answering(node, body, question, response) })
    })
  })
  server.on('tlsClientError', () => undefined)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  atEnd(() => {
    server.closeAllConnections()
    server.close()
  })
  const alta = { ...node.alta, url: `https://127.0.0.1:${(server.address() as AddressInfo).port}` }
  await registerNode(app, alta, 'alta')
  return alta
}

function answering(
  node: TestNode,
  requestBody: Buffer,
  question: Readonly<Record<string, any>>,
  response: ServerResponse,
): Heard['answer'] {
  return (status, body, lie = {}) => {
    const bytes = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
    const { kid, firmaKey } = lie.keys ?? node.keys
    const en = '2026-11-25T10:00:00Z'
    const idOperacion = lie.idOperacion ?? String(question['idOperacion'] ?? randomUUID())
    const firma = signAnswer(firmaKey, { idOperacion, requestBody, status, responseBody: bytes, en })
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      [ANSWER_HEADERS.operacion]: idOperacion,
      [ANSWER_HEADERS.en]: en,
      [ANSWER_HEADERS.llave]: kid,
      [ANSWER_HEADERS.firma]: firma,
      ...lie.headers,
    }
    // Set one by one, so that what was said can be read again afterwards.
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    response.statusCode = status
    response.end(bytes)
  }
}
