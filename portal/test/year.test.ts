// The year of synthetic data: it has the rows that were asked for, they keep the invariants, and every page shows them.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { readConfig } from '#config'
import { readPublicTrust } from '#keys'
import { SESSION_COOKIE, openSession } from '#staff'
import { addressesFor, readersOf, thingsFor } from '../bench/console-pages.ts'
import { layYear } from '../bench/year/lay-year.ts'
import { openBase } from '../src/app.ts'
import { checkInvariants } from '../src/invariants.ts'
import { buildServer } from '../src/roles/web.ts'
import { openTestApp } from './app.ts'

const SIZES = { orders: 600, tickets: 300, calls: 3_000, days: 2 }

const own = await openTestApp()
const settings = { ACTAS_DATA: own.config.dataDir, ACTAS_DB: JSON.stringify(own.connection) }
const base = await openBase(readConfig({ ...settings, ACTAS_WORLD: 'quieto' }), {
  role: 'prueba',
  poolSize: 4,
  queue: 'keep',
})
const { app } = base

describe('a year of synthetic data', () => {
  after(async () => await base.close())

  test('it is refused outside the demonstration, and nothing is laid', async () => {
    const real = { ...app, config: readConfig({ ...settings, ACTAS_WORLD: 'ninguno' }) }
    await assert.rejects(layYear(real, own.owner, SIZES), /demonstration only/)
    assert.equal(await count('orders.solicitud'), 0)
  })

  test('it has as many orders, reports and calls as were asked for, over all its days', async () => {
    await layYear(app, own.owner, SIZES)
    assert.equal(await count('orders.solicitud'), SIZES.orders)
    assert.equal(await count('helpdesk.reporte'), SIZES.tickets)
    assert.equal(await count('gateway.call'), SIZES.calls)
    const [span] = await own.owner.query<{ days: number; entidades: number }>(
      `select count(distinct placed_at::date)::int as days, count(distinct entidad)::int as entidades from orders.solicitud`,
      [],
    )
    assert.ok(span!.days >= SIZES.days)
    assert.equal(span!.entidades, 5)
    assert.deepEqual(await own.owner.query(`select nspname from pg_namespace where nspname = 'year'`, []), [])
  })

  test('it is laid once: a database with orders is left as it is', async () => {
    await assert.rejects(layYear(app, own.owner, SIZES), /empty database only/)
    assert.equal(await count('orders.solicitud'), SIZES.orders)
  })

  test('its rows keep every invariant but one: what stands for a copy is no sealed PDF', async () => {
    const trust = await readPublicTrust(join(own.config.dataDir, 'llaves'))
    const { invariants } = await checkInvariants(app, trust)
    // The rights that were lent in it were used for nothing.
    for (const one of invariants) assert.ok(one.checked > 0 || one.id === 'I23', `${one.id} saw nothing`)
    assert.deepEqual(
      invariants.filter((one) => !one.holds).map((one) => one.id),
      ['I4'],
    )
  })

  test('the sums that are kept beside the rows are those of the rows', async () => {
    assert.ok((await count('sla.answer_day')) > 30)
    assert.deepEqual(
      await own.owner.query(
        `select 'hour' as what, count(*)::int as n from (
           select entidad, date_trunc('hour', minute) as hour, count(*) filter (where state = 'UP') as up, sum(probe_n) as probes, sum(call_n) as calls
             from sla.minute group by 1, 2) m full join sla.hour h using (entidad, hour)
          where (m.up, m.probes, m.calls) is distinct from (h.up, h.probe_n, h.call_n)
         union all
         select 'hours of a day', count(*)::int from (
           select entidad, date_trunc('day', hour, 'UTC') as day, sum(up) as up, sum(call_n) as calls from sla.hour group by 1, 2) h full join sla.day d using (entidad, day)
          where (h.up, h.calls) is distinct from (d.up, d.call_n)
         union all
         select 'day', count(*)::int from sla.answer_day d where d.p95 is distinct from (
           select percentile_disc(0.95) within group (order by ms) from sla.probe
            where objetivo = d.objetivo and scheduled_at >= d.desde and scheduled_at < d.hasta and outcome = 'ok')
         union all
         select 'life', count(*)::int from orders.vida v full join (
           select folio, min(at) filter (where to_state = 'paid') as paid, min(at) filter (where to_state = 'issued') as issued from orders.transicion group by 1) t using (folio)
          where (v.paid_at, v.issued_at) is distinct from (t.paid, t.issued)
         union all
         select 'end', abs((select count(distinct folio) from orders.transicion where to_state in ('issued', 'refunded', 'rejected', 'expired'))
           - (select count(*) from orders.fin where not again))::int`,
        [],
      ),
      [
        { what: 'hour', n: 0 },
        { what: 'hours of a day', n: 0 },
        { what: 'day', n: 0 },
        { what: 'life', n: 0 },
        { what: 'end', n: 0 },
      ],
    )
  })

  test('every page of the console is answered on it, for each of its readers', async (t) => {
    const server = await buildServer(base)
    t.after(async () => await server.close())
    const things = await thingsFor(own.owner, '14')
    let asked = 0
    for (const reader of readersOf('14')) {
      const { secret } = await openSession(app, reader.account)
      for (const { url } of addressesFor(reader, '14', things)) {
        const { statusCode } = await server.inject({
          url,
          headers: { accept: 'text/html' },
          cookies: { [SESSION_COOKIE]: secret },
        })
        assert.ok(statusCode === 200 || statusCode === 303, `${reader.rol} ${url}: ${statusCode}`)
        asked += 1
      }
    }
    t.diagnostic(`${asked} addresses`)
    assert.ok(asked > 120)
  })
})

async function count(table: string): Promise<number> {
  return (await own.owner.query<{ n: number }>(`select count(*)::int as n from ${table}`, []))[0]!.n
}
