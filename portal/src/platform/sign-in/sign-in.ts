// The door of signing in: OpenID Connect with code, PKCE, state and nonce, for whoever asks the provider who somebody is.
// What was begun is kept, signed, in the browser that began it, and serves the kind of session that it was begun for alone.
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import type * as oidc from 'openid-client'
import { machineNow } from '#clock'
import type { Config, SignInSettings } from '#config'
import type { App } from '#context'
import { DomainError } from '#errors'

export { deviceHash, isSameDevice, networkOf } from './device.ts'
export type { Device } from './device.ts'

/** The provider, asked for what it can do at the first sign-in and not before. */
export type Provider = () => Promise<oidc.Configuration>

/** No answer of the provider is waited for longer than this. */
const ANSWER_LIMIT_S = 5
/** Whoever began has this long to come back. */
const PENDING = { minutes: 10 }

/** Loaded at the first sign-in: a portal that only serves citizens never needs it. */
const library = async (): Promise<typeof oidc> => await import('openid-client')

/** Asks the provider once; a failure is forgotten, so that the next sign-in asks again. */
export function discoverOnce(settings: SignInSettings | null, world: Config['world']): Provider {
  let found: Promise<oidc.Configuration> | null = null
  return () => {
    if (settings === null) return Promise.reject(new DomainError('unavailable', 'entrada-sin-proveedor'))
    const { issuer, client, secret } = settings
    found ??= library()
      .then((oidc) =>
        oidc.discovery(new URL(issuer), client, secret, oidc.ClientSecretBasic(secret), {
          timeout: ANSWER_LIMIT_S,
          execute: world === 'ninguno' ? [] : [oidc.allowInsecureRequests],
        }),
      )
      .catch((error: unknown) => {
        found = null
        throw error
      })
    return found
  }
}

/** For whom one signs in, and the path to which the provider leads back. */
export interface Entrance {
  readonly kind: string
  readonly returnPath: string
}

interface Pending {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
  readonly back: string
  readonly begunAt: string
  readonly until: string
  /** The longest time since the provider itself asked who it is; null when it was not asked for. */
  readonly maxAgeS: number | null
}

export interface Wanted {
  readonly back: string
  /** The one-click choice of the demonstration. */
  readonly account: string | null
  /** More that the provider is asked for, as `acr_values`. */
  readonly asks?: Readonly<Record<string, string>>
  readonly maxAgeS?: number
}

/**
 * Where to send the browser, and what it must bring back.
 * @throws unavailable `entrada-sin-proveedor` · `entrada-no-disponible`
 */
export async function beginSignIn(
  app: App,
  provider: Provider,
  { kind, returnPath }: Entrance,
  wanted: Wanted,
): Promise<{ url: string; sealed: string }> {
  const configuration = await answered(app, provider())
  const oidc = await library()
  const now = machineNow()
  const pending: Pending = {
    state: oidc.randomState(),
    nonce: oidc.randomNonce(),
    verifier: oidc.randomPKCECodeVerifier(),
    back: wanted.back,
    begunAt: now.toString(),
    until: now.add(PENDING).toString(),
    maxAgeS: wanted.maxAgeS ?? null,
  }
  const url = oidc.buildAuthorizationUrl(configuration, {
    redirect_uri: `${app.config.publicUrl}${returnPath}`,
    scope: 'openid',
    state: pending.state,
    nonce: pending.nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(pending.verifier),
    code_challenge_method: 'S256',
    // A desk is shared: who sits there now says so each time.
    prompt: 'login',
    ...(pending.maxAgeS === null ? {} : { max_age: String(pending.maxAgeS) }),
    ...wanted.asks,
    ...(wanted.account === null ? {} : { login_hint: wanted.account }),
  })
  return { url: url.href, sealed: seal(app, kind, pending) }
}

/** Whoever came back: what the provider says of them, where they wanted to go, and the mark of this one beginning. */
export interface Arrival {
  readonly claims: Readonly<Record<string, unknown>> & { readonly sub: string }
  readonly back: string
  readonly state: string
  readonly begunAt: Temporal.Instant
}

/** @throws forbidden `entrada-vencida` · `entrada-rechazada` · unavailable `entrada-no-disponible` */
export async function finishSignIn(
  app: App,
  provider: Provider,
  { kind }: Entrance,
  came: { readonly url: string; readonly sealed: string | undefined },
): Promise<Arrival> {
  const pending = unseal(app, kind, came.sealed)
  const url = new URL(came.url, app.config.publicUrl)
  if (pending === null || url.searchParams.get('state') !== pending.state)
    throw new DomainError('forbidden', 'entrada-vencida')
  const configuration = await answered(app, provider())
  const oidc = await library()
  const tokens = await answered(
    app,
    oidc.authorizationCodeGrant(configuration, url, {
      expectedState: pending.state,
      expectedNonce: pending.nonce,
      pkceCodeVerifier: pending.verifier,
      idTokenExpected: true,
      ...(pending.maxAgeS === null ? {} : { maxAge: pending.maxAgeS }),
    }),
  )
  const claims = tokens.claims()
  if (claims === undefined) throw new DomainError('forbidden', 'entrada-rechazada')
  return { claims, back: pending.back, state: pending.state, begunAt: Temporal.Instant.from(pending.begunAt) }
}

/** Whether the provider says that it asked for one of these ways of showing who one is (RFC 8176). */
export function showsOneOf(claims: Readonly<Record<string, unknown>>, ways: readonly string[]): boolean {
  const amr = claims['amr']
  return Array.isArray(amr) && amr.some((one) => ways.includes(one as string))
}

/** A refusal by the provider is told from no answer at all: after the one the person starts again, after the other waits. */
async function answered<T>(app: App, answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof DomainError) throw error
    const { name, code, cause } = error as { name?: string; code?: string; cause?: { code?: string } }
    const oidc = await library()
    app.log.warn('signin.failed', { name, code, cause: cause?.code })
    const refused = error instanceof oidc.AuthorizationResponseError || error instanceof oidc.ResponseBodyError
    const wrong = error instanceof oidc.ClientError && WRONG.has(error.code ?? '')
    throw refused || wrong
      ? new DomainError('forbidden', 'entrada-rechazada')
      : new DomainError('unavailable', 'entrada-no-disponible')
  }
}

/** What a token says that was not asked for: another nonce, or an answer that is too old. */
const WRONG = new Set(['OAUTH_JWT_CLAIM_COMPARISON_FAILED', 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED'])

function seal(app: App, kind: string, pending: Pending): string {
  const body = Buffer.from(JSON.stringify(pending)).toString('base64url')
  return `${body}.${signature(app, kind, body).toString('base64url')}`
}

function unseal(app: App, kind: string, sealed: string | undefined): Pending | null {
  const [body = '', sign = ''] = (sealed ?? '').split('.')
  const given = Buffer.from(sign, 'base64url')
  const expected = signature(app, kind, body)
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null
  const pending = JSON.parse(Buffer.from(body, 'base64url').toString()) as Pending
  return Temporal.Instant.compare(machineNow(), Temporal.Instant.from(pending.until)) > 0 ? null : pending
}

/** A key for each kind, so that nothing else that this installation signs can pass for a sign-in, nor one kind for another. */
function signature(app: App, kind: string, body: string): Buffer {
  const key = hkdfSync('sha256', app.secrets.formToken, '', `${kind}.entrada`, 32)
  return createHmac('sha256', Buffer.from(key)).update(body).digest()
}
