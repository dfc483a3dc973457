// SQL of who works here: inviting, leaving, and the list of all.
import type { Queryable } from '#db'
import type { Rol } from '../policy.ts'
import type { AccountRow } from '../store.ts'

export interface WorkerRow extends AccountRow {
  readonly active: boolean
  readonly created_at: Temporal.Instant
  readonly left_at: Temporal.Instant | null
  /** The last sign-in; null for whoever never came. */
  readonly entered_at: Temporal.Instant | null
}

const WORKER = `a.id, a.nombre, a.correo, a.rol, a.entidad, a.active, a.created_at, a.left_at,
  (select max(s.started_at) from staff.session s where s.account = a.id) as entered_at`

export async function selectWorkers(db: Queryable): Promise<WorkerRow[]> {
  return await db.query<WorkerRow>(
    `select ${WORKER} from staff.account a order by a.active desc, a.entidad nulls first, a.id`,
    [],
  )
}

export async function selectWorker(db: Queryable, id: string): Promise<WorkerRow | undefined> {
  const [row] = await db.query<WorkerRow>(`select ${WORKER} from staff.account a where a.id = $1`, [id])
  return row
}

/** Holds an account until the transaction ends; undefined for one that its reader does not see. */
export async function lockWorker(tx: Queryable, id: string): Promise<(AccountRow & { active: boolean }) | undefined> {
  const [row] = await tx.query<AccountRow & { active: boolean }>(
    'select id, nombre, correo, rol, entidad, active from staff.account where id = $1 for update',
    [id],
  )
  return row
}

/** Holds all who work in a role, so that two cannot leave it empty at the same moment. */
export async function lockRole(tx: Queryable, rol: Rol): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    'select id from staff.account where rol = $1 and active order by id for update',
    [rol],
  )
  return rows.map((one) => one.id)
}

/** A new account, or nothing when the number is taken, by whomever. */
export async function insertWorker(tx: Queryable, one: AccountRow & { at: Temporal.Instant }): Promise<boolean> {
  const rows = await tx.query(
    `insert into staff.account (id, nombre, correo, rol, entidad, created_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (id) do nothing returning id`,
    [one.id, one.nombre, one.correo, one.rol, one.entidad, one.at],
  )
  return rows.length > 0
}

export async function bringBack(tx: Queryable, one: AccountRow): Promise<void> {
  await tx.query(
    `update staff.account set nombre = $2, correo = $3, rol = $4, entidad = $5, active = true, left_at = null where id = $1`,
    [one.id, one.nombre, one.correo, one.rol, one.entidad],
  )
}

export async function markLeft(tx: Queryable, id: string, at: Temporal.Instant): Promise<void> {
  await tx.query('update staff.account set active = false, left_at = $2 where id = $1', [id, at])
}

/** Ends every session of an account; gives how many were open. */
export async function endSessions(tx: Queryable, account: string, at: Temporal.Instant): Promise<number> {
  const rows = await tx.query(
    'update staff.session set revoked_at = $2 where account = $1 and revoked_at is null returning 1',
    [account, at],
  )
  return rows.length
}
