// One link of the journal's chain: the hash of an entry together with the hash before it. Pure.
import { createHash } from 'node:crypto'
import { canonicalBytes } from '@actas/node-kit/contract/acta.ts'

/** A fact as it lies in the journal. */
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

/** What the first link hangs on. */
export const GENESIS = Buffer.alloc(32)

/** The link of `entry` to the one before it: any change of the entry, or of anything before it, changes it. */
export function chained(previous: Buffer, entry: Entry): Buffer {
  const bytes = canonicalBytes({ ...entry, at: entry.at.toString(), recorded_at: entry.recorded_at.toString() })
  return createHash('sha256').update(previous).update(bytes).digest()
}
