// How long payments at a bank took lately: from rows, rounded against us.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestApp, setClock } from '../../../test/app.ts'
import { bankDelays } from './reconciliation.ts'
import * as store from './store.ts'

const app = await openTestApp()
const NOW = Temporal.Instant.from('2017-08-30T17:00:00Z')

test('half of the payments and nearly all of them: whole hours from the earliest moment of paying, of the last thirty days', async () => {
  setClock(app, String(NOW))
  assert.deepEqual(await bankDelays(app), [], 'without payments there is nothing to tell')
  const pay = async (folio: string, entidad: string, matchedAt: Temporal.Instant, minutes: number): Promise<void> => {
    const paid = matchedAt.subtract({ minutes })
    const row = { folio, entidad, linea: folio, centavos: 9_800, paid_lo: paid, paid_hi: paid.add({ hours: 10 }) }
    const came = { paid_day: null, bank_file_at: matchedAt, parsed_at: matchedAt, matched_at: matchedAt }
    await app.db.tx(async (tx) => await store.insertTrack(tx, { ...row, ...came }))
  }
  for (let i = 1; i <= 20; i += 1) await pay(`ACT-${i}`, '14', NOW.subtract({ hours: i }), i * 60 + 1)
  await pay('ACT-viejo', '14', NOW.subtract({ hours: 24 * 30 + 1 }), 60 * 500)
  await pay('ACT-otra', '06', NOW.subtract({ hours: 1 }), 30)
  const found = new Map((await bankDelays(app)).map((one) => [one.entidad, one]))
  assert.deepEqual(found.get('14'), { entidad: '14', n: 20, p50: 11, p95: 20 })
  assert.deepEqual(found.get('06'), { entidad: '06', n: 1, p50: 1, p95: 1 })
  assert.equal(found.size, 2)
})
