// SQL of announced maintenance.
import type { Queryable, Tx } from '#db'

export interface AvisoRow {
  readonly folio: string
  readonly entidad: string
  readonly inicio: Temporal.Instant
  readonly fin: Temporal.Instant
  readonly que: string
  readonly responde: string
  readonly anuncio: string
  readonly anunciado_at: Temporal.Instant
  readonly aviso_horas: number
  readonly corto: boolean
  readonly cancelo: string | null
  readonly cancelado_at: Temporal.Instant | null
  readonly motivo: string | null
  readonly due_at: Temporal.Instant | null
}

/** The rule that no two of an entidad hold at once. */
export const OVERLAP = '23P01'

const ROW = `folio, entidad, inicio, fin, que, responde, anuncio, anunciado_at, aviso_horas, corto, cancelo, cancelado_at,
  motivo, due_at`

export type NewAviso = Omit<AvisoRow, 'cancelo' | 'cancelado_at' | 'motivo' | 'due_at'>

export async function insertAviso(tx: Tx, one: NewAviso): Promise<void> {
  await tx.query(
    `insert into maintenance.aviso
       (folio, entidad, inicio, fin, que, responde, anuncio, anunciado_at, aviso_horas, corto, due_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $3)`,
    [
      one.folio,
      one.entidad,
      one.inicio,
      one.fin,
      one.que,
      one.responde,
      one.anuncio,
      one.anunciado_at,
      one.aviso_horas,
      one.corto,
    ],
  )
}

export async function callOff(
  tx: Tx,
  one: { readonly folio: string; readonly cancelo: string; readonly at: Temporal.Instant; readonly motivo: string },
): Promise<void> {
  await tx.query(
    'update maintenance.aviso set cancelo = $2, cancelado_at = $3, motivo = $4, due_at = null where folio = $1',
    [one.folio, one.cancelo, one.at, one.motivo],
  )
}

export async function selectAvisos(db: Queryable, entidad: string | null, limit: number): Promise<AvisoRow[]> {
  return await db.query<AvisoRow>(
    `select ${ROW} from maintenance.aviso where $1::text is null or entidad = $1 order by inicio desc, folio limit $2`,
    [entidad, limit],
  )
}

export async function selectAviso(db: Queryable, folio: string): Promise<AvisoRow | undefined> {
  const [row] = await db.query<AvisoRow>(`select ${ROW} from maintenance.aviso where folio = $1`, [folio])
  return row
}

export async function lockAviso(tx: Tx, folio: string): Promise<AvisoRow | undefined> {
  const [row] = await tx.query<AvisoRow>(`select ${ROW} from maintenance.aviso where folio = $1 for update`, [folio])
  return row
}

/** Those that hold at some instant of the span, the earliest first. Called off: until then, and not at all before its begin. */
export async function selectHeld(
  db: Queryable,
  entidad: string | null,
  desde: Temporal.Instant,
  hasta: Temporal.Instant,
): Promise<AvisoRow[]> {
  return await db.query<AvisoRow>(
    `select ${ROW} from maintenance.aviso
      where ($1::text is null or entidad = $1) and inicio < $3 and fin > $2
        and (cancelado_at is null or cancelado_at > greatest(inicio, $2))
      order by inicio, folio`,
    [entidad, desde, hasta],
    'maintenance-held',
  )
}

export async function lockDue(tx: Tx, now: Temporal.Instant): Promise<AvisoRow[]> {
  return await tx.query<AvisoRow>(
    `select ${ROW} from maintenance.aviso where due_at <= $1 order by due_at, folio for update skip locked`,
    [now],
  )
}

export async function setDue(tx: Tx, folio: string, at: Temporal.Instant | null): Promise<void> {
  await tx.query('update maintenance.aviso set due_at = $2 where folio = $1', [folio, at])
}

export async function selectNextDue(db: Queryable): Promise<Temporal.Instant | null> {
  const [row] = await db.query<{ at: Temporal.Instant | null }>(
    'select min(due_at) as at from maintenance.aviso where due_at is not null',
    [],
  )
  return row?.at ?? null
}
