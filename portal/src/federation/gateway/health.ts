// One question after an entidad's health, as its monitor asks it: how it ended, how long it took, what the node read of itself.
import { createPublicKey, randomUUID } from 'node:crypto'
import type { HealthAnswer, Measures } from '@actas/node-kit/contract/wire.ts'
import { NODE_PATHS, verifyAnswer } from '@actas/node-kit/contract/wire.ts'
import { monotonicMs } from '#clock'
import type { RegisteredNode } from '#directory'
import { callNode } from './entidad-client.ts'
import type { ClientIdentity } from './entidad-client.ts'

export interface Probe {
  readonly outcome:
    | 'ok'
    | 'timeout'
    | 'unreachable'
    | 'too-large'
    | 'unsigned'
    | 'bad-signature'
    | 'server-error'
    | 'bad-answer'
  /** Machine time, connection and body included; a probe that ran out of time took at least this. */
  readonly ms: number
  readonly medidas: Measures | null
}

/** Asks once and never throws. An answer counts only when this node signed it for this very question. */
export async function probeNode(node: RegisteredNode, identity: ClientIdentity, limitMs: number): Promise<Probe> {
  const idOperacion = randomUUID()
  const started = monotonicMs()
  const answer = await callNode(node, identity, NODE_PATHS.salud, { idOperacion }, limitMs)
  const ms = monotonicMs() - started
  const ended = (outcome: Probe['outcome'], medidas: Measures | null = null): Probe => ({ outcome, ms, medidas })
  if ('failure' in answer) return ended(answer.failure)
  const parts = { idOperacion, requestBody: '', status: answer.status, responseBody: answer.body, en: answer.en }
  if (answer.kid !== node.kid || !verifyAnswer(createPublicKey(node.llave), parts, answer.firma))
    return ended('bad-signature')
  if (answer.status !== 200) return ended(answer.status >= 500 ? 'server-error' : 'bad-answer')
  const medidas = readHealth(answer.body)
  return medidas === null ? ended('bad-answer') : ended('ok', medidas)
}

/** The measures of a health answer, or null when it is none. */
function readHealth(body: Buffer): Measures | null {
  try {
    const { estado, medidas } = JSON.parse(body.toString('utf8')) as Partial<HealthAnswer>
    if (estado !== 'ok' || typeof medidas !== 'object' || medidas === null) return null
    const { cpu, memoria, io, gc } = medidas as Partial<Measures>
    // A node of an earlier kit leaves out what it cannot measure.
    const all = { cpu: cpu ?? null, memoria: memoria ?? null, io: io ?? null, gc: gc ?? null }
    return Object.values(all).every((one) => one === null || (typeof one === 'number' && one >= 0 && one <= 1))
      ? all
      : null
  } catch {
    return null
  }
}
