// The payments of a node over the wire: told once, asked for often, on record only when finance is done with them.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { NODE_PATHS } from '../contract/wire.ts'
import { initNode } from '../src/init.ts'
import { startNode, type RunningNode } from '../src/node.ts'
import { callNode, makePortal, type TestAnswer, type TestPortal } from './portal-double.ts'

const data = mkdtempSync(join(tmpdir(), 'nodo-pagos-'))
let now = Temporal.Instant.from('2017-08-04T23:00:00Z')
let delayMs = 0
let portal: TestPortal
let node: RunningNode

async function start(): Promise<void> {
  const clock = { now: () => now }
  node = await startNode({ data, port: 0, portalCa: portal.ca, clock, registrationDelayMs: () => delayMs })
}

before(async () => {
  await initNode({ entidad: '06', data })
  portal = await makePortal()
  await start()
})
after(async () => {
  await node.close()
  rmSync(data, { recursive: true, force: true })
})

async function ask(path: string, fields: object): Promise<TestAnswer> {
  const idOperacion = randomUUID()
  const body = JSON.stringify({ idOperacion, cliente: 'prueba', version: '1', ...fields })
  const answer = await callNode(node.alta, portal, path, { body, idOperacion })
  assert.ok(answer.signed, 'the answer is not signed')
  return answer
}

const told = { lineaDeCaptura: '06000000000117310243', folio: 'ACT-1', importeCentavos: 10_200, pagadoEn: '2017-08-04' }

test('a payment can be consulted as soon as finance has put it on record, and not before', async () => {
  delayMs = 80 * 3_600_000
  const { lineaDeCaptura } = told
  const question = { lineaDeCaptura }
  const unknown = await ask(NODE_PATHS.consultaPago, question)
  const first = await ask(NODE_PATHS.pagos, told)
  assert.deepEqual(
    [unknown.json, first.json],
    Array.from({ length: 2 }, () => ({ lineaDeCaptura, registrado: false, registradoEn: null })),
  )
  now = now.add({ hours: 80 }).subtract({ seconds: 1 })
  assert.equal((await ask(NODE_PATHS.consultaPago, question)).json.registrado, false)
  now = now.add({ seconds: 1 })
  assert.deepEqual((await ask(NODE_PATHS.consultaPago, question)).json, {
    lineaDeCaptura,
    registrado: true,
    registradoEn: '2017-08-08T07:00:00Z',
  })
})

test('the same notice again changes nothing, also after a restart, and another one of that line is refused', async () => {
  delayMs = 0
  await node.close()
  await start()
  const again = await ask(NODE_PATHS.pagos, told)
  assert.equal(again.json.registradoEn, '2017-08-08T07:00:00Z')
  for (const change of [{ folio: 'ACT-2' }, { importeCentavos: 1 }, { pagadoEn: '2017-08-05' }]) {
    const other = await ask(NODE_PATHS.pagos, { ...told, ...change })
    assert.deepEqual([other.status, other.json.codigo], [409, 'pago-distinto'])
  }
})

test('a notice without one of its fields, or with a wrong one, is refused by the name of the field', async () => {
  const wrong: [string, unknown][] = [
    ['lineaDeCaptura', '12 34'],
    ['folio', ''],
    ['importeCentavos', 10.5],
    ['importeCentavos', 0],
    ['pagadoEn', 'ayer'],
    ['pagadoEn', '2017-02-30'],
  ]
  for (const [campo, value] of wrong) {
    const answer = await ask(NODE_PATHS.pagos, { ...told, [campo]: value })
    assert.deepEqual([answer.status, answer.json.codigo, answer.json.campo], [400, 'peticion-invalida', campo])
  }
})
