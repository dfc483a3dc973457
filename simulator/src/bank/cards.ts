// The test cards of the bank and how a number is judged. A number that is not of a test card is refused and never kept.
import { wrongField } from '../web/problems.ts'
import { shown } from '../entidades/temperaments.ts'

/** What comes of paying with a card. */
export type Outcome = 'aprobado' | 'rechazado' | 'sin_respuesta'
export const OUTCOMES: readonly Outcome[] = ['aprobado', 'rechazado', 'sin_respuesta']

/** The cards that the bank knows; the first one is what a visitor is told to use. */
export const TEST_CARDS: readonly { readonly numero: string; readonly resultado: Outcome }[] = [
  { numero: '4111111111111111', resultado: 'aprobado' },
  { numero: '4000000000000002', resultado: 'rechazado' },
  { numero: '4000000000000119', resultado: 'sin_respuesta' },
  { numero: '5555555555554444', resultado: 'aprobado' },
  { numero: '4242424242424242', resultado: 'aprobado' },
]

/**
 * Reads a payment by card. `resultado` decides for any well-formed number; without it only test cards are taken.
 * @throws 422 `tarjeta-falta` · `tarjeta-numero` · `tarjeta-no-de-prueba` · `resultado-desconocido`
 */
export function readCard(fields: Readonly<Record<string, unknown>>): { numero: string; resultado: Outcome } {
  const given = fields['numero']
  if (given === undefined || given === null || given === '') throw wrongField('numero', 'tarjeta-falta')
  const numero = typeof given === 'string' || typeof given === 'number' ? String(given).replace(/[ -]/g, '') : ''
  if (!/^\d{12,19}$/.test(numero) || !hasLuhnDigit(numero)) throw wrongField('numero', 'tarjeta-numero')
  const wanted = fields['resultado']
  if (wanted !== undefined && wanted !== null && wanted !== '') {
    const resultado = OUTCOMES.find((one) => one === wanted)
    if (!resultado) throw wrongField('resultado', 'resultado-desconocido', { resultado: shown(wanted) })
    return { numero, resultado }
  }
  const card = TEST_CARDS.find((one) => one.numero === numero)
  if (!card) throw wrongField('numero', 'tarjeta-no-de-prueba')
  return card
}

/** True when the last digit is the check digit of the others by Luhn's rule. */
export function hasLuhnDigit(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, i) => {
    const value = Number(digit) * (i % 2 === 1 ? 2 : 1)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return digits !== '' && sum % 10 === 0
}
