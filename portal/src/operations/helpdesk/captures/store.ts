// SQL of requests to look for an acta, and of the line that they stand in.
import type { Queryable, Tx } from '#db'
import type { TicketState } from '../ticket.ts'
import type { Criteria, Place } from './capture.ts'

export async function insertCapture(tx: Tx, folio: string, criterios: Criteria): Promise<void> {
  await tx.query('insert into helpdesk.captura (folio, criterios) values ($1, $2)', [folio, JSON.stringify(criterios)])
}

export async function selectCapture(db: Queryable, folio: string): Promise<Criteria | null> {
  const [row] = await db.query<{ criterios: Criteria }>('select criterios from helpdesk.captura where folio = $1', [
    folio,
  ])
  return row?.criterios ?? null
}

const LINE = 'helpdesk.captura join helpdesk.reporte using (folio)'

/** Its place in the line of its entidad, counted anew from the rows; null once it has left the line. */
export async function selectPlace(
  db: Queryable,
  one: { folio: string; entidad: string; openedAt: Temporal.Instant },
  open: readonly TicketState[],
): Promise<Place | null> {
  const [row] = await db.query<Place & { dentro: boolean }>(
    `select count(*) filter (where (opened_at, folio) <= ($2::timestamptz, $3)) as lugar, count(*) as total,
            coalesce(bool_or(folio = $3), false) as dentro
       from ${LINE} where entidad = $1 and state = any($4)`,
    [one.entidad, one.openedAt, one.folio, open],
  )
  return row?.dentro ? { lugar: row.lugar, total: row.total } : null
}

export interface LineRow {
  folio: string
  entidad: string | null
  state: TicketState
  opened_at: Temporal.Instant
  due_at: Temporal.Instant | null
  lugar: number
  criterios: Criteria
}

/** The open requests, each with its place; by entidad and in the order of the line. */
export async function selectLine(
  db: Queryable,
  entidad: string | null,
  open: readonly TicketState[],
  limit: number,
): Promise<LineRow[]> {
  return await db.query<LineRow>(
    `select folio, entidad, state, opened_at, criterios,
            row_number() over (partition by entidad order by opened_at, folio) as lugar,
            (select min(due_at) from helpdesk.reloj r
              where r.folio = linea.folio and respuesta_at is null and anulado_at is null) as due_at
       from (select * from ${LINE} where state = any($2) and ($1::text is null or entidad = $1)) as linea
      order by entidad nulls last, opened_at, folio limit $3`,
    [entidad, open, limit],
  )
}
