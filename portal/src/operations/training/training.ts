// The door of training: the people of each organisation and their drills, proven by the program or said by two people.
import { randomUUID } from 'node:crypto'
import { readDay } from '#clock'
import type { App } from '#context'
import { DomainError } from '#errors'
import { append, searchJournal } from '#journal'
import { readTraining } from '#modelo'
import { ROLES, leads, listAccounts, scopeOf } from '#staff'
import type { Rol, Staff } from '#staff'
import { checkTraining, placeOf } from './drill.ts'
import type { Drill, Place } from './drill.ts'
import * as store from './store.ts'
import type { ReadRow } from './store.ts'

export { STANDINGS, checkTraining } from './drill.ts'
export type { Drill, Place, Standing } from './drill.ts'

export interface Line {
  readonly staff: Staff
  readonly drill: Drill
  readonly place: Place
}

/** The drills in force, and their version. */
export async function readDrills(app: Pick<App, 'db'>): Promise<{ version: string; drills: readonly Drill[] }> {
  const { version, contenido } = await readTraining<unknown>(app)
  return { version, drills: checkTraining(contenido) }
}

/** Everybody who works here within the reach of whoever asks, with each drill of their role. */
export async function listTraining(app: App, scope: string | null): Promise<Line[]> {
  const [{ drills }, accounts, records] = await Promise.all([
    readDrills(app),
    listAccounts(app),
    store.selectRecords(app.db),
  ])
  const now = app.clock.now()
  const known = new Map<string, ReadRow[]>()
  for (const one of records) {
    const key = `${one.simulacro} ${one.account}`
    known.set(key, [...(known.get(key) ?? []), one])
  }
  return accounts
    .filter((one) => scope === null || one.entidad === scope)
    .flatMap((staff) =>
      drills
        .filter((drill) => drill.roles.includes(staff.rol))
        .map((drill) => ({ staff, drill, place: placeOf(drill, known.get(`${drill.id} ${staff.id}`) ?? [], now) })),
    )
}

/** How the roles of one entidad stand; a role of which nobody has an account is named, never counted as done. */
export async function readTrainingOf(
  app: App,
  clave: string,
): Promise<{ readonly n: number; readonly vigentes: number; readonly sinCuenta: readonly Rol[] }> {
  const [{ drills }, lines] = await Promise.all([readDrills(app), listTraining(app, clave)])
  const local = new Set(drills.flatMap((one) => one.roles).filter((rol) => !ROLES[rol].federal))
  return {
    n: lines.length,
    vigentes: lines.filter((one) => one.place.standing === 'vigente').length,
    sinCuenta: [...local].filter((rol) => !lines.some((one) => one.staff.rol === rol)),
  }
}

/**
 * Somebody says that they did a drill of their own role: with the case that proves it, or with the day on which it was.
 * @throws notFound `direccion-no-encontrada` · invalid `capacitacion-sin-prueba`, `capacitacion-dia` ·
 *   conflict `capacitacion-repetida`
 */
export async function recordDrill(
  app: App,
  staff: Staff,
  id: string,
  given: { readonly asunto: string; readonly dia: string },
): Promise<void> {
  const { version, drills } = await readDrills(app)
  const drill = drills.find((one) => one.id === id && one.roles.includes(staff.rol))
  if (!drill) throw nowhere()
  const proof = drill.prueba === 'programa' ? await proofOf(app, staff, drill, given.asunto) : null
  const at = app.clock.now()
  const row = {
    id: randomUUID(),
    account: staff.id,
    entidad: staff.entidad,
    simulacro: drill.id,
    version,
    modo: drill.prueba,
    hecho_at: proof?.at ?? dayOf(given.dia, drill, at),
    asunto: proof?.subject ?? null,
    entrada: proof?.id ?? null,
    por: staff.id,
    at,
  } as const
  await app.db.tx(async (tx) => {
    if (!(await store.insertRecord(tx, row))) throw new DomainError('conflict', 'capacitacion-repetida')
    await append(app, tx, {
      event: 'training.recorded',
      actor: staff.id,
      subject: row.id,
      entidad: staff.entidad,
      data: { simulacro: drill.id, modo: row.modo, ...(row.asunto === null ? {} : { asunto: row.asunto }) },
    })
  })
}

/** The newest fact of this person about that case that proves the drill. */
async function proofOf(
  app: App,
  staff: Staff,
  drill: Drill,
  typed: string,
): Promise<{ readonly id: number; readonly subject: string; readonly at: Temporal.Instant }> {
  const asunto = typed.trim().slice(0, 120)
  const search = {
    asuntos: [asunto, asunto.toUpperCase(), asunto.toLowerCase()],
    actor: staff.id,
    eventos: drill.eventos,
  }
  const [fact] = asunto === '' ? [] : await searchJournal(app, search, 1)
  if (!fact) throw field('asunto', 'capacitacion-sin-prueba')
  return fact
}

/** A day that has been, and from which it would still count. */
function dayOf(text: string, drill: Drill, now: Temporal.Instant): Temporal.Instant {
  const day = readDay(text.trim())?.toZonedDateTime('America/Mexico_City')
  const oldest = now.toZonedDateTimeISO('America/Mexico_City').subtract({ months: drill.meses })
  const counts =
    day && Temporal.Instant.compare(day.toInstant(), now) <= 0 && Temporal.ZonedDateTime.compare(day, oldest) > 0
  if (!counts) throw field('dia', 'capacitacion-dia')
  return day.toInstant()
}

/**
 * Who leads somebody confirms what they said (`atestar`), or says that a record does not count (`anular`), with a record of
 * its own. @throws notFound `direccion-no-encontrada` · forbidden `sin-permiso` · conflict `capacitacion-propia`,
 * `capacitacion-atestada`
 */
export async function judgeRecord(app: App, staff: Staff, id: string, what: 'atestar' | 'anular'): Promise<void> {
  const { version } = await readDrills(app)
  const people = await listAccounts(app)
  await app.db.tx(async (tx) => {
    const row = await store.selectRecord(tx, id)
    const scope = scopeOf(staff)
    const about = people.find((one) => one.id === row?.account)
    if (!row || (scope !== null && row.entidad !== scope)) throw nowhere()
    if (row.account === staff.id) throw new DomainError('conflict', 'capacitacion-propia')
    if (!about || !leads(staff, about.rol)) throw new DomainError('forbidden', 'sin-permiso')
    const at = app.clock.now()
    if (what === 'anular') {
      if (row.modo === 'sin_efecto') throw new DomainError('conflict', 'capacitacion-atestada')
      const { account, entidad, simulacro, hecho_at } = row
      const next = { id: randomUUID(), account, entidad, simulacro, version, hecho_at, por: staff.id, at } as const
      await store.insertRecord(tx, { ...next, modo: 'sin_efecto', asunto: null, entrada: null })
    } else if (
      row.modo !== 'dos_personas' ||
      !(await store.insertTestimony(tx, { registro: id, account: row.account, por: staff.id, at }))
    )
      throw new DomainError('conflict', 'capacitacion-atestada')
    const event = what === 'atestar' ? 'training.attested' : 'training.voided'
    const data = { simulacro: row.simulacro, cuenta: row.account }
    await append(app, tx, { event, actor: staff.id, subject: id, entidad: row.entidad, data })
  })
}

function field(campo: string, codigo: string): DomainError {
  return new DomainError('invalid', 'datos-invalidos', { campos: [{ campo, codigo }] })
}

const nowhere = (): DomainError => new DomainError('notFound', 'direccion-no-encontrada')
