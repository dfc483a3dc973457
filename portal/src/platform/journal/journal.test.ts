// The journal: a fact is there exactly if its transaction is, nobody changes one unnoticed, and writers never wait.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import canonicalize from 'canonicalize'
import pg from 'pg'
import type { Tx } from '#db'
import { sqlState } from '#db'
import { openTestApp, setClock } from '../../../test/app.ts'
import type { TestApp } from '../../../test/app.ts'
import { append, sealJournal, signHead, verifyJournal } from './journal.ts'

const fact = (subject: string) => ({ event: 'prueba.hecha', actor: 'sistema', subject, entidad: '06' })

async function write(app: TestApp, ...subjects: string[]): Promise<void> {
  for (const subject of subjects) await app.db.tx(async (tx) => await append(app, tx, fact(subject)))
}

/** Seals until `n` links exist: another database of the same server may hold the sealer back for a moment. */
async function sealUntil(app: TestApp, n: number): Promise<void> {
  for (let tries = 0; (await links(app)).length < n; tries += 1) {
    assert.ok(tries < 400, `waited too long for ${n} links`)
    if ((await sealJournal(app.db)) === 0) await delay(25)
  }
}

async function links(app: TestApp): Promise<{ seq: number; entry: number; subject: string; hash: Buffer }[]> {
  return await app.db.query(
    'select s.seq, s.entry, e.subject, s.hash from journal.seal s join journal.entry e on e.id = s.entry order by s.seq',
    [],
  )
}

/** What a database administrator can do: change anything, past every trigger. */
async function asAdministrator(app: TestApp, text: string, values: unknown[] = []): Promise<void> {
  const client = new pg.Client({ ...app.connection })
  await client.connect()
  try {
    await client.query(`set session_replication_role = 'replica'`)
    await client.query(text, values)
  } finally {
    await client.end()
  }
}

/** A transaction that stays open until it is told to go on. */
function held(app: TestApp, work: (tx: Tx) => Promise<void>): { written: Promise<void>; commit: () => Promise<void> } {
  let release = (): void => undefined
  let wrote = (): void => undefined
  const written = new Promise<void>((done) => (wrote = done))
  const going = new Promise<void>((done) => (release = done))
  const whole = app.db.tx(async (tx) => {
    await work(tx)
    wrote()
    await going
  })
  return {
    written: Promise.race([written, whole]),
    async commit() {
      release()
      await whole
    },
  }
}

test('a fact is on record exactly if its transaction was kept, with the instant of effect and the instant of recording', async () => {
  const app = await openTestApp()
  setClock(app, '2017-08-03T15:15:00.5Z')
  const at = Temporal.Instant.from('2017-08-03T15:00:00Z')
  await app.db.tx(async (tx) => await append(app, tx, { ...fact('ACT-1'), at, data: { centavos: 10_200 } }))
  await app.db.tx(async (tx) => await append(app, tx, { event: 'prueba.hecha', actor: 'banco', subject: 'ACT-2' }))
  const undone = app.db.tx(async (tx) => {
    await append(app, tx, fact('ACT-3'))
    throw new Error('undone')
  })
  await assert.rejects(undone, /undone/)
  assert.deepEqual(await verifyJournal(app), { checked: 0, violations: [] }, 'they wait for the sealer')
  const rows = await app.db.query<{ at: Temporal.Instant; recorded_at: Temporal.Instant }>(
    'select at, recorded_at, actor, event, subject, entidad, data from journal.entry order by id',
    [],
  )
  assert.deepEqual(
    rows.map((row) => ({ ...row, at: String(row.at), recorded_at: String(row.recorded_at) })),
    [
      {
        at: '2017-08-03T15:00:00Z',
        recorded_at: '2017-08-03T15:15:00.5Z',
        actor: 'sistema',
        event: 'prueba.hecha',
        subject: 'ACT-1',
        entidad: '06',
        data: { centavos: 10_200 },
      },
      {
        at: '2017-08-03T15:15:00.5Z',
        recorded_at: '2017-08-03T15:15:00.5Z',
        actor: 'banco',
        event: 'prueba.hecha',
        subject: 'ACT-2',
        entidad: null,
        data: {},
      },
    ],
  )
})

test('entries are chained: each link can be computed again, by anybody, from the entry and the link before it', async () => {
  const app = await openTestApp()
  await write(app, 'a', 'b', 'Ñandú «c»')
  await sealUntil(app, 3)
  const rows = await app.db.query<Record<string, unknown> & { hash: Buffer; at: string; recorded_at: string }>(
    `select s.hash, e.* from journal.seal s join journal.entry e on e.id = s.entry order by s.seq`,
    [],
  )
  let previous = Buffer.alloc(32)
  for (const { hash, ...entry } of rows) {
    const text = canonicalize({ ...entry, at: String(entry.at), recorded_at: String(entry.recorded_at) }) as string
    previous = createHash('sha256')
      .update(Buffer.concat([previous, Buffer.from(text)]))
      .digest()
    assert.equal(hash.toString('hex'), previous.toString('hex'))
  }
  assert.equal(rows.length, 3)
  assert.deepEqual(await verifyJournal(app), { checked: 3, violations: [] })
})

test('the entry of a transaction that takes long is never skipped: it is sealed after its commit, and the chain holds', async () => {
  const app = await openTestApp()
  const slow = held(app, async (tx) => await append(app, tx, fact('lenta')))
  await slow.written
  await write(app, 'b', 'c')
  for (let i = 0; i < 3; i += 1) await sealJournal(app.db)
  assert.deepEqual(await links(app), [], 'what came after it waits for it')
  await slow.commit()
  await write(app, 'd')
  await sealUntil(app, 4)
  const sealed = (await links(app)).map((one) => `${one.seq} ${one.subject}`)
  assert.deepEqual(sealed, ['1 lenta', '2 b', '3 c', '4 d'])
  assert.deepEqual(await verifyJournal(app), { checked: 4, violations: [] })
})

test('two that seal at the same moment seal each entry once, in one chain', async () => {
  const app = await openTestApp()
  await write(app, ...Array.from({ length: 40 }, (_, i) => `hecho ${i}`))
  for (let tries = 0; (await links(app)).length < 40; tries += 1) {
    assert.ok(tries < 400)
    await Promise.all([sealJournal(app.db, 3), sealJournal(app.db, 3), sealJournal(app.db, 3)])
  }
  assert.deepEqual(
    (await links(app)).map((one) => one.seq),
    Array.from({ length: 40 }, (_, i) => i + 1),
  )
  assert.deepEqual(await verifyJournal(app), { checked: 40, violations: [] })
  assert.deepEqual(await app.db.query('select entry from journal.unsealed', []), [])
})

test('whoever would seal while another one does has nothing to do, and does not wait', async () => {
  const app = await openTestApp()
  await write(app, 'a')
  // The first cannot finish as long as this transaction keeps the chain to itself.
  const lock = async (tx: Tx): Promise<void> => void (await tx.query('lock table journal.seal in share mode', []))
  const keeper = held({ ...app, db: app.owner }, lock)
  await keeper.written
  const first = sealUntil(app, 1)
  const waiting = 'select 1 from pg_locks where relation = $1::regclass and not granted'
  for (let tries = 0; (await app.db.query(waiting, ['journal.seal'])).length === 0; tries += 1) {
    assert.ok(tries < 400, 'the first sealer never came to the chain')
    await delay(25)
  }
  assert.equal(await sealJournal(app.db), 0)
  await keeper.commit()
  await first
  assert.equal((await links(app)).length, 1)
})

test('many write at once without waiting for one another: all hold their entry open together, and all are kept', async () => {
  const app = await openTestApp()
  // The pool of a test has five connections: each of the five has written before the first may commit.
  const writers = Array.from({ length: 5 }, (_, i) =>
    held(app, async (tx) => await append(app, tx, fact(`a la vez ${i}`))),
  )
  await Promise.all(writers.map((one) => one.written))
  await Promise.all(writers.reverse().map((one) => one.commit()))
  await sealUntil(app, 5)
  assert.equal((await links(app)).length, 5)
  assert.deepEqual(await verifyJournal(app), { checked: 5, violations: [] })
})

test('the database refuses to change, delete or empty what is on record, whoever asks', async () => {
  const app = await openTestApp()
  await write(app, 'a')
  await sealUntil(app, 1)
  for (const text of [
    `update journal.entry set actor = 'otro'`,
    'delete from journal.entry',
    'truncate journal.entry cascade',
    `update journal.seal set hash = '\\x00'`,
    'delete from journal.seal',
    'truncate journal.seal',
    'update journal.identity set id = gen_random_uuid()',
    'delete from journal.identity',
    'truncate journal.identity',
  ])
    await assert.rejects(app.db.query(text, []), (error) => sqlState(error) === '42501', text)
  assert.deepEqual(await verifyJournal(app), { checked: 1, violations: [] })
})

test('every cell that an administrator changes is found, by the number of its link', async () => {
  const app = await openTestApp()
  await write(app, ...Array.from({ length: 12 }, (_, i) => `hecho ${i}`))
  await sealUntil(app, 12)
  const cells: [seq: number, set: string][] = [
    [1, `actor = 'nadie'`],
    [3, `event = 'otra.cosa'`],
    [4, `subject = 'ACT-OTRO'`],
    [6, `entidad = null`],
    [7, `at = at + interval '1 millisecond'`],
    [9, `recorded_at = recorded_at - interval '1 second'`],
    [12, `data = '{"centavos": 1}'`],
  ]
  for (const [seq, set] of cells)
    await asAdministrator(
      app,
      `update journal.entry set ${set} where id = (select entry from journal.seal where seq = $1)`,
      [seq],
    )
  const found = await verifyJournal(app)
  assert.deepEqual(found, { checked: 12, violations: cells.map(([seq]) => `seq ${seq}`) })
})

test('a changed or missing link, a missing entry, and one taken out of the sealer’s sight are found', async () => {
  const app = await openTestApp()
  await write(app, 'a', 'b', 'c', 'd', 'e', 'f', 'g')
  await sealUntil(app, 7)
  await asAdministrator(app, `update journal.seal set hash = sha256('x') where seq = 2`)
  await asAdministrator(app, 'delete from journal.entry where id = (select entry from journal.seal where seq = 4)')
  await asAdministrator(app, 'delete from journal.seal where seq = 6')
  await write(app, 'h')
  await asAdministrator(app, 'delete from journal.unsealed')
  const ids = await app.db.query<{ id: number; subject: string }>('select id, subject from journal.entry', [])
  const idOf = (subject: string): number => ids.find((one) => one.subject === subject)!.id
  assert.deepEqual((await verifyJournal(app)).violations, [
    'seq 2',
    // The link after a changed one no longer hangs on it.
    'seq 3',
    'seq 4',
    'seq 6-6',
    `entry ${idOf('f')}`,
    `entry ${idOf('h')}`,
  ])
})

test('a chain that an administrator cuts at its end is short of the signed head, and no newer head covers it up', async () => {
  const app = await openTestApp()
  await write(app, 'a', 'b', 'c')
  await sealUntil(app, 3)
  assert.equal(await signHead(app), true)
  assert.equal(await signHead(app), false, 'nothing new to sign')
  await write(app, 'd')
  await sealUntil(app, 4)
  assert.deepEqual(await verifyJournal(app), { checked: 4, violations: [] }, 'a head may lag behind')
  for (const table of ['seal where seq > 1', `entry where subject in ('b', 'c', 'd')`])
    await asAdministrator(app, `delete from journal.${table}`)
  assert.deepEqual((await verifyJournal(app)).violations, ['head 3'])
  // The service goes on, and the numbers are taken again.
  await write(app, 'x', 'y', 'z')
  await sealUntil(app, 4)
  assert.deepEqual((await verifyJournal(app)).violations, ['head 3'])
  await assert.rejects(signHead(app), /no longer holds link 3/)
  assert.deepEqual((await verifyJournal(app)).violations, ['head 3'], 'and it stays so')
})

test('a whole chain made anew after a change agrees with itself and not with the signed head', async () => {
  const app = await openTestApp()
  await write(app, 'a', 'b')
  await sealUntil(app, 2)
  await signHead(app)
  await asAdministrator(app, `update journal.entry set actor = 'nadie' where subject = 'a'`)
  await asAdministrator(app, 'insert into journal.unsealed (entry) select entry from journal.seal')
  await asAdministrator(app, 'delete from journal.seal')
  await sealUntil(app, 2)
  assert.deepEqual((await verifyJournal(app)).violations, ['head 2'])
  await assert.rejects(signHead(app), /no longer holds link 2/)
})

test('an emptied journal is noticed, and a journal of another database is not taken for it', async () => {
  const app = await openTestApp()
  await write(app, 'a')
  await sealUntil(app, 1)
  await signHead(app)
  const other = await openTestApp()
  const beside: TestApp = { ...other, config: { ...other.config, dataDir: app.config.dataDir } }
  assert.deepEqual(await verifyJournal(beside), { checked: 0, violations: [] }, 'a new database beside the same data')
  for (const table of ['seal', 'entry']) await asAdministrator(app, `delete from journal.${table}`)
  assert.deepEqual(await verifyJournal(app), { checked: 0, violations: ['head 1'] })
})

test('a head that was changed, or signed with another key, is none; and the file that holds it is whole at any moment', async () => {
  const app = await openTestApp()
  const folder = join(app.config.dataDir, 'bitacora')
  await write(app, 'a', 'b')
  await sealUntil(app, 1)
  assert.ok(!existsSync(folder), 'nothing is signed before there is something to sign')
  await signHead(app)
  const files = readdirSync(folder)
  assert.equal(files.length, 1, 'one head, and no draft beside it')
  const file = join(folder, files[0]!)
  const text = readFileSync(file, 'utf8')
  const head = JSON.parse(text) as { seq: number; firma: object }
  for (const changed of [
    text.replace(/"seq":\d+/, '"seq":1000'),
    text.slice(0, 40),
    '',
    'null',
    JSON.stringify({ ...head, nuevo: 1 }),
  ]) {
    writeFileSync(file, changed)
    assert.deepEqual((await verifyJournal(app)).violations, ['head'], changed)
    await assert.rejects(signHead(app), /not a head that we signed/)
  }
  writeFileSync(file, text)
  assert.deepEqual((await verifyJournal(app)).violations, [])
  const stranger = await openTestApp()
  for (const path of ['bitacora.pub', 'bitacora/cabeza.key'])
    writeFileSync(join(app.config.dataDir, 'llaves', path), readFileSync(join(stranger.config.dataDir, 'llaves', path)))
  assert.deepEqual((await verifyJournal(app)).violations, ['head'])
  rmSync(file)
  assert.deepEqual((await verifyJournal(app)).violations, [])
})
