// SQL of the journal.
import type { Db, Queryable, Tx } from '#db'
import type { Entry } from './chain.ts'

export async function insertEntry(tx: Tx, entry: Omit<Entry, 'id'>): Promise<number> {
  const [row] = await tx.query<{ id: number }>(
    `with e as (
       insert into journal.entry (at, recorded_at, actor, event, subject, entidad, data)
       values ($1, $2, $3, $4, $5, $6, $7) returning id)
     insert into journal.unsealed (entry) select id from e returning entry as id`,
    [entry.at, entry.recorded_at, entry.actor, entry.event, entry.subject, entry.entidad, JSON.stringify(entry.data)],
    'journal-insert',
  )
  return row!.id
}

export async function selectFact(
  db: Queryable,
  entry: number,
): Promise<(Pick<Entry, 'event' | 'subject' | 'at' | 'data'> & { recordedAt: Temporal.Instant }) | undefined> {
  const [row] = await db.query<Pick<Entry, 'event' | 'subject' | 'at' | 'data'> & { recordedAt: Temporal.Instant }>(
    'select event, subject, at, recorded_at as "recordedAt", data from journal.entry where id = $1',
    [entry],
  )
  return row
}

export async function takeUnsealed(tx: Tx, limit: number): Promise<Entry[]> {
  // One sealer at a time; a second one finds nothing to do and does not wait.
  const [lock] = await tx.query<{ mine: boolean }>(
    `select pg_try_advisory_xact_lock(hashtext('journal.seal')) as mine`,
    [],
  )
  if (!lock?.mine) return []
  return await tx.query<Entry>(
    `with ripe as (
       delete from journal.unsealed where entry in (
         select u.entry from journal.unsealed u
          where u.xid < pg_snapshot_xmin(pg_current_snapshot()) order by u.entry limit $1)
       returning entry)
     select e.id, e.at, e.recorded_at, e.actor, e.event, e.subject, e.entidad, e.data
       from ripe join journal.entry e on e.id = ripe.entry order by e.id`,
    [limit],
  )
}

/** The name that this journal was given when its database was made. */
export async function readIdentity(db: Queryable): Promise<string> {
  const [row] = await db.query<{ id: string }>('select id from journal.identity', [])
  return row?.id ?? 'sin-nombre'
}

export async function readSeal(db: Queryable, seq: number): Promise<Buffer | undefined> {
  const [row] = await db.query<{ hash: Buffer }>('select hash from journal.seal where seq = $1', [seq])
  return row?.hash
}

/** Entries that are neither in the chain nor waiting for it: somebody took them out of the sealer's sight. */
export async function forgottenEntries(db: Queryable, limit: number): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    `select e.id from journal.entry e
      where not exists (select from journal.seal s where s.entry = e.id)
        and not exists (select from journal.unsealed u where u.entry = e.id)
      order by e.id limit $1`,
    [limit],
  )
  return rows.map((row) => row.id)
}

export async function lastSeal(db: Queryable): Promise<{ seq: number; hash: Buffer } | undefined> {
  const [row] = await db.query<{ seq: number; hash: Buffer }>(
    'select seq, hash from journal.seal order by seq desc limit 1',
    [],
  )
  return row
}

export async function insertSeals(
  tx: Tx,
  seals: readonly { seq: number; entry: number; hash: Buffer }[],
): Promise<void> {
  await tx.query(
    `insert into journal.seal (seq, entry, hash)
     select * from unnest($1::bigint[], $2::bigint[], $3::bytea[])`,
    [seals.map((s) => s.seq), seals.map((s) => s.entry), seals.map((s) => s.hash)],
  )
}

export async function* readChain(db: Db): AsyncGenerator<{ seq: number; hash: Buffer; entry: Entry | null }> {
  let after = 0
  for (;;) {
    const rows = await db.query<Entry & { seq: number; hash: Buffer }>(
      `select s.seq, s.hash, e.id, e.at, e.recorded_at, e.actor, e.event, e.subject, e.entidad, e.data
         from journal.seal s left join journal.entry e on e.id = s.entry
        where s.seq > $1 order by s.seq limit 2000`,
      [after],
    )
    if (rows.length === 0) return
    for (const { seq, hash, ...entry } of rows) {
      yield { seq, hash, entry: entry.id === null ? null : entry }
      after = seq
    }
  }
}

/** How often each event happened in a window, per entidad. */
export async function countByEvent(
  db: Queryable,
  events: readonly string[],
  desde: Temporal.Instant,
  hasta: Temporal.Instant,
): Promise<{ event: string; entidad: string | null; n: number }[]> {
  return await db.query(
    `select event, entidad, count(*)::int as n from journal.entry
      where event = any($1) and at >= $2 and at < $3 group by event, entidad`,
    [events, desde, hasta],
  )
}

/** For each subject the entidad of the newest fact that named one. */
export async function selectEntidades(
  db: Queryable,
  subjects: readonly string[],
): Promise<{ subject: string; entidad: string }[]> {
  return await db.query(
    `select s.subject, e.entidad from unnest($1::text[]) s (subject)
      cross join lateral (select entidad from journal.entry
                           where subject = s.subject and entidad is not null order by id desc limit 1) e`,
    [subjects],
    'journal-entidades',
  )
}

export interface Search {
  readonly asuntos?: readonly string[] | undefined
  readonly actor?: string | undefined
  readonly eventos?: readonly string[] | undefined
  /** One event, or the first word of many: `staff` is all that staff did. */
  readonly evento?: string | undefined
  readonly entidad?: string | undefined
  /** What was done with one emergency access. */
  readonly emergencia?: string | undefined
  /** From here on, and before there. */
  readonly desde?: Temporal.Instant | undefined
  readonly hasta?: Temporal.Instant | undefined
  /** Only what was recorded before this one. */
  readonly antes?: number | undefined
}

/** The newest entries first; a condition that was not given is not asked, so that the indexes of the others serve. */
export async function selectEntries(db: Queryable, search: Search, limit: number): Promise<Entry[]> {
  const values: unknown[] = []
  const where: string[] = []
  const add = (value: unknown, condition: (n: string) => string): void => {
    if (value === undefined) return
    values.push(value)
    where.push(condition(`$${values.length}`))
  }
  add(search.asuntos, (n) => `subject = any(${n}::text[])`)
  add(search.actor, (n) => `actor = ${n}`)
  add(search.eventos, (n) => `event = any(${n}::text[])`)
  add(search.evento, (n) => (search.evento!.includes('.') ? `event = ${n}` : `starts_with(event, ${n} || '.')`))
  add(search.entidad, (n) => `entidad = ${n}`)
  // Said twice, so that the index of the marked ones serves.
  add(search.emergencia, (n) => `data ? 'emergencia' and data->>'emergencia' = ${n}`)
  add(search.desde, (n) => `at >= ${n}`)
  add(search.hasta, (n) => `at < ${n}`)
  add(search.antes, (n) => `id < ${n}::bigint`)
  values.push(limit)
  return await db.query<Entry>(
    `select id, at, recorded_at, actor, event, subject, entidad, data from journal.entry
      ${where.length > 0 ? `where ${where.join(' and ')}` : ''} order by id desc limit $${values.length}`,
    values,
  )
}

export async function selectMarked(
  db: Queryable,
): Promise<{ id: number; actor: string; emergencia: string; recorded_at: Temporal.Instant }[]> {
  return await db.query(
    `select id, actor, data->>'emergencia' as emergencia, recorded_at from journal.entry
      where data ? 'emergencia' order by id`,
    [],
  )
}
