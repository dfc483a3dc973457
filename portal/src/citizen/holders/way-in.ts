// The holder's way in: what the provider is asked for, whose CURP it names, and whether it saw a second factor just now.
import { parseCurp } from '@actas/node-kit/contract/curp.ts'
import type { HolderSignIn } from '#config'
import type { App } from '#context'
import { DomainError } from '#errors'
import { beginSignIn, finishSignIn, showsOneOf } from '#sign-in'
import type { Device, Provider } from '#sign-in'
import { paths } from '#ui/paths'
import { openHolderSession } from './sessions.ts'

const ENTRANCE = { kind: 'titular', returnPath: paths.holderReturn } as const
/** The provider must have asked who it is at most this long before it answers. */
const MAX_AGE_S = 300
/** Clocks of two institutions differ by this much at most. */
const CLOCKS_DIFFER = { seconds: 60 }

/** @throws unavailable `entrada-sin-proveedor` · `entrada-no-disponible` */
export async function beginHolderSignIn(
  app: App,
  provider: Provider,
  wanted: { readonly back: string; readonly account: string | null },
): Promise<{ url: string; sealed: string }> {
  const settings = app.config.holderSignIn
  if (settings === null) throw new DomainError('unavailable', 'entrada-sin-proveedor')
  const asks = { scope: settings.scope, ...(settings.acr === null ? {} : { acr_values: settings.acr }) }
  return await beginSignIn(app, provider, ENTRANCE, { ...wanted, asks, maxAgeS: MAX_AGE_S })
}

/**
 * Opens the session of whoever came back: its secret, where they wanted to go, and whether a second factor was seen.
 * @throws forbidden `entrada-vencida` (also for a beginning that was spent) · `entrada-rechazada` · `entrada-sin-curp` ·
 *   unavailable `entrada-no-disponible`
 */
export async function finishHolderSignIn(
  app: App,
  provider: Provider,
  came: { readonly url: string; readonly sealed: string | undefined },
  device: Device,
): Promise<{ secret: string; back: string; second: boolean }> {
  const settings = app.config.holderSignIn
  if (settings === null) throw new DomainError('unavailable', 'entrada-sin-proveedor')
  const { claims, back, state, begunAt } = await finishSignIn(app, provider, ENTRANCE, came)
  const curp = curpIn(claims, settings.curpClaim)
  if (curp === null) throw new DomainError('forbidden', 'entrada-sin-curp')
  const secondAt = secondFactorAt(claims, settings, begunAt)
  const secret = await openHolderSession(app, { curp, state, secondAt }, device)
  if (secret === null) throw new DomainError('forbidden', 'entrada-vencida')
  return { secret, back, second: secondAt !== null }
}

/** The CURP that the provider names; null when it names none, or something else. */
export function curpIn(claims: Readonly<Record<string, unknown>>, name: string): string | null {
  const said = claims[name]
  const read = typeof said === 'string' ? parseCurp(said) : null
  return read?.ok ? read.curp : null
}

/**
 * When the provider saw a second factor: its own `auth_time`, if it says that level or way and saw it after this sign-in
 * had begun. A provider that answers from an old session of its own has shown nothing.
 */
export function secondFactorAt(
  claims: Readonly<Record<string, unknown>>,
  settings: Pick<HolderSignIn, 'acr' | 'amr'>,
  begunAt: Temporal.Instant,
): Temporal.Instant | null {
  const level = settings.acr !== null && claims['acr'] === settings.acr
  if (!level && !showsOneOf(claims, settings.amr)) return null
  const seen = claims['auth_time']
  if (typeof seen !== 'number' || !Number.isInteger(seen)) return null
  const at = Temporal.Instant.fromEpochMilliseconds(seen * 1_000)
  const fromNow = Temporal.Instant.compare(at, begunAt.subtract(CLOCKS_DIFFER)) >= 0
  // Never later than we know: a provider whose clock runs ahead must not make a factor last longer.
  return fromNow ? (Temporal.Instant.compare(at, begunAt) < 0 ? at : begunAt) : null
}

/** The pages to which a sign-in may lead back; any other wish leads to the holder's own page. */
const BACK: readonly string[] = [paths.holder, paths.holderLock, paths.holderNotices, paths.filiation, paths.curp]

/** A way back that somebody handed in: one of these pages, without anything of its own. */
export function safeReturn(wanted: unknown): string {
  return BACK.find((one) => one === wanted) ?? paths.holder
}
