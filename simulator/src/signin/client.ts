// Who asks this provider who somebody is: the console for its offices, or the portal for the holders of actas.
import type { IncomingMessage } from 'node:http'

/** An account: an office, as the portal names it, or a synthetic person of the world's own registries. */
export interface Account {
  readonly id: string
  readonly nombre: string
  readonly correo: string
  readonly entidad: string | null
  /** Of a person; an office has none. */
  readonly curp?: string
}

/** The one client of a provider. Its secret is made anew at each start. */
export interface SignInClient {
  readonly quienes: 'personal' | 'personas'
  readonly cliente: string
  readonly secreto: string
  /** The only address that a code is sent to. */
  readonly regreso: string
  readonly cuentas: readonly Account[]
}

/** The choice that this service asked for no second factor. */
export const WITHOUT = 'portal'

export const CHOOSE_PATH = '/cuenta'

/** The cookies of the provider's own session are not read: whoever signs in chooses the account each time. */
export function forgetSession(request: IncomingMessage): void {
  const kept = (request.headers.cookie ?? '').split(/; */).filter((one) => !one.startsWith('_session'))
  if (kept.join('') === '') delete request.headers.cookie
  else request.headers.cookie = kept.join('; ')
}
