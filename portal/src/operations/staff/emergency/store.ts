// SQL of rights that are lent in an emergency, and of who is told of it.
import type { Queryable } from '#db'
import type { Motivo, Rol } from '../policy.ts'

export type Hallazgo = 'justificado' | 'no_justificado'

export interface EmergencyRow {
  readonly id: string
  readonly account: string
  readonly nombre: string
  readonly rol: Rol
  readonly entidad: string
  readonly motivo: Motivo
  readonly asunto: string
  readonly opened_at: Temporal.Instant
  readonly ends_at: Temporal.Instant
  readonly ended_at: Temporal.Instant | null
  readonly ended_by: string | null
  readonly review_due_at: Temporal.Instant
  readonly overdue_at: Temporal.Instant | null
  readonly hallazgo: Hallazgo | null
  readonly reviewed_at: Temporal.Instant | null
  readonly reviewed_by: string | null
}

const ROW = `e.id, e.account, e.nombre, e.rol, e.entidad, e.motivo, e.asunto, e.opened_at, e.ends_at, e.ended_at, e.ended_by,
  e.review_due_at, e.overdue_at, e.hallazgo, e.reviewed_at, e.reviewed_by`

export type NewEmergency = Pick<
  EmergencyRow,
  'id' | 'account' | 'nombre' | 'rol' | 'entidad' | 'motivo' | 'asunto' | 'opened_at' | 'ends_at' | 'review_due_at'
>

/** Holds an account until the transaction ends, so that nobody asks twice at the same moment. */
export async function lockAccount(tx: Queryable, account: string): Promise<void> {
  await tx.query('select 1 from staff.account where id = $1 for update', [account])
}

export async function insertEmergency(tx: Queryable, one: NewEmergency): Promise<void> {
  await tx.query(
    `insert into staff.emergencia (id, account, rol, entidad, motivo, asunto, opened_at, ends_at, review_due_at, nombre)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      one.id,
      one.account,
      one.rol,
      one.entidad,
      one.motivo,
      one.asunto,
      one.opened_at,
      one.ends_at,
      one.review_due_at,
      one.nombre,
    ],
  )
}

export async function anyAuditor(tx: Queryable): Promise<boolean> {
  const [row] = await tx.query<{ any: boolean }>(
    `select exists (select from staff.account where active and rol = 'auditor') as any`,
    [],
  )
  return row!.any
}

/** A notice for every auditor and for the control body of the entidad. */
export async function insertNotices(tx: Queryable, emergencia: string, entidad: string): Promise<void> {
  await tx.query(
    `insert into staff.emergencia_aviso (emergencia, numero, account)
     select $1, row_number() over (order by id), id from staff.account
      where active and (rol = 'auditor' or (rol = 'oic' and entidad = $2))`,
    [emergencia, entidad],
  )
}

export async function countSince(tx: Queryable, account: string, since: Temporal.Instant): Promise<number> {
  const [row] = await tx.query<{ n: number }>(
    'select count(*)::int as n from staff.emergencia where account = $1 and opened_at > $2',
    [account, since],
  )
  return row!.n
}

export async function lockEmergency(tx: Queryable, id: string): Promise<EmergencyRow | undefined> {
  const [row] = await tx.query<EmergencyRow>(`select ${ROW} from staff.emergencia e where e.id = $1 for update`, [id])
  return row
}

/** What an account has not ended, held until the transaction ends. */
export async function lockOpenOf(tx: Queryable, account: string): Promise<EmergencyRow | undefined> {
  const [row] = await tx.query<EmergencyRow>(
    `select ${ROW} from staff.emergencia e where e.account = $1 and e.ended_at is null for update`,
    [account],
  )
  return row
}

export async function markEnded(tx: Queryable, id: string, at: Temporal.Instant, by: string): Promise<void> {
  await tx.query('update staff.emergencia set ended_at = $2, ended_by = $3 where id = $1', [id, at, by])
}

export async function markOverdue(tx: Queryable, id: string, at: Temporal.Instant): Promise<void> {
  await tx.query('update staff.emergencia set overdue_at = $2 where id = $1', [id, at])
}

export async function markReviewed(
  tx: Queryable,
  one: { readonly id: string; readonly hallazgo: Hallazgo; readonly at: Temporal.Instant; readonly by: string },
): Promise<void> {
  await tx.query('update staff.emergencia set hallazgo = $2, reviewed_at = $3, reviewed_by = $4 where id = $1', [
    one.id,
    one.hallazgo,
    one.at,
    one.by,
  ])
}

/** The first time that somebody says that they read it; false when there is nothing to say, or it was said before. */
export async function markAcknowledged(
  tx: Queryable,
  id: string,
  account: string,
  at: Temporal.Instant,
): Promise<boolean> {
  const rows = await tx.query(
    `update staff.emergencia_aviso set acusado_at = $3
      where emergencia = $1 and account = $2 and acusado_at is null returning 1`,
    [id, account, at],
  )
  return rows.length > 0
}

export interface NoticeRow {
  readonly numero: number
  readonly account: string
  readonly nombre: string
  readonly correo: string
  readonly acusado_at: Temporal.Instant | null
}

/** Who is told; whoever has left since is told nothing more. */
export async function selectNotices(db: Queryable, id: string): Promise<NoticeRow[]> {
  return await db.query<NoticeRow>(
    `select n.numero, n.account, a.nombre, a.correo, n.acusado_at
       from staff.emergencia_aviso n join staff.account a on a.id = n.account
      where n.emergencia = $1 and a.active order by n.numero`,
    [id],
  )
}

export async function selectEmergency(db: Queryable, id: string): Promise<EmergencyRow | undefined> {
  const [row] = await db.query<EmergencyRow>(`select ${ROW} from staff.emergencia e where e.id = $1`, [id])
  return row
}

/** The newest first; of one account or one entidad unless null. */
export async function selectEmergencies(
  db: Queryable,
  of: { readonly account: string | null; readonly entidad: string | null },
  limit: number,
): Promise<EmergencyRow[]> {
  return await db.query<EmergencyRow>(
    `select ${ROW} from staff.emergencia e
      where ($1::text is null or e.account = $1) and ($2::text is null or e.entidad = $2)
      order by e.opened_at desc, e.id limit $3`,
    [of.account, of.entidad, limit],
  )
}

/** What this account has not said yet that it read. */
export async function countUnread(db: Queryable, account: string): Promise<number> {
  const [row] = await db.query<{ n: number }>(
    'select count(*)::int as n from staff.emergencia_aviso where account = $1 and acusado_at is null',
    [account],
  )
  return row!.n
}

/** Reviews that nobody has closed, the first due on top. */
export async function selectUnreviewed(db: Queryable): Promise<Pick<EmergencyRow, 'id' | 'review_due_at'>[]> {
  return await db.query('select id, review_due_at from staff.emergencia where reviewed_at is null order by 2, 1', [])
}

/** Those whose time is over, or whose review is late, held until the transaction ends. */
export async function lockDue(tx: Queryable, now: Temporal.Instant): Promise<EmergencyRow[]> {
  return await tx.query<EmergencyRow>(
    `select ${ROW} from staff.emergencia e
      where (e.ended_at is null and e.ends_at <= $1)
         or (e.reviewed_at is null and e.overdue_at is null and e.review_due_at <= $1)
      order by e.opened_at, e.id for update`,
    [now],
  )
}

export async function selectNextDue(db: Queryable): Promise<Temporal.Instant | null> {
  const [row] = await db.query<{ at: Temporal.Instant | null }>(
    `select least((select min(ends_at) from staff.emergencia where ended_at is null),
                  (select min(review_due_at) from staff.emergencia where reviewed_at is null and overdue_at is null)) as at`,
    [],
  )
  return row?.at ?? null
}

/** All of them as the marks of the journal are held to them. */
export async function selectSpans(
  db: Queryable,
): Promise<Pick<EmergencyRow, 'id' | 'account' | 'opened_at' | 'ends_at' | 'ended_at'>[]> {
  return await db.query('select id, account, opened_at, ends_at, ended_at from staff.emergencia', [])
}
