// What is shown of incidents: to the console whole, to the public only entidad, since when, state and the published text.
import { wire } from '#clock'
import type { App } from '#context'
import { listEntidades } from '#directory'
import { DomainError } from '#errors'
import { announcedDuring } from '#maintenance'
import type { AvisoRow } from '#maintenance'
import { isOverdue } from './incident.ts'
import type { Estado } from './incident.ts'
import { selectJudgedOf } from './judgement/store.ts'
import type { JudgedRow } from './judgement/store.ts'
import * as store from './store.ts'
import type { ActionRow, IncidentRow, ProposalRow } from './store.ts'

/** How long a closed incident stays on the public page. */
const SHOWN = { hours: 14 * 24 }

export interface ListedIncident extends IncidentRow {
  readonly nombre: string
  readonly vencidas: number
  readonly pendientes: number
}

/** Incidents for the console, open ones first; `scope` is the one entidad that somebody may see. */
export async function listIncidents(app: App, scope: string | null): Promise<ListedIncident[]> {
  const names = await namesOf(app)
  const rows = await store.selectIncidents(app.db, scope, null, app.clock.now())
  return rows.map((one) => ({
    ...withParent(one, rows),
    nombre: names(one.entidad),
    vencidas: one.vencidas,
    pendientes: one.pendientes,
  }))
}

export interface IncidentView {
  readonly incident: IncidentRow
  readonly nombre: string
  readonly actions: readonly (ActionRow & { readonly vencida: boolean; readonly judged: JudgedRow | undefined })[]
  readonly proposals: readonly ProposalRow[]
  /** Maintenance of its entidad that was announced for some of its time. It excuses nothing. */
  readonly mantenimientos: readonly AvisoRow[]
}

/** Whether there is an incident of this name, and whose; undefined when there is none. */
export async function ownerOfIncident(app: App, id: string): Promise<string | null | undefined> {
  return (await store.selectIncident(app.db, id))?.entidad
}

/** Whose an incident is that nobody has closed; null for one that is nobody's, closed, or not there. */
export async function ownerOfOpenIncident(app: App, id: string): Promise<string | null> {
  const row = await store.selectIncident(app.db, id)
  return row?.cerrada_at === null ? row.entidad : null
}

/** One incident whole. @throws notFound `direccion-no-encontrada` */
export async function readIncident(app: App, id: string): Promise<IncidentView> {
  const incident = await store.selectIncident(app.db, id)
  if (incident === undefined) throw new DomainError('notFound', 'direccion-no-encontrada')
  const now = app.clock.now()
  const [actions, judged, proposals, names, mantenimientos] = await Promise.all([
    store.selectActions(app.db, id),
    selectJudgedOf(app.db, id, now),
    store.selectProposals(app.db, id),
    namesOf(app),
    maintenanceOf(app, incident, now),
  ])
  return {
    incident,
    nombre: names(incident.entidad),
    actions: actions.map((one) => ({
      ...one,
      vencida: isOverdue(one, now),
      judged: judged.find((other) => other.accion === one.accion && other.vez === one.vez),
    })),
    proposals,
    mantenimientos,
  }
}

async function maintenanceOf(app: App, incident: IncidentRow, now: Temporal.Instant): Promise<AvisoRow[]> {
  const { entidad, inicio, resuelta_at: fin } = incident
  return entidad === null ? [] : await announcedDuring(app, entidad, { inicio, fin: fin ?? now })
}

export interface PublicIncident {
  readonly incidencia: string
  /** Null when it is of several entidades at once. */
  readonly entidad: string | null
  readonly desde: string
  readonly estado: Estado
  readonly severidad: string
  readonly hasta: string | null
  readonly texto: string | null
  readonly publicadoEn: string | null
}

/** What anybody may know: open incidents and those closed a short while ago. The text only once it was published. */
export async function readPublicIncidents(app: App): Promise<PublicIncident[]> {
  const rows = await store.selectIncidents(app.db, null, app.clock.now().subtract(SHOWN), app.clock.now())
  return rows
    .filter((one) => one.estado !== 'descartado')
    .map((one) => withParent(one, rows))
    .map((one) => ({
      incidencia: one.id,
      entidad: one.entidad,
      desde: wire(one.inicio),
      estado: one.estado,
      severidad: one.severidad,
      hasta: one.resuelta_at === null ? null : wire(one.resuelta_at),
      texto: one.texto_publico,
      publicadoEn: one.publicado_at === null ? null : wire(one.publicado_at),
    }))
}

const ADVANCE: readonly Estado[] = [
  'detectado',
  'declarado',
  'en_atencion',
  'mitigado',
  'en_verificacion',
  'resuelto',
  'en_revision',
  'cerrado',
  'descartado',
]

/** A national incident is as far as the one of its children that is least far. */
function withParent<R extends IncidentRow>(row: R, all: readonly IncidentRow[]): R {
  if (row.entidad !== null) return row
  const children = all.filter((one) => one.padre === row.id)
  const least = children.map((one) => ADVANCE.indexOf(one.estado)).sort((a, b) => a - b)[0]
  return least === undefined ? row : { ...row, estado: ADVANCE[least]! }
}

async function namesOf(app: App): Promise<(clave: string | null) => string> {
  const entidades = await listEntidades(app)
  return (clave) => (clave === null ? '' : (entidades.find((one) => one.clave === clave)?.nombre ?? clave))
}
