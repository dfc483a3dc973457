// The door of onboarding: the liaisons of every entidad, what each still has to solve, and when it is ready.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { App } from '#context'
import type { Tx } from '#db'
import { listEntidades, markReady } from '#directory'
import { DomainError } from '#errors'
import { append } from '#journal'
import { CON_EVIDENCIA, columnOf, holdsBack, isOverdue, next } from './observation.ts'
import type { Columna, Evento, Severidad } from './observation.ts'
import { orderReportsIn } from './report.ts'
import * as store from './store.ts'
import type { LiaisonRow, ObservationRow, StepRow } from './store.ts'

export { DE_LA_ENTIDAD, PASOS } from './observation.ts'
export type { Columna, Estado, Evento } from './observation.ts'
export type { LiaisonRow, ObservationRow } from './store.ts'
export { acknowledgeReport, listDeliveries, orderReports, readReceipt, sendReport } from './report.ts'
export type { DeliveryView } from './report.ts'

interface SeedLiaison {
  nombre: string
  correo: string
}
interface SeedLiaisons {
  vun: SeedLiaison
  entidades: { clave: string; gobmx: SeedLiaison; tecnicos: SeedLiaison[] }[]
}
interface SeedObservations {
  sintetico: boolean
  catalogo: Record<
    string,
    { perfil: string; severidad: Severidad; dias: number; titulo: string; esperado: string; paso: string }
  >
  entidades: Record<string, string[]>
}

/** Fills an empty room from `modelo/`; in the demonstration the first reports then go out by themselves. */
export async function seedOnboarding(app: App): Promise<void> {
  const { parse } = await import('yaml')
  const read = (name: string): unknown => parse(readFileSync(join(app.config.repositoryDir, 'modelo', name), 'utf8'))
  const known = new Set((await listEntidades(app)).map((one) => one.clave))
  await app.db.tx(async (tx) => {
    if (!(await store.lockIfEmpty(tx))) return
    const enlaces = await seedLiaisons(app, tx, read('enlaces.yaml') as SeedLiaisons, known)
    const observaciones = await seedObservations(app, tx, read('observaciones.yaml') as SeedObservations, known)
    if (app.config.demonstration && app.config.world !== 'ninguno')
      await store.insertDeadline(tx, 'primeros_reportes', app.clock.now())
    await append(app, tx, {
      event: 'onboarding.seeded',
      actor: 'sistema',
      subject: 'modelo',
      data: { enlaces, observaciones },
    })
  })
}

async function seedLiaisons(app: App, tx: Tx, given: SeedLiaisons, known: ReadonlySet<string>): Promise<number> {
  const named = new Set(given.entidades.map((one) => one.clave))
  if (named.size !== known.size || [...named].some((one) => !known.has(one)))
    throw new Error('modelo/enlaces.yaml does not name every entidad once')
  const at = app.clock.now()
  const rows: LiaisonRow[] = [{ id: 'vun', entidad: null, tipo: 'vun', orden: 1, ...given.vun }]
  for (const { clave, gobmx, tecnicos } of given.entidades) {
    rows.push({ id: `gobmx-${clave}`, entidad: clave, tipo: 'gobmx', orden: 1, ...gobmx })
    for (const [i, one] of tecnicos.entries())
      rows.push({ id: `tecnico-${clave}-${i + 1}`, entidad: clave, tipo: 'tecnico', orden: i + 1, ...one })
  }
  for (const row of rows) await store.insertLiaison(tx, { ...row, at })
  return rows.length
}

async function seedObservations(
  app: App,
  tx: Tx,
  given: SeedObservations,
  known: ReadonlySet<string>,
): Promise<number> {
  const at = app.clock.now()
  let count = 0
  for (const [entidad, codigos] of Object.entries(given.entidades)) {
    if (!known.has(entidad)) throw new Error(`modelo/observaciones.yaml names ${entidad}, which does not exist`)
    for (const [i, codigo] of codigos.entries()) {
      const kind = given.catalogo[codigo]
      if (kind === undefined) throw new Error(`modelo/observaciones.yaml has no ${codigo} in its catalogue`)
      const { dias, ...said } = kind
      const row: ObservationRow = {
        id: `OBS-${entidad}-${i + 1}`,
        entidad,
        codigo,
        ...said,
        estado: 'abierta',
        version: 1,
        reaperturas: 0,
        abierta_at: at,
        vence_at: at.add({ hours: 24 * dias }),
        cerrada_at: null,
        sintetico: given.sintetico,
      }
      await store.insertObservation(tx, row)
      const first = { observacion: row.id, version: 1, event: 'abrir', to_state: 'abierta', evidencia: '' } as const
      await store.insertStep(tx, { ...first, from: null, actor: 'sistema', at })
      count += 1
    }
  }
  return count
}

export interface Liaison {
  /** Null is the liaison of the Ventanilla Única Nacional. */
  readonly clave: string | null
  readonly nombre: string
  readonly correo: string
}

/** Whoever is told what concerns all: the VUN's liaison, and of each entidad gob.mx's and the first technical one. */
export async function listLiaisons(app: Pick<App, 'db'>): Promise<Liaison[]> {
  const first = (await store.selectLiaisons(app.db)).filter((one) => one.orden === 1)
  return first.map((one) => ({ clave: one.entidad, nombre: one.nombre, correo: one.correo }))
}

/** The whole directory of liaisons, alternates too; of one entidad, or of all. */
export async function readLiaisons(app: Pick<App, 'db'>, entidad: string | null): Promise<LiaisonRow[]> {
  return await store.selectLiaisons(app.db, entidad)
}

/**
 * Changes who a liaison is.
 * @throws notFound `direccion-no-encontrada` · invalid `texto-falta`, `correo-invalido`, `correo-repetido`
 */
export async function changeLiaison(
  app: App,
  actor: string,
  given: { id: string; entidad: string; nombre: string; correo: string },
): Promise<void> {
  const [nombre, correo] = [given.nombre.trim(), given.correo.trim()]
  if (nombre === '') throw field('nombre', 'texto-falta')
  if (correo.length > 254 || !/^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>".]+$/.test(correo))
    throw field('correo', 'correo-invalido')
  await app.db.tx(async (tx) => {
    if (await store.mailIsTaken(tx, correo, given.id)) throw field('correo', 'correo-repetido')
    const row = await store.updateLiaison(tx, { id: given.id, nombre, correo, at: app.clock.now() })
    if (row?.entidad !== given.entidad) throw new DomainError('notFound', 'direccion-no-encontrada')
    await append(app, tx, {
      event: 'onboarding.liaisonChanged',
      actor,
      subject: given.id,
      entidad: row.entidad,
    })
  })
}

export interface BoardEntry {
  readonly clave: string
  readonly nombre: string
  readonly fase: string
  readonly columna: Columna
  readonly abiertas: number
  readonly vencidas: number
  /** Of them, those that keep the entidad from being ready. */
  readonly impiden: number
}

/** Where each entidad stands on its way into service, from the directory and the observations. */
export async function readBoard(app: App): Promise<BoardEntry[]> {
  const now = app.clock.now()
  const observations = await store.selectObservations(app.db, null)
  return (await listEntidades(app)).map(({ clave, nombre, fase }) => {
    const open = observations.filter((one) => one.entidad === clave && one.estado !== 'cerrada')
    return {
      clave,
      nombre,
      fase,
      columna: columnOf(fase),
      abiertas: open.length,
      vencidas: open.filter((one) => isOverdue(one, now)).length,
      impiden: open.filter((one) => holdsBack(one, now)).length,
    }
  })
}

export interface ObservationView extends ObservationRow {
  readonly vencida: boolean
  readonly impide: boolean
  readonly pasos: readonly StepRow[]
}

/** The observations of an entidad with their history. */
export async function readObservations(app: App, entidad: string): Promise<ObservationView[]> {
  const now = app.clock.now()
  const steps = await store.selectSteps(app.db, entidad)
  return (await store.selectObservations(app.db, entidad)).map((one) => ({
    ...one,
    vencida: isOverdue(one, now),
    impide: holdsBack(one, now),
    pasos: steps.filter((step) => step.observacion === one.id),
  }))
}

/**
 * Takes one step of an observation. Whoever says that it is solved does not say that it passes.
 * @throws notFound `direccion-no-encontrada` · conflict `observacion-no-permite` (put on record), `misma-persona` · invalid `evidencia-falta`
 */
export async function changeObservation(
  app: App,
  actor: string,
  given: { id: string; entidad: string; evento: Evento; evidencia: string },
): Promise<void> {
  const { id, entidad, evento } = given
  const evidencia = given.evidencia.trim()
  const refused = await app.db.tx(async (tx) => {
    const row = await store.lockObservation(tx, id)
    if (row?.entidad !== entidad) throw new DomainError('notFound', 'direccion-no-encontrada')
    try {
      await takeStep(app, tx, row, { evento, evidencia, actor })
      return null
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind !== 'conflict') throw error
      const data = { evento, codigo: error.codigo }
      await append(app, tx, { event: 'onboarding.refused', actor, subject: id, entidad, data })
      return error
    }
  })
  if (refused !== null) throw refused
}

async function takeStep(
  app: App,
  tx: Tx,
  row: ObservationRow,
  how: { evento: Evento; evidencia: string; actor: string },
): Promise<void> {
  const { evento, evidencia, actor } = how
  const estado = next(row.estado, evento)
  const judges = evento === 'pasar' || evento === 'fallar'
  if (judges && (await store.lastActorOf(tx, row.id, 'solventar')) === actor)
    throw new DomainError('conflict', 'misma-persona')
  if (CON_EVIDENCIA.has(evento) && evidencia === '') throw field('evidencia', 'evidencia-falta')
  const at = app.clock.now()
  const after: ObservationRow = {
    ...row,
    estado,
    version: row.version + 1,
    reaperturas: row.reaperturas + (evento === 'fallar' ? 1 : 0),
    cerrada_at: estado === 'cerrada' ? at : null,
  }
  await store.updateObservation(tx, after)
  const step = { observacion: row.id, version: after.version, from: row.estado, event: evento, to_state: estado }
  await store.insertStep(tx, { ...step, actor, evidencia, at })
  await append(app, tx, {
    event: 'onboarding.observation',
    actor,
    subject: row.id,
    entidad: row.entidad,
    data: { evento, estado, reaperturas: after.reaperturas },
  })
}

/** Moves an entidad to `lista` once nothing holds it back. @throws conflict `observaciones-pendientes`, `entidad-no-en-pruebas` */
export async function declareReady(app: App, actor: string, entidad: string): Promise<void> {
  await app.db.tx(async (tx) => {
    const now = app.clock.now()
    const holding = (await store.lockObservations(tx, entidad)).filter((one) => holdsBack(one, now))
    if (holding.length > 0)
      throw new DomainError('conflict', 'observaciones-pendientes', { params: { n: holding.length } })
    await markReady(app, tx, entidad, actor)
  })
}

/** What this room does by itself at an instant. Returns how much that was. */
export async function sweepOnboarding(app: App): Promise<number> {
  return await app.db.tx(async (tx) => {
    const due = await store.takeDue(tx, app.clock.now())
    for (const _first of due) await orderReportsIn(app, tx, 'sistema', null)
    return due.length
  })
}

/** The next instant at which `sweepOnboarding` has something to do; null when nothing waits. */
export async function nextOnboardingDue(app: App): Promise<Temporal.Instant | null> {
  return await store.selectNextDue(app.db)
}

function field(campo: string, codigo: string): DomainError {
  return new DomainError('invalid', 'datos-invalidos', { campos: [{ campo, codigo }] })
}
