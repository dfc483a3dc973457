// The server of a lying entidad: the node's own key, certificate and registry, but what it sends is decided by a lie.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import { pipeline } from 'node:stream/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { ANSWER_HEADERS, MAX_BODY, NODE_PATHS, signAnswer } from '@actas/node-kit/contract/wire.ts'
import { openActaSource } from '@actas/node-kit/src/acta-source.ts'
import {
  answerChanges,
  answerCopy,
  answerHealth,
  answerSearch,
  answerState,
  problem,
  type Answer,
  type NodeParts,
} from '@actas/node-kit/src/answer-call.ts'
import { answerPayment, answerPaymentQuestion } from '@actas/node-kit/src/answer-payment.ts'
import { openPaymentsStore } from '@actas/node-kit/src/payments-store.ts'
import { readDescriptor, readKeys } from '@actas/node-kit/src/node-folder.ts'
import { openTriesStore } from '@actas/node-kit/src/tries-store.ts'
import { wireInstant, type Clock } from '@actas/node-kit/src/clock.ts'
import type { PopulationPlan } from '../population/population.ts'
import { anotherQuestion, FOREIGN_KEY, TELL, type Heard, type Told } from './lies.ts'
import { listenOn, type Listener } from './listener.ts'
import type { LieName } from './temperaments.ts'

export interface LiarPlan {
  readonly data: string
  readonly port: number
  readonly host: string
  readonly portalCa: string
  readonly clock: Clock
  readonly lie: LieName
  readonly plan: PopulationPlan
}

const TRUTHS: Readonly<Record<string, (parts: NodeParts, question: unknown) => Promise<Answer>>> = {
  [NODE_PATHS.busqueda]: answerSearch,
  [NODE_PATHS.copia]: answerCopy,
  [NODE_PATHS.estado]: answerState,
  [NODE_PATHS.cambios]: answerChanges,
  [NODE_PATHS.pagos]: answerPayment,
  [NODE_PATHS.consultaPago]: answerPaymentQuestion,
  [NODE_PATHS.salud]: answerHealth,
}

/** Starts the liar on the port of its node, which must not be listening. */
export async function startLiar(o: LiarPlan): Promise<Listener> {
  const who = readDescriptor(o.data)
  const keys = readKeys(o.data)
  const source = await openActaSource({ data: o.data, entidad: who.entidad.clave, clock: o.clock })
  const tries = openTriesStore(o.data)
  const pagos = openPaymentsStore(o.data)
  const parts: NodeParts = { who, keys, source, tries, pagos, registrationDelayMs: () => 0, clock: o.clock }
  const options = {
    key: keys.tlsKey,
    cert: keys.tlsCertificate,
    ca: o.portalCa,
    requestCert: true,
    rejectUnauthorized: true,
  }
  const server = createServer(options, (request, response) => {
    request.on('error', () => undefined)
    response.on('error', () => undefined)
    // Whatever goes wrong in a lie, the caller sees a node that says nothing; the diagnostics say why.
    lie(o, parts, request, response).catch((error: unknown) => {
      process.emitWarning(error instanceof Error ? error : new Error(String(error)))
      response.destroy()
    })
  })
  server.on('tlsClientError', () => undefined)
  const close = await listenOn(server, o.port, o.host)
  return {
    close: async () => {
      server.closeAllConnections()
      await close()
      tries.close()
      pagos.close()
      await source.close()
    },
  }
}

async function lie(o: LiarPlan, parts: NodeParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? '').split('?')[0] as string
  const body = await readBody(request)
  const question = readQuestion(body)
  const heard: Heard = {
    path,
    question,
    parts,
    plan: o.plan,
    truth: async (change = {}) => {
      const answer = Object.hasOwn(TRUTHS, path) ? TRUTHS[path] : undefined
      return answer ? await answer(change.parts ?? parts, change.question ?? question) : problem('ruta-desconocida')
    },
  }
  const told = await TELL[o.lie](heard)
  await send(parts, { body, question }, told, response)
}

async function send(
  parts: NodeParts,
  asked: { body: Buffer; question: Readonly<Record<string, unknown>> },
  told: Told,
  response: ServerResponse,
): Promise<void> {
  const idOperacion = typeof asked.question['idOperacion'] === 'string' ? asked.question['idOperacion'] : '-'
  const en = wireInstant(parts.clock.now())
  const about =
    told.signature === 'of-another-question' ? anotherQuestion(asked.body) : { idOperacion, requestBody: asked.body }
  const key = told.signature === 'foreign' ? FOREIGN_KEY : parts.keys.firmaKey
  const firma = signAnswer(key, { ...about, status: told.status, responseBody: told.body, en })
  response.writeHead(told.status, {
    'content-type': told.type ?? 'application/json; charset=utf-8',
    ...(told.signature === 'none'
      ? {}
      : {
          [ANSWER_HEADERS.operacion]: about.idOperacion,
          [ANSWER_HEADERS.en]: en,
          [ANSWER_HEADERS.llave]: parts.keys.kid,
          [ANSWER_HEADERS.firma]: firma,
        }),
  })
  await pipeline(piecesOf(told), response).catch((error: unknown) => {
    // Whoever has heard enough hangs up, which is the right thing to do with some lies.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
  })
}

const BLANKS = Buffer.alloc(64 * 1024, ' ')

/** The body as it is sent: whole, one byte at a time, or with blanks after it and never the end of the JSON. */
async function* piecesOf({ body, dripMs, padTo }: Told): AsyncGenerator<Buffer> {
  if (dripMs === undefined) yield body
  else {
    for (const byte of body) {
      yield Buffer.of(byte)
      await delay(dripMs)
    }
  }
  for (let sent = body.length; sent < (padTo ?? 0); sent += BLANKS.length) yield BLANKS
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += (chunk as Buffer).length
    if (size > MAX_BODY) throw new Error('a question larger than the contract allows')
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks)
}

function readQuestion(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'))
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
