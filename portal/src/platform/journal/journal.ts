// The append-only memory of the service: what happened, when, by whom; sealed into one chain after the fact.
import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import type { App } from '#context'
import type { Db, Tx } from '#db'
import { insertEntry, insertSeals, lastSeal, readChain, takeUnsealed } from './store.ts'

/** One fact. `data` holds no personal data: a folio, never a CURP or a name. */
export interface Fact {
  readonly event: string
  /** `ciudadano`, `banco`, `entidad:14`, `sistema`, or the account of a member of staff. */
  readonly actor: string
  readonly subject: string
  readonly entidad?: string | null
  readonly data?: Record<string, unknown>
  /** When it took effect; a swept deadline takes effect at its own instant, not when the sweeper passed. */
  readonly at?: Temporal.Instant
}

export interface Entry {
  readonly id: number
  readonly at: Temporal.Instant
  readonly recorded_at: Temporal.Instant
  readonly actor: string
  readonly event: string
  readonly subject: string
  readonly entidad: string | null
  readonly data: Record<string, unknown>
}

/** Records a fact in the caller's transaction and queues, in the same transaction, whatever must follow it. */
export async function append(app: App, tx: Tx, fact: Fact): Promise<void> {
  const recordedAt = app.clock.now()
  const id = await insertEntry(tx, {
    at: fact.at ?? recordedAt,
    recorded_at: recordedAt,
    actor: fact.actor,
    event: fact.event,
    subject: fact.subject,
    entidad: fact.entidad ?? null,
    data: fact.data ?? {},
  })
  for (const job of app.reactions.get(fact.event) ?? []) {
    await app.jobs.enqueue(tx, job, { entry: id, subject: fact.subject, entidad: fact.entidad ?? null })
  }
}

function chained(previous: Buffer, entry: Entry): Buffer {
  const text = canonicalize({ ...entry, at: entry.at.toString(), recorded_at: entry.recorded_at.toString() })
  return createHash('sha256')
    .update(previous)
    .update(text as string)
    .digest()
}

const GENESIS = Buffer.alloc(32)

/**
 * Seals the entries that no running transaction can still precede (its id is below the oldest one in progress),
 * in batches, so that writers never wait for one another. Returns how many were sealed.
 */
export async function sealJournal(db: Db, limit = 1000): Promise<number> {
  return await db.tx(async (tx) => {
    const entries = await takeUnsealed(tx, limit)
    if (entries.length === 0) return 0
    const last = await lastSeal(tx)
    let hash: Buffer = last?.hash ?? GENESIS
    let seq = last?.seq ?? 0
    const seals = entries.map((entry) => {
      hash = chained(hash, entry)
      seq += 1
      return { seq, entry: entry.id, hash }
    })
    await insertSeals(tx, seals)
    return seals.length
  })
}

/** Walks the whole chain again. Returns how many links were checked and the first sequence number that does not hold. */
export async function verifyJournal(db: Db): Promise<{ checked: number; brokenAt: number | null }> {
  let previous: Buffer = GENESIS
  let expected = 1
  let checked = 0
  for await (const { seq, hash, entry } of readChain(db)) {
    previous = entry === null ? GENESIS : chained(previous, entry)
    if (seq !== expected || entry === null || !previous.equals(hash)) return { checked, brokenAt: seq }
    expected += 1
    checked += 1
  }
  return { checked, brokenAt: null }
}
