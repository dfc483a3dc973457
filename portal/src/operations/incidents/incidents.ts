// The door of incidents: they open by themselves when an entidad goes down, follow the protocol, and are judged by it.
import { createHash } from 'node:crypto'
import type { App } from '#context'
import type { Tx } from '#db'
import { listEntidades } from '#directory'
import type { JobPayload } from '#jobs'
import { readFact } from '#journal'
import { incidentId } from './incident.ts'
import {
  NOT_DONE,
  PROBE,
  actionOf,
  advance,
  askForProbe,
  loadProtocol,
  missDeclaration,
  refreshDeadlines,
  repeatAction,
  step,
} from './life.ts'
import { gatherNational, openNew } from './opening.ts'
import type { Protocol } from './protocol.ts'
import * as store from './store.ts'
import type { DeadlineRow, IncidentRow } from './store.ts'

export { checkProtocol } from './protocol.ts'
export { checkIncidents, protocolIndicator, protocolIndicators, protocolEvidence } from './judgement/judgement.ts'
export { deliverAction, excuseAction, openIncident, recordExtraAction, reviewAction, startAction } from './actions.ts'
export { changeSeverity, closeIncident, discardIncident, publishNotice, requestVerification } from './decisions.ts'
export { listIncidents, ownerOfIncident, ownerOfOpenIncident, readIncident, readPublicIncidents } from './reading.ts'

/** Entidades whose service people may use, and those that were closed because of an incident. */
const WATCHED = new Set(['piloto', 'productiva', 'suspendida'])

interface News {
  readonly since: Temporal.Instant
  /** When the monitor knew. */
  readonly seen: Temporal.Instant
}

/** What the monitor told: since when, in the fact's data, and when it could say so. Without data the fact's instant is both. */
async function readNews(app: App, entry: number): Promise<News | null> {
  const fact = await readFact(app, entry)
  if (fact === null) return null
  const { since } = fact.data
  return typeof since === 'string'
    ? { since: Temporal.Instant.from(since), seen: fact.at }
    : { since: fact.at, seen: fact.recordedAt }
}

/** Reaction to `sla.down` of an entidad. Opens an incident, or is a relapse of one. Safe to repeat. */
export async function detectIncident(app: App, { entry, subject: clave }: JobPayload): Promise<void> {
  const news = await readNews(app, entry)
  const entidad = (await listEntidades(app)).find((one) => one.clave === clave)
  // The portal watches itself too; its outages are no incident of an entidad.
  if (news === null || entidad === undefined || !WATCHED.has(entidad.fase)) return
  const { since, seen } = news
  const { protocol, version, sha256 } = await loadProtocol(app)
  await app.db.tx(async (tx) => {
    await store.lockDetection(tx)
    if (!(await store.insertSignal(tx, clave, since, false))) return
    const before = await store.lockNewest(tx, clave)
    // The one with this name was discarded, with two signatures: it stays so.
    if ((await store.selectIncident(tx, incidentId(clave, since)))?.estado === 'descartado') return
    const row =
      before !== undefined && isSameIncident(before, since, protocol)
        ? await relapse(app, tx, before, since)
        : await openNew(app, tx, protocol, {
            entidad: clave,
            causa: 'caida',
            origen: 'sonda',
            severidad: 'S1',
            inicio: since,
            detectada: seen,
            enlazada: before?.id ?? null,
            version,
            sha256,
          })
    const later = await store.selectSignalAfter(tx, clave, since)
    const now = later?.arriba ? await seenWell(app, tx, row, later.at, protocol) : row
    if (now.arriba_desde === null) await gatherNational(app, tx, protocol)
  })
}

/** Reaction to `sla.up` of an entidad: the probe's good minutes begin. Safe to repeat. */
export async function recoverIncident(app: App, { entry, subject: clave }: JobPayload): Promise<void> {
  const news = await readNews(app, entry)
  if (news === null) return
  const { since } = news
  const { protocol } = await loadProtocol(app)
  await app.db.tx(async (tx) => {
    await store.lockDetection(tx)
    if (!(await store.insertSignal(tx, clave, since, true))) return
    const row = await store.lockNewest(tx, clave)
    if (row !== undefined && Temporal.Instant.compare(row.inicio, since) <= 0)
      await seenWell(app, tx, row, since, protocol)
  })
}

async function seenWell(
  app: App,
  tx: Tx,
  row: IncidentRow,
  at: Temporal.Instant,
  protocol: Protocol,
): Promise<IncidentRow> {
  const up: IncidentRow = { ...row, arriba_desde: at }
  await store.updateIncident(tx, up)
  await refreshDeadlines(tx, up)
  await askForProbe(app, tx, up, protocol)
  return up
}

/** Whether news of an entidad belong to its newest incident: it is still down, or came back less than the relapse window ago. */
function isSameIncident(row: IncidentRow, since: Temporal.Instant, protocol: Protocol): boolean {
  const apart = Math.abs(row.inicio.until(since).total('minutes'))
  if (apart <= protocol.correlacionMinutos && row.estado !== 'cerrado') return true
  if (row.causa !== 'caida' || row.estado === 'en_revision' || row.estado === 'cerrado') return false
  const back = row.resuelta_at ?? row.arriba_desde
  return back === null || Temporal.Instant.compare(back.add({ hours: protocol.recaidaHoras }), since) >= 0
}

async function relapse(app: App, tx: Tx, row: IncidentRow, since: Temporal.Instant): Promise<IncidentRow> {
  if (row.arriba_desde === null || Temporal.Instant.compare(since, row.arriba_desde) < 0) return row
  const down: IncidentRow = { ...row, arriba_desde: null, recaidas: row.recaidas + 1 }
  await store.updateIncident(tx, down)
  if (row.estado !== 'en_verificacion' && row.estado !== 'resuelto') {
    await repeatAction(tx, down, since)
    return down
  }
  // What was mitigated and checked did not hold: both are asked for once more.
  const actions = await store.selectActions(tx, row.id)
  for (const paso of row.estado === 'resuelto' ? (['mitigar', 'comprobar'] as const) : (['mitigar'] as const)) {
    const last = actionOf(actions, paso)
    if (last)
      await store.insertAction(tx, { ...last, ...NOT_DONE, vez: last.vez + 1, estado: 'pendiente', due_at: null })
  }
  await repeatAction(tx, down, since)
  return await step(app, tx, down, 'recaer', { actor: PROBE, at: since, data: { recaidas: down.recaidas } })
}

/** Everything of an incident that fell due by now; each takes effect at its own instant. Returns how many rows were touched. */
export async function sweepIncidents(app: App): Promise<number> {
  let touched = 0
  for (;;) {
    const due = await store.selectDue(app.db, app.clock.now())
    for (const one of due) await app.db.tx(async (tx) => await takeEffect(app, tx, one))
    touched += due.length
    if (due.length === 0) return touched
  }
}

/** The next instant at which something of an incident falls due; null when nothing waits. */
export async function nextIncidentDue(app: App): Promise<Temporal.Instant | null> {
  return await store.selectNextDue(app.db)
}

async function takeEffect(app: App, tx: Tx, seen: DeadlineRow): Promise<void> {
  const row = await store.lockIncident(tx, seen.incidencia)
  const due = await store.selectDeadline(tx, seen.incidencia, seen.evento)
  if (row === undefined || due === undefined || Temporal.Instant.compare(due.due_at, app.clock.now()) > 0) return
  if (due.evento === 'repetir') return await repeatAction(tx, row)
  await store.deleteDeadline(tx, row.id, due.evento)
  if (due.evento === 'sin_declarar') await missDeclaration(app, tx, row, due.due_at)
  else await passProbe(app, tx, row, due.due_at)
}

/** The probe saw it well for long enough: action A10, by somebody outside the entidad, resolves what was mitigated. */
async function passProbe(app: App, tx: Tx, row: IncidentRow, at: Temporal.Instant): Promise<void> {
  if (row.arriba_desde === null || (row.estado !== 'mitigado' && row.estado !== 'en_verificacion')) return
  const { protocol } = await loadProtocol(app)
  const how = { actor: PROBE, at }
  const verifying = row.estado === 'mitigado' ? await step(app, tx, row, 'solicitar_verificacion', how) : row
  const action = actionOf(await store.selectActions(tx, row.id), 'comprobar')
  if (action === undefined) return
  const evidencia = `${row.arriba_desde.toString()}/${at.toString()}`
  await store.updateAction(tx, {
    ...action,
    estado: 'hecha',
    ocurrio_at: at,
    registrada_at: app.clock.now(),
    cuenta: PROBE,
    rol: PROBE,
    clase: 'sonda',
    evidencia,
    sha256: createHash('sha256').update(evidencia).digest('hex'),
  })
  const resolved = await step(app, tx, verifying, 'comprobar', { ...how, data: { evidencia } })
  await advance(app, tx, resolved, await refreshDeadlines(tx, resolved), how, protocol)
}
