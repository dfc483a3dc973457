// The rules of a ticket: what may follow what, who holds it, and its two clocks, against the vectors of the governance reference.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  STATES,
  TRANSITIONS,
  clocksOf,
  deadlineOf,
  dwellOf,
  elapsedMs,
  isFinal,
  next,
  solvedLevel,
  stepsFor,
} from './ticket.ts'
import type { TicketEvent, TicketState, TicketStep, Who } from './ticket.ts'

const T0 = Temporal.Instant.from('2017-08-01T15:00:00Z')
const LIMITS = { n1Minutos: 10, n2Horas: 24, esperaHoras: 72, cierreHoras: 168 }
const HOUR = 3_600_000

/** A life from steps and the time of each, counted from the opening. */
function life(...steps: readonly (readonly [TicketStep, Parameters<Temporal.Instant['add']>[0]])[]): TicketEvent[] {
  const events: TicketEvent[] = [{ step: 'opened', to: 'new', at: T0 }]
  for (const [step, after] of steps) {
    const from = events.at(-1)!.to
    const allowed = TRANSITIONS.find(
      (one) =>
        one.step === step && one.from.includes(from) && (one.solvedAt ?? solvedLevel(events)) === solvedLevel(events),
    )
    assert.ok(allowed, `${from} does not allow ${step}`)
    events.push({ step, to: allowed.to ?? from, at: T0.add(after) })
  }
  return events
}

const passes = (events: readonly TicketEvent[], reloj: 'frN1' | 'respN2'): (boolean | null)[] =>
  clocksOf(events, LIMITS)
    .filter((one) => one.reloj === reloj)
    .map((one) => (one.respuesta === null ? null : Temporal.Instant.compare(one.respuesta, one.vence) <= 0))

test('level 1 answers in time at 9:59 and at 10:00, and late at 10:01 (DESK-1)', () => {
  const at = (seconds: number): TicketEvent[] => life(['taken', { seconds: 5 }], ['answered', { seconds }])
  assert.deepEqual(passes(at(599), 'frN1'), [true])
  assert.deepEqual(passes(at(600), 'frN1'), [true])
  assert.deepEqual(passes(at(601), 'frN1'), [false])
})

test('taking a ticket, or handing it on, stops no clock', () => {
  assert.deepEqual(passes(life(['taken', { seconds: 5 }]), 'frN1'), [null])
  assert.deepEqual(passes(life(['taken', { seconds: 5 }], ['escalated', { minutes: 1 }]), 'frN1'), [null])
})

test('level 1 sits for 20 hours and level 2 answers in 5: level 2 passes and the 20 hours are seen (DESK-2)', () => {
  const events = life(
    ['taken', { minutes: 1 }],
    // Handed over but not yet received: still level 1's own time.
    ['escalated', { hours: 15 }],
    ['acknowledged', { hours: 20 }],
    ['takenAtLevel2', { hours: 21 }],
    ['answeredAtLevel2', { hours: 25 }],
  )
  assert.deepEqual(passes(events, 'respN2'), [true])
  const dwell = dwellOf(events, T0.add({ hours: 25 }))
  assert.deepEqual(dwell, { N1: 20 * HOUR, N2: 5 * HOUR, ciudadano: 0, tercero: 0 })
})

test('a pause moves the deadline of level 2 by exactly what was waited for the person, and by nothing else (DESK-3)', () => {
  const received = [
    ['taken', { minutes: 1 }],
    ['escalated', { minutes: 2 }],
    ['acknowledged', { hours: 1 }],
    ['takenAtLevel2', { hours: 2 }],
  ] as const
  const due = (events: TicketEvent[]): string =>
    clocksOf(events, LIMITS)
      .find((one) => one.reloj === 'respN2')!
      .vence.toString()
  const weekEnd = [...received, ['citizenAsked', { hours: 3 }], ['citizenReplied', { hours: 51 }]] as const
  assert.equal(due(life(...weekEnd)), T0.add({ hours: 1 + 24 + 48 }).toString())
  const third = [...received, ['thirdPartyAsked', { hours: 3 }], ['thirdPartyReplied', { hours: 51 }]] as const
  assert.equal(due(life(...third)), T0.add({ hours: 1 + 24 }).toString())
})

test('waiting for the person ends by itself after 72 hours in all, however often it was asked', () => {
  const first = life(
    ['taken', { minutes: 1 }],
    ['escalated', { minutes: 2 }],
    ['acknowledged', { hours: 1 }],
    ['takenAtLevel2', { hours: 1 }],
    ['citizenAsked', { hours: 2 }],
  )
  assert.equal(deadlineOf(first, LIMITS)?.at.toString(), T0.add({ hours: 74 }).toString())
  const again = [
    ...first,
    { step: 'citizenReplied', to: 'atLevel2', at: T0.add({ hours: 52 }) },
    { step: 'citizenAsked', to: 'waitingCitizen', at: T0.add({ hours: 60 }) },
  ] as const
  assert.equal(deadlineOf(again, LIMITS)?.at.toString(), T0.add({ hours: 60 + 22 }).toString())
  const due = (events: readonly TicketEvent[]): string => clocksOf(events, LIMITS).at(-1)!.vence.toString()
  assert.equal(due(again), T0.add({ hours: 25 + 72 }).toString())
  // Swept late: the 72 hours stay 72 hours.
  assert.equal(due([...again, { step: 'waitElapsed', to: 'atLevel2', at: T0.add({ hours: 200 }) }]), due(again))
})

test('asking the person after the time was over gives no more time', () => {
  const events = life(
    ['taken', { minutes: 1 }],
    ['escalated', { minutes: 2 }],
    ['acknowledged', { hours: 1 }],
    ['takenAtLevel2', { hours: 2 }],
    ['citizenAsked', { hours: 26 }],
    ['citizenReplied', { hours: 27 }],
    ['answeredAtLevel2', { hours: 28 }],
  )
  assert.deepEqual(passes(events, 'respN2'), [false])
  for (const told of [events, events.slice(0, -2)])
    assert.equal(clocksOf(told, LIMITS).at(-1)?.vence.toString(), T0.add({ hours: 25 }).toString())
})

test('solved, reopened and solved again is two runs of the clock, and both stay (DESK-5)', () => {
  const events = life(
    ['taken', { minutes: 1 }],
    ['escalated', { minutes: 2 }],
    ['acknowledged', { hours: 1 }],
    ['takenAtLevel2', { hours: 2 }],
    ['solvedAtLevel2', { hours: 30 }],
    ['confirmed', { hours: 31 }],
    ['reopened', { hours: 40 }],
    ['solvedAtLevel2', { hours: 41 }],
  )
  assert.equal(events.at(-2)?.to, 'atLevel2')
  assert.deepEqual(passes(events, 'respN2'), [false, true])
})

test('an incomplete packet given back to level 1 is no time of level 2', () => {
  const events = life(
    ['taken', { minutes: 1 }],
    ['escalated', { minutes: 2 }],
    ['acknowledged', { hours: 1 }],
    ['returned', { minutes: 90 }],
    ['escalatedAgain', { hours: 30 }],
    ['acknowledged', { hours: 31 }],
  )
  const runs = clocksOf(events, LIMITS).filter((one) => one.reloj === 'respN2')
  assert.deepEqual(
    runs.map((one) => [one.corrida, one.anulado !== null]),
    [
      [1, true],
      [2, false],
    ],
  )
})

test('whoever was late when the person gave up stays late; whoever had time left is not judged', () => {
  const [late] = clocksOf(life(['cancelled', { minutes: 11 }]), LIMITS)
  const [early] = clocksOf(life(['cancelled', { minutes: 9 }]), LIMITS)
  assert.equal(late?.anulado, null)
  assert.ok(early?.anulado)
})

test('what the table does not have is refused, by state, by step and by desk', () => {
  assert.throws(() => next('new', 'solved', 'N1', null), { codigo: 'reporte-no-permite' })
  assert.throws(() => next('atLevel1', 'answered', 'N2', null), { codigo: 'reporte-no-permite' })
  assert.throws(() => next('closed', 'reopened', 'N2', 2), { codigo: 'reporte-no-permite' })
  assert.equal(next('closed', 'reopened', 'ciudadano', 1), 'atLevel1')
  assert.equal(next('closed', 'reopened', 'ciudadano', 2), 'atLevel2')
})

/** Lives that walk the table at random, with random pauses between the steps. */
const lives = fc.array(fc.tuple(fc.nat(1_000), fc.nat(100 * HOUR)), { maxLength: 25 }).map((choices) => {
  const events: TicketEvent[] = [{ step: 'opened', to: 'new', at: T0 }]
  for (const [choice, pause] of choices) {
    const state: TicketState = events.at(-1)!.to
    const solved = solvedLevel(events)
    const open = (['N1', 'N2', 'ciudadano', 'sistema'] as const).flatMap((who: Who) =>
      stepsFor(state, who, solved).map((step) => ({ who, step })),
    )
    const taken = open[choice % Math.max(open.length, 1)]
    if (!taken) break
    const to = next(state, taken.step, taken.who, solved)
    events.push({ step: taken.step, to, at: events.at(-1)!.at.add({ milliseconds: pause }) })
  }
  return events
})

test('whatever happens to a ticket, the times that each had it sum to its whole life (DESK-6)', () => {
  let longest = 0
  fc.assert(
    fc.property(lives, fc.nat(50 * HOUR), (events, since) => {
      longest = Math.max(longest, events.length)
      const now = events.at(-1)!.at.add({ milliseconds: since })
      const sum = Object.values(dwellOf(events, now)).reduce((a, b) => a + b, 0)
      assert.equal(sum, elapsedMs(events, now))
    }),
    { numRuns: 500 },
  )
  assert.ok(longest > 10, 'the lives were too short to prove anything')
})

test('whatever happens, no clock runs twice at once, none loses more than 72 hours to pauses, and none ends before it began', () => {
  fc.assert(
    fc.property(lives, (events) => {
      const runs = clocksOf(events, LIMITS)
      for (const reloj of ['frN1', 'respN2'] as const) {
        const own = runs.filter((one) => one.reloj === reloj)
        const limit = reloj === 'frN1' ? 600_000 : 24 * HOUR
        let paused = 0
        for (const [i, run] of own.entries()) {
          assert.equal(run.corrida, i + 1)
          const given = run.vence.epochMilliseconds - run.inicio.epochMilliseconds - limit
          assert.ok(given >= 0)
          paused += given
          const end = run.respuesta ?? run.anulado
          if (end) assert.ok(Temporal.Instant.compare(end, run.inicio) >= 0)
        }
        assert.ok(paused <= (reloj === 'frN1' ? 0 : 72 * HOUR), `${reloj} paused for ${paused} ms`)
      }
    }),
    { numRuns: 500 },
  )
})

test('every state but a cancelled one can be left, and a ticket has ended in two of them', () => {
  const states = Object.keys(STATES) as TicketState[]
  assert.equal(states.length, 12)
  for (const state of states) {
    const leaves = TRANSITIONS.some((one) => one.from.includes(state) && one.to !== null && one.to !== state)
    assert.ok(leaves || state === 'cancelledByCitizen', `${state} cannot be left`)
    assert.equal(isFinal(state), state === 'closed' || state === 'cancelledByCitizen')
  }
})
