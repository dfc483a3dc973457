// What a node answers to each call of the contract, with no knowledge of HTTP.
import { identificadorElectronico, paraComparar } from '../contract/acta.ts'
import { signActa } from '../contract/firma-acta.ts'
import { signQr } from '../contract/qr-acta.ts'
import {
  CHANGES_PAGE,
  CONTRACT_VERSION,
  NODE_ERRORS,
  type ChangesAnswer,
  type CopyAnswer,
  type CopyCall,
  type HealthAnswer,
  type NodeErrorCode,
  type NodeProblem,
  type StateAnswer,
} from '../contract/wire.ts'
import type { ActaSource } from './acta-source.ts'
import { wireInstant, type Clock } from './clock.ts'
import { readMeasures } from './measures.ts'
import { text } from './messages.ts'
import type { NodeDescriptor, NodeKeys } from './node-folder.ts'
import type { PaymentsStore } from './payments-store.ts'
import { readChangesCall, readCopyCall, readSearchCall, readStateCall, type ReadCall } from './read-call.ts'
import { searchActa } from './search-acta.ts'
import type { TriesStore } from './tries-store.ts'

/** What the answers are made from. */
export interface NodeParts {
  who: NodeDescriptor
  keys: NodeKeys
  source: ActaSource
  tries: TriesStore
  pagos: PaymentsStore
  /** How long finance takes from the notice of a payment until its status can be consulted. */
  registrationDelayMs: () => number
  clock: Clock
}

/** An answer before it is signed and sent. */
export interface Answer {
  status: number
  body: unknown
}

/** Answers a search by CURP or by personal data. */
export async function answerSearch(parts: NodeParts, body: unknown): Promise<Answer> {
  return answering(readSearchCall(body), async (call) => {
    const day = parts.clock.now().toZonedDateTimeISO(parts.who.entidad.zona).toPlainDate().toString()
    return { status: 200, body: await searchActa(parts.source, parts.tries, call, day) }
  })
}

/** Answers with the signed acta, unless it is unknown, reserved, or no longer the version that was seen. */
export async function answerCopy(parts: NodeParts, body: unknown): Promise<Answer> {
  return answering(readCopyCall(body), async (call) => {
    const found = await parts.source.read(call.referencia)
    if (found === null || found.reservada) return problem('acta-no-encontrada')
    if (found.version !== call.versionActa) return problem('version-cambio')
    return { status: 200, body: signedCopy(parts, found, call) }
  })
}

/** Answers with the state and present version of an acta; a reserved one is cancelled. */
export async function answerState(parts: NodeParts, body: unknown): Promise<Answer> {
  return answering(readStateCall(body), async (call) => {
    const found = await parts.source.read(call.referencia)
    if (found === null) return problem('acta-no-encontrada')
    const answer: StateAnswer = { estado: found.estado, version: found.version }
    return { status: 200, body: answer }
  })
}

/** Answers with the corrections and cancellations after a number. */
export async function answerChanges(parts: NodeParts, body: unknown): Promise<Answer> {
  return answering(readChangesCall(body), async (call) => {
    const cambios = await parts.source.changes(call.desde, CHANGES_PAGE)
    const answer: ChangesAnswer = { cambios, hasta: cambios.at(-1)?.n ?? call.desde }
    return { status: 200, body: answer }
  })
}

/** Answers how the node is. */
export async function answerHealth(parts: NodeParts): Promise<Answer> {
  const answer: HealthAnswer = {
    estado: 'ok',
    en: wireInstant(parts.clock.now()),
    actas: await parts.source.count(),
    version: CONTRACT_VERSION,
    medidas: readMeasures(),
  }
  return { status: 200, body: answer }
}

/** An error of the contract, with its text and status. */
export function problem(codigo: NodeErrorCode, campo?: string): Answer {
  const status = NODE_ERRORS[codigo]
  const title = text(`nodo.${codigo}`, { campo: campo ?? '' })
  const body: NodeProblem = { type: 'about:blank', title, status, codigo, ...(campo === undefined ? {} : { campo }) }
  return { status, body }
}

async function answering<T>(read: ReadCall<T>, answer: (call: T) => Promise<Answer>): Promise<Answer> {
  return read.ok ? answer(read.call) : problem('peticion-invalida', read.campo)
}

function signedCopy(
  parts: NodeParts,
  found: NonNullable<Awaited<ReturnType<ActaSource['read']>>>,
  call: CopyCall,
): CopyAnswer {
  const { acta, version } = found
  const { firmaKey, kid } = parts.keys
  const identificador = identificadorElectronico(acta)
  return {
    acta,
    version,
    identificadorElectronico: identificador,
    firma: { kid, valor: signActa(firmaKey, acta, call.codigoVerificacion, identificador) },
    qr: signQr(firmaKey, {
      entidad: parts.who.entidad.clave,
      kid,
      iat: Math.floor(parts.clock.now().epochMilliseconds / 1000),
      codigoVerificacion: call.codigoVerificacion,
      identificadorElectronico: identificador,
      acta: paraComparar(acta),
    }),
  }
}
