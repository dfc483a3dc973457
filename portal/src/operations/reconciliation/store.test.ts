// The rule of indicator 6 stands twice, in availability.ts and in SQL; both say the same of every payment.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestApp } from '../../../test/app.ts'
import { judgeAt, quantile } from './availability.ts'
import type { AvailabilityVerdict } from './availability.ts'
import { selectAvailability, selectTracks } from './store.ts'
import { knownOf } from './track.ts'

const HOURS = 72
const START = Temporal.Instant.from('2017-08-03T06:00:00Z')
const WIRE: Readonly<Record<AvailabilityVerdict | 'pending', string>> = {
  certainPass: 'cierto',
  certainFail: 'falla',
  undetermined: 'indeterminado',
  pending: 'pendiente',
}

test('the database judges payments as the rule does, at every limit, and ranks their times alike', async () => {
  const app = await openTestApp()
  // Instants on, before and after the limits of 72 hours, of a payment whose hour is known and of one whose day alone is.
  await app.owner.query(
    `insert into reconciliation.track (folio, entidad, linea, centavos, paid_lo, paid_hi, bank_file_at, parsed_at, matched_at, last_no_at, available_at)
     select 'F' || row_number() over (), (array['14', '06'])[1 + n % 2], 'L', 100, lo, lo + wide, lo, lo, lo + matched, lo + no, lo + seen
       from (select row_number() over () as n, $1::timestamptz + (row_number() over () * 37) * interval '1 second' as lo, * from
         unnest(array['0 h', '24 h']::interval[]) as wide,
         unnest(array['1 h', '96 h 0.001 s', '97 h']::interval[]) as matched,
         unnest(array[null, '71 h', '72 h', '95 h 59 m', '96 h']::interval[]) as no,
         unnest(array[null, '0.0004 s', '71 h', '72 h', '72 h 0.001 s', '96 h', '120 h']::interval[]) as seen) as every`,
    [START],
  )
  const ventana = { desde: START, hasta: START.add({ hours: 24 }) }
  for (const now of [10, 72, 74, 97, 400].map((hours) => START.add({ hours }))) {
    for (const clave of ['14', '06', null]) {
      const rows = await selectTracks(app.db, ventana, clave)
      assert.ok(rows.length >= 105)
      const verdicts = rows.map((row) => WIRE[judgeAt(knownOf(row), HOURS, now)])
      const count = (name: string): number => verdicts.filter((one) => one === name).length
      const due = rows.filter((_, i) => verdicts[i] !== 'pendiente')
      const seen = due
        .flatMap((row) =>
          row.available_at === null ? [] : [row.available_at.epochMilliseconds - row.paid_lo.epochMilliseconds],
        )
        .sort((a, b) => a - b)
      const rank = (share: number): number | null => quantile(seen, due.length - seen.length, share)
      const alone = await selectAvailability(app.db, { ...ventana, now, hours: HOURS }, [clave])
      const beside = await selectAvailability(app.db, { ...ventana, now, hours: HOURS }, ['06', null, '14'])
      const found = beside.find((one) => one.entidad === clave)
      assert.deepEqual(alone, [found], 'asked for alone and beside others')
      assert.deepEqual(
        found,
        {
          entidad: clave,
          cierto: count('cierto'),
          falla: count('falla'),
          indeterminado: count('indeterminado'),
          pendiente: count('pendiente'),
          p50: rank(0.5),
          p95: rank(0.95),
          maximo: rank(1),
        },
        `${clave ?? 'all'} at ${now.toString()}`,
      )
    }
  }
})
