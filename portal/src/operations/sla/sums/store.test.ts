// What is added up from whole hours and days is what their minutes and probes say, whenever those change.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestApp } from '../../../../test/app.ts'
import { insertAnswerDays, probeDays, sumDays, sumMinutes, sumResources } from './store.ts'

const START = Temporal.Instant.from('2017-08-03T04:20:00Z')
const ZONA = 'America/Mexico_City'
const at = (minutes: number): Temporal.Instant => START.add({ minutes })
const LAST = 3_999
/** Pieces of an hour, whole hours, whole days (UTC has its midnights at 1180 and 2620), and the centre's own at 05:00. */
const WINDOWS = [
  [0, LAST],
  [1_180, 2_620],
  [90, 2_700],
  [1_181, 2_619],
  [0, 400],
  [5, 9],
  [40, 100],
  [40, 220],
  [95, 101],
  [160, 399],
] as const

const app = await openTestApp()
await app.db.query(
  `insert into sla.minute (entidad, minute, state, maint, probe_n, probe_lt3, probe_lt10, probe_err, missed, call_n, call_lt3, call_lt10, call_err)
   select clave, $1::timestamptz + i * interval '1 minute', (array['UP', 'DOWN', 'UNKNOWN'])[1 + (i * 7 + clave::int) % 3], i % 11 = 0,
          i % 4, i % 3, i % 4, i % 2, i % 5, i % 6, i % 2, i % 3, i % 4
     from unnest(array['14', '06']) as clave, generate_series(0, ${LAST}) as i where i % 13 <> 5`,
  [START],
)
await app.db.query(
  `insert into sla.resource (entidad, minute, cpu, memoria, io, gc)
   select clave, $1::timestamptz + i * interval '1 minute', case when i % 9 = 0 then null when i between 100 and 160 then 0.9 else (i % 50) / 100.0 + 0.1 end,
          0.2, case when i < 200 then 0.5 else 0.8 end, 0.25 * (i % 4)
     from unnest(array['14', '06']) as clave, generate_series(0, ${LAST}) as i`,
  [START],
)

async function compare(): Promise<void> {
  for (const [from, to] of WINDOWS) {
    const span = { claves: ['14', '06'], desde: at(from), hasta: at(to) }
    const asked = [span.claves, span.desde, span.hasta] as const
    const sums = `count(*) filter (where state = 'UP') as up, count(*) filter (where state = 'DOWN') as down,
      count(*) filter (where maint) as mantenimiento, sum(missed) as perdidas, sum(probe_n) as probe_n, sum(probe_lt3) as probe_lt3,
      sum(probe_lt10) as probe_lt10, sum(probe_err) as probe_err, sum(call_n) as call_n, sum(call_lt3) as call_lt3,
      sum(call_lt10) as call_lt10, sum(call_err) as call_err
      from sla.minute where entidad = any($1) and minute >= $2 and minute < $3`
    const plain = await app.db.query(`select entidad, ${sums} group by entidad`, asked)
    assert.deepEqual(byName(await sumMinutes(app.db, span)), byName(plain), `${from}–${to}`)
    const days = await app.db.query(`select entidad, (minute at time zone $4)::date as dia, ${sums} group by 1, 2`, [
      ...asked,
      ZONA,
    ])
    assert.deepEqual(byName(await sumDays(app.db, { ...span, zona: ZONA })), byName(days), `days of ${from}–${to}`)
    const limits = { optimo: 0.5, limite: 0.8 }
    const one = (
      name: string,
    ): string => `count(${name}) as ${name}_n, count(*) filter (where ${name} < 0.5) as ${name}_optimo,
      count(*) filter (where ${name} < 0.8) as ${name}_limite, max(${name}) as ${name}_pico`
    const resources = await app.db.query(
      `select entidad, ${one('cpu')}, ${one('memoria')}, ${one('io')}, count(gc) as gc_n, sum(gc) as gc_suma, max(gc) as gc_pico
         from sla.resource where entidad = any($1) and minute >= $2 and minute < $3 group by entidad`,
      asked,
    )
    assert.ok(resources.length === 2)
    assert.deepEqual(
      byName(await sumResources(app.db, { ...span, ...limits })),
      byName(resources),
      `readings of ${from}–${to}`,
    )
  }
}

/** The driver gives sums of counts as text or number, as their types are; what counts is the number. */
function byName(rows: readonly object[]): unknown[] {
  return rows
    .map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([key, value]) => [key, value === null || key === 'dia' ? value : Number(value)]),
      ),
    )
    .sort((a, b) => `${a['entidad']} ${a['dia']}`.localeCompare(`${b['entidad']} ${b['dia']}`))
}

test('a window gives the sums of its minutes, whether it holds whole hours or pieces of them', compare)

test('minutes and readings that are written again or taken away change the sums with them', async () => {
  await app.db.query(`update sla.minute set state = 'DOWN', probe_err = 3 where entidad = '14' and minute < $1`, [
    at(90),
  ])
  await app.db.query(`update sla.resource set cpu = 0.7 where entidad = '06' and minute >= $1`, [at(250)])
  await compare()
  await app.db.query('delete from sla.minute where minute >= $1 and minute < $2', [at(110), at(190)])
  await app.db.query('delete from sla.resource where minute >= $1 and minute < $2', [at(110), at(190)])
  await compare()
})

test('a day that was summed up is read from its sum, and a probe that comes late for it is counted all the same', async () => {
  const [desde, hasta] = [at(0), at(60)]
  const insert = async (second: number, ms: number): Promise<void> =>
    void (await app.db.query(
      `insert into sla.probe (vantage, objetivo, scheduled_at, sent_at, outcome, ms) values ('a', '14', $1, $1, 'ok', $2)`,
      [START.add({ seconds: second }), ms],
    ))
  for (let i = 0; i < 20; i += 1) await insert(i, 100 + i)
  await app.db.query(`insert into sla.watch (entidad, judged_until) values ('14', $1)`, [hasta])
  assert.equal(await insertAnswerDays(app.db, [{ desde, hasta }]), 1)
  assert.equal(await insertAnswerDays(app.db, [{ desde, hasta }]), 0, 'once')
  const read = async () => (await probeDays(app.db, '14', [{ desde, hasta }]))[0]!
  assert.deepEqual([(await read()).n, (await read()).p95], [20, 118])
  await app.owner.query('update sla.answer_day set n = 7', [])
  assert.equal((await read()).n, 7, 'it is read from its sum')
  for (let i = 20; i < 40; i += 1) await insert(i, 500)
  assert.deepEqual([(await read()).n, (await read()).p95], [40, 500])
})
