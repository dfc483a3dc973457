// What people do to an incident: open it by hand, record actions with evidence, validate them, excuse them.
import type { App } from '#context'
import type { Tx } from '#db'
import { readEntidad } from '#directory'
import { DomainError } from '#errors'
import { append } from '#journal'
import type { Staff } from '#staff'
import { allow, change, field, findAction, oneOf, twoSignatures } from './change.ts'
import { checkEvidence, checkTime } from './evidence.ts'
import type { Evidence } from './evidence.ts'
import { CAUSAS, nextOfAction } from './incident.ts'
import type { AccionEvento } from './incident.ts'
import { NOT_DONE, actionOf, advance, loadProtocol, missDeclaration, refreshDeadlines } from './life.ts'
import { openNew } from './opening.ts'
import { SEVERIDADES } from './protocol.ts'
import * as store from './store.ts'
import type { ActionRow, IncidentRow } from './store.ts'

export interface ByHand {
  readonly entidad: string
  readonly causa: string
  readonly severidad: string
  /** Since when, as the person says; now when null. */
  readonly inicio: Temporal.Instant | null
  readonly texto: string
}

/**
 * Opens and declares an incident by hand; the text is the evidence of its registration. Gives its name.
 * @throws forbidden `sin-permiso` · invalid `evidencia-falta`, `hora-futura` · conflict `incidencia-abierta`
 */
export async function openIncident(app: App, staff: Staff, given: ByHand): Promise<string> {
  allow(staff, 'incidencia.actuar', given.entidad)
  await readEntidad(app, given.entidad)
  const inicio = checkTime(given.inicio, app.clock.now(), 'inicio')
  const { protocol, version, sha256 } = await loadProtocol(app)
  return await app.db.tx(async (tx) => {
    await store.lockDetection(tx)
    const before = await store.lockNewest(tx, given.entidad)
    if (before !== undefined && before.causa === given.causa && before.cerrada_at === null)
      throw new DomainError('conflict', 'incidencia-abierta', { params: { incidencia: before.id } })
    const row = await openNew(app, tx, protocol, {
      entidad: given.entidad,
      causa: oneOf(CAUSAS, given.causa, 'causa'),
      origen: 'persona',
      severidad: oneOf(SEVERIDADES, given.severidad, 'severidad'),
      inicio,
      // Whoever reports it knew of it from the start; a late report is then late.
      detectada: inicio,
      enlazada: before?.id ?? null,
      version,
      sha256,
    })
    const register = actionOf(await store.selectActions(tx, row.id), 'declarar')!
    await deliver(app, tx, staff, row, register, { texto: given.texto })
    return row.id
  })
}

/** Starts an action. @throws conflict `accion-no-permite` */
export async function startAction(app: App, staff: Staff, id: string, accion: string, vez: number): Promise<void> {
  await change(app, staff, id, 'incidencia.actuar', async (tx, row) => {
    const action = await findAction(tx, row, accion, vez)
    await store.updateAction(tx, { ...action, estado: nextOfAction(action.estado, 'iniciar') })
  })
}

/**
 * Records that an action was done, with what proves it; takes the steps of the incident that this means.
 * @throws invalid `evidencia-falta`, `evidencia-alterada`, `hora-futura` · conflict `accion-no-permite`, `accion-de-la-sonda`
 */
export async function deliverAction(
  app: App,
  staff: Staff,
  id: string,
  accion: string,
  vez: number,
  evidence: Evidence,
): Promise<void> {
  await change(app, staff, id, 'incidencia.actuar', async (tx, row) => {
    await deliver(app, tx, staff, row, await findAction(tx, row, accion, vez), evidence)
  })
}

/** The same inside the caller's transaction. */
export async function deliver(
  app: App,
  tx: Tx,
  staff: Staff,
  given: IncidentRow,
  action: ActionRow,
  evidence: Evidence,
): Promise<void> {
  if (action.evidencias.includes('sonda')) throw new DomainError('conflict', 'accion-de-la-sonda')
  const now = app.clock.now()
  const row = action.paso === 'declarar' ? await lateDeclaration(app, tx, given, now) : given
  await store.updateAction(tx, {
    ...action,
    ...NOT_DONE,
    ...checkEvidence(action.evidencias, evidence),
    estado: nextOfAction(action.estado, 'entregar'),
    ocurrio_at: checkTime(evidence.ocurrio ?? null, now, 'ocurrio'),
    registrada_at: now,
    cuenta: staff.id,
    rol: staff.rol,
  })
  await journalAction(app, tx, staff, row, action, 'entregar')
  const { protocol } = await loadProtocol(app)
  const actions = await refreshDeadlines(tx, row)
  const after = await advance(app, tx, row, actions, { actor: staff.id, data: { accion: action.accion } }, protocol)
  if (after !== row) await refreshDeadlines(tx, after)
}

/** A deadline takes effect at its own instant, also when the declaration came before the sweep. */
async function lateDeclaration(app: App, tx: Tx, row: IncidentRow, now: Temporal.Instant): Promise<IncidentRow> {
  const due = await store.selectDeadline(tx, row.id, 'sin_declarar')
  if (due === undefined || Temporal.Instant.compare(due.due_at, now) >= 0) return row
  return await missDeclaration(app, tx, row, due.due_at)
}

/** Records something that was done outside the protocol. */
export async function recordExtraAction(
  app: App,
  staff: Staff,
  id: string,
  nombre: string,
  evidence: Evidence,
): Promise<void> {
  await change(app, staff, id, 'incidencia.actuar', async (tx, row) => {
    const kind = ['texto', 'url', 'archivo']
    const now = app.clock.now()
    const before = (await store.selectActions(tx, id)).filter((one) => !one.protocolo).length
    if (nombre.trim() === '') throw field('nombre', 'texto-falta')
    const extra: ActionRow = {
      incidencia: row.id,
      accion: 'EXTRA',
      vez: before + 1,
      nombre: nombre.trim(),
      protocolo: false,
      roles: [staff.rol],
      critica: false,
      despues_de: [],
      evidencias: kind,
      desde: 'inicio',
      minutos: { S1: null, S2: null, S3: null },
      cada: null,
      hasta: null,
      paso: null,
      estado: 'hecha',
      due_at: null,
      ...NOT_DONE,
      ...checkEvidence(kind, evidence),
      ocurrio_at: checkTime(evidence.ocurrio ?? null, now, 'ocurrio'),
      registrada_at: now,
      cuenta: staff.id,
      rol: staff.rol,
    }
    await store.insertAction(tx, extra)
    await journalAction(app, tx, staff, row, extra, 'entregar')
  })
}

/**
 * Validates or rejects what somebody else did, having seen exactly this evidence. A rejected action was not done.
 * @throws conflict `ejecutor-no-valida`, `evidencia-cambio`, `accion-no-permite` · invalid `texto-falta` without a reason to reject
 */
export async function reviewAction(
  app: App,
  staff: Staff,
  id: string,
  one: { accion: string; vez: number; evento: 'validar' | 'rechazar'; sha256: string; motivo: string },
): Promise<void> {
  await change(app, staff, id, 'incidencia.validar', async (tx, row) => {
    const action = await findAction(tx, row, one.accion, one.vez)
    if (action.cuenta === staff.id) throw new DomainError('conflict', 'ejecutor-no-valida')
    const estado = nextOfAction(action.estado, one.evento)
    if (action.sha256 !== one.sha256) throw new DomainError('conflict', 'evidencia-cambio')
    if (one.evento === 'rechazar' && one.motivo.trim() === '') throw field('motivo', 'texto-falta')
    const motivo = one.motivo.trim() || null
    await store.updateAction(tx, { ...action, estado, revisada_por: staff.id, revisada_at: app.clock.now(), motivo })
    await journalAction(app, tx, staff, row, action, one.evento)
    await refreshDeadlines(tx, row)
  })
}

/**
 * Skips an action: the first signature says why, the second, of another account that may validate, makes it so.
 * @throws conflict `misma-persona`, `accion-no-permite` · forbidden `sin-permiso` · invalid `texto-falta`
 */
export async function excuseAction(
  app: App,
  staff: Staff,
  id: string,
  accion: string,
  vez: number,
  motivo: string,
): Promise<void> {
  await change(app, staff, id, 'tableros', async (tx, row) => {
    const action = await findAction(tx, row, accion, vez)
    const estado = nextOfAction(action.estado, 'excusar')
    const first = await twoSignatures(app, tx, staff, row, `omitir:${accion}:${vez}`, motivo)
    if (first === null) return
    await store.updateAction(tx, {
      ...action,
      estado,
      revisada_por: staff.id,
      revisada_at: app.clock.now(),
      motivo: first,
    })
    await journalAction(app, tx, staff, row, action, 'excusar')
    await refreshDeadlines(tx, row)
  })
}

async function journalAction(
  app: App,
  tx: Tx,
  staff: Staff,
  row: IncidentRow,
  action: ActionRow,
  evento: AccionEvento,
): Promise<void> {
  await append(app, tx, {
    event: 'incident.action',
    actor: staff.id,
    subject: row.id,
    entidad: row.entidad,
    data: { accion: action.accion, vez: action.vez, evento, rol: staff.rol },
  })
}
