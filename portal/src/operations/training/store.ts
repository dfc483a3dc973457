// SQL of training: records of drills and who attests them. Both are only ever added to.
import type { Queryable } from '#db'

export interface RecordRow {
  readonly id: string
  readonly account: string
  readonly entidad: string | null
  readonly simulacro: string
  readonly modo: 'programa' | 'dos_personas' | 'sin_efecto'
  readonly hecho_at: Temporal.Instant
  readonly asunto: string | null
  readonly entrada: number | null
  readonly por: string
  readonly at: Temporal.Instant
}

export async function insertRecord(tx: Queryable, one: RecordRow & { readonly version: string }): Promise<boolean> {
  const rows = await tx.query(
    `insert into training.registro (id, account, entidad, simulacro, version, modo, hecho_at, asunto, entrada, por, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing returning 1`,
    [
      one.id,
      one.account,
      one.entidad,
      one.simulacro,
      one.version,
      one.modo,
      one.hecho_at,
      one.asunto,
      one.entrada,
      one.por,
      one.at,
    ],
  )
  return rows.length > 0
}

export async function insertTestimony(
  tx: Queryable,
  one: { readonly registro: string; readonly account: string; readonly por: string; readonly at: Temporal.Instant },
): Promise<boolean> {
  const rows = await tx.query(
    `insert into training.testimonio (registro, account, por, at) values ($1, $2, $3, $4)
     on conflict do nothing returning 1`,
    [one.registro, one.account, one.por, one.at],
  )
  return rows.length > 0
}

export type ReadRow = RecordRow & {
  readonly atestado_por: string | null
  readonly atestado_at: Temporal.Instant | null
}

const ROW = `r.id, r.account, r.entidad, r.simulacro, r.modo, r.hecho_at, r.asunto, r.entrada, r.por, r.at,
  w.por as atestado_por, w.at as atestado_at`

/** All records, the newest first. */
export async function selectRecords(db: Queryable): Promise<ReadRow[]> {
  return await db.query<ReadRow>(
    `select ${ROW} from training.registro r left join training.testimonio w on w.registro = r.id order by r.seq desc`,
    [],
  )
}

export async function selectRecord(tx: Queryable, id: string): Promise<ReadRow | undefined> {
  const [row] = await tx.query<ReadRow>(
    `select ${ROW} from training.registro r left join training.testimonio w on w.registro = r.id where r.id::text = $1`,
    [id],
  )
  return row
}
