// The way of the staff into the console: whom the provider names, and back to a page below the console.
import type { Config } from '#config'
import type { App } from '#context'
import * as signIn from '#sign-in'
import type { Provider } from '#sign-in'
import { paths } from '#ui/paths'

/** What a provider says when it asked for a second factor itself (RFC 8176). */
const SECOND_FACTORS = ['otp', 'mfa', 'hwk']
const CONSOLE = { kind: 'consola', returnPath: paths.consoleEnterReturn } as const

export const discoverOnce = (config: Pick<Config, 'signIn' | 'world'>): Provider =>
  signIn.discoverOnce(config.signIn, config.world)

/** @throws unavailable `entrada-sin-proveedor` · `entrada-no-disponible` */
export async function beginSignIn(
  app: App,
  provider: Provider,
  wanted: { readonly back: string; readonly account: string | null },
): Promise<{ url: string; sealed: string }> {
  return await signIn.beginSignIn(app, provider, CONSOLE, wanted)
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
  const { claims, back } = await signIn.finishSignIn(app, provider, CONSOLE, came)
  return { account: claims.sub, back, second: signIn.showsOneOf(claims, SECOND_FACTORS) }
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
