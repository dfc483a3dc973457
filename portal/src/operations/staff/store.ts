// SQL of staff accounts and sessions.
import type { Queryable } from '#db'
import type { Lent, Motivo, Rol } from './policy.ts'

export interface AccountRow {
  id: string
  nombre: string
  correo: string
  rol: Rol
  entidad: string | null
}

export async function upsertAccount(db: Queryable, one: AccountRow & { at: Temporal.Instant }): Promise<void> {
  await db.query(
    `insert into staff.account (id, nombre, correo, rol, entidad, created_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (id) do nothing`,
    [one.id, one.nombre, one.correo, one.rol, one.entidad, one.at],
    'staff-account',
  )
}

const ACCOUNT = 'a.id, a.nombre, a.correo, a.rol, a.entidad'

export async function selectAccount(db: Queryable, id: string): Promise<AccountRow | undefined> {
  const [row] = await db.query<AccountRow>(`select ${ACCOUNT} from staff.account a where a.id = $1 and a.active`, [id])
  return row
}

export async function selectAccounts(db: Queryable): Promise<AccountRow[]> {
  return await db.query<AccountRow>(
    `select ${ACCOUNT} from staff.account a where a.active order by a.entidad nulls first, a.id`,
    [],
  )
}

export async function insertSession(
  db: Queryable,
  one: {
    idHash: Buffer
    account: string
    at: Temporal.Instant
    endsAt: Temporal.Instant
    device: Buffer | null
    second: boolean
  },
): Promise<void> {
  await db.query(
    `insert into staff.session (id_hash, account, started_at, seen_at, confirmed_at, ends_at, device, second)
     values ($1, $2, $3, $3, $3, $4, $5, $6)`,
    [one.idHash, one.account, one.at, one.endsAt, one.device, one.second],
  )
}

export interface SessionRow extends AccountRow {
  readonly seen_at: Temporal.Instant
  /** Null for a session that is bound to none. */
  readonly device: Buffer | null
  /** Whether a second factor was shown, here or at the provider. */
  readonly second: boolean
  /** When they last said who they are. */
  readonly confirmed_at: Temporal.Instant
  /** What they borrow at this moment. */
  readonly emergencia: Lent | null
}

interface LentColumns {
  readonly lent_id: string | null
  readonly lent_entidad: string
  readonly lent_motivo: Motivo
  readonly lent_hasta: Temporal.Instant
}

/**
 * The account of a living session, when it was last seen, on which device it began, and what its holder borrows at
 * `lentAt`, by the clock of the service and whether or not a sweep has passed since.
 */
export async function selectSession(
  db: Queryable,
  idHash: Buffer,
  now: Temporal.Instant,
  idleSince: Temporal.Instant,
  lentAt: Temporal.Instant,
): Promise<SessionRow | undefined> {
  const [row] = await db.query<Omit<SessionRow, 'emergencia'> & LentColumns>(
    `select ${ACCOUNT}, s.seen_at, s.device, s.second, s.confirmed_at,
            e.id as lent_id, e.entidad as lent_entidad, e.motivo as lent_motivo, e.ends_at as lent_hasta
       from staff.session s join staff.account a on a.id = s.account
       left join staff.emergencia e on e.account = a.id and e.ended_at is null and e.opened_at <= $4 and e.ends_at > $4
      where s.id_hash = $1 and a.active and s.revoked_at is null and s.ends_at > $2 and s.seen_at > $3`,
    [idHash, now, idleSince, lentAt],
    'staff-session',
  )
  if (!row) return undefined
  const { lent_id: id, lent_entidad: entidad, lent_motivo: motivo, lent_hasta: hasta, ...rest } = row
  return { ...rest, emergencia: id === null ? null : { id, entidad, motivo, hasta } }
}

export async function markSeen(db: Queryable, idHash: Buffer, now: Temporal.Instant): Promise<void> {
  await db.query('update staff.session set seen_at = $2 where id_hash = $1', [idHash, now], 'staff-seen')
}

/** A confirmed session in the place of one that lives, with the same end and device; its account, or undefined. */
export async function replaceSession(
  tx: Queryable,
  before: Buffer,
  after: Buffer,
  at: Temporal.Instant,
): Promise<string | undefined> {
  const [row] = await tx.query<{ account: string }>(
    `insert into staff.session (id_hash, account, started_at, seen_at, confirmed_at, ends_at, device, second)
     select $2, account, $3, $3, $3, ends_at, device, true from staff.session where id_hash = $1 and revoked_at is null
     returning account`,
    [before, after, at],
  )
  await tx.query('update staff.session set revoked_at = $2 where id_hash = $1', [before, at])
  return row?.account
}

/** Ends a session and gives its account; undefined when it had ended before or never was. */
export async function revokeSession(
  db: Queryable,
  idHash: Buffer,
  at: Temporal.Instant,
): Promise<AccountRow | undefined> {
  const [row] = await db.query<AccountRow>(
    `update staff.session s set revoked_at = $2 from staff.account a
      where s.id_hash = $1 and s.account = a.id and s.revoked_at is null returning ${ACCOUNT}`,
    [idHash, at],
  )
  return row
}
