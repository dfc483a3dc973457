// SQL of incidents.
import type { Queryable, Tx } from '#db'
import type { AccionEstado, Causa, Estado } from './incident.ts'
import type { Minutos, Severidad } from './protocol.ts'

export interface IncidentRow {
  id: string
  entidad: string | null
  padre: string | null
  enlazada: string | null
  causa: Causa
  origen: 'sonda' | 'persona'
  severidad: Severidad
  estado: Estado
  version: number
  inicio: Temporal.Instant
  detectada_at: Temporal.Instant
  declarada_at: Temporal.Instant | null
  no_declarada: boolean
  arriba_desde: Temporal.Instant | null
  resuelta_at: Temporal.Instant | null
  cerrada_at: Temporal.Instant | null
  recaidas: number
  protocolo_version: string
  protocolo_sha256: string
  borrador: string
  texto_publico: string | null
  publicado_at: Temporal.Instant | null
}

export interface ActionRow {
  incidencia: string
  accion: string
  vez: number
  nombre: string
  protocolo: boolean
  roles: string[]
  critica: boolean
  despues_de: string[]
  evidencias: string[]
  desde: string
  minutos: Record<Severidad, Minutos>
  cada: Record<Severidad, number | null> | null
  hasta: string | null
  paso: string | null
  estado: AccionEstado
  due_at: Temporal.Instant | null
  ocurrio_at: Temporal.Instant | null
  registrada_at: Temporal.Instant | null
  cuenta: string | null
  rol: string | null
  clase: string | null
  evidencia: string | null
  url: string | null
  sha256: string | null
  revisada_por: string | null
  revisada_at: Temporal.Instant | null
  motivo: string | null
}

const INCIDENT = `id, entidad, padre, enlazada, causa, origen, severidad, estado, version, inicio, detectada_at, declarada_at,
  no_declarada, arriba_desde, resuelta_at, cerrada_at, recaidas, protocolo_version, protocolo_sha256, borrador,
  texto_publico, publicado_at`
const ACTION = `incidencia, accion, vez, nombre, protocolo, roles, critica, despues_de, evidencias, desde, minutos, cada, hasta, paso,
  estado, due_at, ocurrio_at, registrada_at, cuenta, rol, clase, evidencia, url, sha256, revisada_por, revisada_at, motivo`

/** Detections of several entidades at once must see one another. */
export async function lockDetection(tx: Tx): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtext('incidents.detect'))`, [])
}

/** Adds an incident unless one with this name is there already. */
export async function insertIncident(tx: Tx, one: IncidentRow): Promise<boolean> {
  const rows = await tx.query(
    `insert into incidents.incidencia (id, entidad, padre, enlazada, causa, origen, severidad, estado, version, inicio,
       detectada_at, no_declarada, arriba_desde, recaidas, protocolo_version, protocolo_sha256)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, false, $12, 0, $13, $14) on conflict (id) do nothing returning id`,
    [
      one.id,
      one.entidad,
      one.padre,
      one.enlazada,
      one.causa,
      one.origen,
      one.severidad,
      one.estado,
      one.version,
      one.inicio,
      one.detectada_at,
      one.arriba_desde,
      one.protocolo_version,
      one.protocolo_sha256,
    ],
  )
  return rows.length === 1
}

export async function updateIncident(tx: Tx, one: IncidentRow): Promise<void> {
  await tx.query(
    `update incidents.incidencia set padre = $2, severidad = $3, estado = $4, version = $5, declarada_at = $6,
       no_declarada = $7, arriba_desde = $8, resuelta_at = $9, cerrada_at = $10, recaidas = $11, borrador = $12,
       texto_publico = $13, publicado_at = $14 where id = $1`,
    [
      one.id,
      one.padre,
      one.severidad,
      one.estado,
      one.version,
      one.declarada_at,
      one.no_declarada,
      one.arriba_desde,
      one.resuelta_at,
      one.cerrada_at,
      one.recaidas,
      one.borrador,
      one.texto_publico,
      one.publicado_at,
    ],
  )
}

export async function insertStep(
  tx: Tx,
  one: {
    incidencia: string
    version: number
    from: Estado | null
    event: string
    to: Estado
    actor: string
    at: Temporal.Instant
    recordedAt: Temporal.Instant
  },
): Promise<void> {
  await tx.query(
    `insert into incidents.transicion (incidencia, version, from_state, event, to_state, actor, at, recorded_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [one.incidencia, one.version, one.from, one.event, one.to, one.actor, one.at, one.recordedAt],
  )
}

export async function selectIncident(db: Queryable, id: string): Promise<IncidentRow | undefined> {
  const [row] = await db.query<IncidentRow>(`select ${INCIDENT} from incidents.incidencia where id = $1`, [id])
  return row
}

export async function lockIncident(tx: Tx, id: string): Promise<IncidentRow | undefined> {
  const [row] = await tx.query<IncidentRow>(`select ${INCIDENT} from incidents.incidencia where id = $1 for update`, [
    id,
  ])
  return row
}

/** The newest incident of an entidad that was not discarded, locked. */
export async function lockNewest(tx: Tx, entidad: string): Promise<IncidentRow | undefined> {
  const [row] = await tx.query<IncidentRow>(
    `select ${INCIDENT} from incidents.incidencia where entidad = $1 and estado <> 'descartado'
      order by inicio desc, detectada_at desc limit 1 for update`,
    [entidad],
  )
  return row
}

/** Incidents of entidades that are down at this moment, with the national parent that they may have. */
export async function selectDown(tx: Tx): Promise<IncidentRow[]> {
  return await tx.query<IncidentRow>(
    `select ${INCIDENT} from incidents.incidencia
      where causa = 'caida' and origen = 'sonda' and arriba_desde is null and cerrada_at is null and entidad is not null
        and estado <> 'descartado' order by inicio, entidad`,
    [],
  )
}

/** The newest first; `scope` is the one entidad that somebody may see, with the national ones. */
export async function selectIncidents(
  db: Queryable,
  scope: string | null,
  closedSince: Temporal.Instant | null,
  now: Temporal.Instant,
): Promise<(IncidentRow & { vencidas: number; pendientes: number })[]> {
  return await db.query(
    `select ${INCIDENT},
       (select count(*)::int from incidents.accion a where a.incidencia = i.id and a.due_at < $3
          and a.estado in ('pendiente', 'en_curso', 'rechazada')) as vencidas,
       (select count(*)::int from incidents.accion a where a.incidencia = i.id
          and a.estado in ('pendiente', 'en_curso', 'rechazada')) as pendientes
       from incidents.incidencia i
      where ($1::text is null or i.entidad = $1 or i.entidad is null) and ($2::timestamptz is null or i.cerrada_at is null or i.cerrada_at >= $2)
      order by i.cerrada_at is not null, i.inicio desc, i.id limit 500`,
    [scope, closedSince, now],
  )
}

export async function insertAction(tx: Tx, one: ActionRow): Promise<void> {
  await tx.query(
    `insert into incidents.accion (incidencia, accion, vez, nombre, protocolo, roles, critica, despues_de, evidencias, desde,
       minutos, cada, hasta, paso, estado, due_at, ocurrio_at, registrada_at, cuenta, rol, clase, evidencia, url, sha256)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)
     on conflict (incidencia, accion, vez) do nothing`,
    [
      one.incidencia,
      one.accion,
      one.vez,
      one.nombre,
      one.protocolo,
      one.roles,
      one.critica,
      one.despues_de,
      one.evidencias,
      one.desde,
      JSON.stringify(one.minutos),
      one.cada === null ? null : JSON.stringify(one.cada),
      one.hasta,
      one.paso,
      one.estado,
      one.due_at,
      one.ocurrio_at,
      one.registrada_at,
      one.cuenta,
      one.rol,
      one.clase,
      one.evidencia,
      one.url,
      one.sha256,
    ],
  )
}

export async function updateAction(tx: Tx, one: ActionRow): Promise<void> {
  await tx.query(
    `update incidents.accion set estado = $4, due_at = $5, ocurrio_at = $6, registrada_at = $7, cuenta = $8, rol = $9,
       clase = $10, evidencia = $11, url = $12, sha256 = $13, revisada_por = $14, revisada_at = $15, motivo = $16
     where incidencia = $1 and accion = $2 and vez = $3`,
    [
      one.incidencia,
      one.accion,
      one.vez,
      one.estado,
      one.due_at,
      one.ocurrio_at,
      one.registrada_at,
      one.cuenta,
      one.rol,
      one.clase,
      one.evidencia,
      one.url,
      one.sha256,
      one.revisada_por,
      one.revisada_at,
      one.motivo,
    ],
  )
}

export async function selectActions(db: Queryable, incidencia: string): Promise<ActionRow[]> {
  return await db.query<ActionRow>(
    `select ${ACTION} from incidents.accion where incidencia = $1 order by protocolo desc, accion, vez`,
    [incidencia],
  )
}

/** Keeps a news of the monitor; false when it was known. */
export async function insertSignal(tx: Tx, entidad: string, at: Temporal.Instant, arriba: boolean): Promise<boolean> {
  const rows = await tx.query(
    'insert into incidents.senal (entidad, at, arriba) values ($1, $2, $3) on conflict do nothing returning at',
    [entidad, at, arriba],
  )
  return rows.length === 1
}

/** The first news after an instant; jobs may bring them in any order. */
export async function selectSignalAfter(
  tx: Tx,
  entidad: string,
  after: Temporal.Instant,
): Promise<{ at: Temporal.Instant; arriba: boolean } | undefined> {
  const [row] = await tx.query<{ at: Temporal.Instant; arriba: boolean }>(
    'select at, arriba from incidents.senal where entidad = $1 and at > $2 order by at limit 1',
    [entidad, after],
  )
  return row
}

export async function upsertDeadline(tx: Tx, incidencia: string, evento: string, due: Temporal.Instant): Promise<void> {
  await tx.query(
    `insert into incidents.plazo (incidencia, evento, due_at) values ($1, $2, $3)
     on conflict (incidencia, evento) do update set due_at = excluded.due_at`,
    [incidencia, evento, due],
  )
}

export async function deleteDeadline(tx: Tx, incidencia: string, evento: string): Promise<void> {
  await tx.query('delete from incidents.plazo where incidencia = $1 and evento = $2', [incidencia, evento])
}

export interface DeadlineRow {
  incidencia: string
  evento: 'sin_declarar' | 'comprobar' | 'repetir'
  due_at: Temporal.Instant
}

export async function selectDeadline(tx: Tx, incidencia: string, evento: string): Promise<DeadlineRow | undefined> {
  const [row] = await tx.query<DeadlineRow>(
    'select incidencia, evento, due_at from incidents.plazo where incidencia = $1 and evento = $2',
    [incidencia, evento],
  )
  return row
}

export async function selectDue(db: Queryable, now: Temporal.Instant): Promise<DeadlineRow[]> {
  return await db.query<DeadlineRow>(
    'select incidencia, evento, due_at from incidents.plazo where due_at <= $1 order by due_at, incidencia limit 200',
    [now],
  )
}

export async function selectNextDue(db: Queryable): Promise<Temporal.Instant | null> {
  const [row] = await db.query<{ due: Temporal.Instant | null }>('select min(due_at) as due from incidents.plazo', [])
  return row?.due ?? null
}

export interface ProposalRow {
  asunto: string
  cuenta: string
  motivo: string
  at: Temporal.Instant
}

export async function selectProposals(db: Queryable, incidencia: string): Promise<ProposalRow[]> {
  return await db.query<ProposalRow>(
    'select asunto, cuenta, motivo, at from incidents.propuesta where incidencia = $1 order by at, asunto',
    [incidencia],
  )
}

export async function insertProposal(tx: Tx, incidencia: string, one: ProposalRow): Promise<boolean> {
  const rows = await tx.query(
    `insert into incidents.propuesta (incidencia, asunto, cuenta, motivo, at) values ($1, $2, $3, $4, $5)
     on conflict (incidencia, asunto) do nothing returning asunto`,
    [incidencia, one.asunto, one.cuenta, one.motivo, one.at],
  )
  return rows.length === 1
}
