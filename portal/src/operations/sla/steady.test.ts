// A registry surely serves when it was seen up in each of the last minutes; silence, a gap or one bad minute says otherwise.
import assert from 'node:assert/strict'
import { before, beforeEach, test } from 'node:test'
import { seedDirectory } from '#directory'
import { seedModelo } from '#modelo'
import { openTestApp, setClock } from '../../../test/app.ts'
import type { MinuteState } from './minute.ts'
import { steadySince } from './sla.ts'
import * as store from './store.ts'

const app = await openTestApp()
const NOW = Temporal.Instant.from('2017-08-03T17:00:30Z')
const ago = (minutes: number): Temporal.Instant => Temporal.Instant.from('2017-08-03T17:00:00Z').subtract({ minutes })

before(async () => {
  await seedDirectory(app)
  await seedModelo(app)
})
beforeEach(async () => {
  setClock(app, String(NOW))
  await app.owner.query('truncate sla.minute, sla.watch', [])
})

/** Minutes that were judged, the latest first, and up to where. `null` is a minute of which there is nothing. */
async function saw(states: readonly (MinuteState | null)[], judged = ago(0)): Promise<string | undefined> {
  const none = { entidad: '14', n: 2, lt3: 2, lt10: 2, err: 0, missed: 0, maint: false }
  const rows = states.flatMap((state, i) => (state === null ? [] : [{ ...none, state, minute: ago(i + 1) }]))
  await app.db.tx(async (tx) => {
    await store.upsertMinutes(tx, rows)
    const run = { run_since: null, run_minutes: 0, down_since: null }
    await store.upsertWatch(tx, { entidad: '14', judged_until: judged, ...run })
  })
  return (await steadySince(app, ['14', '06'])).get('14')?.toString()
}

test('five minutes up in a row are enough, and nothing is said of whom nobody saw', async () => {
  assert.equal(await saw(['UP', 'UP', 'UP', 'UP', 'UP', 'DOWN']), '2017-08-03T16:55:00Z')
  assert.equal((await steadySince(app, ['06'])).size, 0)
})

test('four are not, nor a bad minute among them, nor one that nobody knows, nor one that is missing', async () => {
  assert.equal(await saw(['UP', 'UP', 'UP', 'UP', 'DOWN', 'UP']), undefined)
  assert.equal(await saw(['DOWN', 'UP', 'UP', 'UP', 'UP', 'UP']), undefined)
  assert.equal(await saw(['UP', 'UP', 'UNKNOWN', 'UP', 'UP', 'UP']), undefined)
  await app.owner.query('truncate sla.minute', [])
  assert.equal(await saw(['UP', 'UP', null, 'UP', 'UP', 'UP']), undefined)
})

test('a minute that only calls filled and nobody judged yet counts for nothing; minutes of long ago are not now', async () => {
  assert.equal(await saw(['UNKNOWN', 'UP', 'UP', 'UP', 'UP', 'UP'], ago(1)), '2017-08-03T16:54:00Z')
  setClock(app, String(NOW.add({ minutes: 5 })))
  assert.equal((await steadySince(app, ['14'])).size, 0)
})
