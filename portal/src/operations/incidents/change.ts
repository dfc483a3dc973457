// One change of one incident: who may, in one transaction, and what the table refuses on record.
import type { App } from '#context'
import type { Tx } from '#db'
import { DomainError, isDomainError } from '#errors'
import { append } from '#journal'
import { may } from '#staff'
import type { Right, Staff } from '#staff'
import * as store from './store.ts'
import type { ActionRow, IncidentRow } from './store.ts'

/** One change of one incident in one transaction; what the table refuses is put on record apart. */
export async function change(
  app: App,
  staff: Staff,
  id: string,
  right: Right,
  work: (tx: Tx, row: IncidentRow) => Promise<void>,
): Promise<void> {
  try {
    await app.db.tx(async (tx) => {
      const row = await store.lockIncident(tx, id)
      if (row === undefined || row.entidad === null) throw new DomainError('notFound', 'direccion-no-encontrada')
      allow(staff, right, row.entidad)
      if (row.cerrada_at !== null)
        throw new DomainError('conflict', 'incidencia-no-permite', { params: { estado: row.estado } })
      await work(tx, row)
    })
  } catch (error) {
    if (isDomainError(error) && error.kind === 'conflict')
      await app.db.tx(async (tx) => {
        await append(app, tx, {
          event: 'incident.refused',
          actor: staff.id,
          subject: id,
          data: { codigo: error.codigo },
        })
      })
    throw error
  }
}

export function allow(staff: Staff, right: Right, entidad: string | null): void {
  if (!may(staff, right, entidad)) throw new DomainError('forbidden', 'sin-permiso')
}

export async function findAction(tx: Tx, row: IncidentRow, accion: string, vez: number): Promise<ActionRow> {
  const found = (await store.selectActions(tx, row.id)).find((one) => one.accion === accion && one.vez === vez)
  if (found === undefined) throw new DomainError('notFound', 'direccion-no-encontrada')
  return found
}

/** The reason of the first signature once somebody else signs too; null while the second one lacks. */
export async function twoSignatures(
  app: App,
  tx: Tx,
  staff: Staff,
  row: IncidentRow,
  asunto: string,
  motivo: string,
): Promise<string | null> {
  const first = (await store.selectProposals(tx, row.id)).find((one) => one.asunto === asunto)
  if (first !== undefined) {
    if (first.cuenta === staff.id) throw new DomainError('conflict', 'misma-persona')
    allow(staff, 'incidencia.validar', row.entidad)
    return first.motivo
  }
  allow(staff, 'incidencia.actuar', row.entidad)
  if (motivo.trim() === '') throw field('motivo', 'texto-falta')
  const one = { asunto, cuenta: staff.id, motivo: motivo.trim(), at: app.clock.now() }
  await store.insertProposal(tx, row.id, one)
  await append(app, tx, {
    event: 'incident.proposed',
    actor: staff.id,
    subject: row.id,
    entidad: row.entidad,
    data: { asunto, motivo: one.motivo },
  })
  return null
}

export function oneOf<T extends string>(known: readonly T[], given: string, campo: string): T {
  const found = known.find((one) => one === given)
  if (found === undefined) throw field(campo, 'campo-invalido')
  return found
}

export function field(campo: string, codigo: string): DomainError {
  return new DomainError('invalid', 'datos-invalidos', { campos: [{ campo, codigo }] })
}
