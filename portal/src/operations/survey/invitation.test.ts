// The token of the survey and the two readings of its faces, against the vectors of the governance reference.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { formulas } from '#modelo'
import { endOf, judgeFaces, readToken, tokenFor } from './invitation.ts'

const KEY = Buffer.alloc(32, 3)
const VENCE = Temporal.Instant.from('2017-08-02T15:00:00Z')
const SERVICE = { entidad: '09', canal: 'referencia', resultado: 'falla' } as const
const RULE = { base: 8_000, minimoEstricto: 200 }

test('a token says entidad, channel, outcome and end of life, and the same service always has the same token', () => {
  const token = tokenFor(KEY, 'ACT-0000000000', SERVICE, VENCE)
  assert.equal(tokenFor(KEY, 'ACT-0000000000', SERVICE, VENCE), token)
  const { mark, ...read } = readToken(KEY, token)!
  assert.deepEqual({ ...read, vence: read.vence.toString() }, { ...SERVICE, vence: VENCE.toString() })
  assert.notEqual(readToken(KEY, tokenFor(KEY, 'ACT-0000000001', SERVICE, VENCE))!.mark, mark)
})

test('a token with any letter changed, of another installation, or made up is no token', () => {
  const token = tokenFor(KEY, 'ACT-0000000000', SERVICE, VENCE)
  assert.ok(token.length > 40)
  for (let i = 0; i < token.length; i += 1) {
    const other = token[i] === 'A' ? 'B' : 'A'
    assert.equal(readToken(KEY, token.slice(0, i) + other + token.slice(i + 1)), null, `letter ${i}`)
  }
  // Some letters at the end hold the same bits: only one of them is the token.
  const last = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_']
  assert.equal(last.filter((one) => readToken(KEY, token.slice(0, -1) + one) !== null).length, 1)
  assert.equal(readToken(Buffer.alloc(32, 4), token), null)
  assert.equal(readToken(KEY, randomBytes(35).toString('base64url')), null)
  assert.equal(readToken(KEY, ''), null)
  assert.equal(readToken(KEY, `${token}A`), null)
})

test('the service ends when the copy is issued or when it never will be, and downloading ends nothing again', () => {
  const line = (estado: string, en: string) => ({ estado, en })
  const issued = [line('pagada', '2017-08-01T15:00:00Z'), line('emitida', '2017-08-01T15:01:00Z')]
  const end = endOf([...issued, line('entregada', '2017-08-05T00:00:00Z')])
  assert.deepEqual([end?.resultado, end?.en.toString()], ['exito', '2017-08-01T15:01:00Z'])
  assert.equal(endOf([line('reembolsada', '2017-08-04T15:00:00Z')])?.resultado, 'falla')
  assert.equal(endOf([line('pagada', '2017-08-01T15:00:00Z')]), null)
  // Paid late: what had expired goes on.
  assert.equal(endOf([line('vencida', '2017-08-01T15:00:00Z'), line('pagada', '2017-08-01T16:00:00Z')]), null)
})

test('40 of 50 happy meets the base literally, and is too few to conclude strictly (SUR-2)', () => {
  assert.deepEqual(judgeFaces(40, 50, RULE), { literal: 'OPTIMO', estricta: 'NO_CONCLUYENTE' })
  assert.equal(formulas.floorPercent(40, 50), 80)
})

test('the strict reading asks the interval first, then the number of answers, then the share (SUR-3)', () => {
  assert.deepEqual(judgeFaces(88, 100, RULE), { literal: 'OPTIMO', estricta: 'OPTIMO' })
  assert.deepEqual(judgeFaces(170, 200, RULE), { literal: 'OPTIMO', estricta: 'EN_LIMITE' })
  assert.deepEqual(judgeFaces(60, 100, RULE), { literal: 'FUERA', estricta: 'FUERA' })
  assert.deepEqual(judgeFaces(82, 100, RULE), { literal: 'OPTIMO', estricta: 'NO_CONCLUYENTE' })
  assert.deepEqual(judgeFaces(2_340, 3_000, RULE), { literal: 'FUERA', estricta: 'FUERA' })
  assert.deepEqual(judgeFaces(238, 300, RULE), { literal: 'FUERA', estricta: 'NO_CONCLUYENTE' })
})

test('no answer is no data, in both readings (SUR-4)', () => {
  assert.deepEqual(judgeFaces(0, 0, RULE), { literal: 'SIN_DATOS', estricta: 'SIN_DATOS' })
})
