// A stored registry is kept, extended or made anew, and a half-made one is never served.
import assert from 'node:assert/strict'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { closeActaStore, countActas, findByCurp, openActaStore } from '@actas/node-kit/src/acta-store.ts'
import { temporaryFolder } from '../../../node-kit/test/portal-double.ts'
import { samplePeople } from '../population/population.ts'
import { prepareRegistry } from './registry.ts'

function folderOf(t: TestContext): string {
  const folder = temporaryFolder()
  t.after(folder.remove)
  return join(folder.path, '06')
}

function count(data: string): number {
  const store = openActaStore(data)
  const actas = countActas(store)
  closeActaStore(store)
  return actas
}

/** The reference under which a person is known, or undefined when the registry does not have the person. */
function referenceOf(data: string, curp: string): string | undefined {
  const store = openActaStore(data)
  const [found] = findByCurp(store, curp)
  closeActaStore(store)
  return found?.referencia
}

const keyOf = (data: string): string => readFileSync(join(data, 'llaves', 'firma.pub'), 'utf8')

test('the same plan keeps keys and actas, a larger one adds people, a smaller one takes nobody away', async (t) => {
  const data = folderOf(t)
  const [first] = samplePeople({ seed: '1', personas: 20 }, '06', 'normal', 1)
  assert.equal(await prepareRegistry(data, '06', { seed: '1', personas: 20 }), 'made')
  const [actas, key, reference] = [count(data), keyOf(data), referenceOf(data, first?.curp ?? '')]
  assert.ok(reference)
  assert.equal(await prepareRegistry(data, '06', { seed: '1', personas: 20 }), 'kept')
  assert.equal(await prepareRegistry(data, '06', { seed: '1', personas: 50 }), 'extended')
  assert.equal(count(data), actas + 30)
  assert.equal(await prepareRegistry(data, '06', { seed: '1', personas: 10 }), 'kept')
  assert.equal(count(data), actas + 30)
  assert.deepEqual([keyOf(data), referenceOf(data, first?.curp ?? '')], [key, reference])
})

test('another seed makes another node: other people, other keys', async (t) => {
  const data = folderOf(t)
  await prepareRegistry(data, '06', { seed: '1', personas: 20 })
  const [old] = samplePeople({ seed: '1', personas: 20 }, '06', 'normal', 1)
  const key = keyOf(data)
  assert.equal(await prepareRegistry(data, '06', { seed: '2', personas: 20 }), 'made')
  assert.notEqual(keyOf(data), key)
  assert.equal(referenceOf(data, old?.curp ?? ''), undefined)
  const [fresh] = samplePeople({ seed: '2', personas: 20 }, '06', 'normal', 1)
  assert.ok(referenceOf(data, fresh?.curp ?? ''))
})

test('a registry whose making was interrupted, or was of an older version, is made anew', async (t) => {
  const data = folderOf(t)
  const plan = { seed: '1', personas: 20 }
  await prepareRegistry(data, '06', plan)
  const actas = count(data)
  const mark = join(data, 'poblacion.json')
  for (const spoil of [
    () => rmSync(mark),
    () => writeFileSync(mark, '{"seed":"1"'),
    () => writeFileSync(mark, '{"seed":"1","personas":20,"version":0}'),
  ]) {
    spoil()
    assert.equal(await prepareRegistry(data, '06', plan), 'made')
    assert.equal(count(data), actas)
  }
})
