// The signatures of answers and actas, and that the written contract names what the code does.
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { sampleActa } from '../test/sample-actas.ts'
import { signActa, verifyFirmaActa } from './firma-acta.ts'
import { kidOf, NODE_ERRORS, NODE_PATHS, signAnswer, verifyAnswer, type AnswerParts } from './wire.ts'

const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const other = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const PARTS: AnswerParts = {
  idOperacion: '4be0643f-1d98-573b-97cd-ca98a65347dd',
  requestBody: '{"a":1}',
  status: 200,
  responseBody: '{"actas":[]}',
  en: '2017-07-31T05:00:00Z',
}

test('an answer verifies only for the question, the status, the bytes and the instant it was signed with', () => {
  const firma = signAnswer(keys.privateKey, PARTS)
  assert.match(firma, /^[A-Za-z0-9_-]{86}$/)
  assert.ok(verifyAnswer(keys.publicKey, PARTS, firma))
  assert.ok(!verifyAnswer(other.publicKey, PARTS, firma))
  const changed: Partial<AnswerParts>[] = [
    { idOperacion: '-' },
    { requestBody: '{"a":2}' },
    { status: 201 },
    { responseBody: '{"actas":[1]}' },
    { en: '2017-07-31T05:00:01Z' },
  ]
  for (const change of changed) assert.ok(!verifyAnswer(keys.publicKey, { ...PARTS, ...change }, firma))
})

test('a signature that is not one, or a key of another kind, is simply false', () => {
  for (const firma of ['', 'x', 'A'.repeat(86), 'A'.repeat(87), '='])
    assert.ok(!verifyAnswer(keys.publicKey, PARTS, firma))
  const firma = signAnswer(keys.privateKey, PARTS)
  assert.ok(!verifyAnswer(generateKeyPairSync('ed25519').publicKey, PARTS, firma))
})

test('the printed signature is 88 characters and binds the acta to both codes of the copy', () => {
  const firma = signActa(keys.privateKey, sampleActa(), '1'.repeat(30), '2'.repeat(20))
  assert.equal(firma.length, 88)
  assert.ok(verifyFirmaActa(keys.publicKey, sampleActa(), '1'.repeat(30), '2'.repeat(20), firma))
  assert.ok(!verifyFirmaActa(keys.publicKey, sampleActa({ nombres: 'JESUS' }), '1'.repeat(30), '2'.repeat(20), firma))
  assert.ok(!verifyFirmaActa(keys.publicKey, sampleActa(), '3'.repeat(30), '2'.repeat(20), firma))
  assert.ok(!verifyFirmaActa(keys.publicKey, sampleActa(), '1'.repeat(30), '4'.repeat(20), firma))
  assert.ok(!verifyFirmaActa(other.publicKey, sampleActa(), '1'.repeat(30), '2'.repeat(20), firma))
  assert.ok(!verifyFirmaActa(keys.publicKey, sampleActa(), '1'.repeat(30), '2'.repeat(20), ''))
})

test('the name of a key is eight hexadecimal characters and its own', () => {
  assert.match(kidOf(keys.publicKey), /^[0-9a-f]{8}$/)
  assert.notEqual(kidOf(keys.publicKey), kidOf(other.publicKey))
})

test('the written contract names every address and every error of the code', () => {
  const contract = readFileSync(new URL('openapi.yaml', import.meta.url), 'utf8')
  for (const path of Object.values(NODE_PATHS)) assert.ok(contract.includes(`\n  ${path}:\n`), path)
  for (const codigo of Object.keys(NODE_ERRORS)) assert.ok(contract.includes(`- ${codigo}\n`), codigo)
})
