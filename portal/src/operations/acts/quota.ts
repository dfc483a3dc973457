// How many copies without payment one account asks for, or signs, in a day; beyond it an alarm reaches who watches.
import { randomBytes } from 'node:crypto'
import { centralDay } from '#clock'
import type { App } from '#context'
import { DomainError } from '#errors'
import { append } from '#journal'
import type { Staff } from '#staff'
import * as store from './store.ts'

export type Quota = 'exencion' | 'firma'

/**
 * Counts one, before anything is done, in a transaction of its own: parallel tries cannot exceed the quota. Gives the way
 * to take it back.
 * @throws tooMany `cuota-alcanzada`, after the alarm was kept
 */
export async function countOne(
  app: App,
  staff: Staff,
  { que, entidad, tope }: { readonly que: Quota; readonly entidad: string; readonly tope: number },
): Promise<() => Promise<void>> {
  const now = app.clock.now()
  const dia = centralDay(now)
  const one = { entidad, cuenta: staff.id, que, dia }
  if (await store.reserve(app.db, one, tope)) return async () => await store.giveBack(app.db, one)
  await app.db.tx(async (tx) => {
    const id = randomBytes(8).toString('hex')
    // One alarm a day for each account: the first try beyond it says all.
    if (!(await store.insertAlarm(tx, { ...one, id, tope, at: now }))) return
    await append(app, tx, {
      event: 'act.quotaReached',
      actor: staff.id,
      subject: id,
      entidad,
      data: { que, tope, cuenta: staff.id },
    })
  })
  const midnight = now.toZonedDateTimeISO('America/Mexico_City').startOfDay().add({ days: 1 }).toInstant()
  const retryAfterS = Math.max(1, Math.ceil((midnight.epochMilliseconds - now.epochMilliseconds) / 1000))
  throw new DomainError('tooMany', 'cuota-alcanzada', { params: { tope }, retryAfterS })
}

/** Somebody who watches has seen an alarm. @throws notFound `direccion-no-encontrada` */
export async function acknowledgeAlarm(app: App, staff: Staff, id: string): Promise<void> {
  await app.db.tx(async (tx) => {
    const alarm = await store.selectAlarm(tx, id)
    if (!alarm || (staff.entidad !== null && alarm.entidad !== staff.entidad))
      throw new DomainError('notFound', 'direccion-no-encontrada')
    if (!(await store.markSeen(tx, id, staff.id, app.clock.now()))) return
    await append(app, tx, { event: 'act.alarmSeen', actor: staff.id, subject: id, entidad: alarm.entidad })
  })
}
