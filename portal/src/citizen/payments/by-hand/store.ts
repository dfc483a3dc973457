// SQL of what is due to payers and no program can give back: money that came over a counter.
import type { Queryable, Tx } from '#db'

export interface DueRow {
  readonly clase: 'solicitud' | 'excedente'
  /** The folio of the order, or the key of the deposit. */
  readonly id: string
  readonly folio: string
  readonly entidad: string
  readonly centavos: number
  readonly due_at: Temporal.Instant
}

const DUE = `select 'solicitud' as clase, r.folio as id, r.folio, f.entidad, r.centavos, r.due_at
    from payments.refund r join payments.capture c using (folio) join payments.reference f using (folio)
   where r.settled_at is null and c.channel = 'referencia'
  union all
  select 'excedente', deposit, folio, entidad, centavos, due_at from payments.surplus where settled_at is null`

export async function selectDue(db: Queryable, entidad: string | null): Promise<DueRow[]> {
  return await db.query<DueRow>(
    `select * from (${DUE}) due where $1::text is null or entidad = $1 order by due_at, id limit 500`,
    [entidad],
  )
}

export async function selectOneDue(db: Queryable, clase: string, id: string): Promise<DueRow | undefined> {
  const [row] = await db.query<DueRow>(`select * from (${DUE}) due where clase = $1 and id = $2`, [clase, id])
  return row
}

/** Closes it once; false when somebody did so before. */
export async function settle(
  tx: Tx,
  { clase, id }: Pick<DueRow, 'clase' | 'id'>,
  rastreo: string,
  at: Temporal.Instant,
): Promise<boolean> {
  const sql =
    clase === 'solicitud'
      ? 'update payments.refund set settled_at = $2, rastreo = $3 where folio = $1 and settled_at is null returning 1'
      : 'update payments.surplus set settled_at = $2, rastreo = $3 where deposit = $1 and settled_at is null returning 1'
  return (await tx.query(sql, [id, at, rastreo])).length === 1
}
