// The door of staff: who is signed in, what they may do, and the frame of every page of the console.
import { createHash, randomBytes } from 'node:crypto'
import { machineNow } from '#clock'
import type { Config } from '#config'
import type { App } from '#context'
import type { Tx } from '#db'
import { listEntidades } from '#directory'
import { DomainError } from '#errors'
import { append } from '#journal'
import { paths } from '#ui/paths'
import type { CookieOptions } from '#ui/paths'
import { ROLES, may } from './policy.ts'
import type { Right, Rol } from './policy.ts'
import * as store from './store.ts'

export { boardOf, consolePage, consoleTable } from './console-page.ts'
export type { ConsoleView } from './console-page.ts'
export type { Turn, TurnItem, TurnProvider } from './turn.ts'
export { CONSOLE_LINES, LINES, accessOf, requirePolicy } from './access.ts'
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

/** A cookie of the console: with https its name binds it to https too. */
function cookieOf(config: Pick<Config, 'publicUrl'>, name: string, path: string, maxAge: number): ConsoleCookie {
  const secure = config.publicUrl.startsWith('https:')
  const options = { path, httpOnly: true, sameSite: 'lax', secure, maxAge } as const
  return { name: secure ? `__Secure-${name}` : name, options }
}

export interface ConsoleCookie {
  readonly name: string
  readonly options: CookieOptions
}

/** The cookie of a session: sent only to the console. */
export function sessionCookie(config: Pick<Config, 'publicUrl'>): ConsoleCookie {
  return cookieOf(config, SESSION_COOKIE, paths.console, LONGEST.hours * 3_600)
}

/** The cookie of a sign-in that was begun: sent only to the way in. */
export function pendingCookie(config: Pick<Config, 'publicUrl'>): ConsoleCookie {
  return cookieOf(config, `${SESSION_COOKIE}_entrada`, paths.consoleEnter, 600)
}

/** A session ends after this much silence, and in any case after the longest day. Counted in the machine's own time. */
const IDLE = { minutes: 30 }
const LONGEST = { hours: 10 }

const hashOf = (session: string): Buffer => createHash('sha256').update(session).digest()

/** Opens a session for an account and gives its secret, for the cookie. @throws forbidden `cuenta-desconocida` */
export async function openSession(app: App, account: string): Promise<{ secret: string; staff: Staff }> {
  const secret = randomBytes(32).toString('base64url')
  const now = machineNow()
  const staff = await app.db.tx(async (tx) => {
    const found = await store.selectAccount(tx, account)
    if (!found) throw new DomainError('forbidden', 'cuenta-desconocida')
    await store.insertSession(tx, { idHash: hashOf(secret), account, at: now, endsAt: now.add(LONGEST) })
    await note(app, tx, 'staff.signedIn', found)
    return found
  })
  return { secret, staff }
}

/** Ends a session at once. May be repeated; only the first time is put on record. */
export async function closeSession(app: App, secret: string): Promise<void> {
  await app.db.tx(async (tx) => {
    const left = await store.revokeSession(tx, hashOf(secret), machineNow())
    if (left) await note(app, tx, 'staff.signedOut', left)
  })
}

async function note(app: App, tx: Tx, event: string, { id, rol, entidad }: Staff): Promise<void> {
  await append(app, tx, { event, actor: id, subject: id, entidad, data: { rol } })
}

interface Asking {
  readonly cookies: Readonly<Record<string, string | undefined>>
}

/** Whom the gate has let through, for as long as the request lives: a page does not ask the database again. */
const admitted = new WeakMap<object, Staff>()

/** Whoever is signed in, or null. */
export async function currentStaff(app: App, request: Asking): Promise<Staff | null> {
  const before = admitted.get(request)
  if (before) return before
  const secret = request.cookies[sessionCookie(app.config).name]
  if (!secret) return null
  const now = machineNow()
  const idHash = hashOf(secret)
  const found = await store.selectSession(app.db, idHash, now, now.subtract(IDLE))
  if (!found) return null
  const { seen_at: seen, ...staff } = found
  // Once a minute is enough to know that somebody is still there.
  if (Temporal.Instant.compare(seen, now.subtract({ minutes: 1 })) < 0) await store.markSeen(app.db, idHash, now)
  return staff
}

/** The gate: remembers whoever passes. @throws forbidden `sin-sesion` (pages lead to the sign-in) */
export async function admitStaff(app: App, request: Asking): Promise<Staff> {
  const staff = await currentStaff(app, request)
  if (staff === null) throw new DomainError('forbidden', 'sin-sesion')
  admitted.set(request, staff)
  return staff
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
  const staff = await admitStaff(app, request)
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

/** A way into the console by one click, as there is only in the demonstration. */
export interface Door {
  readonly id: string
  readonly nombre: string
  readonly href: string
}

/** One account for each role: the federal ones and those of the first entidad that is open. None outside the demonstration. */
export async function demonstrationDoors(app: App): Promise<Door[]> {
  if (app.config.world === 'ninguno') return []
  const [accounts, entidades] = await Promise.all([listAccounts(app), listEntidades(app)])
  const order = Object.keys(ROLES)
  const shown = (entidades.find((one) => one.abierta) ?? entidades[0])?.clave
  return accounts
    .filter((one) => one.entidad === null || one.entidad === shown)
    .sort((a, b) => order.indexOf(a.rol) - order.indexOf(b.rol))
    .map(({ id, nombre }) => ({ id, nombre, href: `${paths.consoleEnter}?cuenta=${encodeURIComponent(id)}` }))
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
