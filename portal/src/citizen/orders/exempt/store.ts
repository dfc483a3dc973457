// SQL of copies without payment and of orders under review.
import type { Queryable, Tx } from '#db'

export async function insertExemption(
  tx: Tx,
  one: {
    folio: string
    acto: string
    propuso: string
    firmo: string
    fundamento: string
    centavos: number
    at: Temporal.Instant
  },
): Promise<void> {
  await tx.query(
    `insert into orders.exencion (folio, acto, propuso, firmo, fundamento, centavos, at) values ($1, $2, $3, $4, $5, $6, $7)`,
    [one.folio, one.acto, one.propuso, one.firmo, one.fundamento, one.centavos, one.at],
  )
}

export interface ReviewRow {
  readonly folio: string
  readonly entidad: string
  readonly importe_centavos: number
  readonly since: Temporal.Instant
}

/** Orders on which people decide, the oldest first. */
export async function selectUnderReview(db: Queryable, entidad: string | null): Promise<ReviewRow[]> {
  return await db.query<ReviewRow>(
    `select s.folio, s.entidad, s.importe_centavos, t.at as since from orders.solicitud s
       join orders.transicion t on t.folio = s.folio and t.version = s.version
      where s.state = 'underReview' and ($1::text is null or s.entidad = $1) order by t.at, s.folio limit 500`,
    [entidad],
  )
}
