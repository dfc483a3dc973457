// SQL of the survey.
import { groupsOf } from '#db'
import type { Claves, Queryable, Tx } from '#db'

export type Progress = 'mostrada' | 'respondida' | 'comentada'

export interface CellRow {
  dia: string
  entidad: string
  canal: string
  resultado: string
  cara: string
  n: number
}

/** Notes that an invitation was shown; false when it had been before. */
export async function insertInvitation(tx: Tx, hash: Buffer): Promise<boolean> {
  const rows = await tx.query(
    `insert into survey.invitacion (hash, estado) values ($1, 'mostrada') on conflict do nothing returning 1`,
    [hash],
  )
  return rows.length === 1
}

export async function selectProgress(db: Queryable, hash: Buffer): Promise<Progress | null> {
  const [row] = await db.query<{ estado: Progress }>('select estado from survey.invitacion where hash = $1', [hash])
  return row?.estado ?? null
}

/** Moves an invitation on from one of `from`; false when it stands elsewhere. */
export async function advance(tx: Tx, hash: Buffer, from: readonly Progress[], to: Progress): Promise<boolean> {
  const rows = await tx.query(
    'update survey.invitacion set estado = $3 where hash = $1 and estado = any($2) returning 1',
    [hash, from, to],
  )
  return rows.length === 1
}

export async function addOne(tx: Tx, one: Omit<CellRow, 'n'>): Promise<void> {
  await tx.query(
    `insert into survey.cuenta as c (dia, entidad, canal, resultado, cara, n) values ($1, $2, $3, $4, $5, 1)
     on conflict (dia, entidad, canal, resultado, cara) do update set n = c.n + 1`,
    [one.dia, one.entidad, one.canal, one.resultado, one.cara],
  )
}

/** Adds a comment and writes those of its day anew in an order of chance: whoever copies the table cannot tell who came when. */
export async function insertComment(
  tx: Tx,
  one: { dia: string; entidad: string; canal: string; resultado: string; cara: string | null; comentario: string },
): Promise<void> {
  await tx.query(
    `with kept as (delete from survey.comentario where dia = $1 and entidad = $2
       returning dia, entidad, canal, resultado, cara, comentario)
     insert into survey.comentario (dia, entidad, canal, resultado, cara, comentario)
     select * from (select * from kept union all select $1::date, $2, $3, $4, $5, $6) as day order by random()`,
    [one.dia, one.entidad, one.canal, one.resultado, one.cara, one.comentario],
  )
}

export interface TotalsRow {
  mostradas: number
  mal: number
  regular: number
  bien: number
}

/** The counts of each of these entidades that has any, and with null of all together (`entidad` is then null). */
export async function selectTotals(
  db: Queryable,
  from: string,
  to: string,
  claves: Claves,
): Promise<(TotalsRow & { entidad: string | null })[]> {
  const sum = (cara: string): string => `coalesce(sum(n) filter (where cara = '${cara}'), 0)::bigint as`
  const of = groupsOf(claves, 3)
  return await db.query(
    `select ${of.entidad} as entidad,
            ${sum('mostrada')} mostradas, ${sum('mal')} mal, ${sum('regular')} regular, ${sum('bien')} bien
       from survey.cuenta where dia between $1 and $2 ${of.where} group by ${of.by}`,
    [from, to, ...of.values],
  )
}

export async function selectCells(db: Queryable, from: string, to: string, entidad: string | null): Promise<CellRow[]> {
  return await db.query<CellRow>(
    `select dia, entidad, canal, resultado, cara, n from survey.cuenta
      where dia between $1 and $2 and ($3::text is null or entidad = $3) order by dia, entidad, canal, resultado, cara`,
    [from, to, entidad],
  )
}

export async function selectComments(
  db: Queryable,
  from: string,
  to: string,
  entidad: string | null,
  limit: number,
): Promise<{ dia: string; entidad: string; cara: string | null; comentario: string }[]> {
  return await db.query(
    `select dia, entidad, cara, comentario from survey.comentario
      where dia between $1 and $2 and ($3::text is null or entidad = $3) order by dia desc, comentario limit $4`,
    [from, to, entidad, limit],
  )
}
