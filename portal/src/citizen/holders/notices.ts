// Avísame: the address to which each look is told, confirmed by a link that only whoever reads that mailbox has.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { centralDay } from '#clock'
import type { App } from '#context'
import { DomainError } from '#errors'
import { append } from '#journal'
import { isMailAddress } from '#mailer'
import type { Holder } from './sessions.ts'
import * as store from './store.ts'
import type { HolderRow } from './store.ts'

/** Links that may be asked for in a day (ours): nobody's mailbox is filled through us. */
const LINKS_A_DAY = 5

/**
 * Asks for notices at an address. A new one is mailed a link first and used only once that was opened; the one that was
 * confirmed before is told of the change. Answers whether a link is on its way.
 * @throws invalid `correo-invalido` · tooMany `demasiados-correos` · forbidden `falta-segundo-factor-titular` for a locked
 *   record without a fresh second factor: whoever opens the lock must not be able to hush its notices first
 */
export async function askForNotices(app: App, holder: Holder, typed: string): Promise<'link' | 'on'> {
  requireFactor(holder)
  const correo = typed.trim()
  if (!isMailAddress(correo))
    throw new DomainError('invalid', 'correo-invalido', { campos: [{ campo: 'correo', codigo: 'correo-invalido' }] })
  return await app.db.tx(async (tx) => {
    const row = await store.lockHolder(tx, holder.id)
    const note = async (event: string): Promise<void> =>
      await append(app, tx, { event, actor: 'titular', subject: row.id })
    if (row.correo === correo) {
      if (row.avisa) return 'on'
      await store.updateHolder(tx, { ...row, correo_nuevo: null, avisa: true })
      await note('holder.noticesOn')
      return 'on'
    }
    if ((await store.countToday(tx, row.id, centralDay(app.clock.now()), 'liga')) > LINKS_A_DAY)
      throw new DomainError('tooMany', 'demasiados-correos', { retryAfterS: 3_600 })
    await store.updateHolder(tx, { ...row, correo_nuevo: correo })
    await note('holder.addressGiven')
    return 'link'
  })
}

/** No more notices of looks. The address stays, for what is changed here is still told to it. @throws as above */
export async function stopNotices(app: App, holder: Holder): Promise<void> {
  requireFactor(holder)
  await app.db.tx(async (tx) => {
    const row = await store.lockHolder(tx, holder.id)
    if (!row.avisa && row.correo_nuevo === null) return
    await store.updateHolder(tx, { ...row, avisa: false, correo_nuevo: null })
    if (row.avisa) await append(app, tx, { event: 'holder.noticesOff', actor: 'titular', subject: row.id })
  })
}

function requireFactor(holder: Holder): void {
  if (holder.candadoDesde !== null && !holder.fresh) throw new DomainError('forbidden', 'falta-segundo-factor-titular')
}

/** What the link holds: until when, for which holder, and a mark that fits this one address alone. Nothing is stored of it. */
export function confirmationToken(
  app: Pick<App, 'secrets'>,
  { id, correo_nuevo }: Pick<HolderRow, 'id' | 'correo_nuevo'>,
  until: Temporal.Instant,
): string {
  const second = Math.floor(until.epochMilliseconds / 1_000)
  return `${second.toString(36)}.${id}.${mark(app, id, correo_nuevo ?? '', second)}`
}

function mark(app: Pick<App, 'secrets'>, id: string, correo: string, second: number): string {
  return createHmac('sha256', app.secrets.acceso).update(`aviso|${id}|${correo}|${second}`).digest('base64url')
}

/** Whether a link still confirms an address. Null for whatever we did not mail, or that was used or replaced since. */
export async function readConfirmation(app: App, token: string): Promise<HolderRow | null> {
  const [, when = '', id = '', given = ''] = token.match(/^([0-9a-z]{1,9})\.(t_[\w-]{16})\.([\w-]{43})$/) ?? []
  const row = id === '' ? undefined : await store.selectHolder(app.db, id)
  if (!row || row.correo_nuevo === null) return null
  const second = Number.parseInt(when, 36)
  const expected = mark(app, id, row.correo_nuevo, second)
  if (!timingSafeEqual(Buffer.from(expected), Buffer.from(given))) return null
  return app.clock.now().epochMilliseconds < second * 1_000 ? row : null
}

/** Takes the address of a link into use. False when the link no longer holds. */
export async function confirmAddress(app: App, token: string): Promise<boolean> {
  const found = await readConfirmation(app, token)
  if (found === null) return false
  return await app.db.tx(async (tx) => {
    const row = await store.lockHolder(tx, found.id)
    if (row.correo_nuevo === null || row.correo_nuevo !== found.correo_nuevo) return false
    const before = row.correo
    await store.updateHolder(tx, { ...row, correo: row.correo_nuevo, correo_nuevo: null, avisa: true })
    const data = { cambio: before !== null }
    await append(app, tx, { event: 'holder.noticesOn', actor: 'titular', subject: row.id, data })
    return true
  })
}
