// SQL of acts, quotas and alarms.
import type { Queryable, Tx } from '#db'
import type { ActKind, ActState } from './act.ts'

export interface ActRow {
  readonly folio: string
  readonly que: ActKind
  readonly entidad: string
  readonly asunto: string
  /** As its kind keeps it. */
  readonly contenido: object
  readonly motivo: string
  readonly estado: ActState
  readonly propuso: string
  readonly propuesto_at: Temporal.Instant
  readonly vence_at: Temporal.Instant | null
  readonly resolvio: string | null
  readonly resuelto_at: Temporal.Instant | null
  readonly una_persona: boolean
}

const COLUMNS = `folio, que, entidad, asunto, contenido, motivo, estado, propuso, propuesto_at, vence_at, resolvio, resuelto_at, una_persona`

/** False when the same matter has an open act. */
export async function insertAct(
  tx: Tx,
  one: Omit<ActRow, 'estado' | 'resolvio' | 'resuelto_at' | 'vence_at' | 'contenido'> & {
    readonly contenido: object
    readonly vence_at: Temporal.Instant
  },
): Promise<boolean> {
  const rows = await tx.query(
    `insert into acts.acto (folio, que, entidad, asunto, contenido, motivo, propuso, propuesto_at, vence_at, una_persona)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (que, asunto) where estado = 'propuesto' do nothing returning 1`,
    [
      one.folio,
      one.que,
      one.entidad,
      one.asunto,
      JSON.stringify(one.contenido),
      one.motivo,
      one.propuso,
      one.propuesto_at,
      one.vence_at,
      one.una_persona,
    ],
  )
  return rows.length === 1
}

export async function selectAct(db: Queryable, folio: string): Promise<ActRow | undefined> {
  const [row] = await db.query<ActRow>(`select ${COLUMNS} from acts.acto where folio = $1`, [folio])
  return row
}

export async function lockAct(tx: Tx, folio: string): Promise<ActRow | undefined> {
  const [row] = await tx.query<ActRow>(`select ${COLUMNS} from acts.acto where folio = $1 for update`, [folio])
  return row
}

export async function endAct(
  tx: Tx,
  folio: string,
  end: { readonly estado: ActState; readonly resolvio: string | null; readonly at: Temporal.Instant },
): Promise<void> {
  await tx.query(
    'update acts.acto set estado = $2, resolvio = $3, resuelto_at = $4, vence_at = null where folio = $1',
    [folio, end.estado, end.resolvio, end.at],
  )
}

export interface ActFilter {
  readonly entidad: string | null
  readonly que: ActKind | null
  readonly estado: ActState | null
}

/** Those that wait come first, then the newest. */
export async function selectActs(db: Queryable, filter: ActFilter, limit: number): Promise<ActRow[]> {
  return await db.query<ActRow>(
    `select ${COLUMNS} from acts.acto
      where ($1::text is null or entidad = $1) and ($2::text is null or que = $2) and ($3::text is null or estado = $3)
      order by estado <> 'propuesto', propuesto_at desc, folio limit $4`,
    [filter.entidad, filter.que, filter.estado, limit],
  )
}

/** What waits for a second person, counted by kind, without what this account proposed itself. */
export async function countWaiting(
  db: Queryable,
  entidad: string | null,
  cuenta: string,
): Promise<{ que: ActKind; n: number; vence_at: Temporal.Instant }[]> {
  return await db.query(
    `select que, count(*)::int as n, min(vence_at) as vence_at from acts.acto
      where estado = 'propuesto' and propuso <> $2 and ($1::text is null or entidad = $1) group by que order by que`,
    [entidad, cuenta],
  )
}

export async function lockDue(tx: Tx, now: Temporal.Instant, limit: number): Promise<ActRow[]> {
  return await tx.query<ActRow>(
    `select ${COLUMNS} from acts.acto where vence_at <= $1 order by vence_at limit $2 for update skip locked`,
    [now, limit],
  )
}

export async function selectNextDue(db: Queryable): Promise<Temporal.Instant | null> {
  const [row] = await db.query<{ at: Temporal.Instant | null }>('select min(vence_at) as at from acts.acto', [])
  return row?.at ?? null
}

interface Counted {
  readonly entidad: string
  readonly cuenta: string
  readonly que: string
  readonly dia: string
}

/** Counts one more while the quota allows; false when it is used up, however many ask at once. */
export async function reserve(db: Queryable, one: Counted, quota: number): Promise<boolean> {
  const rows = await db.query(
    `insert into acts.cuota as c (entidad, cuenta, que, dia, n) select $1, $2, $3, $4, 1 where $5 > 0
     on conflict (cuenta, que, dia) do update set n = c.n + 1 where c.n < $5 returning n`,
    [one.entidad, one.cuenta, one.que, one.dia, quota],
  )
  return rows.length === 1
}

export async function giveBack(db: Queryable, one: Counted): Promise<void> {
  await db.query('update acts.cuota set n = n - 1 where cuenta = $1 and que = $2 and dia = $3 and n > 0', [
    one.cuenta,
    one.que,
    one.dia,
  ])
}

export interface AlarmRow extends Counted {
  readonly id: string
  readonly tope: number
  readonly at: Temporal.Instant
  readonly vista_por: string | null
  readonly vista_at: Temporal.Instant | null
}

const ALARM = 'id, entidad, cuenta, que, dia::text as dia, tope, at, vista_por, vista_at'

/** False when that day has its alarm already. */
export async function insertAlarm(tx: Tx, one: Omit<AlarmRow, 'vista_por' | 'vista_at'>): Promise<boolean> {
  const rows = await tx.query(
    `insert into acts.alarma (id, entidad, cuenta, que, dia, tope, at) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (cuenta, que, dia) do nothing returning 1`,
    [one.id, one.entidad, one.cuenta, one.que, one.dia, one.tope, one.at],
  )
  return rows.length === 1
}

export async function selectAlarm(db: Queryable, id: string): Promise<AlarmRow | undefined> {
  const [row] = await db.query<AlarmRow>(`select ${ALARM} from acts.alarma where id = $1`, [id])
  return row
}

/** Those that nobody has seen come first, then the newest. */
export async function selectAlarms(db: Queryable, entidad: string | null, limit: number): Promise<AlarmRow[]> {
  return await db.query<AlarmRow>(
    `select ${ALARM} from acts.alarma where $1::text is null or entidad = $1 order by vista_at is not null, at desc limit $2`,
    [entidad, limit],
  )
}

export async function markSeen(tx: Tx, id: string, cuenta: string, at: Temporal.Instant): Promise<boolean> {
  const rows = await tx.query(
    'update acts.alarma set vista_por = $2, vista_at = $3 where id = $1 and vista_at is null returning 1',
    [id, cuenta, at],
  )
  return rows.length === 1
}

/** Acts that are said to be done by two and are not, and exemptions without such an act. */
export async function selectAlone(db: Queryable): Promise<{ folio: string; wrong: boolean }[]> {
  return await db.query(
    `select folio, not una_persona and (resolvio is null or resolvio = propuso) as wrong from acts.acto where estado = 'hecho'`,
    [],
  )
}
