// SQL of onboarding.
import type { Queryable, Tx } from '#db'
import type { Estado, Severidad } from './observation.ts'

export interface LiaisonRow {
  id: string
  entidad: string | null
  tipo: 'vun' | 'gobmx' | 'tecnico'
  orden: number
  nombre: string
  correo: string
}

export interface ObservationRow {
  id: string
  entidad: string
  codigo: string
  perfil: string
  severidad: Severidad
  titulo: string
  esperado: string
  paso: string
  estado: Estado
  version: number
  reaperturas: number
  abierta_at: Temporal.Instant
  vence_at: Temporal.Instant
  cerrada_at: Temporal.Instant | null
  sintetico: boolean
}

export interface StepRow {
  observacion: string
  version: number
  event: string
  to_state: Estado
  actor: string
  evidencia: string
  at: Temporal.Instant
}

export interface ReportRow {
  id: string
  entidad: string
  numero: number
  contenido: unknown
  sha256: string
  pedido_por: string
  at: Temporal.Instant
}

export interface DeliveryRow {
  reporte: string
  enlace: string
  nombre: string
  correo: string
  orden: number
  estado: 'pendiente' | 'enviada' | 'devuelta'
  enviada_at: Temporal.Instant | null
  acusada_at: Temporal.Instant | null
}

export async function lockIfEmpty(tx: Tx): Promise<boolean> {
  await tx.query('lock table onboarding.enlace in share row exclusive mode', [])
  const [row] = await tx.query<{ n: number }>('select count(*)::int as n from onboarding.enlace', [])
  return row?.n === 0
}

export async function insertLiaison(tx: Tx, one: LiaisonRow & { at: Temporal.Instant }): Promise<void> {
  await tx.query(
    `insert into onboarding.enlace (id, entidad, tipo, orden, nombre, correo, changed_at) values ($1, $2, $3, $4, $5, $6, $7)`,
    [one.id, one.entidad, one.tipo, one.orden, one.nombre, one.correo, one.at],
  )
}

/** Changes who a liaison is; false when there is none with this name. */
export async function updateLiaison(
  tx: Tx,
  one: { id: string; nombre: string; correo: string; at: Temporal.Instant },
): Promise<LiaisonRow | undefined> {
  const [row] = await tx.query<LiaisonRow>(
    `update onboarding.enlace set nombre = $2, correo = $3, changed_at = $4 where id = $1
     returning id, entidad, tipo, orden, nombre, correo`,
    [one.id, one.nombre, one.correo, one.at],
  )
  return row
}

export async function mailIsTaken(tx: Tx, correo: string, except: string): Promise<boolean> {
  const rows = await tx.query('select 1 from onboarding.enlace where lower(correo) = lower($1) and id <> $2', [
    correo,
    except,
  ])
  return rows.length > 0
}

export async function selectLiaisons(db: Queryable, entidad: string | null = null): Promise<LiaisonRow[]> {
  return await db.query<LiaisonRow>(
    `select id, entidad, tipo, orden, nombre, correo from onboarding.enlace
      where $1::text is null or entidad = $1 order by entidad nulls first, tipo, orden`,
    [entidad],
  )
}

const OBSERVATION = `id, entidad, codigo, perfil, severidad, titulo, esperado, paso, estado, version, reaperturas, abierta_at,
  vence_at, cerrada_at, sintetico`

export async function insertObservation(tx: Tx, one: ObservationRow): Promise<void> {
  await tx.query(
    `insert into onboarding.observacion (${OBSERVATION})
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    [
      one.id,
      one.entidad,
      one.codigo,
      one.perfil,
      one.severidad,
      one.titulo,
      one.esperado,
      one.paso,
      one.estado,
      one.version,
      one.reaperturas,
      one.abierta_at,
      one.vence_at,
      one.cerrada_at,
      one.sintetico,
    ],
  )
}

export async function updateObservation(tx: Tx, one: ObservationRow): Promise<void> {
  await tx.query(
    'update onboarding.observacion set estado = $2, version = $3, reaperturas = $4, cerrada_at = $5 where id = $1',
    [one.id, one.estado, one.version, one.reaperturas, one.cerrada_at],
  )
}

export async function lockObservation(tx: Tx, id: string): Promise<ObservationRow | undefined> {
  const [row] = await tx.query<ObservationRow>(
    `select ${OBSERVATION} from onboarding.observacion where id = $1 for update`,
    [id],
  )
  return row
}

export async function selectObservations(db: Queryable, entidad: string | null): Promise<ObservationRow[]> {
  return await db.query<ObservationRow>(
    `select ${OBSERVATION} from onboarding.observacion where $1::text is null or entidad = $1
      order by entidad, array_position(array['bloqueante', 'mayor', 'menor', 'sugerencia'], severidad), vence_at, id`,
    [entidad],
  )
}

/** The observations of an entidad, so that none can change before the transaction ends. */
export async function lockObservations(tx: Tx, entidad: string): Promise<ObservationRow[]> {
  return await tx.query<ObservationRow>(
    `select ${OBSERVATION} from onboarding.observacion where entidad = $1 order by id for update`,
    [entidad],
  )
}

export async function insertStep(tx: Tx, one: StepRow & { from: Estado | null }): Promise<void> {
  await tx.query(
    `insert into onboarding.transicion (observacion, version, from_state, event, to_state, actor, evidencia, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [one.observacion, one.version, one.from, one.event, one.to_state, one.actor, one.evidencia, one.at],
  )
}

export async function selectSteps(db: Queryable, entidad: string): Promise<StepRow[]> {
  return await db.query<StepRow>(
    `select t.observacion, t.version, t.event, t.to_state, t.actor, t.evidencia, t.at
       from onboarding.transicion t join onboarding.observacion o on o.id = t.observacion
      where o.entidad = $1 order by t.observacion, t.version`,
    [entidad],
  )
}

export async function lastActorOf(tx: Tx, observacion: string, event: string): Promise<string | undefined> {
  const [row] = await tx.query<{ actor: string }>(
    `select actor from onboarding.transicion where observacion = $1 and event = $2 order by version desc limit 1`,
    [observacion, event],
  )
  return row?.actor
}

/** Two buttons pressed at once must not give one number twice. */
export async function lockReports(tx: Tx): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtext('onboarding.reportes'))`, [])
}

export async function insertReport(tx: Tx, one: ReportRow): Promise<void> {
  await tx.query(
    `insert into onboarding.reporte (id, entidad, numero, contenido, sha256, pedido_por, at) values ($1, $2, $3, $4, $5, $6, $7)`,
    [one.id, one.entidad, one.numero, JSON.stringify(one.contenido), one.sha256, one.pedido_por, one.at],
  )
}

export async function selectReport(db: Queryable, id: string): Promise<ReportRow | undefined> {
  const [row] = await db.query<ReportRow>(
    'select id, entidad, numero, contenido, sha256, pedido_por, at from onboarding.reporte where id = $1',
    [id],
  )
  return row
}

export async function selectLastReport(db: Queryable, entidad: string): Promise<ReportRow | undefined> {
  const [row] = await db.query<ReportRow>(
    `select id, entidad, numero, contenido, sha256, pedido_por, at from onboarding.reporte where entidad = $1
      order by numero desc limit 1`,
    [entidad],
  )
  return row
}

export async function selectReports(
  db: Queryable,
  entidad: string | null,
): Promise<(DeliveryRow & { entidad: string; numero: number; at: Temporal.Instant })[]> {
  return await db.query(
    `select e.reporte, e.enlace, e.nombre, e.correo, e.orden, e.estado, e.enviada_at, e.acusada_at, r.entidad, r.numero, r.at
       from onboarding.entrega e join onboarding.reporte r on r.id = e.reporte
      where $1::text is null or r.entidad = $1 order by r.at desc, r.entidad, r.numero desc, e.orden`,
    [entidad],
  )
}

export async function insertDelivery(tx: Tx, reporte: string, to: LiaisonRow): Promise<void> {
  await tx.query(
    `insert into onboarding.entrega (reporte, enlace, nombre, correo, orden, estado) values ($1, $2, $3, $4, $5, 'pendiente')
     on conflict (reporte, enlace) do nothing`,
    [reporte, to.id, to.nombre, to.correo, to.orden],
  )
}

const DELIVERY = 'reporte, enlace, nombre, correo, orden, estado, enviada_at, acusada_at'

export async function selectDeliveries(db: Queryable, reporte: string): Promise<DeliveryRow[]> {
  return await db.query<DeliveryRow>(`select ${DELIVERY} from onboarding.entrega where reporte = $1 order by orden`, [
    reporte,
  ])
}

/** Notes how a delivery ended; false when it had ended before. */
export async function endDelivery(
  tx: Tx,
  one: { reporte: string; enlace: string; estado: 'enviada' | 'devuelta'; at: Temporal.Instant },
): Promise<boolean> {
  const rows = await tx.query(
    `update onboarding.entrega set estado = $3, enviada_at = $4 where reporte = $1 and enlace = $2 and estado = 'pendiente'
     returning enlace`,
    [one.reporte, one.enlace, one.estado, one.at],
  )
  return rows.length === 1
}

/** Notes the first acknowledgement; false when there was one before. */
export async function markAcknowledged(
  tx: Tx,
  reporte: string,
  enlace: string,
  at: Temporal.Instant,
): Promise<boolean> {
  const rows = await tx.query(
    `update onboarding.entrega set acusada_at = $3 where reporte = $1 and enlace = $2 and acusada_at is null returning enlace`,
    [reporte, enlace, at],
  )
  return rows.length === 1
}

export async function insertDeadline(tx: Tx, evento: string, due: Temporal.Instant): Promise<void> {
  await tx.query('insert into onboarding.plazo (evento, due_at) values ($1, $2) on conflict do nothing', [evento, due])
}

/** Takes what fell due, so that no second sweep takes it too. */
export async function takeDue(tx: Tx, now: Temporal.Instant): Promise<string[]> {
  const rows = await tx.query<{ evento: string }>('delete from onboarding.plazo where due_at <= $1 returning evento', [
    now,
  ])
  return rows.map((row) => row.evento)
}

export async function selectNextDue(db: Queryable): Promise<Temporal.Instant | null> {
  const [row] = await db.query<{ due: Temporal.Instant | null }>('select min(due_at) as due from onboarding.plazo', [])
  return row?.due ?? null
}
