// Sessions of holders: opened by a sign-in, known by a secret and by their device, ended by silence, by leaving or at once.
import { createHash, randomBytes } from 'node:crypto'
import { machineNow } from '#clock'
import type { Config } from '#config'
import type { App } from '#context'
import type { Tx } from '#db'
import { append } from '#journal'
import { deviceHash, isSameDevice } from '#sign-in'
import type { Device } from '#sign-in'
import { currentLanguage } from '#ui/languages'
import { paths } from '#ui/paths'
import type { CookieOptions } from '#ui/paths'
import { blindCurp } from './record.ts'
import * as store from './store.ts'

/** Of another kind than those of the staff: neither secret, cookie, device nor table is shared with them. */
const KIND = 'titular'
/** Ours: long enough for a search and its payment, short enough for the computer of a library. Machine's own time. */
const IDLE = { minutes: 20 }
const LONGEST = { hours: 2 }
const SECONDS_OF_LONGEST = LONGEST.hours * 3_600

interface Cookie {
  readonly name: string
  readonly options: CookieOptions
}

/** Sent to the whole site, because a search asks for it too; with https no other site can set it. */
export function holderCookie(config: Pick<Config, 'publicUrl'>): Cookie {
  const secure = config.publicUrl.startsWith('https:')
  const options = { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge: SECONDS_OF_LONGEST } as const
  return { name: `${secure ? '__Host-' : ''}actas_titular`, options }
}

/** What a sign-in began with: sent only to the pages of the holder. */
export function beginningCookie(config: Pick<Config, 'publicUrl'>): Cookie {
  const secure = config.publicUrl.startsWith('https:')
  const options = { path: paths.holder, httpOnly: true, sameSite: 'lax', secure, maxAge: 600 } as const
  return { name: `${secure ? '__Secure-' : ''}actas_titular_entrada`, options }
}

const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest()

interface Asking extends Device {
  readonly cookies: Readonly<Record<string, string | undefined>>
}

/** Whoever is signed in as the holder of a record. `fresh`: with a second factor that was shown a moment ago. */
export interface Holder {
  readonly id: string
  readonly blind: Buffer
  readonly fresh: boolean
  readonly correo: string | null
  readonly correoNuevo: string | null
  readonly avisa: boolean
  readonly candadoDesde: Temporal.Instant | null
}

/**
 * Opens a session for whom the provider named by this CURP, and gives its secret for the cookie. One beginning opens one
 * session. Null when it was spent before.
 */
export async function openHolderSession(
  app: App,
  came: { readonly curp: string; readonly state: string; readonly secondAt: Temporal.Instant | null },
  device: Device,
): Promise<string | null> {
  const secret = randomBytes(32).toString('base64url')
  const now = machineNow()
  const opened = await app.db.tx(async (tx) => {
    if (!(await store.spendBeginning(tx, hashOf(came.state), now.add(LONGEST)))) return false
    const { id } = await store.upsertHolder(tx, {
      id: `t_${randomBytes(12).toString('base64url')}`,
      blind: blindCurp(app, came.curp),
      at: app.clock.now(),
      idioma: currentLanguage().codigo,
    })
    await store.insertSession(tx, {
      idHash: hashOf(secret),
      titular: id,
      at: now,
      endsAt: now.add(LONGEST),
      device: deviceHash(app, device, KIND),
      secondAt: came.secondAt,
    })
    await note(app, tx, 'holder.signedIn', id)
    return true
  })
  return opened ? secret : null
}

/** Whoever is signed in, or null. A session that shows up on another device ends for both. */
export async function currentHolder(app: App, request: Asking): Promise<Holder | null> {
  const secret = request.cookies[holderCookie(app.config).name]
  if (!secret) return null
  const now = machineNow()
  const idHash = hashOf(secret)
  const found = await store.selectSession(app.db, idHash, now, now.subtract(IDLE))
  if (!found) return null
  if (!isSameDevice(app, found.device, request, KIND)) {
    await end(app, idHash, 'holder.sessionElsewhere')
    return null
  }
  if (Temporal.Instant.compare(found.seen_at, now.subtract({ minutes: 1 })) < 0)
    await store.markSeen(app.db, idHash, now)
  const row = await store.selectHolder(app.db, found.titular)
  if (!row) return null
  return {
    id: row.id,
    blind: row.curp_blind,
    fresh: isFresh(app.config, found.second_at, now),
    correo: row.correo,
    correoNuevo: row.correo_nuevo,
    avisa: row.avisa,
    candadoDesde: row.candado_desde,
  }
}

/** Whether a second factor was shown lately enough for what weighs. */
export function isFresh(
  config: Pick<Config, 'confirmMinutes'>,
  secondAt: Temporal.Instant | null,
  now: Temporal.Instant,
): boolean {
  return secondAt !== null && Temporal.Instant.compare(secondAt, now.subtract({ minutes: config.confirmMinutes })) > 0
}

/** The record of whoever asks with a fresh second factor; null for everybody else. What a search asks for. */
export async function provenHolder(app: App, request: Asking): Promise<Buffer | null> {
  const holder = await currentHolder(app, request)
  return holder?.fresh ? holder.blind : null
}

/** Ends the session of a request, if it has one. May be repeated. */
export async function closeHolderSession(app: App, request: Pick<Asking, 'cookies'>): Promise<void> {
  const secret = request.cookies[holderCookie(app.config).name]
  if (secret) await end(app, hashOf(secret), 'holder.signedOut')
}

async function end(app: App, idHash: Buffer, event: string): Promise<void> {
  await app.db.tx(async (tx) => {
    const whose = await store.revokeSession(tx, idHash, machineNow())
    if (whose !== undefined) await note(app, tx, event, whose)
  })
}

async function note(app: App, tx: Tx, event: string, id: string): Promise<void> {
  await append(app, tx, { event, actor: event === 'holder.sessionElsewhere' ? 'sistema' : 'titular', subject: id })
}
