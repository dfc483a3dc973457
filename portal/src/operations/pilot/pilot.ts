// The door of the pilot: release groups that open at an instant, iterations that are measured, decisions of people.
import { createHash, randomBytes } from 'node:crypto'
import canonicalize from 'canonicalize'
import { wire } from '#clock'
import type { App } from '#context'
import type { Tx } from '#db'
import { listEntidades, openEntidades } from '#directory'
import { DomainError, isDomainError } from '#errors'
import { append } from '#journal'
import { readModelo } from '#modelo'
import type { Staff } from '#staff'
import { iterationEnd, missingForAnnouncement, missingForGroup, nextGroupState, resolveOpening } from './group.ts'
import { readIndicators } from './indicators.ts'
import type { IndicatorTable } from './indicators.ts'
import { recommend } from './policy.ts'
import type { Recommendation } from './policy.ts'
import * as store from './store.ts'
import type { DecisionRow, GroupRow, IterationRow } from './store.ts'

export { indicatorRows, verdictCell, verdictWord } from './cells.ts'
export { readIndicators, readOne as readIndicatorsOf } from './indicators.ts'
export { acknowledgeNotice, listNotices, sendNotice, sendNoticeMails } from './notice.ts'
export type { Indicadores, Recommendation } from './policy.ts'

const short = (): string => randomBytes(6).toString('hex')
const hashOf = (value: unknown): string =>
  createHash('sha256')
    .update(canonicalize(value) as string)
    .digest('hex')

/** What a signature of a group binds to: who opens, and when. */
const groupHash = (one: GroupRow): string =>
  hashOf({ entidades: one.entidades, inicio: wire(one.inicio), modelo: one.modelo_sha256 })

/**
 * Starts the demonstration's pilot: the group that the letter names, already open, its first iteration running. Once.
 * The instant is ours: thirteen days before the first start, at 00:00 of the centre.
 */
export async function seedPilot(app: App): Promise<void> {
  if ((await store.selectGroups(app.db)).length > 0) return
  const { contenido: modelo, version, sha256 } = await readModelo(app)
  const zona = modelo.zona.valor
  const start = app.clock
    .now()
    .toZonedDateTimeISO(zona)
    .subtract({ days: modelo.piloto.dias.valor - 1 })
    .startOfDay()
  const entidades = (await listEntidades(app)).filter((one) => one.abierta).map((one) => one.clave)
  await app.db.tx(async (tx) => {
    const row = {
      id: 'piloto-1',
      nombre: 'Piloto',
      estado: 'programado' as const,
      entidades,
      inicio_local: start.toPlainDateTime().toString(),
      zona,
      inicio: start.toInstant(),
      tzdb: process.versions['tz'] ?? '?',
      modelo_version: version,
      modelo_sha256: sha256,
      sintetico: true,
    }
    await store.insertGroup(tx, row)
    await goLive(app, tx, { ...row, due_at: null, due_event: null, opened_at: null }, start.toInstant())
  })
}

export interface GroupInput {
  readonly nombre: string
  readonly entidades: readonly string[]
  /** Local date and time, `AAAA-MM-DDTHH:MM`. */
  readonly inicio: string
  readonly zona?: string
}

/** Proposes a group: it waits for its signatures. @throws invalid `grupo-vacio`, `hora-imposible`, `fecha-invalida` */
export async function proposeGroup(app: App, staff: Staff, input: GroupInput): Promise<GroupRow> {
  const known = new Map((await listEntidades(app)).map((one) => [one.clave, one]))
  const entidades = [...new Set(input.entidades)].sort()
  if (entidades.length === 0 || entidades.some((clave) => !known.has(clave))) {
    throw new DomainError('invalid', 'grupo-vacio', { campos: [{ campo: 'entidades', codigo: 'grupo-vacio' }] })
  }
  const { contenido: modelo, version, sha256 } = await readModelo(app)
  const opening = resolveOpening(input.inicio, input.zona ?? modelo.zona.valor)
  if (Temporal.Instant.compare(opening.instant, app.clock.now()) <= 0) {
    throw new DomainError('invalid', 'fecha-pasada', { campos: [{ campo: 'inicio', codigo: 'fecha-pasada' }] })
  }
  const id = `grupo-${short()}`
  await app.db.tx(async (tx) => {
    await store.insertGroup(tx, {
      id,
      nombre: input.nombre.trim().slice(0, 100) || id,
      estado: nextGroupState('borrador', 'proponer'),
      entidades,
      inicio_local: opening.local,
      zona: opening.zona,
      inicio: opening.instant,
      tzdb: process.versions['tz'] ?? '?',
      modelo_version: version,
      modelo_sha256: sha256,
      sintetico: app.config.demonstration,
    })
    await append(app, tx, {
      event: 'group.proposed',
      actor: staff.id,
      subject: id,
      data: { entidades, inicio: wire(opening.instant) },
    })
  })
  return (await readGroup(app, id))!
}

async function readGroup(app: App, id: string): Promise<GroupRow | undefined> {
  return (await store.selectGroups(app.db)).find((one) => one.id === id)
}

/**
 * Signs a group. With the last signature it is agreed and scheduled: it opens at its instant, all of it or nothing.
 * @throws notFound `no-encontrado` · conflict `ya-firmaste`, `transicion-no-permitida`
 */
export async function signGroup(app: App, staff: Staff, id: string): Promise<{ estado: string; faltan: string[] }> {
  const { contenido: modelo } = await readModelo(app)
  return await app.db.tx(async (tx) => {
    const group = await store.lockGroup(tx, id)
    if (!group || !concerns(staff, group.entidades)) throw new DomainError('notFound', 'no-encontrado')
    nextGroupState(group.estado, 'firmar')
    const sha256 = groupHash(group)
    await sign(app, tx, staff, `grupo:${id}`, sha256)
    const faltan = missingForGroup(
      group.entidades,
      await store.selectSignatures(tx, `grupo:${id}`, sha256),
      modelo.decision.quorumLiberar.valor,
    )
    if (faltan.length > 0) return { estado: group.estado, faltan }
    const estado = nextGroupState(nextGroupState(group.estado, 'completar'), 'programar')
    await store.updateGroup(tx, id, { estado, dueAt: group.inicio, dueEvent: 'abrir' })
    await append(app, tx, {
      event: 'group.scheduled',
      actor: staff.id,
      subject: id,
      data: { inicio: wire(group.inicio) },
    })
    return { estado, faltan }
  })
}

/** A government signs only for its own entidad; the federal bodies for all. */
function concerns(staff: Staff, entidades: readonly string[]): boolean {
  return staff.entidad === null || entidades.includes(staff.entidad)
}

async function sign(
  app: App,
  tx: Tx,
  staff: Staff,
  asunto: string,
  sha256: string,
  sentido: 'firma' | 'objeta' = 'firma',
  motivo: string | null = null,
): Promise<void> {
  const done = await store.insertSignature(tx, {
    asunto,
    sha256,
    cuenta: staff.id,
    rol: staff.rol,
    entidad: staff.entidad,
    sentido,
    motivo,
    at: app.clock.now(),
  })
  if (!done) throw new DomainError('conflict', 'ya-firmaste')
  await append(app, tx, { event: 'pilot.signed', actor: staff.id, subject: asunto, data: { sha256, sentido } })
}

/** Everything of the pilot that fell due: openings, ends of iterations, maturity. Each at its own instant. */
export async function sweepPilot(app: App): Promise<number> {
  const now = app.clock.now()
  const { contenido: modelo } = await readModelo(app)
  const grace = modelo.piloto.toleranciaMinutos.valor
  let touched = 0
  const groups = await app.db.tx(async (tx) => await store.lockDueGroups(tx, now))
  for (const { id } of groups) {
    touched += await app.db
      .tx(async (tx) => await openDue(app, tx, id, now, grace))
      .catch(async (error: unknown) => {
        if (!isDomainError(error)) throw error
        // One entidad that may not open leaves all of them closed, and says which.
        await app.db.tx(
          async (tx) => await failGroup(app, tx, id, error.codigo, String(error.details.params?.['entidad'] ?? '')),
        )
        return 1
      })
  }
  return (
    touched + (await app.db.tx(async (tx) => await sweepIterations(app, tx, now, modelo.piloto.maduracionHoras.valor)))
  )
}

async function openDue(app: App, tx: Tx, id: string, now: Temporal.Instant, graceMinutes: number): Promise<number> {
  const group = await store.lockGroup(tx, id)
  if (group?.estado !== 'programado' || group.due_at === null) return 0
  if (Temporal.Instant.compare(now, group.due_at.add({ minutes: graceMinutes })) > 0) {
    await store.updateGroup(tx, id, { estado: nextGroupState(group.estado, 'perder'), dueAt: null, dueEvent: null })
    await append(app, tx, { event: 'group.missed', actor: 'sistema', subject: id, at: group.due_at })
    return 1
  }
  await goLive(app, tx, group, group.due_at)
  return 1
}

async function goLive(app: App, tx: Tx, group: GroupRow, at: Temporal.Instant): Promise<void> {
  const { contenido: modelo } = await readModelo({ db: app.db })
  await openEntidades(app, tx, group.entidades, 'sistema', at)
  await store.updateGroup(tx, group.id, {
    estado: nextGroupState(group.estado, 'abrir'),
    dueAt: null,
    dueEvent: null,
    openedAt: at,
  })
  await startIteration(app, tx, group.id, 1, at, iterationEnd(at, modelo.piloto.dias.valor, group.zona))
  await append(app, tx, {
    event: 'group.opened',
    actor: 'sistema',
    subject: group.id,
    at,
    data: { entidades: group.entidades },
  })
}

async function startIteration(
  app: App,
  tx: Tx,
  grupo: string,
  numero: number,
  desde: Temporal.Instant,
  hasta: Temporal.Instant,
): Promise<void> {
  const id = `${grupo}.${numero}`
  await store.insertIteration(tx, {
    id,
    grupo,
    numero,
    desde,
    hasta,
    estado: 'en_curso',
    due_at: hasta,
    due_event: 'terminar',
  })
  await append(app, tx, {
    event: 'iteration.started',
    actor: 'sistema',
    subject: id,
    at: desde,
    data: { hasta: wire(hasta) },
  })
}

async function failGroup(app: App, tx: Tx, id: string, codigo: string, entidad: string): Promise<void> {
  const group = (await store.lockGroup(tx, id))!
  await store.updateGroup(tx, id, { estado: nextGroupState(group.estado, 'fallar'), dueAt: null, dueEvent: null })
  await append(app, tx, {
    event: 'group.failed',
    actor: 'sistema',
    subject: id,
    at: group.due_at!,
    data: { codigo, entidad },
  })
}

async function sweepIterations(app: App, tx: Tx, now: Temporal.Instant, matureHours: number): Promise<number> {
  const rows = await store.lockDueIterations(tx, now)
  for (const row of rows) {
    const at = row.due_at!
    if (row.due_event === 'terminar') {
      await store.updateIteration(tx, row.id, {
        estado: 'maduracion',
        dueAt: row.hasta.add({ hours: matureHours }),
        dueEvent: 'evaluar',
      })
      await append(app, tx, { event: 'iteration.ended', actor: 'sistema', subject: row.id, at })
    } else {
      await store.updateIteration(tx, row.id, { estado: 'evaluada', dueAt: null, dueEvent: null, evaluadaAt: at })
      await append(app, tx, { event: 'iteration.evaluated', actor: 'sistema', subject: row.id, at })
    }
  }
  return rows.length
}

/** The next instant at which something of the pilot falls due. */
export async function nextPilotDue(app: App): Promise<Temporal.Instant | null> {
  return await store.selectNextDue(app.db)
}

export interface Evaluation {
  readonly iteracion: IterationRow
  readonly tabla: IndicatorTable
  readonly recomendacion: Recommendation
  /** False before indicator 6 has matured: shown, not judged. */
  readonly definitiva: boolean
}

/** The six indicators of an iteration and what they recommend, as of now. @throws notFound `no-encontrado` */
export async function evaluateIteration(app: App, id: string): Promise<Evaluation> {
  const iteracion = (await store.selectIterations(app.db)).find((one) => one.id === id)
  const group = iteracion && (await readGroup(app, iteracion.grupo))
  if (!iteracion || !group) throw new DomainError('notFound', 'no-encontrado')
  const { contenido: modelo } = await readModelo(app)
  const tabla = await readIndicators(app, { desde: iteracion.desde, hasta: iteracion.hasta }, group.entidades)
  const ready = (await listEntidades(app)).filter((one) => one.fase === 'lista').map((one) => one.clave)
  const recomendacion = recommend(tabla.entidades, { mandatory: modelo.obligatorios.valor, ready })
  return {
    iteracion,
    tabla,
    recomendacion,
    definitiva: !['programada', 'en_curso', 'maduracion'].includes(iteracion.estado),
  }
}

export interface DecisionInput {
  readonly iteracion: string
  readonly decision: DecisionRow['decision']
  readonly entidades: readonly string[]
  readonly motivo: string
}

/**
 * Proposes the decision on an evaluated iteration, with the evidence as it stands frozen beside it.
 * @throws invalid `falta-motivo` when it departs from the recommendation without saying why · conflict `sin-evaluar`
 */
export async function proposeDecision(app: App, staff: Staff, input: DecisionInput): Promise<DecisionRow> {
  const { iteracion, tabla, recomendacion, definitiva } = await evaluateIteration(app, input.iteracion)
  if (!definitiva || iteracion.estado !== 'evaluada') throw new DomainError('conflict', 'sin-evaluar')
  const motivo = input.motivo.trim()
  if (motivo === '' && input.decision !== recomendacion.decision) {
    throw new DomainError('invalid', 'falta-motivo', { campos: [{ campo: 'motivo', codigo: 'falta-motivo' }] })
  }
  const entidades = [...new Set(input.entidades)].sort()
  const row = {
    id: `decision-${short()}`,
    iteracion: iteracion.id,
    decision: input.decision,
    entidades,
    motivo,
    recomendacion,
    evidencia: tabla,
    sha256: hashOf({
      iteracion: iteracion.id,
      decision: input.decision,
      entidades,
      motivo,
      recomendacion,
      evidencia: tabla,
    }),
    propone: staff.id,
    propuesta_at: app.clock.now(),
  }
  await app.db.tx(async (tx) => {
    const locked = await store.lockIteration(tx, iteracion.id)
    if (locked?.estado !== 'evaluada') throw new DomainError('conflict', 'sin-evaluar')
    await store.insertDecision(tx, row)
    await store.updateIteration(tx, iteracion.id, { estado: 'decision_propuesta', dueAt: null, dueEvent: null })
    await append(app, tx, {
      event: 'decision.proposed',
      actor: staff.id,
      subject: row.id,
      data: { decision: row.decision, sha256: row.sha256 },
    })
  })
  return { ...row, estado: 'propuesta', decidida_at: null }
}

/**
 * Approves a decision. Whoever proposed it never does; with the federal quorum it is taken and has its effects.
 * @throws notFound `no-encontrado` · forbidden `misma-persona`, `figuras-propias` · conflict `ya-firmaste`
 */
export async function approveDecision(app: App, staff: Staff, id: string): Promise<{ estado: string; faltan: number }> {
  const { contenido: modelo } = await readModelo(app)
  return await app.db.tx(async (tx) => {
    const decision = await store.lockDecision(tx, id)
    if (!decision) throw new DomainError('notFound', 'no-encontrado')
    if (decision.propone === staff.id) throw new DomainError('forbidden', 'misma-persona')
    if (staff.entidad !== null) throw new DomainError('forbidden', 'figuras-propias')
    if (decision.estado !== 'propuesta')
      throw new DomainError('conflict', 'transicion-no-permitida', {
        params: { estado: decision.estado, evento: 'aprobar' },
      })
    await sign(app, tx, staff, `decision:${id}`, decision.sha256)
    // The proposer's body counts as one of the three.
    const bodies = new Set([
      decision.propone,
      ...(await store.selectSignatures(tx, `decision:${id}`, decision.sha256)).map((one) => one.rol),
    ])
    const quorum =
      decision.decision === 'liberar_grupo' ? modelo.decision.quorumLiberar.valor : modelo.decision.quorumRepetir.valor
    const faltan = Math.max(0, quorum - bodies.size)
    if (faltan > 0) return { estado: decision.estado, faltan }
    await decide(app, tx, staff, decision)
    return { estado: 'decidida', faltan }
  })
}

async function decide(app: App, tx: Tx, staff: Staff, decision: DecisionRow): Promise<void> {
  const now = app.clock.now()
  await store.closeDecision(tx, decision.id, 'decidida', now)
  const iteration = (await store.lockIteration(tx, decision.iteracion))!
  await store.updateIteration(tx, iteration.id, { estado: 'decidida', dueAt: null, dueEvent: null })
  await append(app, tx, {
    event: 'decision.taken',
    actor: staff.id,
    subject: decision.id,
    data: { decision: decision.decision, entidades: decision.entidades },
  })
  if (decision.decision !== 'repetir_mismas') return
  const group = (await store.lockGroup(tx, iteration.grupo))!
  const { contenido: modelo } = await readModelo({ db: app.db })
  const start = now.toZonedDateTimeISO(group.zona).add({ days: 1 }).startOfDay().toInstant()
  await startIteration(
    app,
    tx,
    group.id,
    iteration.numero + 1,
    start,
    iterationEnd(start, modelo.piloto.dias.valor, group.zona),
  )
}

/** Writes or changes the text of an announcement; signatures of an earlier text no longer count. @throws invalid `texto-falta` */
export async function writeAnnouncement(app: App, staff: Staff, grupo: string, texto: string): Promise<void> {
  const text = texto.replace(/\r\n/g, '\n').trim()
  if (text === '')
    throw new DomainError('invalid', 'texto-falta', { campos: [{ campo: 'texto', codigo: 'texto-falta' }] })
  await app.db.tx(async (tx) => {
    if (!(await store.lockGroup(tx, grupo))) throw new DomainError('notFound', 'no-encontrado')
    const sha256 = hashOf({ grupo, texto: text })
    await store.upsertAnnouncement(tx, { grupo, texto: text, sha256, estado: 'en_consenso' })
    await append(app, tx, { event: 'announcement.written', actor: staff.id, subject: grupo, data: { sha256 } })
  })
}

/** Signs the announcement as it stands; with the last signature it is agreed. @throws notFound · conflict */
export async function signAnnouncement(
  app: App,
  staff: Staff,
  grupo: string,
): Promise<{ estado: string; faltan: string[] }> {
  return await app.db.tx(async (tx) => {
    const group = await store.lockGroup(tx, grupo)
    const text = group && (await store.lockAnnouncement(tx, grupo))
    if (!group || !text || !concerns(staff, group.entidades)) throw new DomainError('notFound', 'no-encontrado')
    if (text.estado !== 'en_consenso')
      throw new DomainError('conflict', 'transicion-no-permitida', {
        params: { estado: text.estado, evento: 'firmar' },
      })
    await sign(app, tx, staff, `anuncio:${grupo}`, text.sha256)
    const faltan = missingForAnnouncement(
      group.entidades,
      await store.selectSignatures(tx, `anuncio:${grupo}`, text.sha256),
    )
    const estado = faltan.length === 0 ? 'consensuado' : text.estado
    if (estado !== text.estado) await store.setAnnouncement(tx, grupo, estado, null)
    return { estado, faltan }
  })
}

/** Publishes an agreed announcement. @throws conflict `sin-acuerdo` */
export async function publishAnnouncement(app: App, staff: Staff, grupo: string): Promise<void> {
  await app.db.tx(async (tx) => {
    const text = await store.lockAnnouncement(tx, grupo)
    if (!text) throw new DomainError('notFound', 'no-encontrado')
    if (text.estado !== 'consensuado') throw new DomainError('conflict', 'sin-acuerdo')
    await store.setAnnouncement(tx, grupo, 'publicado', app.clock.now())
    await append(app, tx, {
      event: 'announcement.published',
      actor: staff.id,
      subject: grupo,
      data: { sha256: text.sha256 },
    })
  })
}

export interface PilotBoard {
  readonly groups: readonly (GroupRow & { readonly faltan: readonly string[] })[]
  readonly iterations: readonly IterationRow[]
  readonly decisions: readonly (DecisionRow & { readonly firmas: readonly store.SignatureRow[] })[]
  readonly announcements: readonly (store.AnnouncementRow & { readonly faltan: readonly string[] })[]
}

/** Everything that the board of the pilot shows, but the figures. */
export async function readBoard(app: App): Promise<PilotBoard> {
  const { contenido: modelo } = await readModelo(app)
  const groups = await store.selectGroups(app.db)
  const signatures = async (asunto: string, sha256: string): Promise<store.SignatureRow[]> =>
    await store.selectSignatures(app.db, asunto, sha256)
  return {
    groups: await Promise.all(
      groups.map(async (one) => ({
        ...one,
        faltan:
          one.estado === 'en_acuerdo'
            ? missingForGroup(
                one.entidades,
                await signatures(`grupo:${one.id}`, groupHash(one)),
                modelo.decision.quorumLiberar.valor,
              )
            : [],
      })),
    ),
    iterations: await store.selectIterations(app.db),
    decisions: await Promise.all(
      (await store.selectDecisions(app.db)).map(async (one) => ({
        ...one,
        firmas: await signatures(`decision:${one.id}`, one.sha256),
      })),
    ),
    announcements: await Promise.all(
      (await store.selectAnnouncements(app.db)).map(async (one) => ({
        ...one,
        faltan: missingForAnnouncement(
          groups.find((group) => group.id === one.grupo)!.entidades,
          await signatures(`anuncio:${one.grupo}`, one.sha256),
        ),
      })),
    ),
  }
}
