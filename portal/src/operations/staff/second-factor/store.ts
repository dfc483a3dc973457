// SQL of the second factor: one for each account, its spent steps, its misses, and the codes for when the phone is gone.
import type { Queryable } from '#db'

export interface FactorRow {
  readonly secret: Buffer
  readonly last_step: number
  readonly misses: number
  readonly missed_at: Temporal.Instant | null
}

export async function factorExists(db: Queryable, account: string): Promise<boolean> {
  return (await db.query('select 1 from staff.factor where account = $1', [account])).length > 0
}

/** Holds the factor until the transaction ends, so that a code is not taken twice at the same moment. */
export async function lockFactor(tx: Queryable, account: string): Promise<FactorRow | undefined> {
  const [row] = await tx.query<FactorRow>(
    'select secret, last_step, misses, missed_at from staff.factor where account = $1 for update',
    [account],
  )
  return row
}

/** Keeps a new factor with its recovery codes; false when the account has one already. */
export async function insertFactor(
  tx: Queryable,
  one: { account: string; secret: Buffer; step: number; recovery: readonly Buffer[] },
): Promise<boolean> {
  const made = await tx.query(
    'insert into staff.factor (account, secret, last_step) values ($1, $2, $3) on conflict do nothing returning 1',
    [one.account, one.secret, one.step],
  )
  if (made.length === 0) return false
  await tx.query('insert into staff.recovery (account, code_hash) select $1, unnest($2::bytea[])', [
    one.account,
    one.recovery,
  ])
  return true
}

export async function markStep(tx: Queryable, account: string, step: number): Promise<void> {
  await tx.query('update staff.factor set last_step = $2, misses = 0, missed_at = null where account = $1', [
    account,
    step,
  ])
}

export async function markMisses(
  tx: Queryable,
  account: string,
  misses: number,
  since: Temporal.Instant | null,
): Promise<void> {
  await tx.query('update staff.factor set misses = $2, missed_at = $3 where account = $1', [account, misses, since])
}

/** Whether it was a recovery code that nobody had used; from now on it is. */
export async function spendRecovery(
  tx: Queryable,
  account: string,
  hash: Buffer,
  at: Temporal.Instant,
): Promise<boolean> {
  const spent = await tx.query(
    'update staff.recovery set used_at = $3 where account = $1 and code_hash = $2 and used_at is null returning 1',
    [account, hash, at],
  )
  return spent.length > 0
}

export async function deleteFactor(tx: Queryable, account: string): Promise<void> {
  await tx.query('delete from staff.factor where account = $1', [account])
}
