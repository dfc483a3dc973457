// SQL of holders.
import type { Queryable, Tx } from '#db'
import type { Kept } from './record.ts'

export interface HolderRow {
  id: string
  curp_blind: Buffer
  idioma: string
  correo: string | null
  correo_nuevo: string | null
  avisa: boolean
  candado_desde: Temporal.Instant | null
}

const HOLDER = 'id, curp_blind, idioma, correo, correo_nuevo, avisa, candado_desde'

export async function selectByRecord(db: Queryable, blind: Buffer): Promise<HolderRow | undefined> {
  const [row] = await db.query<HolderRow>(
    `select ${HOLDER} from holders.titular where curp_blind = $1`,
    [blind],
    'holders-by-record',
  )
  return row
}

export async function selectHolder(db: Queryable, id: string): Promise<HolderRow | undefined> {
  const [row] = await db.query<HolderRow>(`select ${HOLDER} from holders.titular where id = $1`, [id])
  return row
}

export async function lockHolder(tx: Tx, id: string): Promise<HolderRow> {
  const [row] = await tx.query<HolderRow>(`select ${HOLDER} from holders.titular where id = $1 for update`, [id])
  return row!
}

/** Whoever signs in for the first time gets a row; the others keep theirs, in the language that they speak now. */
export async function upsertHolder(
  tx: Tx,
  one: { id: string; blind: Buffer; at: Temporal.Instant; idioma: string },
): Promise<HolderRow> {
  const [row] = await tx.query<HolderRow>(
    `insert into holders.titular (id, curp_blind, created_at, idioma) values ($1, $2, $3, $4)
     on conflict (curp_blind) do update set idioma = excluded.idioma returning ${HOLDER}`,
    [one.id, one.blind, one.at, one.idioma],
  )
  return row!
}

export async function updateHolder(tx: Tx, one: HolderRow): Promise<void> {
  await tx.query(
    'update holders.titular set correo = $2, correo_nuevo = $3, avisa = $4, candado_desde = $5, idioma = $6 where id = $1',
    [one.id, one.correo, one.correo_nuevo, one.avisa, one.candado_desde, one.idioma],
  )
}

export async function insertLook(
  tx: Tx,
  one: { blind: Buffer; at: Temporal.Instant; que: Kept; folio: string | null },
): Promise<void> {
  await tx.query(
    'insert into holders.vista (curp_blind, at, que, folio) values ($1, $2, $3, $4)',
    [one.blind, one.at, one.que, one.folio],
    'holders-look',
  )
}

export async function selectLooks(
  db: Queryable,
  blind: Buffer,
  limit: number,
): Promise<{ at: Temporal.Instant; que: Kept; folio: string | null }[]> {
  return await db.query(
    'select at, que, folio from holders.vista where curp_blind = $1 order by at desc, id desc limit $2',
    [blind, limit],
  )
}

/** How many of this kind there were today, this one included. */
export async function countToday(tx: Tx, titular: string, dia: string, que: string): Promise<number> {
  const [row] = await tx.query<{ n: number }>(
    `insert into holders.tope (titular, dia, que, n) values ($1, $2, $3, 1)
     on conflict (titular, dia, que) do update set n = holders.tope.n + 1 returning n`,
    [titular, dia, que],
  )
  return row!.n
}

export interface SessionRow {
  titular: string
  seen_at: Temporal.Instant
  device: Buffer
  second_at: Temporal.Instant | null
}

export async function insertSession(
  tx: Tx,
  one: {
    idHash: Buffer
    titular: string
    at: Temporal.Instant
    endsAt: Temporal.Instant
    device: Buffer
    secondAt: Temporal.Instant | null
  },
): Promise<void> {
  await tx.query(
    `insert into holders.sesion (id_hash, titular, started_at, seen_at, ends_at, device, second_at)
     values ($1, $2, $3, $3, $4, $5, $6)`,
    [one.idHash, one.titular, one.at, one.endsAt, one.device, one.secondAt],
  )
}

/** A living session: neither ended, nor silent since before `seenAfter`. */
export async function selectSession(
  db: Queryable,
  idHash: Buffer,
  now: Temporal.Instant,
  seenAfter: Temporal.Instant,
): Promise<SessionRow | undefined> {
  const [row] = await db.query<SessionRow>(
    `select titular, seen_at, device, second_at from holders.sesion
      where id_hash = $1 and revoked_at is null and ends_at > $2 and seen_at > $3`,
    [idHash, now, seenAfter],
  )
  return row
}

export async function markSeen(db: Queryable, idHash: Buffer, now: Temporal.Instant): Promise<void> {
  await db.query('update holders.sesion set seen_at = $2 where id_hash = $1', [idHash, now])
}

/** Whose session ended; undefined when it had ended before. */
export async function revokeSession(tx: Tx, idHash: Buffer, now: Temporal.Instant): Promise<string | undefined> {
  const [row] = await tx.query<{ titular: string }>(
    'update holders.sesion set revoked_at = $2 where id_hash = $1 and revoked_at is null returning titular',
    [idHash, now],
  )
  return row?.titular
}

/** False when this beginning was spent before. */
export async function spendBeginning(tx: Tx, stateHash: Buffer, expiresAt: Temporal.Instant): Promise<boolean> {
  const rows = await tx.query(
    'insert into holders.entrada (state_hash, expires_at) values ($1, $2) on conflict do nothing returning 1',
    [stateHash, expiresAt],
  )
  return rows.length === 1
}

/** Sessions and beginnings live in the machine's time, looks and counts in that of the service. */
export async function deleteOld(
  db: Queryable,
  old: { machine: Temporal.Instant; looksBefore: Temporal.Instant; today: string },
): Promise<void> {
  await db.query('delete from holders.sesion where ends_at <= $1', [old.machine])
  await db.query('delete from holders.entrada where expires_at <= $1', [old.machine])
  await db.query('delete from holders.vista where at < $1', [old.looksBefore])
  await db.query('delete from holders.tope where dia < $1::date', [old.today])
}
