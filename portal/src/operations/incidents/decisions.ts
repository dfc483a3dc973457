// What is decided about an incident as a whole: its severity, its public notice, its check, its end.
import type { App } from '#context'
import { DomainError } from '#errors'
import type { Staff } from '#staff'
import { paths } from '#ui/paths'
import { deliver } from './actions.ts'
import { change, field, oneOf, twoSignatures } from './change.ts'
import { actionOf, askForProbe, isDone, loadProtocol, note, refreshDeadlines, step } from './life.ts'
import { SEVERIDADES } from './protocol.ts'
import type { Severidad } from './protocol.ts'
import * as store from './store.ts'

/** Another severity: every deadline is counted anew from the original start. @throws invalid `campo-invalido` */
export async function changeSeverity(
  app: App,
  staff: Staff,
  id: string,
  severidad: string,
  motivo: string,
): Promise<void> {
  const wanted: Severidad = oneOf(SEVERIDADES, severidad, 'severidad')
  await change(app, staff, id, 'incidencia.actuar', async (tx, row) => {
    if (wanted === row.severidad) return
    const data = { antes: row.severidad, motivo: motivo.trim() }
    const after = await note(app, tx, { ...row, severidad: wanted }, 'severidad', { actor: staff.id, data })
    await refreshDeadlines(tx, after, true)
  })
}

/** Asks the probe of gob.mx for its check. @throws conflict `incidencia-no-permite`, `servicio-caido` while it is down */
export async function requestVerification(app: App, staff: Staff, id: string): Promise<void> {
  const { protocol } = await loadProtocol(app)
  await change(app, staff, id, 'incidencia.actuar', async (tx, row) => {
    // Nobody saw it go down: its good minutes are counted from the request on, and news of the monitor end them.
    const seen = row.arriba_desde ?? (row.origen === 'persona' ? app.clock.now() : null)
    if (seen === null) throw new DomainError('conflict', 'servicio-caido')
    const after = await step(app, tx, { ...row, arriba_desde: seen }, 'solicitar_verificacion', { actor: staff.id })
    await askForProbe(app, tx, after, protocol)
  })
}

/** Keeps the draft of the public text; `publica` is the second step, and what the protocol calls the notice. */
export async function publishNotice(
  app: App,
  staff: Staff,
  id: string,
  texto: string,
  publica: boolean,
): Promise<void> {
  await change(app, staff, id, 'incidencia.validar', async (tx, row) => {
    const borrador = texto.trim()
    if (borrador === '') throw field('texto', 'texto-falta')
    if (!publica) return await store.updateIncident(tx, { ...row, borrador })
    if (row.borrador !== borrador) throw new DomainError('conflict', 'borrador-cambio')
    const shown = { ...row, borrador, texto_publico: borrador, publicado_at: app.clock.now() }
    const after = await note(app, tx, shown, 'publicar', { actor: staff.id })
    const action = actionOf(await store.selectActions(tx, id), 'publicar')
    if (action === undefined || action.estado === 'no_aplica' || isDone(action) || !action.roles.includes(staff.rol))
      return
    await deliver(app, tx, staff, after, action, { texto: borrador, url: `${app.config.publicUrl}${paths.incidents}` })
  })
}

/** Closes an incident whose actions are all done or excused. @throws conflict `acciones-pendientes`, `incidencia-no-permite` */
export async function closeIncident(app: App, staff: Staff, id: string): Promise<void> {
  await change(app, staff, id, 'incidencia.validar', async (tx, row) => {
    const actions = await store.selectActions(tx, id)
    const review = actionOf(actions, 'revisar')
    const skips = review === undefined || review.estado === 'no_aplica' || review.estado === 'omitida_justificada'
    // A severity without a later report has nothing to deliver before its review.
    const reviewed = row.estado === 'resuelto' && skips ? await step(app, tx, row, 'revisar', { actor: staff.id }) : row
    const open = actions.filter((one) => one.protocolo && ['pendiente', 'en_curso', 'rechazada'].includes(one.estado))
    if (reviewed.estado === 'en_revision' && open.length > 0)
      throw new DomainError('conflict', 'acciones-pendientes', {
        params: { acciones: [...new Set(open.map((one) => one.accion))].join(', ') },
      })
    await step(app, tx, reviewed, 'cerrar', { actor: staff.id })
    for (const evento of ['sin_declarar', 'comprobar', 'repetir']) await store.deleteDeadline(tx, id, evento)
  })
}

/** Discards what was no incident, with two signatures. @throws as `excuseAction` · conflict `incidencia-no-permite` */
export async function discardIncident(app: App, staff: Staff, id: string, motivo: string): Promise<void> {
  await change(app, staff, id, 'tableros', async (tx, row) => {
    const first = await twoSignatures(app, tx, staff, row, 'descartar', motivo)
    if (first === null) return
    await step(app, tx, row, 'descartar', { actor: staff.id, data: { motivo: first } })
    for (const evento of ['sin_declarar', 'comprobar', 'repetir']) await store.deleteDeadline(tx, id, evento)
  })
}
