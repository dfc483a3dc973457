// Breaking the glass: rights lent at once for an hour, told to everyone who watches, and looked at afterwards.
import type { App } from '#context'
import { withoutReach } from '#db'
import type { Tx } from '#db'
import { listEntidades } from '#directory'
import { DomainError } from '#errors'
import type { FieldProblem } from '#errors'
import { append } from '#journal'
import { newFolio, parseFolio } from '#orders'
import { EMERGENCIES, lends, may } from '../policy.ts'
import type { Motivo } from '../policy.ts'
import { scopeOf } from '../staff.ts'
import type { Staff } from '../staff.ts'
import { end } from './ending.ts'
import * as store from './store.ts'
import type { EmergencyRow, Hallazgo, NoticeRow } from './store.ts'

export type { EmergencyRow, Hallazgo, NoticeRow } from './store.ts'

/** Ours, all of it: the letter knows no emergency access. The migration holds the hour as well. */
export const EMERGENCY = { minutes: 60, mostInADay: 2, reviewHours: 72 } as const
export const HALLAZGOS = ['justificado', 'no_justificado'] as const
const MOTIVOS = Object.keys(EMERGENCIES) as Motivo[]

/** Whose open case a folio is; null when there is no open case of that name. Rooms above this one are asked by the wiring. */
export type OpenCase = (app: App, kind: 'REP' | 'INC', folio: string) => Promise<string | null>

export interface Request {
  readonly motivo: string
  /** Only whoever sees all entidades says which; undefined where the form has no such field. */
  readonly entidad: string | undefined
  readonly asunto: string
}

/** The reasons for which this role borrows something. */
export function reasonsOf(staff: Pick<Staff, 'rol'>): Motivo[] {
  return MOTIVOS.filter((one) => lends(one, staff.rol).length > 0)
}

/**
 * Lends the rights of a reason for an hour, and tells every auditor and the control body of the entidad. Gives its folio.
 * What is refused by a limit or for another entidad is put on record.
 * @throws forbidden `entidad-ajena` · invalid field by field ·
 *   conflict `emergencia-abierta`, `emergencia-limite`, `emergencia-sin-auditor`
 */
export async function openEmergency(app: App, staff: Staff, wanted: Request, openCase: OpenCase): Promise<string> {
  if (staff.entidad !== null && wanted.entidad !== undefined && wanted.entidad !== staff.entidad) {
    await refuse(app, staff, 'entidad-ajena')
    throw new DomainError('forbidden', 'entidad-ajena')
  }
  const asked = await readRequest(app, staff, wanted, openCase)
  const opened_at = app.clock.now()
  const one = {
    id: newFolio(undefined, 'EME'),
    account: staff.id,
    nombre: staff.nombre,
    rol: staff.rol,
    opened_at,
    ends_at: opened_at.add({ minutes: EMERGENCY.minutes }),
    review_due_at: opened_at.add({ hours: EMERGENCY.reviewHours }),
    ...asked,
  }
  // Auditors are accounts of no entidad: it is the program that tells them, whatever the office itself may see.
  const refused = await withoutReach(async () => await app.db.tx(async (tx) => await lend(app, tx, one)))
  if (refused === null) return one.id
  await refuse(app, staff, refused.codigo)
  throw refused
}

/** What stands against it; null once it is lent. */
async function lend(app: App, tx: Tx, one: store.NewEmergency): Promise<DomainError | null> {
  await store.lockAccount(tx, one.account)
  const before = await store.lockOpenOf(tx, one.account)
  if (before && Temporal.Instant.compare(before.ends_at, one.opened_at) > 0)
    return new DomainError('conflict', 'emergencia-abierta')
  if (before) await end(app, tx, before, 'sistema')
  const n = await store.countSince(tx, one.account, one.opened_at.subtract({ hours: 24 }))
  if (n >= EMERGENCY.mostInADay) return new DomainError('conflict', 'emergencia-limite', { params: { n } })
  if (!(await store.anyAuditor(tx))) return new DomainError('conflict', 'emergencia-sin-auditor')
  await store.insertEmergency(tx, one)
  await store.insertNotices(tx, one.id, one.entidad)
  await append(app, tx, {
    event: 'staff.emergencyOpened',
    actor: one.account,
    subject: one.id,
    entidad: one.entidad,
    data: {
      rol: one.rol,
      motivo: one.motivo,
      asunto: one.asunto,
      derechos: lends(one.motivo, one.rol),
      hasta: one.ends_at.toString(),
    },
  })
  return null
}

async function readRequest(
  app: App,
  staff: Staff,
  wanted: Request,
  openCase: OpenCase,
): Promise<Pick<EmergencyRow, 'motivo' | 'entidad' | 'asunto'>> {
  const campos: FieldProblem[] = []
  const motivo = reasonsOf(staff).find((one) => one === wanted.motivo)
  if (motivo === undefined) campos.push({ campo: 'motivo', codigo: 'emergencia-motivo' })
  const entidad = staff.entidad ?? wanted.entidad ?? ''
  const known = (await listEntidades(app)).some((one) => one.clave === entidad)
  if (!known) campos.push({ campo: 'entidad', codigo: 'emergencia-entidad' })
  const kind = motivo === undefined ? null : EMERGENCIES[motivo].asunto
  const asunto = kind === null ? '' : nameOf(kind, wanted.asunto)
  if (kind !== null && known && (await openCase(app, kind, asunto)) !== entidad)
    campos.push({ campo: 'asunto', codigo: 'emergencia-asunto' })
  if (campos.length > 0 || motivo === undefined) throw new DomainError('invalid', 'datos-invalidos', { campos })
  return { motivo, entidad, asunto }
}

/** A folio as it is written, however it was typed. */
function nameOf(kind: 'REP' | 'INC', typed: string): string {
  return kind === 'REP' ? (parseFolio(typed, 'REP') ?? '') : typed.trim().toUpperCase().slice(0, 40)
}

async function refuse(app: App, { id, entidad }: Staff, codigo: string): Promise<void> {
  const fact = { event: 'staff.emergencyRefused', actor: id, subject: id, entidad, data: { codigo } }
  await app.db.tx(async (tx) => await append(app, tx, fact))
}

/** Ends one early. @throws notFound `direccion-no-encontrada` · forbidden `sin-permiso` · conflict `emergencia-ya-termino` */
export async function endEmergency(app: App, staff: Staff, id: string): Promise<void> {
  await app.db.tx(async (tx) => {
    const row = await store.lockEmergency(tx, id)
    if (!row || !sees(staff, row)) throw nowhere()
    if (row.account !== staff.id && !may(staff, 'emergencia.terminar', row.entidad))
      throw new DomainError('forbidden', 'sin-permiso')
    if (row.ended_at !== null) throw new DomainError('conflict', 'emergencia-ya-termino')
    await end(app, tx, row, staff.id)
  })
}

/** Whoever was told says that they read it. May be repeated. @throws notFound `direccion-no-encontrada` · forbidden `sin-permiso` */
export async function acknowledgeEmergency(app: App, staff: Staff, id: string): Promise<void> {
  await app.db.tx(async (tx) => {
    const row = await store.lockEmergency(tx, id)
    if (!row || !sees(staff, row)) throw nowhere()
    if (!may(staff, 'emergencia.vigilar', row.entidad)) throw new DomainError('forbidden', 'sin-permiso')
    if (!(await store.markAcknowledged(tx, id, staff.id, app.clock.now()))) return
    const { entidad } = row
    await append(app, tx, { event: 'staff.emergencyAcknowledged', actor: staff.id, subject: id, entidad })
  })
}

/**
 * An auditor says what the audit found, once and after it has ended.
 * @throws notFound `direccion-no-encontrada` · forbidden `sin-permiso` · invalid `emergencia-hallazgo` ·
 *   conflict `emergencia-viva`, `emergencia-revisada`
 */
export async function reviewEmergency(app: App, staff: Staff, id: string, finding: string): Promise<void> {
  await app.db.tx(async (tx) => {
    const row = await store.lockEmergency(tx, id)
    if (!row || !sees(staff, row)) throw nowhere()
    if (!may(staff, 'emergencia.revisar', row.entidad)) throw new DomainError('forbidden', 'sin-permiso')
    const hallazgo: Hallazgo | undefined = HALLAZGOS.find((one) => one === finding)
    if (hallazgo === undefined)
      throw new DomainError('invalid', 'datos-invalidos', {
        campos: [{ campo: 'hallazgo', codigo: 'emergencia-hallazgo' }],
      })
    if (row.reviewed_at !== null) throw new DomainError('conflict', 'emergencia-revisada')
    const at = app.clock.now()
    if (isLive(row, at)) throw new DomainError('conflict', 'emergencia-viva')
    if (row.ended_at === null) await end(app, tx, row, 'sistema')
    await store.markReviewed(tx, { id, hallazgo, at, by: staff.id })
    const { entidad, account: cuenta } = row
    const data = { hallazgo, cuenta }
    await append(app, tx, { event: 'staff.emergencyReviewed', actor: staff.id, subject: id, entidad, data })
  })
}

export function isLive(row: Pick<EmergencyRow, 'ended_at' | 'ends_at'>, now: Temporal.Instant): boolean {
  return row.ended_at === null && Temporal.Instant.compare(row.ends_at, now) > 0
}

/** Whoever watches sees all within reach; the others their own. */
function sees(staff: Staff, row: EmergencyRow): boolean {
  if (row.account === staff.id) return true
  const scope = scopeOf(staff)
  return may(staff, 'emergencia.vigilar', row.entidad) && (scope === null || scope === row.entidad)
}

/** All that this person may see, the newest first. */
export async function listEmergencies(app: App, staff: Staff): Promise<EmergencyRow[]> {
  const account = may(staff, 'emergencia.vigilar', scopeOf(staff)) ? null : staff.id
  return await store.selectEmergencies(app.db, { account, entidad: scopeOf(staff) }, 500)
}

/** One of them, with who was told. @throws notFound `direccion-no-encontrada`, also for another's */
export async function readEmergency(
  app: App,
  staff: Staff,
  id: string,
): Promise<{ readonly row: EmergencyRow; readonly notices: readonly NoticeRow[] }> {
  const row = await store.selectEmergency(app.db, id)
  if (!row || !sees(staff, row)) throw nowhere()
  return { row, notices: await store.selectNotices(app.db, id) }
}

const nowhere = (): DomainError => new DomainError('notFound', 'direccion-no-encontrada')

/** Ends those whose hour is over and notes the reviews that are late, each at its own instant. Returns how many it touched. */
export async function sweepEmergencies(app: App): Promise<number> {
  const now = app.clock.now()
  return await app.db.tx(async (tx) => {
    const due = await store.lockDue(tx, now)
    for (const row of due) {
      if (row.ended_at === null && !isLive(row, now)) await end(app, tx, row, 'sistema')
      const { review_due_at: at } = row
      if (row.reviewed_at !== null || row.overdue_at !== null || Temporal.Instant.compare(at, now) > 0) continue
      await store.markOverdue(tx, row.id, at)
      const fact = { event: 'staff.emergencyOverdue', actor: 'sistema', subject: row.id, entidad: row.entidad, at }
      await append(app, tx, fact)
    }
    return due.length
  })
}

/** The next instant at which `sweepEmergencies` has something to do; null when nothing waits. */
export async function nextEmergencyDue(app: Pick<App, 'db'>): Promise<Temporal.Instant | null> {
  return await store.selectNextDue(app.db)
}
