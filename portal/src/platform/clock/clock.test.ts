// The clock: it follows the machine until it is driven, and says instants and days as the wire and the centre say them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { centralDay, createClock, monotonicMs, readDay, readLocalTime, repeat, sleep, wire } from './clock.ts'

const at = (text: string): Temporal.Instant => Temporal.Instant.from(text)

test('a clock that is not driven shows the time of the machine, to the millisecond', () => {
  let machine = at('2026-11-25T10:00:00.250Z')
  const clock = createClock(() => machine)
  assert.equal(String(clock.now()), '2026-11-25T10:00:00.25Z')
  assert.equal(clock.speed, 1)
  machine = machine.add({ milliseconds: 1 })
  assert.equal(String(clock.now()), '2026-11-25T10:00:00.251Z')
  assert.equal(createClock().now().epochNanoseconds % 1_000_000n, 0n)
})

test('a driven clock starts where it is put and goes on from there at its speed', () => {
  let machine = at('2026-11-25T10:00:00Z')
  const clock = createClock(() => machine)
  clock.drive({ real: machine, shown: at('2017-07-31T05:00:00Z'), speed: 60 })
  assert.equal(String(clock.now()), '2017-07-31T05:00:00Z')
  assert.equal(clock.speed, 60)
  machine = machine.add({ milliseconds: 1_500 })
  assert.equal(String(clock.now()), '2017-07-31T05:01:30Z')
  clock.drive({ real: machine, shown: clock.now(), speed: 0 })
  machine = machine.add({ hours: 5 })
  assert.equal(String(clock.now()), '2017-07-31T05:01:30Z', 'a stopped clock stays')
  clock.drive(null)
  assert.equal(String(clock.now()), String(machine), 'and afterwards it follows the machine again')
})

test('an instant goes over the wire in UTC and whole seconds, never rounded into the future', () => {
  assert.equal(wire(at('2017-07-31T05:00:00.999Z')), '2017-07-31T05:00:00Z')
  assert.equal(wire(at('2017-07-31T00:00:00-05:00')), '2017-07-31T05:00:00Z')
})

test('the day of the centre changes at its own midnight, in the summer of 2017 and in today’s winter without summer time', () => {
  assert.equal(centralDay(at('2017-07-31T04:59:59Z')), '2017-07-30')
  assert.equal(centralDay(at('2017-07-31T05:00:00Z')), '2017-07-31')
  assert.equal(centralDay(at('2027-01-01T05:59:59Z')), '2026-12-31')
  assert.equal(centralDay(at('2027-01-01T06:00:00Z')), '2027-01-01')
  assert.equal(centralDay(at('2026-07-31T05:59:59Z')), '2026-07-30', 'there is no summer time since 2022')
})

test('what is repeated never runs twice at once, and stopping waits for the run under way', async () => {
  let running = 0
  let most = 0
  let runs = 0
  const loop = repeat(1, async () => {
    running += 1
    most = Math.max(most, running)
    await sleep(5)
    runs += 1
    running -= 1
  })
  const end = monotonicMs() + 5_000
  while (runs < 3 && monotonicMs() < end) await sleep(2)
  await loop.stop()
  assert.ok(runs >= 3)
  assert.deepEqual({ most, running }, { most: 1, running: 0 })
  const after = runs
  await sleep(20)
  assert.equal(runs, after)
})

test('stopping does not wait for the pause between two runs', { timeout: 10_000 }, async () => {
  let runs = 0
  const loop = repeat(3_600_000, async () => {
    runs += 1
  })
  await sleep(5)
  await loop.stop()
  assert.equal(runs, 1)
})

test('a wait that is called off ends at once', async () => {
  const abort = new AbortController()
  const waiting = sleep(3_600_000, abort.signal)
  abort.abort()
  await assert.rejects(waiting, { name: 'AbortError' })
})

test('a day is read as it is written, and one that does not exist is none', () => {
  for (const day of ['2017-08-03', '2016-02-29', '1850-01-01']) assert.equal(String(readDay(day)), day)
  const none = ['', '2017-02-29', '2017-13-01', '2017-00-10', '2017-08-00', '2017-8-3', '20170803', '+002017-08-03']
  for (const text of [...none, '2017-08-03T00:00', ' 2017-08-03', '2017-08-03\n', 'ayer', '0000-00-00'])
    assert.equal(readDay(text), null, text)
})

test('a minute is read by the clock on the wall; one that it skips or shows twice is impossible, and anything else is no time', () => {
  const read = (text: string): string => String(readLocalTime(text, 'America/Mexico_City'))
  assert.equal(read('2017-08-05 22:00'), '2017-08-06T03:00:00Z')
  assert.equal(read(' 2017-12-05T9:05 '), '2017-12-05T15:05:00Z')
  assert.deepEqual([read('2017-04-02 02:30'), read('2017-10-29 01:30')], ['impossible', 'impossible'])
  for (const text of [
    '',
    '2017-08-05',
    '2017-02-30 10:00',
    '2017-08-05 24:00',
    '2017-08-05 10:60',
    '2017-08-05T10:00Z',
    '5/8/2017 10:00',
  ])
    assert.equal(read(text), 'null', text)
})
