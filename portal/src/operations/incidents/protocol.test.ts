// The protocol as data: the file that is shipped is valid, and a wrong one is refused with the reason.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parse } from 'yaml'
import { checkProtocol, dueAt } from './protocol.ts'
import type { Protocol, ProtocolAction } from './protocol.ts'

const FILE = new URL('../../../../modelo/protocolo-de-incidencias.v1.yaml', import.meta.url)
const read = (): Protocol => parse(readFileSync(FILE, 'utf8')) as Protocol

/** The shipped protocol with one action changed. */
function withAction(id: string, change: Partial<ProtocolAction>): Protocol {
  const protocol = read()
  return { ...protocol, acciones: protocol.acciones.map((one) => (one.id === id ? { ...one, ...change } : one)) }
}

test('the protocol that is shipped is valid and has its fourteen actions', () => {
  const protocol = checkProtocol(read())
  assert.equal(protocol.acciones.length, 14)
  assert.deepEqual(protocol.acciones.map((one) => one.id).sort()[0], 'A01')
})

test('a protocol whose actions wait for one another is refused with the path', () => {
  assert.throws(() => checkProtocol(withAction('A03', { despuesDe: ['A05'] })), /circle A03 → A05 → A03/)
})

test('a protocol that names an action which does not exist is refused', () => {
  assert.throws(() => checkProtocol(withAction('A06', { despuesDe: ['A99'] })), /A06 names A99/)
})

test('a deadline before that of a predecessor is refused, naming both', () => {
  assert.throws(
    () => checkProtocol(withAction('A05', { minutos: { S1: 10, S2: 60, S3: null } })),
    /in S1 A05 is due before A03/,
  )
})

test('two actions that are the same step, or an action without evidence, are refused', () => {
  assert.throws(() => checkProtocol(withAction('A03', { paso: 'tomar' })), /step tomar/)
  assert.throws(() => checkProtocol(withAction('A03', { evidencia: [] })), /A03 does not say what proves it/)
})

test('deadlines run from the original start, from the detection or from another action', () => {
  const at = (text: string): Temporal.Instant => Temporal.Instant.from(text)
  const [inicio, deteccion] = [at('2017-08-08T15:00:00Z'), at('2017-08-08T15:05:00Z')]
  const from = { inicio, deteccion, hechas: new Map([['A10', at('2017-08-08T15:45:00Z')]]) }
  const action = (id: string): ProtocolAction => read().acciones.find((one) => one.id === id)!
  assert.equal(dueAt(action('A01'), 'S1', from)?.toString(), '2017-08-08T15:10:00Z')
  assert.equal(dueAt(action('A02'), 'S1', from)?.toString(), '2017-08-08T15:10:00Z')
  assert.equal(dueAt(action('A07'), 'S1', from, 3)?.toString(), '2017-08-08T16:30:00Z')
  assert.equal(dueAt(action('A11'), 'S1', from)?.toString(), '2017-08-08T16:45:00Z')
  assert.equal(dueAt(action('A11'), 'S1', { ...from, hechas: new Map() }), null)
  assert.equal(dueAt(action('A09'), 'S1', from), null)
})
