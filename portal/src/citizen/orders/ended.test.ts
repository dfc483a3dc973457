// An order that ended twice is one order, in whatever window it is counted.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestApp } from '../../../test/app.ts'
import { addIssuedCopy } from '../../../test/issued-copy.ts'
import { countFinished } from './orders.ts'

test('an order that expired and was issued after late money counts once, and in each window where it ended', async () => {
  const app = await openTestApp()
  const day = (n: number): Temporal.Instant => Temporal.Instant.from('2017-08-01T06:00:00Z').add({ hours: 24 * n })
  await addIssuedCopy(app.db, '14', day(1).toString())
  const { folio } = await addIssuedCopy(app.db, '14', day(0).toString())
  for (const [i, to] of ['expired', 'paid', 'issued', 'refunded'].entries())
    await app.db.query(
      `insert into orders.transicion (folio, version, from_state, event, to_state, at, recorded_at) values ($1, $2, 'x', 'x', $3, $4, $4)`,
      [folio, i + 3, to, day(i + 2)],
    )
  const between = async (from: number, to: number, clave: string | null): Promise<number> =>
    (await countFinished(app, { desde: day(from), hasta: day(to) }, ['06', null, '14'])).get(clave) ?? 0
  const plain = async (from: number, to: number): Promise<number> =>
    (
      await app.db.query<{ n: number }>(
        `select count(distinct folio)::int as n from orders.transicion
          where at >= $1 and at < $2 and to_state in ('issued', 'refunded', 'rejected', 'expired')`,
        [day(from), day(to)],
      )
    )[0]!.n
  assert.deepEqual([await plain(0, 9), await plain(2, 3), await plain(3, 4)], [2, 1, 0])
  for (const from of [0, 1, 2, 3, 4, 5])
    for (const to of [1, 2, 3, 4, 5, 6, 9]) {
      assert.equal(await between(from, to, '14'), await plain(from, to), `${from}–${to}`)
      assert.equal(await between(from, to, null), await plain(from, to), `${from}–${to}, all`)
      assert.equal(await between(from, to, '06'), 0)
    }
})
