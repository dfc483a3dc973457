// The door of announced maintenance: who announces it and calls it off, and which minutes it was announced for.
import type { App } from '#context'
import { sqlState } from '#db'
import type { Queryable, Tx } from '#db'
import { listEntidades } from '#directory'
import { DomainError } from '#errors'
import type { FieldProblem } from '#errors'
import { append } from '#journal'
import { readModelo } from '#modelo'
import { newFolio } from '#orders'
import { may, scopeOf } from '#staff'
import type { Staff } from '#staff'
import { heldPeriod, holdsAt, nextDue, readText, readTyped } from './announcement.ts'
import type { Period, Rules, Typed } from './announcement.ts'
import * as store from './store.ts'
import type { AvisoRow } from './store.ts'

export { SITUATIONS, heldPeriod, holdsAt, situationOf } from './announcement.ts'
export type { Period, Rules, Situation } from './announcement.ts'
export type { AvisoRow } from './store.ts'

/** How long before it begins a maintenance is told to people (ours). */
const SHOWN_AHEAD = { hours: 7 * 24 }
const MOST = 500

/** What the Modelo asks of an announcement. */
export async function readRules(app: Pick<App, 'db'>): Promise<Rules> {
  const { zona, sla } = (await readModelo(app)).contenido
  return {
    zona: zona.valor,
    avisoHoras: sla.mantenimientoAvisoHoras.valor,
    maximoHoras: sla.mantenimientoMaximoHoras.valor,
  }
}

/**
 * Announces the maintenance of an entidad; `entidad` is undefined where the form has no such field, as for an office. A
 * notice shorter than the Modelo asks for is taken, and marked as short. Gives its folio.
 * @throws forbidden `sin-permiso`, also for another's entidad · invalid field by field
 */
export async function announce(
  app: App,
  staff: Staff,
  wanted: Typed & { readonly entidad: string | undefined },
): Promise<string> {
  const entidad = wanted.entidad ?? staff.entidad ?? ''
  const known = (await listEntidades(app)).some((one) => one.clave === entidad)
  if (!may(staff, 'mantenimiento.anunciar', known ? entidad : staff.entidad)) throw forbidden()
  const [rules, now] = [await readRules(app), app.clock.now()]
  const { period, que, responde, campos } = readTyped(wanted, rules, now)
  if (!known) campos.unshift({ campo: 'entidad', codigo: 'mantenimiento-entidad' })
  if (campos.length > 0 || period === null) throw invalid(campos)
  const short = Temporal.Instant.compare(period.inicio, now.add({ hours: rules.avisoHoras })) < 0
  const row = {
    folio: newFolio(undefined, 'MAN'),
    entidad,
    ...period,
    que,
    responde,
    anuncio: staff.id,
    anunciado_at: now,
    aviso_horas: rules.avisoHoras,
    corto: short,
  }
  try {
    await app.db.tx(async (tx) => await record(app, tx, row))
  } catch (error) {
    // Somebody else announced one for the same time at the same moment.
    if (sqlState(error) === store.OVERLAP) throw overlaps(null)
    throw error
  }
  return row.folio
}

async function record(app: App, tx: Tx, row: store.NewAviso): Promise<void> {
  const { folio, entidad, inicio, fin, anuncio, corto } = row
  const [other] = await store.selectHeld(tx, entidad, inicio, fin)
  if (other) throw overlaps(other.folio)
  await store.insertAviso(tx, row)
  const data = { inicio: String(inicio), fin: String(fin), corto }
  await append(app, tx, { event: 'maintenance.announced', actor: anuncio, subject: folio, entidad, data })
}

/**
 * Calls one off, before it begins or while it lasts: from now on it does not hold any more.
 * @throws notFound `direccion-no-encontrada` · forbidden `sin-permiso` · invalid `motivo-falta`, `texto-largo` ·
 *   conflict `mantenimiento-terminado`, `mantenimiento-cancelado`
 */
export async function callOff(app: App, staff: Staff, folio: string, typed: string): Promise<void> {
  await app.db.tx(async (tx) => {
    const row = await store.lockAviso(tx, folio)
    if (!row || !sees(staff, row)) throw nowhere()
    if (!may(staff, 'mantenimiento.anunciar', row.entidad)) throw forbidden()
    if (row.cancelado_at !== null) throw new DomainError('conflict', 'mantenimiento-cancelado')
    const at = app.clock.now()
    if (Temporal.Instant.compare(row.fin, at) <= 0) throw new DomainError('conflict', 'mantenimiento-terminado')
    const campos: FieldProblem[] = []
    const motivo = readText('motivo', typed, campos)
    if (campos.length > 0) throw invalid(campos)
    await store.callOff(tx, { folio, cancelo: staff.id, at, motivo })
    const { entidad } = row
    await append(app, tx, { event: 'maintenance.calledOff', actor: staff.id, subject: folio, entidad })
  })
}

/** All within the reader's reach, the latest first. */
export async function listAnnouncements(app: App, staff: Staff): Promise<AvisoRow[]> {
  return await store.selectAvisos(app.db, scopeOf(staff), MOST)
}

/** One of them. @throws notFound `direccion-no-encontrada`, also for another's */
export async function readAnnouncement(app: App, staff: Staff, folio: string): Promise<AvisoRow> {
  const row = await store.selectAviso(app.db, folio)
  if (!row || !sees(staff, row)) throw nowhere()
  return row
}

/** What anyone may know of a maintenance. */
export interface ToldMaintenance extends Period {
  readonly entidad: string
  /** The hours of notice that it fell short of; null for one that was announced in time. */
  readonly cortoHoras: number | null
}

/** What people are told before they start: what lasts now, and what begins within the next seven days. */
export async function readToldMaintenance(app: App): Promise<ToldMaintenance[]> {
  const now = app.clock.now()
  return (await store.selectHeld(app.db, null, now, now.add(SHOWN_AHEAD))).map(told)
}

const told = ({ entidad, inicio, fin, corto, aviso_horas }: AvisoRow): ToldMaintenance => ({
  entidad,
  inicio,
  fin,
  cortoHoras: corto ? aviso_horas : null,
})

/** Those of one entidad that touch a span, with the folio of each. */
export async function announcedDuring(app: Pick<App, 'db'>, entidad: string, span: Period): Promise<AvisoRow[]> {
  return await store.selectHeld(app.db, entidad, span.inicio, span.fin)
}

/** Whether an instant of an entidad lies in a maintenance that was announced and still held then; asked many times of one span. */
export async function readMaintenanceOf(
  db: Queryable,
  span: Period,
): Promise<(entidad: string, at: Temporal.Instant) => boolean> {
  const held = (await store.selectHeld(db, null, span.inicio, span.fin)).flatMap((one) => {
    const period = heldPeriod(one)
    return period === null ? [] : [{ entidad: one.entidad, period }]
  })
  return (entidad, at) => held.some((one) => one.entidad === entidad && holdsAt(one.period, at))
}

/** Notes what began and what ended, each at its own instant. Returns how many it touched. */
export async function sweepMaintenance(app: App): Promise<number> {
  const now = app.clock.now()
  return await app.db.tx(async (tx) => {
    const rows = await store.lockDue(tx, now)
    for (const row of rows) {
      let due = row.due_at
      while (due !== null && Temporal.Instant.compare(due, now) <= 0) {
        const begins = Temporal.Instant.compare(due, row.inicio) === 0
        const { folio: subject, entidad } = row
        const event = begins ? 'maintenance.began' : 'maintenance.ended'
        await append(app, tx, { event, actor: 'sistema', subject, entidad, at: due })
        due = nextDue(row, due)
      }
      await store.setDue(tx, row.folio, due)
    }
    return rows.length
  })
}

/** The next instant at which `sweepMaintenance` has something to do; null when nothing waits. */
export async function nextMaintenanceDue(app: Pick<App, 'db'>): Promise<Temporal.Instant | null> {
  return await store.selectNextDue(app.db)
}

function sees(staff: Staff, row: AvisoRow): boolean {
  const scope = scopeOf(staff)
  return scope === null || scope === row.entidad
}

const overlaps = (folio: string | null): DomainError =>
  invalid([
    folio === null
      ? { campo: 'inicio', codigo: 'mantenimiento-empalme' }
      : { campo: 'inicio', codigo: 'mantenimiento-empalme-con', params: { folio } },
  ])
const invalid = (campos: readonly FieldProblem[]): DomainError =>
  new DomainError('invalid', 'datos-invalidos', { campos })
const forbidden = (): DomainError => new DomainError('forbidden', 'sin-permiso')
const nowhere = (): DomainError => new DomainError('notFound', 'direccion-no-encontrada')
