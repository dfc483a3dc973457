// The console as a client of the sign-in, and who may enter it, as the portal says.
import type { IncomingMessage } from 'node:http'

/** An account as the portal names it: an office, never a person. */
export interface Account {
  readonly id: string
  readonly nombre: string
  readonly correo: string
  readonly entidad: string | null
}

/** The console as a client of this provider. Its secret is made anew at each start. */
export interface SignInClient {
  readonly cliente: string
  readonly secreto: string
  /** The only address that a code is sent to. */
  readonly regreso: string
  readonly cuentas: readonly Account[]
}

export const CHOOSE_PATH = '/cuenta'

/** The cookies of the provider's own session are not read: whoever signs in chooses the account each time. */
export function forgetSession(request: IncomingMessage): void {
  const kept = (request.headers.cookie ?? '').split(/; */).filter((one) => !one.startsWith('_session'))
  if (kept.join('') === '') delete request.headers.cookie
  else request.headers.cookie = kept.join('; ')
}
