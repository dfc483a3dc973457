// Sessions of the console: opened by a sign-in, known by a secret and by their device, ended by silence or at once.
import { createHash, randomBytes } from 'node:crypto'
import { machineNow } from '#clock'
import type { Config } from '#config'
import type { App } from '#context'
import type { Tx } from '#db'
import { DomainError } from '#errors'
import { append } from '#journal'
import { deviceHash, isSameDevice } from '#sign-in'
import type { Device } from '#sign-in'
import { paths } from '#ui/paths'
import type { CookieOptions } from '#ui/paths'
import { PELIGROSOS, borrows, may } from './policy.ts'
import type { Right } from './policy.ts'
import type { Staff } from './staff.ts'
import * as store from './store.ts'

export const SESSION_COOKIE = 'actas_consola'

/** A cookie of the console: with https its name binds it to https too. */
export function consoleCookie(
  config: Pick<Config, 'publicUrl'>,
  name: string,
  path: string,
  maxAge: number,
): ConsoleCookie {
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
  return consoleCookie(config, SESSION_COOKIE, paths.console, LONGEST.hours * 3_600)
}

/** The cookie of a sign-in that was begun: sent only to the way in. */
export function pendingCookie(config: Pick<Config, 'publicUrl'>): ConsoleCookie {
  return consoleCookie(config, `${SESSION_COOKIE}_entrada`, paths.consoleEnter, 600)
}

/** A session ends after this much silence, and in any case after the longest day. Counted in the machine's own time. */
const IDLE = { minutes: 30 }
const LONGEST = { hours: 10 }

const hashOf = (session: string): Buffer => createHash('sha256').update(session).digest()

/**
 * Opens a session for an account and gives its secret, for the cookie. It serves `device` alone; one that is opened without,
 * as commands and tests do, is bound to none. Without a second factor it opens nothing but the page that asks for it.
 * @throws forbidden `cuenta-desconocida`
 */
export async function openSession(
  app: App,
  account: string,
  device: Device | null = null,
  second = true,
): Promise<{ secret: string; staff: Staff }> {
  const secret = randomBytes(32).toString('base64url')
  const now = machineNow()
  const staff = await app.db.tx(async (tx) => {
    const found = await store.selectAccount(tx, account)
    if (!found) throw new DomainError('forbidden', 'cuenta-desconocida')
    await store.insertSession(tx, {
      idHash: hashOf(secret),
      account,
      at: now,
      endsAt: now.add(LONGEST),
      device: device && deviceHash(app, device),
      second,
    })
    await note(app, tx, 'staff.signedIn', found)
    return found
  })
  return { secret, staff }
}

/** A new session in the place of one whose holder just showed a second factor: no secret outlives what it was good for. */
export async function confirmSession(app: App, secret: string): Promise<string> {
  const next = randomBytes(32).toString('base64url')
  const account = await app.db.tx(
    async (tx) => await store.replaceSession(tx, hashOf(secret), hashOf(next), machineNow()),
  )
  if (account === undefined) throw new DomainError('forbidden', 'sin-sesion')
  return next
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

interface Asking extends Device {
  readonly cookies: Readonly<Record<string, string | undefined>>
  readonly method?: string
}

/** Sent by a panel that brings itself up to date: nobody asked. Whoever sends it is given less by it, never more. */
export function isRefresh({ method, headers }: Asking): boolean {
  return method === 'GET' && headers?.['actas-refresco'] !== undefined
}

/** Someone who signed in, and how sure we are of it. */
export interface Entered {
  readonly staff: Staff
  readonly second: boolean
  readonly confirmedAt: Temporal.Instant
}

/** Whom the gate has let through, for as long as the request lives: a page does not ask the database again. */
const admitted = new WeakMap<object, Entered>()

/** Whoever is signed in, or null. */
export async function currentStaff(app: App, request: Asking): Promise<Staff | null> {
  const entered = await readEntered(app, request)
  return entered?.second ? entered.staff : null
}

async function readEntered(app: App, request: Asking): Promise<Entered | null> {
  const before = admitted.get(request)
  if (before) return before
  const secret = request.cookies[sessionCookie(app.config).name]
  if (!secret) return null
  const now = machineNow()
  const idHash = hashOf(secret)
  const found = await store.selectSession(app.db, idHash, now, now.subtract(IDLE), app.clock.now())
  if (!found) return null
  const { seen_at: seen, confirmed_at: confirmedAt, device, second, emergencia, ...person } = found
  const staff: Staff = emergencia === null ? person : { ...person, emergencia }
  if (device !== null && !isSameDevice(app, device, request)) {
    await endElsewhere(app, idHash)
    return null
  }
  // Once a minute is enough to know that somebody is still there; an open window is nobody.
  if (!isRefresh(request) && Temporal.Instant.compare(seen, now.subtract({ minutes: 1 })) < 0)
    await store.markSeen(app.db, idHash, now)
  return { staff, second, confirmedAt }
}

/** Its secret was used from another device, so somebody has it who should not: it ends for both. */
async function endElsewhere(app: App, idHash: Buffer): Promise<void> {
  await app.db.tx(async (tx) => {
    const ended = await store.revokeSession(tx, idHash, machineNow())
    if (!ended) return
    const { id, rol, entidad } = ended
    const data = { rol, motivo: 'otro-dispositivo' }
    await append(app, tx, { event: 'staff.sessionElsewhere', actor: 'sistema', subject: id, entidad, data })
  })
}

/** The gate of the page that asks for the second factor. @throws forbidden `sin-sesion` (pages lead to the sign-in) */
export async function admitHalfway(app: App, request: Asking): Promise<Entered> {
  const entered = await readEntered(app, request)
  if (entered === null) throw new DomainError('forbidden', 'sin-sesion')
  admitted.set(request, entered)
  return entered
}

/** The gate: remembers whoever passes. @throws forbidden `sin-sesion`, `falta-segundo-factor` (pages lead to where it is given) */
export async function admitStaff(app: App, request: Asking): Promise<Staff> {
  const { staff, second } = await admitHalfway(app, request)
  if (!second) throw new DomainError('forbidden', 'falta-segundo-factor')
  return staff
}

/** From here on the request stands on borrowed rights alone, and is confined to their entidad. */
export async function confine(app: App, request: Asking, entidad: string): Promise<void> {
  const { staff, ...entered } = await admitHalfway(app, request)
  admitted.set(request, { ...entered, staff: { ...staff, alcance: entidad } })
}

/** Whether somebody said who they are lately enough for an act that weighs. */
export function isFresh(app: Pick<App, 'config'>, { confirmedAt }: Entered): boolean {
  const since = machineNow().subtract({ minutes: app.config.confirmMinutes })
  return Temporal.Instant.compare(confirmedAt, since) > 0
}

/**
 * Lets through only who may use `right` on `entidad` (null: on what belongs to all).
 * @throws forbidden `sin-sesion` (pages lead to the sign-in) · notFound `direccion-no-encontrada` for another's entidad
 *   · forbidden `sin-permiso`, `falta-confirmar` (an act that weighs, and too long since they said who they are)
 */
export async function requireStaff(
  app: App,
  request: Asking,
  right: Right,
  entidad: string | null = null,
): Promise<Staff> {
  const staff = await admitStaff(app, request)
  if (may(staff, right, entidad)) {
    const reads = request.method === 'GET' || request.method === 'HEAD'
    if (!reads && PELIGROSOS.includes(right) && !isFresh(app, await admitHalfway(app, request)))
      throw new DomainError('forbidden', 'falta-confirmar')
    return staff
  }
  // Of what belongs to another entidad not even the existence is told.
  if (may(staff, right, staff.entidad) || borrows(staff, right, staff.emergencia?.entidad ?? null))
    throw new DomainError('notFound', 'direccion-no-encontrada')
  throw new DomainError('forbidden', 'sin-permiso')
}
