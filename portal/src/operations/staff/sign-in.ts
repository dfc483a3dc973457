// The way in: OpenID Connect with code, PKCE, state and nonce. What was begun is kept, signed, in the browser that began it.
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import type * as oidc from 'openid-client'
import { machineNow } from '#clock'
import type { Config } from '#config'
import type { App } from '#context'
import { DomainError } from '#errors'
import { paths } from '#ui/paths'

/** The provider, asked for what it can do at the first sign-in and not before. */
export type Provider = () => Promise<oidc.Configuration>

/** No answer of the provider is waited for longer than this. */
const ANSWER_LIMIT_S = 5
/** What a provider says when it asked for a second factor itself (RFC 8176). */
const SECOND_FACTORS = ['otp', 'mfa', 'hwk']
/** Whoever began has this long to come back. */
const PENDING = { minutes: 10 }

/** Loaded at the first sign-in: a portal that only serves citizens never needs it. */
const library = async (): Promise<typeof oidc> => await import('openid-client')

/** Asks the provider once; a failure is forgotten, so that the next sign-in asks again. */
export function discoverOnce(config: Pick<Config, 'signIn' | 'world'>): Provider {
  const settings = config.signIn
  let found: Promise<oidc.Configuration> | null = null
  return () => {
    if (settings === null) return Promise.reject(new DomainError('unavailable', 'entrada-sin-proveedor'))
    const { issuer, client, secret } = settings
    found ??= library()
      .then((oidc) =>
        oidc.discovery(new URL(issuer), client, secret, oidc.ClientSecretBasic(secret), {
          timeout: ANSWER_LIMIT_S,
          execute: config.world === 'ninguno' ? [] : [oidc.allowInsecureRequests],
        }),
      )
      .catch((error: unknown) => {
        found = null
        throw error
      })
    return found
  }
}

interface Pending {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
  readonly back: string
  readonly until: string
}

/**
 * Where to send the browser, and what it must bring back. `account` is the one-click choice of the demonstration.
 * @throws unavailable `entrada-sin-proveedor` · `entrada-no-disponible`
 */
export async function beginSignIn(
  app: App,
  provider: Provider,
  wanted: { readonly back: string; readonly account: string | null },
): Promise<{ url: string; sealed: string }> {
  const configuration = await answered(app, provider())
  const oidc = await library()
  const pending: Pending = {
    state: oidc.randomState(),
    nonce: oidc.randomNonce(),
    verifier: oidc.randomPKCECodeVerifier(),
    back: wanted.back,
    until: machineNow().add(PENDING).toString(),
  }
  const url = oidc.buildAuthorizationUrl(configuration, {
    redirect_uri: `${app.config.publicUrl}${paths.consoleEnterReturn}`,
    scope: 'openid',
    state: pending.state,
    nonce: pending.nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(pending.verifier),
    code_challenge_method: 'S256',
    // A desk is shared: who sits there now says so each time.
    prompt: 'login',
    ...(wanted.account === null ? {} : { login_hint: wanted.account }),
  })
  return { url: url.href, sealed: seal(app, pending) }
}

/**
 * Whoever came back, as the provider names them, where they wanted to go, and whether they showed a second factor there.
 * @throws forbidden `entrada-vencida` · `entrada-rechazada` · unavailable `entrada-no-disponible`
 */
export async function finishSignIn(
  app: App,
  provider: Provider,
  came: { readonly url: string; readonly sealed: string | undefined },
): Promise<{ account: string; back: string; second: boolean }> {
  const pending = unseal(app, came.sealed)
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
    }),
  )
  const claims = tokens.claims()
  const [account, amr] = [claims?.sub, claims?.['amr']]
  if (account === undefined) throw new DomainError('forbidden', 'entrada-rechazada')
  const second = Array.isArray(amr) && amr.some((one) => SECOND_FACTORS.includes(one as string))
  return { account, back: pending.back, second }
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
    const wrong = error instanceof oidc.ClientError && error.code === 'OAUTH_JWT_CLAIM_COMPARISON_FAILED'
    throw refused || wrong
      ? new DomainError('forbidden', 'entrada-rechazada')
      : new DomainError('unavailable', 'entrada-no-disponible')
  }
}

function seal(app: App, pending: Pending): string {
  const body = Buffer.from(JSON.stringify(pending)).toString('base64url')
  return `${body}.${signature(app, body).toString('base64url')}`
}

function unseal(app: App, sealed: string | undefined): Pending | null {
  const [body = '', sign = ''] = (sealed ?? '').split('.')
  const given = Buffer.from(sign, 'base64url')
  const expected = signature(app, body)
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null
  const pending = JSON.parse(Buffer.from(body, 'base64url').toString()) as Pending
  return Temporal.Instant.compare(machineNow(), Temporal.Instant.from(pending.until)) > 0 ? null : pending
}

/** A key of its own, so that nothing else that this installation signs can pass for a sign-in. */
function signature(app: App, body: string): Buffer {
  const key = hkdfSync('sha256', app.secrets.formToken, '', 'consola.entrada', 32)
  return createHmac('sha256', Buffer.from(key)).update(body).digest()
}

/** A way back below the console, or the console itself: never another site, never the sign-in again. */
export function safeReturn(wanted: string | undefined): string {
  const base = 'http://consola.invalid'
  if (wanted === undefined || !wanted.startsWith('/') || !URL.canParse(wanted, base)) return paths.console
  const { origin, pathname, search } = new URL(wanted, base)
  const inside = pathname === paths.console || pathname.startsWith(`${paths.console}/`)
  const circular = [paths.consoleEnter, paths.consoleLeave, paths.consoleFactor].some((one) => pathname.startsWith(one))
  return origin === base && inside && !circular ? `${pathname}${search}` : paths.console
}
