// The door of staff: who is signed in, what they may do, and the frame of every page of the console.
import { createHash, randomBytes } from 'node:crypto'
import { machineNow } from '#clock'
import type { App } from '#context'
import { DomainError } from '#errors'
import { may } from './policy.ts'
import type { Right, Rol } from './policy.ts'
import * as store from './store.ts'

export { consolePage, consoleTable } from './console-page.ts'
export type { ConsoleView } from './console-page.ts'
export { ROLES, may } from './policy.ts'
export type { Right, Rol } from './policy.ts'

/** Someone who works here. `entidad` is null for the federal bodies and the auditor. */
export interface Staff {
  readonly id: string
  readonly nombre: string
  readonly correo: string
  readonly rol: Rol
  readonly entidad: string | null
}

export const SESSION_COOKIE = 'actas_consola'

/** A session ends after this much silence, and in any case after the longest day. Counted in the machine's own time. */
const IDLE = { minutes: 30 }
const LONGEST = { hours: 10 }

const hashOf = (session: string): Buffer => createHash('sha256').update(session).digest()

/** Opens a session for an account and gives its secret, for the cookie. @throws forbidden `cuenta-desconocida` */
export async function openSession(app: App, account: string): Promise<{ secret: string; staff: Staff }> {
  const staff = await store.selectAccount(app.db, account)
  if (!staff) throw new DomainError('forbidden', 'cuenta-desconocida')
  const secret = randomBytes(32).toString('base64url')
  const now = machineNow()
  await store.insertSession(app.db, { idHash: hashOf(secret), account, at: now, endsAt: now.add(LONGEST) })
  return { secret, staff }
}

/** Ends a session at once. */
export async function closeSession(app: App, secret: string): Promise<void> {
  await store.revokeSession(app.db, hashOf(secret), machineNow())
}

interface Asking {
  readonly cookies: Readonly<Record<string, string | undefined>>
}

/** Whoever is signed in, or null. */
export async function currentStaff(app: App, request: Asking): Promise<Staff | null> {
  const secret = request.cookies[SESSION_COOKIE]
  if (!secret) return null
  const now = machineNow()
  return (await store.touchSession(app.db, hashOf(secret), now, now.subtract(IDLE))) ?? null
}

/**
 * Lets through only who may use `right` on `entidad` (null: on what belongs to all).
 * @throws forbidden `sin-sesion` (pages lead to the sign-in) · notFound `direccion-no-encontrada` for another's entidad
 *   · forbidden `sin-permiso`
 */
export async function requireStaff(
  app: App,
  request: Asking,
  right: Right,
  entidad: string | null = null,
): Promise<Staff> {
  const staff = await currentStaff(app, request)
  if (staff === null) throw new DomainError('forbidden', 'sin-sesion')
  if (may(staff, right, entidad)) return staff
  // Of what belongs to another entidad not even the existence is told.
  if (may(staff, right, staff.entidad)) throw new DomainError('notFound', 'direccion-no-encontrada')
  throw new DomainError('forbidden', 'sin-permiso')
}

/** The entidad that a person of the console is confined to; null sees all. Every list is cut by it. */
export function scopeOf(staff: Staff): string | null {
  return staff.entidad
}

/** Accounts of the demonstration, as the sandbox's provider knows them. */
export async function listAccounts(app: App): Promise<Staff[]> {
  return await store.selectAccounts(app.db)
}

const FEDERAL: readonly [string, Rol, string][] = [
  ['renapo', 'renapo', 'Segob-RENAPO'],
  ['presidencia', 'presidencia', 'Estrategia Digital Nacional, Presidencia'],
  ['ugd', 'ugd', 'SFP, Unidad de Gobierno Digital'],
  ['mesa-1', 'mesa_n1', 'Mesa de ayuda gob.mx'],
  ['auditor', 'auditor', 'Auditoría'],
]
const LOCAL: readonly [string, Rol, string][] = [
  ['enlace', 'enlace', 'Enlace técnico'],
  ['finanzas', 'finanzas', 'Finanzas'],
  ['mesa', 'mesa_entidad', 'Mesa de ayuda'],
  ['gubernatura', 'gubernatura', 'Gubernatura'],
  ['oic', 'oic', 'Contraloría'],
]

/** Makes the accounts of the demonstration once: offices, never persons. Refused outside the demonstration. */
export async function seedDemonstrationStaff(
  app: App,
  entidades: readonly { clave: string; nombre: string }[],
): Promise<void> {
  if (!app.config.demonstration || app.config.world === 'ninguno') return
  const at = app.clock.now()
  for (const [id, rol, nombre] of FEDERAL) {
    await store.upsertAccount(app.db, { id, rol, nombre, correo: `${id}@gob.invalid`, entidad: null, at })
  }
  for (const { clave, nombre: entidad } of entidades) {
    for (const [office, rol, nombre] of LOCAL) {
      const id = `${office}-${clave}`
      await store.upsertAccount(app.db, {
        id,
        rol,
        nombre: `${nombre} de ${entidad}`,
        correo: `${id}@entidad.invalid`,
        entidad: clave,
        at,
      })
    }
  }
}
