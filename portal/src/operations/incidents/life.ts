// The life of one incident inside a transaction: its steps, its actions with their deadlines, and what follows of itself.
import type { App } from '#context'
import type { Tx } from '#db'
import { append } from '#journal'
import { readProtocol } from '#modelo'
import { PASOS, next } from './incident.ts'
import type { Evento } from './incident.ts'
import { applies, checkProtocol, dueAt } from './protocol.ts'
import type { Origins, Paso, Protocol, ProtocolAction } from './protocol.ts'
import * as store from './store.ts'
import type { ActionRow, IncidentRow } from './store.ts'

/** Event of the journal for each step, and for what changes an incident without moving it. */
const JOURNAL: Readonly<Record<Evento | 'detectar' | 'no_declarar' | 'severidad' | 'publicar', string>> = {
  detectar: 'incident.detected',
  declarar: 'incident.declared',
  tomar: 'incident.attended',
  descartar: 'incident.discarded',
  mitigar: 'incident.mitigated',
  solicitar_verificacion: 'incident.verifying',
  comprobar: 'incident.resolved',
  recaer: 'incident.relapsed',
  revisar: 'incident.underReview',
  cerrar: 'incident.closed',
  no_declarar: 'incident.undeclared',
  severidad: 'incident.severityChanged',
  publicar: 'incident.published',
}

export const PROBE = 'sonda'

export async function loadProtocol(app: App): Promise<{ version: string; sha256: string; protocol: Protocol }> {
  const { version, sha256, contenido } = await readProtocol<unknown>(app)
  return { version, sha256, protocol: checkProtocol(contenido) }
}

interface Circumstances {
  readonly actor: string
  readonly at?: Temporal.Instant
  readonly data?: Record<string, unknown>
}

/** Takes one step of the table: row, line of its life and journal entry together. @throws conflict `incidencia-no-permite` */
export async function step(
  app: App,
  tx: Tx,
  row: IncidentRow,
  evento: Evento,
  how: Circumstances,
): Promise<IncidentRow> {
  return await note(app, tx, { ...row, estado: next(row.estado, evento) }, evento, how, row.estado)
}

/** Puts a change on record; also one that moves no state. */
export async function note(
  app: App,
  tx: Tx,
  changed: IncidentRow,
  evento: keyof typeof JOURNAL,
  how: Circumstances,
  from: IncidentRow['estado'] | null = changed.estado,
): Promise<IncidentRow> {
  const recordedAt = app.clock.now()
  const at = how.at ?? recordedAt
  const after: IncidentRow = {
    ...changed,
    version: changed.version + 1,
    declarada_at: evento === 'declarar' ? at : changed.declarada_at,
    resuelta_at: evento === 'comprobar' ? at : evento === 'recaer' ? null : changed.resuelta_at,
    cerrada_at: evento === 'cerrar' || evento === 'descartar' ? at : changed.cerrada_at,
  }
  await store.updateIncident(tx, after)
  await store.insertStep(tx, {
    incidencia: after.id,
    version: after.version,
    from,
    event: evento,
    to: after.estado,
    actor: how.actor,
    at,
    recordedAt,
  })
  await append(app, tx, {
    event: JOURNAL[evento],
    actor: how.actor,
    subject: after.id,
    entidad: after.entidad,
    at,
    data: { severidad: after.severidad, ...how.data },
  })
  return after
}

/** The first rows of an incident's actions, one for each action of the protocol. */
export async function insertActions(tx: Tx, row: IncidentRow, protocol: Protocol): Promise<void> {
  const from: Origins = { inicio: row.inicio, deteccion: row.detectada_at, hechas: new Map() }
  for (const action of protocol.acciones) await store.insertAction(tx, actionRow(row, action, from))
}

function actionRow(row: IncidentRow, action: ProtocolAction, from: Origins): ActionRow {
  return {
    incidencia: row.id,
    accion: action.id,
    vez: 1,
    nombre: action.nombre,
    protocolo: true,
    roles: [...action.roles],
    critica: action.critica,
    despues_de: [...action.despuesDe],
    evidencias: [...action.evidencia],
    desde: action.desde ?? 'inicio',
    minutos: action.minutos,
    cada: action.cadaMinutos ?? null,
    hasta: action.hasta ?? null,
    paso: action.paso ?? null,
    estado: applies(action, row.severidad) ? 'pendiente' : 'no_aplica',
    due_at: dueAt(action, row.severidad, from),
    ...NOT_DONE,
  }
}

export const NOT_DONE = {
  ocurrio_at: null,
  registrada_at: null,
  cuenta: null,
  rol: null,
  clase: null,
  evidencia: null,
  url: null,
  sha256: null,
  revisada_por: null,
  revisada_at: null,
  motivo: null,
} as const

export const isDone = (one: ActionRow): boolean => one.estado === 'hecha' || one.estado === 'validada'

/** When an action counts as done: the probe proves its own time, what a person says counts from when we knew. */
export const judgedAt = (one: ActionRow): Temporal.Instant =>
  one.clase === 'sonda' ? one.ocurrio_at! : one.registrada_at!

/** The action that is a step of the incident, the last time it was asked for: a relapse asks for some once more. */
export function actionOf(actions: readonly ActionRow[], paso: Paso): ActionRow | undefined {
  return actions.filter((one) => one.paso === paso).at(-1)
}

/** Brings deadlines up to date with the severity and with what was done; `severityChanged` also asks for other actions. */
export async function refreshDeadlines(tx: Tx, row: IncidentRow, severityChanged = false): Promise<ActionRow[]> {
  const actions = await store.selectActions(tx, row.id)
  const hechas = new Map(actions.filter(isDone).map((one) => [one.accion, judgedAt(one)] as const))
  const from: Origins = { inicio: row.inicio, deteccion: row.detectada_at, hechas }
  const after: ActionRow[] = []
  for (const one of actions) {
    const changed = one.protocolo ? refreshed(one, row, from, severityChanged) : one
    if (changed !== one) await store.updateAction(tx, changed)
    after.push(changed)
  }
  await armRepetition(tx, row, after)
  return after
}

function refreshed(one: ActionRow, row: IncidentRow, from: Origins, severityChanged: boolean): ActionRow {
  const rule = { minutos: one.minutos, desde: one.desde, ...(one.cada ? { cadaMinutos: one.cada } : {}) }
  const due = dueAt(rule, row.severidad, from, one.vez)
  // What is repeated ends with what it waits for, or once the service is back by itself.
  const ended = one.hasta === null ? undefined : (from.hechas.get(one.hasta) ?? row.arriba_desde ?? undefined)
  let { estado } = one
  if (severityChanged && estado === 'no_aplica' && ended === undefined && applies(rule, row.severidad))
    estado = 'pendiente'
  if (estado === 'pendiente' && !applies(rule, row.severidad)) estado = 'no_aplica'
  if (estado === 'pendiente' && ended !== undefined && due !== null && Temporal.Instant.compare(due, ended) > 0)
    estado = 'no_aplica'
  const same =
    estado === one.estado && (due === one.due_at || (due !== null && one.due_at !== null && due.equals(one.due_at)))
  return same ? one : { ...one, estado, due_at: due }
}

/** A repeated action has a row for its next time until what ends it was done or the service is back. */
async function armRepetition(tx: Tx, row: IncidentRow, actions: readonly ActionRow[]): Promise<void> {
  const repeated = actions.filter((one) => one.cada !== null && one.cada[row.severidad] !== null).at(-1)
  const over =
    repeated === undefined ||
    repeated.estado === 'no_aplica' ||
    row.cerrada_at !== null ||
    actions.some((one) => one.accion === repeated.hasta && isDone(one)) ||
    (row.arriba_desde !== null && Temporal.Instant.compare(row.arriba_desde, repeated.due_at!) <= 0)
  if (over) await store.deleteDeadline(tx, row.id, 'repetir')
  else await store.upsertDeadline(tx, row.id, 'repetir', repeated.due_at!)
}

/** The next time of the repeated action, once its present one has fallen due; the first one `after` an instant, if given. */
export async function repeatAction(tx: Tx, row: IncidentRow, after: Temporal.Instant = row.inicio): Promise<void> {
  const last = (await store.selectActions(tx, row.id)).filter((one) => one.cada !== null).at(-1)
  const every = last?.cada?.[row.severidad] ?? null
  if (last === undefined || last.due_at === null || every === null) return
  const apart = last.due_at.until(after).total('minutes')
  const times = Math.max(1, Math.floor(apart / every) + 1)
  await store.insertAction(tx, { ...last, ...NOT_DONE, vez: last.vez + times, estado: 'pendiente' })
  await refreshDeadlines(tx, row)
}

/** Takes every step of the table whose action stands done, and asks for the probe's check once it is mitigated. */
export async function advance(
  app: App,
  tx: Tx,
  row: IncidentRow,
  actions: readonly ActionRow[],
  how: Circumstances,
  protocol: Protocol,
): Promise<IncidentRow> {
  let at = row
  for (const evento of ['declarar', 'tomar', 'mitigar', 'revisar'] as const) {
    const done = actionOf(actions, evento)
    if (done === undefined || !isDone(done) || !PASOS[evento].de.includes(at.estado)) continue
    at = await step(app, tx, at, evento, how)
    if (evento === 'declarar') await store.deleteDeadline(tx, at.id, 'sin_declarar')
  }
  if (at.estado === 'mitigado' || at.estado === 'en_verificacion') await askForProbe(app, tx, at, protocol)
  return at
}

/** The instant at which the probe's good minutes are complete, if the service has been seen well again. */
export async function askForProbe(app: App, tx: Tx, row: IncidentRow, protocol: Protocol): Promise<void> {
  if (row.arriba_desde === null) return
  const good = row.arriba_desde.add({ minutes: protocol.sondaBuenaMinutos })
  const now = app.clock.now()
  await store.upsertDeadline(tx, row.id, 'comprobar', Temporal.Instant.compare(good, now) > 0 ? good : now)
}

/** Nobody declared it in time: from here on its recall is zero, also when somebody declares it later. */
export async function missDeclaration(app: App, tx: Tx, row: IncidentRow, at: Temporal.Instant): Promise<IncidentRow> {
  if (row.estado !== 'detectado' || row.no_declarada) return row
  return await note(app, tx, { ...row, no_declarada: true }, 'no_declarar', { actor: 'sistema', at })
}
