// Indicator 6 as a rule, against the vectors worked out by hand.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { judge, judgeAt, nextPollAt, quantile } from './availability.ts'
import type { Known } from './availability.ts'
import { isBankDay, threeBankDaysAfter } from './bank-days.ts'
import { paidBetween } from './bank-file.ts'

const CENTRO = 'America/Mexico_City'
const at = (local: string): Temporal.Instant =>
  Temporal.PlainDateTime.from(local).toZonedDateTime(CENTRO, { disambiguation: 'reject' }).toInstant()

function paid(day: string, hour: string | null): Pick<Known, 'paidLo' | 'paidHi' | 'matchedAt'> {
  const line = { n: 1, linea: '1', centavos: 1, day, hour, branch: '1', autorizacion: '1' }
  const [paidLo, paidHi] = paidBetween(line, CENTRO)
  return { paidLo, paidHi, matchedAt: paidHi.add({ minutes: 1 }) }
}

function seen(base: ReturnType<typeof paid>, lastNo: string | null, available: string | null): Known {
  return {
    ...base,
    lastNoAt: lastNo === null ? null : at(lastNo),
    availableAt: available === null ? null : at(available),
  }
}

test('PAY-2: paid on a Friday at 18:00, seen on Monday at 17:59 is in time and at 18:01 is not', () => {
  const friday = paid('2017-08-04', '18:00:00')
  assert.equal(judge(seen(friday, '2017-08-07T17:45', '2017-08-07T17:59'), 72), 'certainPass')
  assert.equal(judge(seen(friday, '2017-08-07T18:00', '2017-08-07T18:01'), 72), 'certainFail')
  assert.equal(threeBankDaysAfter('2017-08-04'), '2017-08-09')
})

test('a payment that is first seen at the limit itself is in time', () => {
  const friday = paid('2017-08-04', '18:00:00')
  assert.equal(judge(seen(friday, '2017-08-07T17:00', '2017-08-07T18:00'), 72), 'certainPass')
})

test('PAY-3: with the date alone a payment passes, fails or cannot be told', () => {
  const day = paid('2017-08-04', null)
  assert.equal(judge(seen(day, '2017-08-06T23:00', '2017-08-07T00:00'), 72), 'certainPass')
  assert.equal(judge(seen(day, '2017-08-07T11:00', '2017-08-07T12:00'), 72), 'undetermined')
  assert.equal(judge(seen(day, '2017-08-08T00:00', '2017-08-08T01:00'), 72), 'certainFail')
})

test('PAY-8: what was never registered fails once the limit has passed, and is not judged a second before', () => {
  const friday = paid('2017-08-04', '18:00:00')
  const never = seen(friday, '2017-08-07T18:00', null)
  assert.equal(judgeAt({ ...never, lastNoAt: at('2017-08-07T17:00') }, 72, at('2017-08-07T17:59:59')), 'pending')
  assert.equal(judgeAt(never, 72, at('2017-08-07T18:00:01')), 'certainFail')
})

test('an entidad that did not answer around the limit is not blamed for it', () => {
  const friday = paid('2017-08-04', '18:00:00')
  assert.equal(judge(seen(friday, '2017-08-07T15:00', null), 72), 'undetermined')
  assert.equal(judge(seen(friday, '2017-08-07T15:00', '2017-08-07T20:00'), 72), 'undetermined')
})

test('a file that the bank delivers after the limit is a failure, whenever it is seen', () => {
  const late = { ...paid('2017-08-04', '18:00:00'), matchedAt: at('2017-08-08T09:00') }
  assert.equal(judge(seen(late, null, '2017-08-08T09:01'), 72), 'certainFail')
})

test('PAY-11: 72 hours over the end of summer time fall an hour earlier on the wall', () => {
  const { paidHi } = paid('2017-10-27', '17:00:00')
  assert.equal(paidHi.add({ hours: 72 }).toZonedDateTimeISO(CENTRO).toPlainDateTime().toString(), '2017-10-30T16:00:00')
})

test('an hour that the clock showed twice is both', () => {
  const { paidLo, paidHi } = paid('2017-10-29', '01:30:00')
  assert.equal(paidHi.since(paidLo).total('hours'), 1)
})

test('a payment is asked for every quarter of an hour, then hourly, and exactly at both of its limits', () => {
  const asking = { disponibleHoras: 72, consultaCadaMin: 15 }
  fc.assert(
    fc.property(
      fc.boolean(),
      fc.integer({ min: 0, max: 23 }),
      fc.integer({ min: 0, max: 200 }),
      (dayOnly, hour, delay) => {
        const base = paid('2017-08-04', dayOnly ? null : `${String(hour).padStart(2, '0')}:07:00`)
        const known = { ...base, matchedAt: base.paidHi.add({ minutes: delay * 20 }) }
        const asked = [known.matchedAt]
        for (let next = nextPollAt(known, asking, known.matchedAt); next; next = nextPollAt(known, asking, next)) {
          assert.ok(Temporal.Instant.compare(next, asked.at(-1)!) > 0)
          asked.push(next)
        }
        const minutes = asked.slice(1).map((one, i) => one.since(asked[i]!).total('minutes'))
        assert.ok(minutes.slice(0, 90).every((one) => one <= 15))
        const hourly = asked.filter((one) => Temporal.Instant.compare(one, known.paidHi.add({ hours: 96 })) < 0)
        assert.ok(hourly.slice(1).every((_one, i) => minutes[i]! <= 60))
        for (const limit of [known.paidLo, known.paidHi].map((one) => one.add({ hours: 72 }))) {
          if (Temporal.Instant.compare(limit, known.matchedAt) > 0) assert.ok(asked.some((one) => one.equals(limit)))
        }
        assert.ok(asked.length < 400)
      },
    ),
    { numRuns: 200 },
  )
})

test('a share of the slowest is not known while those payments are still running', () => {
  assert.equal(quantile([1, 2, 3, 4], 0, 0.5), 2)
  assert.equal(quantile([1, 2, 3, 4], 0, 1), 4)
  assert.equal(quantile([1, 2, 3], 1, 0.5), 2)
  assert.equal(quantile([1, 2, 3], 1, 0.95), null)
  assert.equal(quantile([], 0, 0.5), null)
})

test('banks rest on week-ends, on their fixed days, on three Mondays and in Holy Week', () => {
  const rest = [
    '2017-02-06',
    '2017-03-20',
    '2017-04-13',
    '2017-04-14',
    '2017-05-01',
    '2017-11-02',
    '2017-11-20',
    '2017-12-12',
  ]
  for (const day of [...rest, '2017-08-05', '2017-08-06']) assert.ok(!isBankDay(Temporal.PlainDate.from(day)), day)
  for (const day of ['2017-02-13', '2017-03-21', '2017-04-12', '2017-08-07', '2017-11-21'])
    assert.ok(isBankDay(Temporal.PlainDate.from(day)), day)
  assert.equal(threeBankDaysAfter('2017-08-05'), '2017-08-10')
})
