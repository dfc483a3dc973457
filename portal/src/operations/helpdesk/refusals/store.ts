// SQL of refusals of a copy.
import type { Claves, Queryable, Tx } from '#db'
import type { Door, RefusalState } from './refusal.ts'

export interface RefusalRow {
  folio: string
  state: RefusalState
  version: number
  opened_at: Temporal.Instant
  fecha: string
  entidad: string | null
  autoridad: string | null
  autoridad_otra: string | null
  clase: 'autoridad' | 'particular'
  oficina: string | null
  veredicto: string
  verificacion: string
}

const COLUMNS =
  'folio, state, version, opened_at, fecha, entidad, autoridad, autoridad_otra, clase, oficina, veredicto, verificacion'

/** Two reports of one copy at the same instant wait for each other, so that they become one case. */
export async function lockCopy(tx: Tx, copiaHash: Buffer): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1)', [copiaHash.readBigInt64BE(0)])
}

/** The case that a report belongs to: same copy, same authority or one of the two unnamed, in a few days. */
export async function findSame(
  tx: Tx,
  one: { copiaHash: Buffer; autoridad: string | null; otra: string | null; fecha: string; days: number },
): Promise<RefusalRow | undefined> {
  const [row] = await tx.query<RefusalRow>(
    `select ${COLUMNS} from helpdesk.rechazo
      where copia_hash = $1 and fecha between $4::date - $5::int and $4::date + $5::int
        and ($2::text is null or autoridad is null or (autoridad = $2 and autoridad_otra is not distinct from $3))
      order by autoridad is null, opened_at limit 1 for update`,
    [one.copiaHash, one.autoridad, one.otra, one.fecha, one.days],
  )
  return row
}

export async function insertRefusal(
  tx: Tx,
  one: Omit<RefusalRow, 'state' | 'version'> & { copiaHash: Buffer },
): Promise<RefusalRow> {
  const [row] = await tx.query<RefusalRow>(
    `insert into helpdesk.rechazo (folio, state, version, opened_at, fecha, copia_hash, entidad, autoridad, autoridad_otra,
       clase, oficina, veredicto, verificacion)
     values ($1, 'received', 0, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning ${COLUMNS}`,
    [
      one.folio,
      one.opened_at,
      one.fecha,
      one.copiaHash,
      one.entidad,
      one.autoridad,
      one.autoridad_otra,
      one.clase,
      one.oficina,
      one.veredicto,
      one.verificacion,
    ],
  )
  return row!
}

/** A later report named the authority that the first one left out. */
export async function nameAuthority(
  tx: Tx,
  folio: string,
  one: { autoridad: string; otra: string | null; clase: string; oficina: string | null },
): Promise<void> {
  await tx.query(
    `update helpdesk.rechazo set autoridad = $2, autoridad_otra = $3, clase = $4, oficina = coalesce(oficina, $5)
      where folio = $1 and autoridad is null`,
    [folio, one.autoridad, one.otra, one.clase, one.oficina],
  )
}

export async function insertSource(
  tx: Tx,
  rechazo: string,
  one: { puerta: Door; actor: string; reporte: string | null; palabras: string; at: Temporal.Instant },
): Promise<void> {
  await tx.query(
    'insert into helpdesk.fuente (rechazo, puerta, actor, reporte, palabras, at) values ($1, $2, $3, $4, $5, $6)',
    [rechazo, one.puerta, one.actor, one.reporte, one.palabras, one.at],
  )
}

export async function updateState(
  tx: Tx,
  folio: string,
  one: {
    version: number
    step: string
    from: RefusalState | null
    to: RefusalState
    actor: string
    at: Temporal.Instant
  },
): Promise<void> {
  const rows = await tx.query(
    'update helpdesk.rechazo set state = $2, version = $3 where folio = $1 and version = $3 - 1 returning 1',
    [folio, one.to, one.version],
  )
  if (rows.length !== 1) throw new Error(`refusal ${folio} moved on under a lock`)
  await tx.query(
    `insert into helpdesk.rechazo_suceso (folio, version, event, from_state, to_state, actor, at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [folio, one.version, one.step, one.from, one.to, one.actor, one.at],
  )
}

export async function insertMail(
  tx: Tx,
  folio: string,
  one: { readonly correo: string; readonly withCode: boolean; readonly idioma: string },
): Promise<void> {
  await tx.query(
    `insert into helpdesk.rechazo_correo (folio, correo, con_codigo, idioma) values ($1, $2, $3, $4)
     on conflict do nothing`,
    [folio, one.correo, one.withCode, one.idioma],
  )
}

export interface MailRow {
  readonly correo: string
  readonly con_codigo: boolean
  readonly idioma: string
  readonly mailed_at: Temporal.Instant | null
}

export async function selectMail(db: Queryable, folio: string): Promise<MailRow | undefined> {
  const [row] = await db.query<MailRow>(
    'select correo, con_codigo, idioma, mailed_at from helpdesk.rechazo_correo where folio = $1',
    [folio],
  )
  return row
}

export async function markMailed(db: Queryable, folio: string, at: Temporal.Instant): Promise<void> {
  await db.query('update helpdesk.rechazo_correo set mailed_at = $2 where folio = $1', [folio, at])
}

export async function selectRefusal(db: Queryable, folio: string): Promise<RefusalRow | undefined> {
  const [row] = await db.query<RefusalRow>(`select ${COLUMNS} from helpdesk.rechazo where folio = $1`, [folio])
  return row
}

export async function lockRefusal(tx: Tx, folio: string): Promise<RefusalRow | undefined> {
  const [row] = await tx.query<RefusalRow>(`select ${COLUMNS} from helpdesk.rechazo where folio = $1 for update`, [
    folio,
  ])
  return row
}

export async function selectSources(
  db: Queryable,
  folio: string,
): Promise<{ puerta: Door; actor: string; palabras: string; at: Temporal.Instant }[]> {
  return await db.query('select puerta, actor, palabras, at from helpdesk.fuente where rechazo = $1 order by id', [
    folio,
  ])
}

export async function selectLife(
  db: Queryable,
  folio: string,
): Promise<{ to_state: RefusalState; actor: string; at: Temporal.Instant }[]> {
  return await db.query('select to_state, actor, at from helpdesk.rechazo_suceso where folio = $1 order by version', [
    folio,
  ])
}

export interface CaseRow extends RefusalRow {
  puertas: Door[]
  huella: string
  fundado: boolean
}

/** Cases by the day of the refusal, with the doors that each came through. An unfounded one stands there and does not count. */
export async function selectCases(db: Queryable, from: string, to: string, entidad: string | null): Promise<CaseRow[]> {
  return await db.query<CaseRow>(
    `select ${COLUMNS}, encode(copia_hash, 'hex') as huella,
            (select array_agg(f.puerta order by f.id) from helpdesk.fuente f where f.rechazo = r.folio) as puertas,
            not exists (select 1 from helpdesk.rechazo_suceso s
                         where s.folio = r.folio and s.to_state in ('unfounded', 'insufficient')) as fundado
       from helpdesk.rechazo r where fecha between $1 and $2 and ($3::text is null or entidad = $3)
      order by opened_at, folio`,
    [from, to, entidad],
  )
}

export interface CountsRow {
  recibidas: number
  casos: number
  particulares: number
  improcedentes: number
  maximo: number
  gobmx: number
  mesa_local: number
  oic: number
  contraloria: number
}

/** Cases by the day of the refusal: of each of these entidades that has any, and with null of all together. */
export async function selectCounts(
  db: Queryable,
  from: string,
  to: string,
  claves: Claves,
): Promise<(CountsRow & { entidad: string | null })[]> {
  return await db.query(
    `with caso as (
       select r.*, de, not exists (select 1 from helpdesk.rechazo_suceso s
                where s.folio = r.folio and s.to_state in ('unfounded', 'insufficient')) as fundado
         from helpdesk.rechazo r cross join lateral (select r.entidad where r.entidad = any($3) union all select '' where $4) as of (de)
        where fecha between $1 and $2),
     contado as (select * from caso where fundado and clase = 'autoridad'),
     de_caso as (
       select de, count(*) filter (where fundado and clase = 'autoridad') as casos,
              count(*) filter (where clase = 'particular') as particulares, count(*) filter (where not fundado) as improcedentes
         from caso group by de),
     por_puerta as (
       select de, count(*) as recibidas, ${['gobmx', 'mesaLocal', 'oic', 'contraloria'].map((one) => `count(*) filter (where puerta = '${one}' and fundado and clase = 'autoridad') as "${one}"`).join(', ')}
         from helpdesk.fuente f join caso on caso.folio = f.rechazo group by de),
     por_autoridad as (
       select de, max(n) as maximo from (select de, count(*) as n from contado where autoridad is not null
          group by de, autoridad, autoridad_otra) as una group by de)
     select nullif(de, '') as entidad, coalesce(recibidas, 0) as recibidas, casos, particulares, improcedentes,
            coalesce(maximo, 0) as maximo, coalesce(gobmx, 0) as gobmx, coalesce("mesaLocal", 0) as mesa_local,
            coalesce(oic, 0) as oic, coalesce(contraloria, 0) as contraloria
       from de_caso left join por_puerta using (de) left join por_autoridad using (de)`,
    [from, to, claves.filter((one) => one !== null), claves.includes(null)],
  )
}

export async function countInState(
  db: Queryable,
  states: readonly RefusalState[],
  entidad: string | null,
): Promise<number> {
  const [row] = await db.query<{ n: number }>(
    'select count(*) as n from helpdesk.rechazo where state = any($1) and ($2::text is null or entidad = $2)',
    [states, entidad],
  )
  return row!.n
}

/** The cases that were told about one copy. */
export async function selectOfCopy(db: Queryable, copiaHash: Buffer): Promise<string[]> {
  const rows = await db.query<{ folio: string }>('select folio from helpdesk.rechazo where copia_hash = $1', [
    copiaHash,
  ])
  return rows.map((one) => one.folio)
}
