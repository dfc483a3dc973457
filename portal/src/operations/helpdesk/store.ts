// SQL of tickets.
import { groupsOf } from '#db'
import type { Claves, Queryable, Tx } from '#db'
import type { ClockRun, TicketEvent, TicketLimits, TicketState } from './ticket.ts'

export interface TicketRow {
  folio: string
  tipo: string
  state: TicketState
  version: number
  opened_at: Temporal.Instant
  entidad: string | null
  sobre: string | null
  origen: 'persona' | 'sistema'
  n1_minutos: number
  n2_horas: number
  espera_horas: number
  cierre_horas: number
  deadline_at: Temporal.Instant | null
  deadline_event: string | null
}

export interface EventRow {
  version: number
  event: TicketEvent['step']
  to_state: TicketState
  actor: string
  codigo: string | null
  at: Temporal.Instant
}

export interface MessageRow {
  version: number
  de: 'persona' | 'N1' | 'N2' | 'sistema'
  publico: boolean
  texto: string
  mailed_at: Temporal.Instant | null
}

export interface PacketRow {
  categoria: string
  intentado: string
  evidencia: string
  contacto: string
}

const COLUMNS =
  'folio, tipo, state, version, opened_at, entidad, sobre, origen, n1_minutos, n2_horas, espera_horas, cierre_horas, deadline_at, deadline_event'

/** Null when the service already opened one for this cause. */
export async function insertTicket(
  tx: Tx,
  one: {
    folio: string
    tipo: string
    openedAt: Temporal.Instant
    entidad: string | null
    sobre: string | null
    origen: 'persona' | 'sistema'
    motivo: string | null
    asunto: Buffer | null
    limits: TicketLimits
  },
): Promise<TicketRow | null> {
  const [row] = await tx.query<TicketRow>(
    `insert into helpdesk.reporte (folio, tipo, state, version, opened_at, entidad, sobre, origen, motivo, asunto,
       n1_minutos, n2_horas, espera_horas, cierre_horas)
     values ($1, $2, 'new', 0, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict do nothing returning ${COLUMNS}`,
    [
      one.folio,
      one.tipo,
      one.openedAt,
      one.entidad,
      one.sobre,
      one.origen,
      one.motivo,
      one.asunto,
      one.limits.n1Minutos,
      one.limits.n2Horas,
      one.limits.esperaHoras,
      one.limits.cierreHoras,
    ],
  )
  return row ?? null
}

export async function insertEvent(
  tx: Tx,
  folio: string,
  one: EventRow & { from_state: TicketState | null; recorded_at: Temporal.Instant },
): Promise<void> {
  await tx.query(
    `insert into helpdesk.suceso (folio, version, event, from_state, to_state, actor, codigo, at, recorded_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [folio, one.version, one.event, one.from_state, one.to_state, one.actor, one.codigo, one.at, one.recorded_at],
  )
}

export async function updateTicket(
  tx: Tx,
  after: {
    folio: string
    state: TicketState
    version: number
    entidad: string | null
    deadlineAt: Temporal.Instant | null
    deadlineEvent: string | null
  },
): Promise<void> {
  const rows = await tx.query(
    `update helpdesk.reporte set state = $2, version = $3, entidad = $4, deadline_at = $5, deadline_event = $6
      where folio = $1 and version = $3 - 1 returning 1`,
    [after.folio, after.state, after.version, after.entidad, after.deadlineAt, after.deadlineEvent],
  )
  if (rows.length !== 1) throw new Error(`ticket ${after.folio} moved on under a lock`)
}

/** Writes the runs of the clocks anew; what the sweep already told of a deadline that did not move stays told. */
export async function replaceClocks(tx: Tx, folio: string, runs: readonly ClockRun[]): Promise<void> {
  for (const run of runs) {
    await tx.query(
      `insert into helpdesk.reloj as r (folio, reloj, corrida, inicio_at, due_at, respuesta_at, anulado_at)
       values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (folio, reloj, corrida) do update set due_at = excluded.due_at, respuesta_at = excluded.respuesta_at,
         anulado_at = excluded.anulado_at,
         avisado_at = case when r.due_at = excluded.due_at then r.avisado_at end`,
      [folio, run.reloj, run.corrida, run.inicio, run.vence, run.respuesta, run.anulado],
    )
  }
}

export async function selectTicket(db: Queryable, folio: string): Promise<TicketRow | undefined> {
  const [row] = await db.query<TicketRow>(`select ${COLUMNS} from helpdesk.reporte where folio = $1`, [folio])
  return row
}

export async function selectAbout(db: Queryable, sobre: string, limit: number): Promise<TicketRow[]> {
  return await db.query<TicketRow>(
    `select ${COLUMNS} from helpdesk.reporte where sobre = $1 order by opened_at desc limit $2`,
    [sobre, limit],
  )
}

export async function lockTicket(tx: Tx, folio: string): Promise<TicketRow | undefined> {
  const [row] = await tx.query<TicketRow>(`select ${COLUMNS} from helpdesk.reporte where folio = $1 for update`, [
    folio,
  ])
  return row
}

export async function selectEvents(db: Queryable, folio: string): Promise<EventRow[]> {
  return await db.query<EventRow>(
    'select version, event, to_state, actor, codigo, at from helpdesk.suceso where folio = $1 order by version',
    [folio],
  )
}

export async function insertMessage(
  tx: Tx,
  folio: string,
  one: { version: number; de: MessageRow['de']; publico: boolean; texto: string },
): Promise<void> {
  await tx.query('insert into helpdesk.mensaje (folio, version, de, publico, texto) values ($1, $2, $3, $4, $5)', [
    folio,
    one.version,
    one.de,
    one.publico,
    one.texto,
  ])
}

export async function selectMessages(db: Queryable, folio: string): Promise<MessageRow[]> {
  return await db.query<MessageRow>(
    'select version, de, publico, texto, mailed_at from helpdesk.mensaje where folio = $1 order by version, publico desc',
    [folio],
  )
}

export async function markMailed(db: Queryable, folio: string, version: number, at: Temporal.Instant): Promise<void> {
  await db.query('update helpdesk.mensaje set mailed_at = $3 where folio = $1 and version = $2 and publico', [
    folio,
    version,
    at,
  ])
}

export interface ContactRow {
  readonly correo: string
  /** The language in which the report was written; its mails are in it. */
  readonly idioma: string
}

export async function insertContact(tx: Tx, folio: string, { correo, idioma }: ContactRow): Promise<void> {
  await tx.query('insert into helpdesk.contacto (folio, correo, idioma) values ($1, $2, $3)', [folio, correo, idioma])
}

export async function selectContact(db: Queryable, folio: string): Promise<ContactRow | null> {
  const [row] = await db.query<ContactRow>('select correo, idioma from helpdesk.contacto where folio = $1', [folio])
  return row ?? null
}

export async function insertPacket(
  tx: Tx,
  folio: string,
  version: number,
  one: PacketRow & { consentimiento: boolean },
): Promise<void> {
  await tx.query(
    `insert into helpdesk.paquete (folio, version, categoria, intentado, evidencia, consentimiento, contacto)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [folio, version, one.categoria, one.intentado, one.evidencia, one.consentimiento, one.contacto],
  )
}

export async function selectPacket(db: Queryable, folio: string): Promise<PacketRow | null> {
  const [row] = await db.query<PacketRow>(
    `select categoria, intentado, evidencia, contacto from helpdesk.paquete where folio = $1 order by version desc limit 1`,
    [folio],
  )
  return row ?? null
}

export async function lockDeadlines(tx: Tx, now: Temporal.Instant, limit: number): Promise<TicketRow[]> {
  return await tx.query<TicketRow>(
    `select ${COLUMNS} from helpdesk.reporte where deadline_at <= $1 order by deadline_at limit $2 for update skip locked`,
    [now, limit],
  )
}

export interface OverdueRow {
  folio: string
  reloj: ClockRun['reloj']
  corrida: number
  due_at: Temporal.Instant
  entidad: string | null
}

const WAITS = 'respuesta_at is null and anulado_at is null and avisado_at is null'

export async function lockOverdue(tx: Tx, now: Temporal.Instant, limit: number): Promise<OverdueRow[]> {
  return await tx.query<OverdueRow>(
    `select r.folio, r.reloj, r.corrida, r.due_at, t.entidad from helpdesk.reloj r join helpdesk.reporte t using (folio)
      where ${WAITS} and r.due_at <= $1 order by r.due_at limit $2 for update of r skip locked`,
    [now, limit],
  )
}

export async function markTold(tx: Tx, one: OverdueRow, at: Temporal.Instant): Promise<void> {
  await tx.query('update helpdesk.reloj set avisado_at = $4 where folio = $1 and reloj = $2 and corrida = $3', [
    one.folio,
    one.reloj,
    one.corrida,
    at,
  ])
}

export async function selectNextDue(db: Queryable): Promise<Temporal.Instant | null> {
  const [row] = await db.query<{ due: Temporal.Instant | null }>(
    `select least((select min(deadline_at) from helpdesk.reporte),
                  (select min(due_at) from helpdesk.reloj where ${WAITS})) as due`,
    [],
  )
  return row?.due ?? null
}

export interface QueueRow {
  folio: string
  tipo: string
  state: TicketState
  entidad: string | null
  opened_at: Temporal.Instant
  origen: 'persona' | 'sistema'
  reloj: ClockRun['reloj'] | null
  due_at: Temporal.Instant | null
}

/** What is open, what falls due first on top; `entidad` null is the desk that sees all. */
export async function selectQueue(
  db: Queryable,
  entidad: string | null,
  open: readonly TicketState[],
  limit: number,
): Promise<QueueRow[]> {
  return await db.query<QueueRow>(
    `select t.folio, t.tipo, t.state, t.entidad, t.opened_at, t.origen, r.reloj, r.due_at from helpdesk.reporte t
       left join lateral (select reloj, due_at from helpdesk.reloj where folio = t.folio and respuesta_at is null
                           and anulado_at is null order by due_at limit 1) r on true
      where t.state = any($2) and ($1::text is null or t.entidad = $1)
      order by r.due_at nulls last, t.opened_at limit $3`,
    [entidad, open, limit],
  )
}

export interface ShareRow {
  vencidos: number
  a_tiempo: number
  pendientes: number
  automaticos: number
  sin_entidad: number
}

/**
 * The runs that began in the window: due, answered in time, not yet due. What the service itself opened stands apart. Of each
 * clock, and of each of these entidades and with null of all together (`entidad` is then null). The report of each run is looked
 * up: left to itself the database reads all reports of all years.
 */
export async function selectShares(
  db: Queryable,
  one: {
    desde: Temporal.Instant
    hasta: Temporal.Instant
    now: Temporal.Instant
    claves: Claves
  },
): Promise<(ShareRow & { reloj: ClockRun['reloj']; entidad: string | null })[]> {
  const of = groupsOf(one.claves, 5)
  return await db.query(
    `select reloj, ${of.entidad} as entidad,
            count(*) filter (where persona and due_at <= $4) as vencidos,
            count(*) filter (where persona and due_at <= $4 and respuesta_at <= due_at) as a_tiempo,
            count(*) filter (where persona and due_at > $4) as pendientes,
            count(*) filter (where not persona) as automaticos,
            count(*) filter (where persona and due_at <= $4 and entidad is null) as sin_entidad
       from (select r.*, t.entidad, t.origen = 'persona' as persona from helpdesk.reloj r cross join lateral (
               select entidad, origen from helpdesk.reporte o where o.folio = r.folio limit 1) as t
              where r.reloj = any($1) and r.inicio_at >= $2 and r.inicio_at < $3 and r.anulado_at is null
                ${of.where}) as corrida
      group by reloj, ${of.by}`,
    [['frN1', 'respN2'], one.desde, one.hasta, one.now, ...of.values],
  )
}

export interface ClockRow {
  folio: string
  entidad: string | null
  tipo: string
  origen: string
  reloj: string
  corrida: number
  inicio_at: Temporal.Instant
  due_at: Temporal.Instant
  respuesta_at: Temporal.Instant | null
  anulado_at: Temporal.Instant | null
}

export async function selectClocks(
  db: Queryable,
  desde: Temporal.Instant,
  hasta: Temporal.Instant,
  entidad: string | null,
): Promise<ClockRow[]> {
  return await db.query<ClockRow>(
    `select r.folio, t.entidad, t.tipo, t.origen, r.reloj, r.corrida, r.inicio_at, r.due_at, r.respuesta_at, r.anulado_at
       from helpdesk.reloj r join helpdesk.reporte t using (folio)
      where r.inicio_at >= $1 and r.inicio_at < $2 and ($3::text is null or t.entidad = $3)
      order by r.inicio_at, r.folio, r.reloj, r.corrida`,
    [desde, hasta, entidad],
  )
}

/** Complaints that people brought, refusals of a copy apart: one person, one cause, one order is one complaint. */
export async function countComplaints(
  db: Queryable,
  desde: Temporal.Instant,
  hasta: Temporal.Instant,
  claves: Claves,
): Promise<{ entidad: string | null; n: number }[]> {
  const of = groupsOf(claves, 3)
  return await db.query(
    `select ${of.entidad} as entidad, count(distinct tipo || ' ' || coalesce(sobre, folio)) as n
       from helpdesk.reporte where opened_at >= $1 and opened_at < $2 and tipo <> 'rechazo' and origen = 'persona'
        ${of.where} group by ${of.by}`,
    [desde, hasta, ...of.values],
  )
}

export interface ComplaintRow {
  folio: string
  tipo: string
  sobre: string | null
  entidad: string | null
  opened_at: Temporal.Instant
}

export async function selectComplaints(
  db: Queryable,
  desde: Temporal.Instant,
  hasta: Temporal.Instant,
  entidad: string | null,
): Promise<ComplaintRow[]> {
  return await db.query<ComplaintRow>(
    `select folio, tipo, sobre, entidad, opened_at from helpdesk.reporte
      where opened_at >= $1 and opened_at < $2 and tipo <> 'rechazo' and origen = 'persona'
        and ($3::text is null or entidad = $3) order by opened_at, folio`,
    [desde, hasta, entidad],
  )
}

/** Every ticket by its folio, every line of every life, every run of every clock: to hold them to one another. */
export async function selectAll(db: Queryable): Promise<Map<string, TicketRow>> {
  const rows = await db.query<TicketRow>(`select ${COLUMNS} from helpdesk.reporte`, [])
  return new Map(rows.map((row) => [row.folio, row]))
}

export async function selectAllEvents(db: Queryable): Promise<(EventRow & { folio: string })[]> {
  return await db.query(
    'select folio, version, event, to_state, actor, codigo, at from helpdesk.suceso order by folio, version',
    [],
  )
}

export async function selectAllRuns(db: Queryable): Promise<(ClockRun & { folio: string })[]> {
  return await db.query(
    `select folio, reloj, corrida, inicio_at as inicio, due_at as vence, respuesta_at as respuesta, anulado_at as anulado
       from helpdesk.reloj`,
    [],
  )
}

/** Reports of people by kind. */
export async function countByTipo(
  db: Queryable,
  desde: Temporal.Instant,
  hasta: Temporal.Instant,
  claves: Claves,
): Promise<{ entidad: string | null; tipo: string; n: number }[]> {
  const of = groupsOf(claves, 3)
  return await db.query(
    `select ${of.entidad} as entidad, tipo, count(*)::int as n from helpdesk.reporte
      where opened_at >= $1 and opened_at < $2 and origen = 'persona' ${of.where} group by tipo, ${of.by}`,
    [desde, hasta, ...of.values],
  )
}
