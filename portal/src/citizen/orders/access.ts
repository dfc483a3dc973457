// The bearer token of an order.
import { createHmac } from 'node:crypto'
import type { App } from '#context'

/** Derived from the folio with the installation's key, so that it need not be stored and can be mailed again. 256 bits. */
export function accessToken(app: Pick<App, 'secrets'>, folio: string): string {
  return createHmac('sha256', app.secrets.acceso).update(folio).digest('base64url')
}
