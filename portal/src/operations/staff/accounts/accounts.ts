// Who works here: inviting and leaving. Whoever changes role leaves and is invited again, so that both are on record.
import { machineNow } from '#clock'
import type { App } from '#context'
import type { Tx } from '#db'
import { listEntidades } from '#directory'
import { DomainError } from '#errors'
import type { FieldProblem } from '#errors'
import { append } from '#journal'
import { isMailAddress } from '#mailer'
import { ROLES, TAKES_IN_EMERGENCY, borrows, leads } from '../policy.ts'
import type { Lent, Rol } from '../policy.ts'
import type { AccountRow } from '../store.ts'
import { endLent } from '../emergency/ending.ts'
import { dropFactor } from '../second-factor/factor.ts'
import * as store from './store.ts'

export type { WorkerRow } from './store.ts'

/** Who invites or dismisses. The command of whoever installs the program has no account and no entidad. */
export interface Acting {
  readonly id: string
  readonly rol: Rol
  readonly entidad: string | null
  readonly emergencia?: Lent
}

export interface Invitation {
  readonly cuenta: string
  readonly nombre: string
  readonly correo: string
  readonly rol: string
  /** Only whoever sees all entidades says which; undefined where the form has no such field. */
  readonly entidad: string | undefined
  readonly motivo: string
}

const LONGEST = 100
const LONGEST_REASON = 300
/** As a provider names a subject; what the journal calls an actor that is no account can be none. */
const SUBJECT = /^[\x21-\x7e]{1,100}$/
const NOT_A_PERSON = /^(alta|banco|ciudadano|correo|enlace|monitor|operador|sistema|sonda)$|^(enlace|entidad):/

/**
 * Gives somebody an account, or gives it back to whoever had left.
 * @throws forbidden `entidad-ajena` (recorded) · invalid field by field · conflict `cuenta-repetida`
 */
export async function invite(app: App, by: Acting, wanted: Invitation): Promise<void> {
  // What belongs to an office is not said by its forms.
  if (by.entidad !== null && wanted.entidad !== undefined && wanted.entidad !== by.entidad) {
    await app.db.tx(async (tx) => await note(app, tx, by, 'staff.invitationRefused', by.id, { rol: wanted.rol }))
    throw new DomainError('forbidden', 'entidad-ajena')
  }
  const account = await readInvitation(app, by, wanted)
  await app.db.tx(async (tx) => {
    if (!(await store.insertWorker(tx, { ...account, at: app.clock.now() }))) {
      const before = await store.lockWorker(tx, account.id)
      if (!before || before.active || !reaches(by, before) || !mayGive(by, before.rol))
        throw new DomainError('conflict', 'cuenta-repetida')
      await store.bringBack(tx, account)
      // Whoever lost the phone comes back so; and the next holder of a number never takes over the factor of the last.
      await dropFactor(tx, account.id)
    }
    const { rol, entidad } = account
    await note(app, tx, by, 'staff.invited', account.id, { rol, motivo: wanted.motivo.trim() }, entidad)
  })
}

/**
 * Somebody leaves: the account opens nothing any more and each of its sessions ends at once.
 * @throws notFound `direccion-no-encontrada` · invalid `motivo-falta` · conflict `cuenta-inactiva` ·
 *   forbidden `cuenta-propia`, `rol-ajeno`, `cuenta-ultima`
 */
export async function dismiss(app: App, by: Acting, cuenta: string, motivo: string): Promise<void> {
  await app.db.tx(async (tx) => {
    const ugd = await store.lockRole(tx, 'ugd')
    const found = await store.lockWorker(tx, cuenta)
    if (!found || !reaches(by, found)) throw new DomainError('notFound', 'direccion-no-encontrada')
    if (found.id === by.id) throw new DomainError('forbidden', 'cuenta-propia')
    if (!mayTake(by, found)) throw new DomainError('forbidden', 'rol-ajeno')
    const wrong = reasonProblem(motivo)
    if (wrong) throw new DomainError('invalid', 'datos-invalidos', { campos: [wrong] })
    if (!found.active) throw new DomainError('conflict', 'cuenta-inactiva')
    if (found.rol === 'ugd' && ugd.length <= 1) throw new DomainError('forbidden', 'cuenta-ultima')
    await store.markLeft(tx, cuenta, app.clock.now())
    const sesiones = await store.endSessions(tx, cuenta, machineNow())
    await endLent(app, tx, by.id, cuenta)
    const data = { rol: found.rol, motivo: motivo.trim(), sesiones }
    await note(app, tx, by, 'staff.left', cuenta, data, found.entidad)
  })
}

/** All who work here or did, cut by the reach of whoever asks. */
export async function listWorkers(app: App, scope: string | null): Promise<store.WorkerRow[]> {
  return (await store.selectWorkers(app.db)).filter((one) => scope === null || one.entidad === scope)
}

/** One of them. @throws notFound `direccion-no-encontrada`, also for an account of another entidad */
export async function readWorker(app: App, scope: string | null, cuenta: string): Promise<store.WorkerRow> {
  const found = await store.selectWorker(app.db, cuenta)
  if (!found || (scope !== null && found.entidad !== scope))
    throw new DomainError('notFound', 'direccion-no-encontrada')
  return found
}

/** Whether this person gives and takes accounts of a role. */
export const mayGive: (by: Pick<Acting, 'rol'>, rol: Rol) => boolean = leads

/** Whether this person takes this account: as one who gives its role, or in an emergency. */
export function mayTake(by: Omit<Acting, 'id'>, found: Pick<AccountRow, 'rol' | 'entidad'>): boolean {
  if (mayGive(by, found.rol)) return true
  const taken = TAKES_IN_EMERGENCY[by.rol] ?? []
  return taken.includes(found.rol) && found.entidad !== null && borrows(by, 'cuentas.administrar', found.entidad)
}

/** Row security hides the accounts of another entidad as well; each of the two holds alone. */
function reaches(by: Acting, found: Pick<AccountRow, 'entidad'>): boolean {
  return by.entidad === null || found.entidad === by.entidad
}

async function readInvitation(app: App, by: Acting, wanted: Invitation): Promise<AccountRow> {
  const [id, nombre, correo] = [wanted.cuenta.trim(), wanted.nombre.trim(), wanted.correo.trim()]
  const problems: FieldProblem[] = []
  const wrong = (campo: string, codigo: string, params = {}): void => void problems.push({ campo, codigo, params })
  if (id === '') wrong('cuenta', 'cuenta-falta')
  else if (!SUBJECT.test(id) || NOT_A_PERSON.test(id)) wrong('cuenta', 'cuenta-forma')
  if (nombre === '') wrong('nombre', 'nombre-vacio')
  else if (nombre.length > LONGEST) wrong('nombre', 'nombre-largo')
  if (!isMailAddress(correo)) wrong('correo', 'correo-invalido')
  const rol = Object.hasOwn(ROLES, wanted.rol) ? (wanted.rol as Rol) : null
  if (rol === null) wrong('rol', 'rol-falta')
  else if (!mayGive(by, rol)) wrong('rol', 'rol-ajeno')
  const entidad = by.entidad ?? (wanted.entidad || null)
  if (rol !== null && by.entidad === null) {
    if (ROLES[rol].federal && entidad !== null) wrong('entidad', 'entidad-sobra')
    else if (!ROLES[rol].federal && !(await listEntidades(app)).some((one) => one.clave === entidad))
      wrong('entidad', 'entidad-de-la-cuenta')
  }
  const reason = reasonProblem(wanted.motivo)
  if (reason) problems.push(reason)
  if (problems.length > 0 || rol === null) throw new DomainError('invalid', 'datos-invalidos', { campos: problems })
  return { id, nombre, correo, rol, entidad }
}

function reasonProblem(motivo: string): FieldProblem | null {
  if (motivo.trim() === '') return { campo: 'motivo', codigo: 'motivo-falta' }
  if (motivo.trim().length <= LONGEST_REASON) return null
  return { campo: 'motivo', codigo: 'texto-largo', params: { maximo: LONGEST_REASON } }
}

async function note(
  app: App,
  tx: Tx,
  by: Acting,
  event: string,
  subject: string,
  data: Record<string, unknown>,
  entidad: string | null = by.entidad,
): Promise<void> {
  await append(app, tx, { event, actor: by.id, subject, entidad, data })
}
