// The order's table of transitions and its name, as rules.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { DomainError } from '#errors'
import { isMailAddress } from '#mailer'
import { STATES, TRANSITIONS, isAllowed, newFolio, next, parseFolio, retryDelayMs } from './order.ts'
import type { OrderState } from './order.ts'

const states = Object.keys(STATES) as OrderState[]
const events = [...new Set(TRANSITIONS.map((one) => one.event))]

test('an order takes only the steps that the table has, whatever is asked of it', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...events), { maxLength: 40 }), (asked) => {
      let state: OrderState = 'quoted'
      for (const event of asked) {
        const listed = TRANSITIONS.find((one) => one.event === event && one.from.includes(state))
        if (listed) {
          const after = next(state, event)
          assert.equal(after, listed.to)
          assert.ok(isAllowed(state, event, after))
          state = after
        } else {
          assert.throws(
            () => next(state, event),
            (error) => error instanceof DomainError && error.codigo === 'transicion-no-permitida',
          )
        }
      }
    }),
  )
})

test('every state can be reached from a quoted order, and money that came in always leaves as a copy or a refund', () => {
  const reach = (from: OrderState): Set<OrderState> => {
    const seen = new Set<OrderState>([from])
    for (const state of seen) for (const one of TRANSITIONS) if (one.from.includes(state)) seen.add(one.to)
    return seen
  }
  assert.deepEqual([...reach('quoted')].sort(), [...states].sort())
  for (const state of ['paid', 'issuing', 'underReview', 'refundDue'] as const) {
    const ends = [...reach(state)].filter(
      (one) => !TRANSITIONS.some((step) => step.from.includes(one)) || one === 'refunded' || one === 'delivered',
    )
    assert.ok(
      ends.every((one) => one === 'delivered' || one === 'refunded'),
      `${state} can end as ${ends.join(', ')}`,
    )
  }
})

test('no pair of state and event leads to two places', () => {
  const seen = new Set<string>()
  for (const one of TRANSITIONS) {
    for (const from of one.from) {
      assert.ok(!seen.has(`${from} ${one.event}`), `${from} ${one.event} twice`)
      seen.add(`${from} ${one.event}`)
    }
  }
})

test('a folio survives lower case, spaces and the letters that look like digits', () => {
  const folio = newFolio()
  assert.match(folio, /^ACT-[0-9A-HJKMNP-TV-Z]{10}$/)
  assert.equal(parseFolio(folio.toLowerCase()), folio)
  assert.equal(parseFolio(` ${folio.slice(0, 8)} ${folio.slice(8)} `), folio)
  assert.equal(parseFolio(folio.replaceAll('0', 'O').replaceAll('1', 'l')), folio)
})

test('every single wrong character of a folio and every swap of neighbours is noticed', () => {
  const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 9, maxLength: 9 }), fc.nat(8), fc.nat(31), (bytes, place, other) => {
      let first = true
      const folio = newFolio(() => {
        const given = first
          ? Buffer.from(bytes)
          : Buffer.from(bytes.map((one) => (one + Math.floor((256 * ((one * 7919) % 97)) / 97)) % 256))
        if (!first) bytes[place] = (bytes[place]! + 1) % 256
        first = false
        return given
      })
      const body = folio.slice(4)
      const changed = body.slice(0, place) + alphabet[other] + body.slice(place + 1)
      if (changed !== body) assert.equal(parseFolio(changed), null)
      const swapped = body.slice(0, place) + body[place + 1] + body[place] + body.slice(place + 2)
      if (place < 8 && swapped !== body) assert.equal(parseFolio(swapped), null)
    }),
  )
})

test('the pauses between tries at an entidad grow to an hour and no further', () => {
  assert.equal(retryDelayMs(0, 0.5), 5_000)
  for (let attempt = 0; attempt < 60; attempt += 1) {
    const delay = retryDelayMs(attempt, 1)
    assert.ok(delay >= 3_750 && delay <= 4_500_000, String(delay))
  }
})

test('an address is one person: a list, a name or a comment is none', () => {
  for (const one of ['ana@ejemplo.mx', 'josé+acta@ejemplo.com.mx', "o'higgins_1@ejemplo.mx"])
    assert.ok(isMailAddress(one), one)
  for (const one of [
    'a,b@ejemplo.mx',
    'a;b@ejemplo.mx',
    'Ana <ana@ejemplo.mx>',
    'a(b)@ejemplo.mx',
    'ana@ejemplo',
    'ana@@ejemplo.mx',
    'ana@ejemplo.mx,b',
    'a\0na@ejemplo.mx',
    'ana\u202e@ejemplo.mx',
  ])
    assert.ok(!isMailAddress(one), one)
})
