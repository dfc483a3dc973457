// SQL of the pilot.
import type { Queryable, Tx } from '#db'
import type { GroupState } from './group.ts'

export interface GroupRow {
  id: string
  nombre: string
  estado: GroupState
  entidades: string[]
  inicio_local: string
  zona: string
  inicio: Temporal.Instant
  tzdb: string
  modelo_version: string
  modelo_sha256: string
  due_at: Temporal.Instant | null
  due_event: string | null
  opened_at: Temporal.Instant | null
  sintetico: boolean
}

export interface IterationRow {
  id: string
  grupo: string
  numero: number
  desde: Temporal.Instant
  hasta: Temporal.Instant
  estado: 'programada' | 'en_curso' | 'maduracion' | 'evaluada' | 'decision_propuesta' | 'decidida'
  due_at: Temporal.Instant | null
  due_event: string | null
  evaluada_at: Temporal.Instant | null
}

export interface SignatureRow {
  asunto: string
  sha256: string
  cuenta: string
  rol: string
  entidad: string | null
  sentido: 'firma' | 'objeta'
  motivo: string | null
  at: Temporal.Instant
}

const GROUP = `id, nombre, estado, entidades, to_char(inicio_local, 'YYYY-MM-DD"T"HH24:MI:SS') as inicio_local, zona, inicio, tzdb,
  modelo_version, modelo_sha256, due_at, due_event, opened_at, sintetico`

export async function insertGroup(tx: Tx, one: Omit<GroupRow, 'opened_at' | 'due_at' | 'due_event'>): Promise<void> {
  await tx.query(
    `insert into pilot.grupo (id, nombre, estado, entidades, inicio_local, zona, inicio, tzdb, modelo_version, modelo_sha256, sintetico)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      one.id,
      one.nombre,
      one.estado,
      one.entidades,
      one.inicio_local,
      one.zona,
      one.inicio,
      one.tzdb,
      one.modelo_version,
      one.modelo_sha256,
      one.sintetico,
    ],
  )
}

export async function selectGroups(db: Queryable): Promise<GroupRow[]> {
  return await db.query<GroupRow>(`select ${GROUP} from pilot.grupo order by inicio, id`, [])
}

export async function lockGroup(tx: Tx, id: string): Promise<GroupRow | undefined> {
  const [row] = await tx.query<GroupRow>(`select ${GROUP} from pilot.grupo where id = $1 for update`, [id])
  return row
}

export async function lockDueGroups(tx: Tx, now: Temporal.Instant): Promise<GroupRow[]> {
  return await tx.query<GroupRow>(
    `select ${GROUP} from pilot.grupo where due_at <= $1 order by due_at for update skip locked`,
    [now],
  )
}

export async function updateGroup(
  tx: Tx,
  id: string,
  to: { estado: GroupState; dueAt: Temporal.Instant | null; dueEvent: string | null; openedAt?: Temporal.Instant },
): Promise<void> {
  await tx.query(
    'update pilot.grupo set estado = $2, due_at = $3, due_event = $4, opened_at = coalesce($5, opened_at) where id = $1',
    [id, to.estado, to.dueAt, to.dueEvent, to.openedAt ?? null],
  )
}

const ITERATION = 'id, grupo, numero, desde, hasta, estado, due_at, due_event, evaluada_at'

export async function insertIteration(tx: Tx, one: Omit<IterationRow, 'evaluada_at'>): Promise<void> {
  await tx.query(
    'insert into pilot.iteracion (id, grupo, numero, desde, hasta, estado, due_at, due_event) values ($1, $2, $3, $4, $5, $6, $7, $8)',
    [one.id, one.grupo, one.numero, one.desde, one.hasta, one.estado, one.due_at, one.due_event],
  )
}

export async function selectIterations(db: Queryable): Promise<IterationRow[]> {
  return await db.query<IterationRow>(`select ${ITERATION} from pilot.iteracion order by desde, id`, [])
}

export async function lockIteration(tx: Tx, id: string): Promise<IterationRow | undefined> {
  const [row] = await tx.query<IterationRow>(`select ${ITERATION} from pilot.iteracion where id = $1 for update`, [id])
  return row
}

export async function lockDueIterations(tx: Tx, now: Temporal.Instant): Promise<IterationRow[]> {
  return await tx.query<IterationRow>(
    `select ${ITERATION} from pilot.iteracion where due_at <= $1 order by due_at for update skip locked`,
    [now],
  )
}

export async function updateIteration(
  tx: Tx,
  id: string,
  to: {
    estado: IterationRow['estado']
    dueAt: Temporal.Instant | null
    dueEvent: string | null
    evaluadaAt?: Temporal.Instant
  },
): Promise<void> {
  await tx.query(
    'update pilot.iteracion set estado = $2, due_at = $3, due_event = $4, evaluada_at = coalesce($5, evaluada_at) where id = $1',
    [id, to.estado, to.dueAt, to.dueEvent, to.evaluadaAt ?? null],
  )
}

export async function selectNextDue(db: Queryable): Promise<Temporal.Instant | null> {
  const [row] = await db.query<{ due: Temporal.Instant | null }>(
    'select least((select min(due_at) from pilot.grupo), (select min(due_at) from pilot.iteracion)) as due',
    [],
  )
  return row?.due ?? null
}

export async function insertSignature(tx: Tx, one: SignatureRow): Promise<boolean> {
  const rows = await tx.query(
    `insert into pilot.firma (asunto, sha256, cuenta, rol, entidad, sentido, motivo, at) values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict do nothing returning 1`,
    [one.asunto, one.sha256, one.cuenta, one.rol, one.entidad, one.sentido, one.motivo, one.at],
  )
  return rows.length === 1
}

/** Signatures of exactly this text. */
export async function selectSignatures(db: Queryable, asunto: string, sha256: string): Promise<SignatureRow[]> {
  return await db.query<SignatureRow>(
    'select asunto, sha256, cuenta, rol, entidad, sentido, motivo, at from pilot.firma where asunto = $1 and sha256 = $2 order by id',
    [asunto, sha256],
  )
}

export interface DecisionRow {
  id: string
  iteracion: string
  decision: 'repetir_mismas' | 'liberar_grupo' | 'suspender'
  entidades: string[]
  motivo: string
  recomendacion: unknown
  evidencia: unknown
  sha256: string
  propone: string
  propuesta_at: Temporal.Instant
  estado: 'propuesta' | 'decidida' | 'retirada'
  decidida_at: Temporal.Instant | null
}

const DECISION =
  'id, iteracion, decision, entidades, motivo, recomendacion, evidencia, sha256, propone, propuesta_at, estado, decidida_at'

export async function insertDecision(tx: Tx, one: Omit<DecisionRow, 'estado' | 'decidida_at'>): Promise<void> {
  await tx.query(
    `insert into pilot.decision (id, iteracion, decision, entidades, motivo, recomendacion, evidencia, sha256, propone, propuesta_at, estado)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'propuesta')`,
    [
      one.id,
      one.iteracion,
      one.decision,
      one.entidades,
      one.motivo,
      JSON.stringify(one.recomendacion),
      JSON.stringify(one.evidencia),
      one.sha256,
      one.propone,
      one.propuesta_at,
    ],
  )
}

export async function selectDecisions(db: Queryable): Promise<DecisionRow[]> {
  return await db.query<DecisionRow>(`select ${DECISION} from pilot.decision order by propuesta_at desc, id`, [])
}

export async function lockDecision(tx: Tx, id: string): Promise<DecisionRow | undefined> {
  const [row] = await tx.query<DecisionRow>(`select ${DECISION} from pilot.decision where id = $1 for update`, [id])
  return row
}

export async function closeDecision(
  tx: Tx,
  id: string,
  estado: 'decidida' | 'retirada',
  at: Temporal.Instant,
): Promise<void> {
  await tx.query('update pilot.decision set estado = $2, decidida_at = $3 where id = $1', [id, estado, at])
}

export interface AnnouncementRow {
  grupo: string
  texto: string
  sha256: string
  estado: 'borrador' | 'en_consenso' | 'consensuado' | 'publicado'
  publicado_at: Temporal.Instant | null
}

export async function upsertAnnouncement(
  tx: Tx,
  one: { grupo: string; texto: string; sha256: string; estado: AnnouncementRow['estado'] },
): Promise<void> {
  await tx.query(
    `insert into pilot.anuncio (grupo, texto, sha256, estado) values ($1, $2, $3, $4)
     on conflict (grupo) do update set texto = excluded.texto, sha256 = excluded.sha256, estado = excluded.estado`,
    [one.grupo, one.texto, one.sha256, one.estado],
  )
}

export async function selectAnnouncements(db: Queryable): Promise<AnnouncementRow[]> {
  return await db.query<AnnouncementRow>(
    'select grupo, texto, sha256, estado, publicado_at from pilot.anuncio order by grupo',
    [],
  )
}

export async function lockAnnouncement(tx: Tx, grupo: string): Promise<AnnouncementRow | undefined> {
  const [row] = await tx.query<AnnouncementRow>(
    'select grupo, texto, sha256, estado, publicado_at from pilot.anuncio where grupo = $1 for update',
    [grupo],
  )
  return row
}

export async function setAnnouncement(
  tx: Tx,
  grupo: string,
  estado: AnnouncementRow['estado'],
  publishedAt: Temporal.Instant | null,
): Promise<void> {
  await tx.query('update pilot.anuncio set estado = $2, publicado_at = coalesce($3, publicado_at) where grupo = $1', [
    grupo,
    estado,
    publishedAt,
  ])
}

export interface NoticeRow {
  id: string
  grupo: string
  numero: number
  asunto: string
  texto: string
  sha256: string
  envia: string
  at: Temporal.Instant
  enviados: number
  acusados: number
  destinatarios: number
}

export async function countNotices(tx: Tx, grupo: string): Promise<number> {
  const [row] = await tx.query<{ n: number }>('select count(*)::int as n from pilot.comunicado where grupo = $1', [
    grupo,
  ])
  return row!.n
}

export async function insertNotice(
  tx: Tx,
  one: {
    id: string
    grupo: string
    numero: number
    asunto: string
    texto: string
    sha256: string
    envia: string
    at: Temporal.Instant
  },
): Promise<void> {
  await tx.query(
    'insert into pilot.comunicado (id, grupo, numero, asunto, texto, sha256, envia, at) values ($1, $2, $3, $4, $5, $6, $7, $8)',
    [one.id, one.grupo, one.numero, one.asunto, one.texto, one.sha256, one.envia, one.at],
  )
}

export async function insertDelivery(
  tx: Tx,
  one: { comunicado: string; correo: string; nombre: string; entidad: string | null; acuseHash: Buffer },
): Promise<void> {
  await tx.query(
    'insert into pilot.entrega (comunicado, correo, nombre, entidad, acuse_hash) values ($1, $2, $3, $4, $5) on conflict do nothing',
    [one.comunicado, one.correo, one.nombre, one.entidad, one.acuseHash],
  )
}

export async function selectNotices(db: Queryable): Promise<NoticeRow[]> {
  return await db.query<NoticeRow>(
    `select c.id, c.grupo, c.numero, c.asunto, c.texto, c.sha256, c.envia, c.at,
            count(e.correo)::int as destinatarios, count(e.sent_at)::int as enviados, count(e.acusado_at)::int as acusados
       from pilot.comunicado c left join pilot.entrega e on e.comunicado = c.id group by c.id order by c.at desc`,
    [],
  )
}

export interface DeliveryRow {
  comunicado: string
  correo: string
  nombre: string
  entidad: string | null
  sent_at: Temporal.Instant | null
  acusado_at: Temporal.Instant | null
}

export async function selectDeliveries(db: Queryable, comunicado: string): Promise<DeliveryRow[]> {
  return await db.query<DeliveryRow>(
    'select comunicado, correo, nombre, entidad, sent_at, acusado_at from pilot.entrega where comunicado = $1 order by entidad nulls first, correo',
    [comunicado],
  )
}

export async function markSent(db: Queryable, comunicado: string, correo: string, at: Temporal.Instant): Promise<void> {
  await db.query('update pilot.entrega set sent_at = $3 where comunicado = $1 and correo = $2 and sent_at is null', [
    comunicado,
    correo,
    at,
  ])
}

export async function markAcknowledged(
  tx: Tx,
  acuseHash: Buffer,
  at: Temporal.Instant,
): Promise<{ comunicado: string; entidad: string | null; acusado_at: Temporal.Instant; first: boolean } | undefined> {
  const [row] = await tx.query<{
    comunicado: string
    entidad: string | null
    acusado_at: Temporal.Instant
    first: boolean
  }>(
    `with before as (select comunicado, correo, acusado_at from pilot.entrega where acuse_hash = $1 for update)
     update pilot.entrega e set acusado_at = coalesce(e.acusado_at, $2) from before b
      where e.comunicado = b.comunicado and e.correo = b.correo
      returning e.comunicado, e.entidad, e.acusado_at, b.acusado_at is null as first`,
    [acuseHash, at],
  )
  return row
}
