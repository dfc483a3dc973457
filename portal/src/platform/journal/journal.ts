// The append-only memory of the service: what happened, when, by whom; sealed into one chain after the fact.
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { App } from '#context'
import { markOf, reachOf } from '#db'
import type { Db, Queryable, Tx } from '#db'
import { DomainError } from '#errors'
import { readHeadKey, readHeadPublicKey, writeWhole } from '#keys'
import { GENESIS, chained } from './chain.ts'
import type { Entry } from './chain.ts'
import { makeHead, readHead } from './head.ts'
import * as store from './store.ts'

export type { Entry } from './chain.ts'
export type { Search } from './store.ts'

/** One fact. `data` holds no personal data: a folio, never a CURP or a name. */
export interface Fact {
  readonly event: string
  /** `ciudadano`, `banco`, `entidad:14`, `sistema`, or the account of a member of staff. */
  readonly actor: string
  readonly subject: string
  /** Whose it is. What an office does to what is everyone's, as signing a group, is its own entidad's. */
  readonly entidad?: string | null
  readonly data?: Record<string, unknown>
  /** When it took effect; a swept deadline takes effect at its own instant, not when the sweeper passed. */
  readonly at?: Temporal.Instant
}

/** Records a fact in the caller's transaction and queues, in the same transaction, whatever must follow it. */
export async function append(app: App, tx: Tx, fact: Fact): Promise<void> {
  const recordedAt = app.clock.now()
  const entidad = fact.entidad ?? reachOf()
  const id = await store.insertEntry(tx, {
    at: fact.at ?? recordedAt,
    recorded_at: recordedAt,
    actor: fact.actor,
    event: fact.event,
    subject: fact.subject,
    entidad,
    data: marked(fact, recordedAt),
  })
  for (const job of app.reactions.get(fact.event) ?? []) {
    await app.jobs.enqueue(tx, job, { entry: id, subject: fact.subject, entidad })
  }
}

/** What is done with borrowed rights says so, and is not done once they are over. @throws forbidden `emergencia-terminada` */
function marked({ actor, subject, data = {} }: Fact, at: Temporal.Instant): Record<string, unknown> {
  const mark = markOf()
  // What is said about the access itself is not done with it: its end comes when it is over.
  if (mark === null || mark.actor !== actor || mark.id === subject) return data
  if (Temporal.Instant.compare(at, mark.hasta) >= 0) throw new DomainError('forbidden', 'emergencia-terminada')
  return { ...data, emergencia: mark.id }
}

/** A fact as it was recorded. */
export interface RecordedFact {
  readonly event: string
  readonly subject: string
  readonly at: Temporal.Instant
  readonly recordedAt: Temporal.Instant
  readonly data: Readonly<Record<string, unknown>>
}

/** One recorded fact, for the job that follows it; null when there is none with this number. */
export async function readFact(app: Pick<App, 'db'>, entry: number): Promise<RecordedFact | null> {
  return (await store.selectFact(app.db, entry)) ?? null
}

/**
 * Seals the entries that no running transaction can still precede (its id is below the oldest one in progress),
 * in batches, so that writers never wait for one another. Returns how many were sealed.
 */
export async function sealJournal(db: Db, limit = 1000): Promise<number> {
  return await db.tx(async (tx) => {
    const entries = await store.takeUnsealed(tx, limit)
    if (entries.length === 0) return 0
    const last = await store.lastSeal(tx)
    let hash: Buffer = last?.hash ?? GENESIS
    let seq = last?.seq ?? 0
    const seals = entries.map((entry) => {
      hash = chained(hash, entry)
      seq += 1
      return { seq, entry: entry.id, hash }
    })
    await store.insertSeals(tx, seals)
    return seals.length
  })
}

type Keeping = Pick<App, 'db' | 'config' | 'clock'>

/**
 * Signs how far the chain reaches and keeps it as the one head of this journal in the data folder. Returns whether there
 * was something new to sign.
 * @throws when the journal no longer holds what was signed before: a newer head would cover up the loss
 */
export async function signHead(app: Keeping): Promise<boolean> {
  const keys = await readHeadKey(keysOf(app))
  const bitacora = await store.readIdentity(app.db)
  const file = headFile(app, bitacora)
  const last = await store.lastSeal(app.db)
  if (existsSync(file)) {
    const before = readHead(readFileSync(file, 'utf8'), keys.publicKey, bitacora)
    if (before === null) throw new Error(`${file} is not a head that we signed: no newer one is signed`)
    const kept = await store.readSeal(app.db, before.seq)
    if (kept?.toString('hex') !== before.hash)
      throw new Error(`the journal no longer holds link ${before.seq}, signed at ${before.en}: no newer head is signed`)
    if (last?.seq === before.seq) return false
  }
  if (last === undefined) return false
  mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 })
  writeWhole(file, `${JSON.stringify(makeHead(keys, { bitacora, ...last }, app.clock.now()))}\n`)
  return true
}

/** A journal that was made anew from top to bottom would have as many violations as links. */
const MOST_VIOLATIONS = 1_000

/**
 * Walks the whole chain again, link by link, and holds it to the signed head. Violations name the links that do not hold
 * (`seq 7`; `seq 5-9` are gone), entries that are neither sealed nor waiting for it (`entry 12`), and a head that the
 * chain does not reach or does not agree with (`head 40`).
 */
export async function verifyJournal(app: Keeping): Promise<{ checked: number; violations: readonly string[] }> {
  const violations: string[] = []
  const say = (what: string): void => {
    if (violations.length < MOST_VIOLATIONS) violations.push(what)
  }
  // Read before the walk: the chain only grows.
  const head = await signedHead(app)
  if (head === 'unreadable') say('head')
  const reached = head === null || head === 'unreadable' ? { seq: 0, hash: '' } : head
  let previous: Buffer | null = GENESIS
  let expected = 1
  let checked = 0
  for await (const { seq, hash, entry } of store.readChain(app.db)) {
    if (seq !== expected) {
      say(`seq ${expected}-${seq - 1}`)
      previous = null
    }
    // Each link is held to the one that is stored before it, so that one wrong link does not hide the next.
    if (entry === null || (previous !== null && !chained(previous, entry).equals(hash))) say(`seq ${seq}`)
    if (seq === reached.seq && hash.toString('hex') !== reached.hash) say(`head ${seq}`)
    previous = hash
    expected = seq + 1
    checked += 1
  }
  if (reached.seq >= expected) say(`head ${reached.seq}`)
  for (const id of await store.forgottenEntries(app.db, MOST_VIOLATIONS)) say(`entry ${id}`)
  return { checked, violations }
}

/** The head last signed for this journal; null when none was signed yet. */
async function signedHead(app: Keeping): Promise<{ seq: number; hash: string } | 'unreadable' | null> {
  const bitacora = await store.readIdentity(app.db)
  const file = headFile(app, bitacora)
  if (!existsSync(file)) return null
  return readHead(readFileSync(file, 'utf8'), await readHeadPublicKey(keysOf(app)), bitacora) ?? 'unreadable'
}

function headFile(app: Keeping, bitacora: string): string {
  return join(app.config.dataDir, 'bitacora', `${bitacora}.json`)
}

function keysOf(app: Keeping): string {
  return join(app.config.dataDir, 'llaves')
}

/** How often each of these events happened from `desde` up to `hasta`, per entidad (null: of none in particular). */
export async function countEvents(
  db: Queryable,
  events: readonly string[],
  desde: Temporal.Instant,
  hasta: Temporal.Instant,
): Promise<{ event: string; entidad: string | null; n: number }[]> {
  return await store.countByEvent(db, events, desde, hasta)
}

/** Whose each of these subjects is, as the newest fact about it says; what no fact gave to an entidad is not named. */
export async function entidadesOf(db: Queryable, subjects: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await store.selectEntidades(db, subjects)
  return new Map(rows.map((one) => [one.subject, one.entidad]))
}

/** Every fact that carries the mark of an emergency access: whose, of which, and when it was recorded. */
export async function listMarked(
  db: Queryable,
): Promise<readonly { id: number; actor: string; emergencia: string; recorded_at: Temporal.Instant }[]> {
  return await store.selectMarked(db)
}

/** What is on record, newest first, as far as the reach of whoever asks. */
export async function searchJournal(
  app: Pick<App, 'db'>,
  search: store.Search,
  limit: number,
): Promise<readonly Entry[]> {
  return await store.selectEntries(app.db, search, limit)
}
