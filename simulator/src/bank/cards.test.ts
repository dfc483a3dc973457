// A card number is judged by its check digit and by the bank's list, and nothing else is ever taken for a card.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hasLuhnDigit, readCard, TEST_CARDS } from './cards.ts'

function codigo(fields: Record<string, unknown>): string {
  try {
    return readCard(fields).resultado
  } catch (error) {
    return (error as { codigo: string }).codigo
  }
}

test('every test card has its check digit and does what it is listed for', () => {
  assert.ok(TEST_CARDS.length >= 3)
  assert.equal(TEST_CARDS[0]?.numero, '4111111111111111')
  for (const { numero, resultado } of TEST_CARDS) {
    assert.ok(hasLuhnDigit(numero), numero)
    assert.equal(codigo({ numero }), resultado)
  }
  assert.deepEqual(new Set(TEST_CARDS.map((one) => one.resultado)), new Set(['aprobado', 'rechazado', 'sin_respuesta']))
})

test('one wrong or swapped digit is noticed', () => {
  for (let at = 0; at < 16; at += 1) {
    const digits = [...'4111111111111111']
    digits[at] = String((Number(digits[at]) + 3) % 10)
    assert.equal(codigo({ numero: digits.join('') }), 'tarjeta-numero', digits.join(''))
  }
  assert.equal(codigo({ numero: '1411111111111111' }), 'tarjeta-numero')
})

test('spaces and hyphens are no part of a number, and what is no number is refused', () => {
  assert.equal(codigo({ numero: '4111 1111-1111 1111' }), 'aprobado')
  assert.equal(codigo({ numero: 4111111111111111 }), 'aprobado')
  for (const numero of [undefined, null, '']) assert.equal(codigo({ numero }), 'tarjeta-falta')
  for (const numero of ['0', 'abc', '4111', '4'.repeat(30), '٤١١١١١١١١١١١١١١١', {}, [], true]) {
    assert.equal(codigo({ numero }), 'tarjeta-numero', JSON.stringify(numero))
  }
})

test('a number that is not of a test card is refused, unless the caller says what shall come of it', () => {
  assert.equal(codigo({ numero: '4539578763621486' }), 'tarjeta-no-de-prueba')
  assert.equal(codigo({ numero: '4539578763621486', resultado: 'rechazado' }), 'rechazado')
  assert.equal(codigo({ numero: '4111111111111111', resultado: 'sin_respuesta' }), 'sin_respuesta')
  assert.equal(codigo({ numero: '4111111111111111', resultado: 'quizás' }), 'resultado-desconocido')
  assert.equal(codigo({ numero: '4111111111111112', resultado: 'aprobado' }), 'tarjeta-numero')
})
