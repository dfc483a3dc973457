// The second factor that the portal asks for when the provider did not say that it asked for one itself.
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { machineNow } from '#clock'
import type { App } from '#context'
import type { Tx } from '#db'
import { DomainError } from '#errors'
import { append } from '#journal'
import type { Staff } from '../staff.ts'
import { authenticatorLink, base32, matchedStep } from './totp.ts'
import * as store from './store.ts'

/** So many misses in so long, and then one waits (ours; the letter does not say). */
const MOST_MISSES = 5
const MISSES_WITHIN = { minutes: 15 }
const RECOVERY_CODES = 8
/** A page with a new secret may stay open this long. */
const ENROLMENT = { minutes: 20 }

/** What the page of a new factor shows; nothing is kept before its first code is right. */
export interface Enrolment {
  readonly secret: string
  readonly link: string
  readonly recovery: readonly string[]
  /** The same, for the form: only this installation reads it, and only for this account. */
  readonly sealed: string
}

interface Sealed {
  readonly secret: string
  readonly recovery: readonly string[]
  readonly until: string
}

export async function hasFactor(app: App, account: string): Promise<boolean> {
  return await store.factorExists(app.db, account)
}

/** Forgets the factor of an account; the next sign-in gives a new one. */
export async function dropFactor(tx: Tx, account: string): Promise<void> {
  await store.deleteFactor(tx, account)
}

/** A new secret and its recovery codes. */
export function newEnrolment(app: App, account: string): Enrolment {
  const secret = randomBytes(20)
  const recovery = Array.from({ length: RECOVERY_CODES }, () => base32(randomBytes(10)).toLowerCase())
  const until = machineNow().add(ENROLMENT).toString()
  const body = Buffer.from(JSON.stringify({ secret: secret.toString('hex'), recovery, until }))
  const sealed = encrypt(app, 'alta', account, body).toString('base64url')
  return { secret: base32(secret), link: authenticatorLink(secret, account), recovery, sealed }
}

/** What a form brings back, to be shown once more or kept. Null when it is not ours, another's, or too old. */
export function readEnrolment(app: App, account: string, sealed: string, now = machineNow()): Enrolment | null {
  const found = unseal(app, account, sealed, now)
  if (found === null) return null
  const secret = Buffer.from(found.secret, 'hex')
  return { secret: base32(secret), link: authenticatorLink(secret, account), recovery: found.recovery, sealed }
}

/**
 * Keeps the factor once its first code is right.
 * @throws invalid `codigo-no-coincide`, `alta-vencida` · conflict `factor-ya-dado`
 */
export async function enrol(app: App, staff: Staff, sealed: string, code: string, now = machineNow()): Promise<void> {
  const found = unseal(app, staff.id, sealed, now)
  if (found === null) throw wrong('alta-vencida')
  const secret = Buffer.from(found.secret, 'hex')
  const step = matchedStep(secret, code, now, 0)
  if (step === null) throw wrong('codigo-no-coincide')
  await app.db.tx(async (tx) => {
    const recovery = found.recovery.map((one) => recoveryHash(app, staff.id, one))
    const kept = { account: staff.id, secret: encrypt(app, 'llave', staff.id, secret), step, recovery }
    if (!(await store.insertFactor(tx, kept))) throw new DomainError('conflict', 'factor-ya-dado')
    await append(app, tx, { event: 'staff.factorGiven', actor: staff.id, subject: staff.id, entidad: staff.entidad })
  })
}

/**
 * Takes one code: of the authenticator, or one of those for when it is gone. Each counts once.
 * @throws invalid `codigo-no-coincide` · tooMany `demasiados-codigos`
 */
export async function takeCode(app: App, staff: Staff, typed: string, now = machineNow()): Promise<void> {
  const code = typed.replace(/[\s-]/g, '').toLowerCase()
  // A miss is kept, so it may not be thrown inside the transaction.
  const taken = await app.db.tx(async (tx) => {
    const factor = await store.lockFactor(tx, staff.id)
    if (!factor) return false
    const since = factor.missed_at ?? now
    const recent = Temporal.Instant.compare(since, now.subtract(MISSES_WITHIN)) > 0
    if (recent && factor.misses >= MOST_MISSES) {
      const retryAfterS = Math.ceil(now.until(since.add(MISSES_WITHIN)).total('seconds'))
      throw new DomainError('tooMany', 'demasiados-codigos', { retryAfterS })
    }
    const step = matchedStep(decrypt(app, 'llave', staff.id, factor.secret), code, now, factor.last_step)
    const via =
      step !== null
        ? 'autenticador'
        : (await store.spendRecovery(tx, staff.id, recoveryHash(app, staff.id, code), now))
          ? 'recuperacion'
          : null
    if (via === null) await store.markMisses(tx, staff.id, recent ? factor.misses + 1 : 1, recent ? since : now)
    else await store.markStep(tx, staff.id, step ?? factor.last_step)
    const event = via === null ? 'staff.factorMissed' : 'staff.factorShown'
    const data = via === null ? {} : { via }
    await append(app, tx, { event, actor: staff.id, subject: staff.id, entidad: staff.entidad, data })
    return via !== null
  })
  if (!taken) throw wrong('codigo-no-coincide')
}

const wrong = (codigo: string): DomainError =>
  new DomainError('invalid', 'datos-invalidos', { campos: [{ campo: 'codigo', codigo }] })

function unseal(app: App, account: string, sealed: string, now: Temporal.Instant): Sealed | null {
  const body = decryptOrNull(app, 'alta', account, Buffer.from(sealed, 'base64url'))
  if (body === null) return null
  const found = JSON.parse(body.toString()) as Sealed
  return Temporal.Instant.compare(now, Temporal.Instant.from(found.until)) > 0 ? null : found
}

/** A shorter tag would be easier to forge, and is taken unless one says so. */
const GCM = { authTagLength: 16 } as const

type Purpose = 'alta' | 'llave' | 'recuperacion'

function keyOf(app: App, purpose: Purpose): Buffer {
  return Buffer.from(hkdfSync('sha256', app.secrets.formToken, '', `consola.factor.${purpose}`, 32))
}

/** Authenticated for one account: a row or a form that is moved to another opens nothing. */
function encrypt(app: App, purpose: Purpose, account: string, plain: Buffer): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', keyOf(app, purpose), nonce, GCM).setAAD(Buffer.from(account))
  const body = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body])
}

function decrypt(app: App, purpose: Purpose, account: string, sealed: Buffer): Buffer {
  const cipher = createDecipheriv('aes-256-gcm', keyOf(app, purpose), sealed.subarray(0, 12), GCM)
  cipher.setAAD(Buffer.from(account)).setAuthTag(sealed.subarray(12, 28))
  return Buffer.concat([cipher.update(sealed.subarray(28)), cipher.final()])
}

function decryptOrNull(app: App, purpose: Purpose, account: string, sealed: Buffer): Buffer | null {
  try {
    return decrypt(app, purpose, account, sealed)
  } catch {
    // Whatever was typed or altered in the form: it is not ours.
    return null
  }
}

function recoveryHash(app: App, account: string, code: string): Buffer {
  return createHmac('sha256', keyOf(app, 'recuperacion')).update(`${account}\n${code}`).digest()
}
