// Who may see an order: the holder of its token, and whoever names its folio and the CURP of the acta.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { parseCurp } from '@actas/node-kit/contract/curp.ts'
import { centralDay } from '#clock'
import type { App } from '#context'
import { DomainError } from '#errors'
import { blindCurp, lockedSince } from '#holders'
import { parseFolio } from './order.ts'
import * as store from './store.ts'
import type { OrderRow } from './store.ts'

/** Derived from the folio with the installation's key, so that it need not be stored and can be mailed again. 256 bits. */
export function accessToken(app: Pick<App, 'secrets'>, folio: string): string {
  return createHmac('sha256', app.secrets.acceso).update(folio).digest('base64url')
}

/** Lets through only whoever holds the token of this order. @throws notFound `solicitud-no-encontrada` */
export async function requireAccess(app: App, folio: string, acceso: string | undefined): Promise<OrderRow> {
  const name = parseFolio(folio)
  const expected = Buffer.from(accessToken(app, name ?? 'ACT-'))
  const given = Buffer.from(acceso ?? '')
  const right = given.length === expected.length && timingSafeEqual(given, expected)
  const row = name !== null && right ? await store.selectOrder(app.db, name) : undefined
  if (!row) throw new DomainError('notFound', 'solicitud-no-encontrada')
  return row
}

const RECOVERY_TRIES = 5
const RECOVERY_DAYS = 90

/**
 * Finds an order again by folio and CURP, up to 90 days after it was placed. Of a locked record both are no longer enough
 * to open it here: with `holder` (null for whoever is not the holder with a second factor) it is as if there were none.
 * @throws invalid `folio-invalido`, `curp-…` · notFound `solicitud-no-encontrada` · tooMany `demasiados-intentos`
 */
export async function recoverOrder(
  app: App,
  input: { folio: string; curp: string; holder?: Buffer | null },
): Promise<{ folio: string; acceso: string }> {
  const folio = parseFolio(input.folio)
  if (folio === null) throw invalid('folio', 'folio-invalido')
  const curp = parseCurp(input.curp)
  if (!curp.ok) throw invalid('curp', `curp-${curp.problema}`, { leida: curp.leida.slice(0, 40) })
  const now = app.clock.now()
  const target = createHmac('sha256', app.secrets.blind).update(`recuperar|${folio}`).digest()
  if ((await store.countRecovery(app.db, target, centralDay(now))) > RECOVERY_TRIES)
    throw new DomainError('tooMany', 'demasiados-intentos', { retryAfterS: 3600 })
  const row = await store.selectOrder(app.db, folio)
  if (!row || !isRecoverable(row, now) || !row.curp_blind?.equals(blindCurp(app, curp.curp)))
    throw new DomainError('notFound', 'solicitud-no-encontrada')
  if (input.holder !== undefined && (await isKeptFrom(app, row, input.holder)))
    throw new DomainError('notFound', 'solicitud-no-encontrada')
  await store.clearRecovery(app.db, target, centralDay(now))
  return { folio, acceso: accessToken(app, folio) }
}

async function isKeptFrom(app: App, row: OrderRow, holder: Buffer | null): Promise<boolean> {
  if (row.curp_blind === null || holder?.equals(row.curp_blind)) return false
  return (await lockedSince(app.db, row.curp_blind)) !== null
}

/** Whether an order can still be opened again. */
export function isRecoverable(row: Pick<OrderRow, 'placed_at'>, now: Temporal.Instant): boolean {
  return Temporal.Instant.compare(row.placed_at.add({ hours: 24 * RECOVERY_DAYS }), now) > 0
}

function invalid(campo: string, codigo: string, params?: Record<string, string>): DomainError {
  return new DomainError('invalid', codigo, {
    campos: [{ campo, codigo, ...(params ? { params } : {}) }],
    ...(params ? { params } : {}),
  })
}
