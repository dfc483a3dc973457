// SQL of corrections that people ask for.
import type { Queryable, Tx } from '#db'
import type { TicketState } from '../ticket.ts'
import type { Correction } from './correction.ts'

export async function insertCorrections(tx: Tx, folio: string, list: readonly Correction[]): Promise<void> {
  for (const [i, one] of list.entries())
    await tx.query('insert into helpdesk.correccion (folio, n, dato, dice, debe_decir) values ($1, $2, $3, $4, $5)', [
      folio,
      i + 1,
      one.dato,
      one.dice,
      one.debeDecir,
    ])
}

export async function selectCorrections(db: Queryable, folio: string): Promise<Correction[]> {
  return await db.query<Correction>(
    'select dato, dice, debe_decir as "debeDecir" from helpdesk.correccion where folio = $1 order by n',
    [folio],
  )
}

/** Two reports of one thing at the same instant wait for each other, so that they become one. */
export async function lockSubject(tx: Tx, asunto: Buffer): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1)', [asunto.readBigInt64BE(0)])
}

/** The first open report of this kind about the same thing that already names all of these data. */
export async function selectRepeated(
  db: Queryable,
  one: { asunto: Buffer; tipo: string; datos: readonly string[]; open: readonly TicketState[] },
): Promise<{ folio: string; sobre: string | null } | undefined> {
  const [row] = await db.query<{ folio: string; sobre: string | null }>(
    `select folio, sobre from helpdesk.reporte r
      where asunto = $1 and tipo = $2 and state = any($4)
        and not exists (select 1 from unnest($3::text[]) as wanted(dato)
                         where not exists (select 1 from helpdesk.correccion c
                                            where c.folio = r.folio and c.dato = wanted.dato))
      order by opened_at, folio limit 1`,
    [one.asunto, one.tipo, one.datos, one.open],
  )
  return row
}
