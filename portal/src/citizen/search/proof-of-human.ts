// Makes mass searching expensive without asking a person to solve anything: proof of work, or a slow single-use form token.
import { createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import { createChallenge, verifySolution } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import { machineNow, sleep } from '#clock'
import type { App } from '#context'
import { DomainError, isDomainError } from '#errors'
import { hashOf } from './hash.ts'
import * as store from './store.ts'

/** Iterations per try and number of tries: about a tenth of a second on a desktop, below 1.5 s on an old phone. */
const COST = 1_000
const TRIES = { low: 100, high: 300 }
const RETO_LIFE_S = 600
const FORM_MIN_AGE_MS = 2_000
const FORM_LIFE_MS = 2 * 3_600_000
/** Searches by form token from one network in ten minutes; a household or a counter stays below it. */
const FORM_LIMIT = 120
const FORM_SLOT_MS = 600_000

/** What shows that a person and not a program sent the form: the solved challenge, or else the form's own token. */
export interface Proof {
  readonly altcha: string
  readonly formulario: string
}

// These proofs protect against machines, so they live in the machine's time and not in the driven clock of a rehearsal.

/** A fresh challenge, as altcha-lib 2 makes it. */
export async function issueReto(app: App): Promise<object> {
  return await createChallenge({
    algorithm: 'PBKDF2/SHA-256',
    cost: COST,
    counter: randomInt(TRIES.low, TRIES.high),
    deriveKey,
    expiresAt: Math.floor(machineNow().epochMilliseconds / 1000) + RETO_LIFE_S,
    hmacSignatureSecret: app.secrets.reto.toString('hex'),
    hmacKeySignatureSecret: createHmac('sha256', app.secrets.reto).update('key').digest('hex'),
  })
}

/**
 * Accepts a solved challenge once.
 * @throws invalid `reto-falta` · `reto-invalido` · `reto-vencido` · `reto-usado`
 */
export async function spendReto(app: App, altcha: string | undefined): Promise<void> {
  if (!altcha) throw refused('reto-falta')
  type Payload = {
    challenge: Parameters<typeof verifySolution>[0]['challenge']
    solution: Parameters<typeof verifySolution>[0]['solution']
  }
  let payload: Payload
  try {
    if (altcha.length > 8_192) throw new RangeError('too long')
    payload = JSON.parse(Buffer.from(altcha, 'base64').toString('utf8')) as Payload
    if (
      typeof payload?.challenge?.signature !== 'string' ||
      typeof payload.solution !== 'object' ||
      payload.challenge.parameters?.cost !== COST
    )
      throw new TypeError('not a solved challenge')
  } catch {
    throw refused('reto-invalido')
  }
  const { challenge, solution } = payload
  const result = await verifySolution({
    challenge,
    solution,
    deriveKey,
    hmacSignatureSecret: app.secrets.reto.toString('hex'),
    hmacKeySignatureSecret: createHmac('sha256', app.secrets.reto).update('key').digest('hex'),
  }).catch(() => null)
  if (result === null || (!result.verified && !result.expired)) throw refused('reto-invalido')
  if (result.expired) throw refused('reto-vencido')
  await spend(app, `reto:${challenge.signature ?? ''}`, RETO_LIFE_S * 1000, 'reto-usado')
}

/** Accepts either proof of a form, once. @throws as `spendFormToken` */
export async function proveHuman(app: App, proof: Proof, requester: { readonly ip: string }): Promise<void> {
  if (proof.altcha !== '') {
    try {
      return await spendReto(app, proof.altcha)
    } catch (error) {
      // A challenge that grew old on an open page is no fault of the person: the form's token decides.
      if (!isDomainError(error)) throw error
    }
  }
  await spendFormToken(app, proof.formulario, requester)
}

/** A token for the hidden field of a page without JavaScript. */
export async function issueFormToken(app: App): Promise<string> {
  const body = `${machineNow().epochMilliseconds.toString(36)}.${randomBytes(12).toString('base64url')}`
  return `${body}.${sign(app, body)}`
}

/**
 * Accepts a form token once. One that comes back faster than a person can read is made to wait, not refused.
 * @throws invalid `formulario-vencido` · tooMany `demasiadas-busquedas`
 */
export async function spendFormToken(
  app: App,
  token: string | undefined,
  requester: { readonly ip: string },
): Promise<void> {
  const [issued = '', nonce = '', mac = ''] = (token ?? '').split('.')
  const expected = Buffer.from(sign(app, `${issued}.${nonce}`))
  const given = Buffer.from(mac)
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw refused('formulario-vencido')
  const age = machineNow().epochMilliseconds - Number.parseInt(issued, 36)
  if (!(age >= 0 && age <= FORM_LIFE_MS)) throw refused('formulario-vencido')
  await limitNetwork(app, 'ip', requester, machineNow(), 'demasiadas-busquedas')
  await spend(app, `form:${nonce}`, FORM_LIFE_MS, 'formulario-vencido')
  await sleep(Math.max(0, FORM_MIN_AGE_MS - age))
}

/**
 * Counts one more call of this kind from a network in the ten minutes that `at` is in.
 * @throws tooMany with `codigo`
 */
export async function limitNetwork(
  app: App,
  kind: string,
  requester: { readonly ip: string },
  at: Temporal.Instant,
  codigo: string,
): Promise<void> {
  const slot = Temporal.Instant.fromEpochMilliseconds(Math.floor(at.epochMilliseconds / FORM_SLOT_MS) * FORM_SLOT_MS)
  const address = createHmac('sha256', app.secrets.blind)
    .update(`${kind}|${networkOf(requester.ip)}`)
    .digest()
  if ((await store.countForm(app.db, address, slot)) > FORM_LIMIT)
    throw new DomainError('tooMany', codigo, { retryAfterS: FORM_SLOT_MS / 1000 })
}

async function spend(app: App, mark: string, lifeMs: number, codigo: string): Promise<void> {
  const expiresAt = Temporal.Instant.fromEpochMilliseconds(machineNow().epochMilliseconds + lifeMs)
  if (!(await store.insertSpent(app.db, hashOf(mark), expiresAt))) throw refused(codigo)
}

function sign(app: App, body: string): string {
  return createHmac('sha256', app.secrets.formToken).update(body).digest('base64url')
}

function networkOf(ip: string): string {
  return ip.includes(':') ? ip.split(':').slice(0, 4).join(':') : ip.split('.').slice(0, 3).join('.')
}

function refused(codigo: string): DomainError {
  return new DomainError('invalid', codigo, { campos: [{ campo: 'altcha', codigo }] })
}
