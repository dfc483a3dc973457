// SQL of the waitlist.
import type { Queryable, Tx } from '#db'
import type { Kind } from './wait.ts'

export interface WaitRow {
  readonly id: string
  readonly entidad: string
  readonly que: Kind
  readonly correo: string
  readonly idioma: string
  readonly desde: Temporal.Instant
  readonly vence_at: Temporal.Instant
}

const ROW = 'id, entidad, que, correo, idioma, desde, vence_at'

/** How often this address was given in this hour, this time included. Two at once wait for each other here. */
export async function countAsked(tx: Tx, marca: Buffer, hora: Temporal.Instant): Promise<number> {
  const [row] = await tx.query<{ n: number }>(
    `insert into waitlist.ritmo as r (marca, hora, n) values ($1, $2, 1)
     on conflict (marca, hora) do update set n = r.n + 1 returning n`,
    [marca, hora],
  )
  return row!.n
}

/** What this address waits for elsewhere. */
export async function countOthers(tx: Tx, one: WaitRow): Promise<number> {
  const [row] = await tx.query<{ n: number }>(
    `select count(*)::int as n from waitlist.espera
      where lower(correo) = lower($1) and lote is null and (entidad, que) <> ($2, $3)`,
    [one.correo, one.entidad, one.que],
  )
  return row!.n
}

/** A wait that was asked for before goes on for as long as the page now says. */
export async function upsertWait(tx: Tx, one: WaitRow): Promise<void> {
  await tx.query(
    `insert into waitlist.espera (id, entidad, que, correo, idioma, desde, vence_at) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (lower(correo), entidad, que) where lote is null
       do update set vence_at = excluded.vence_at, idioma = excluded.idioma`,
    [one.id, one.entidad, one.que, one.correo, one.idioma, one.desde, one.vence_at],
  )
}

/** What anybody waits for. */
export async function selectWaitedFor(db: Queryable): Promise<{ entidad: string; que: Kind }[]> {
  return await db.query(
    'select distinct entidad, que from waitlist.espera where lote is null order by entidad, que',
    [],
    'waitlist-waited',
  )
}

/** Takes some of those who wait since before `until` into one telling. Returns how many. */
export async function takeWaiting(
  tx: Tx,
  one: {
    entidad: string
    que: Kind
    until: Temporal.Instant
    lote: string
    vence_at: Temporal.Instant
    limit: number
  },
): Promise<number> {
  const rows = await tx.query(
    `update waitlist.espera set lote = $4, vence_at = $5 where id in (
       select id from waitlist.espera where entidad = $1 and que = $2 and desde <= $3 and lote is null
        order by desde limit $6 for update skip locked) returning id`,
    [one.entidad, one.que, one.until, one.lote, one.vence_at, one.limit],
  )
  return rows.length
}

export async function selectTelling(db: Queryable, lote: string): Promise<WaitRow[]> {
  return await db.query<WaitRow>(`select ${ROW} from waitlist.espera where lote = $1 order by desde, id`, [lote])
}

export async function deleteWait(db: Queryable, id: string): Promise<void> {
  await db.query('delete from waitlist.espera where id = $1', [id])
}

/** Erases what has ended. Returns how many addresses. */
export async function deleteEnded(tx: Tx, now: Temporal.Instant): Promise<number> {
  const gone = await tx.query('delete from waitlist.espera where vence_at <= $1 returning id', [now])
  await tx.query('delete from waitlist.ritmo where hora < $1', [now.subtract({ hours: 1 })])
  return gone.length
}

export async function selectNextEnd(db: Queryable): Promise<Temporal.Instant | null> {
  const [row] = await db.query<{ at: Temporal.Instant | null }>(
    'select min(vence_at) as at from waitlist.espera',
    [],
    'waitlist-next-end',
  )
  return row?.at ?? null
}
