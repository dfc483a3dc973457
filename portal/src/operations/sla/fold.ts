// Folds what the vantages and the gateway saw into minutes, and says when an outage begins and ends. Repeating it changes nothing.
import { machineNow } from '#clock'
import type { App } from '#context'
import type { Tx } from '#db'
import { listEntidades, noteService } from '#directory'
import { countCalls, takeUncountedMinutes } from '#gateway'
import { append } from '#journal'
import { readMaintenanceOf } from '#maintenance'
import { formulas, readModelo } from '#modelo'
import type { Modelo } from '#modelo'
import { classify, healthyMinutes, watchMinute } from './minute.ts'
import type { OutageEvent, Seen, Watch } from './minute.ts'
import { CONTROL, PORTAL, countsOf, levelsOf } from './sums.ts'
import * as store from './store.ts'

/** Minutes folded in one go; what is left waits for the next one. */
const MOST = 4_000
const MINUTE = { minutes: 1 }
/** Answers that came back whole, whatever they said; all others never came, and count as slower than any limit. */
const ANSWERED = new Set(['ok', 'server-error', 'bad-answer', 'bad-signature', 'unsigned'])

/** One pass. Returns how many minutes were written; safe to repeat and to run in two processes at once. */
export async function foldMinutes(app: App): Promise<number> {
  const { contenido: modelo } = await readModelo(app)
  // Two time limits without a word, and a vantage is not waited for any more.
  const silentSince = machineNow().subtract({ milliseconds: 2 * modelo.sla.sondaLimiteMs.valor })
  return await app.db.tx(async (tx) => {
    if (!(await store.lockFolding(tx))) return 0
    // Read first: whatever was told complete up to here is then seen by the statements that follow.
    const closed = await store.selectCompleteUntil(tx, silentSince)
    const calls = await foldCalls(app, tx, modelo)
    if (closed === null) return calls
    const minutes = await foldProbes(tx, modelo, closed)
    await judge(app, tx, modelo, closed)
    if (minutes > 0) await noteServices(app, tx, modelo, closed)
    return minutes + calls
  })
}

const keyOf = (one: store.Minute): string => `${one.entidad} ${one.minute.epochMilliseconds}`

function distinct(all: readonly store.Minute[]): store.Minute[] {
  return [...new Map(all.map((one) => [keyOf(one), one])).values()]
}

const around = ({ entidad, minute }: store.Minute): store.Minute[] => [
  { entidad, minute: minute.subtract(MINUTE) },
  { entidad, minute },
  { entidad, minute: minute.add(MINUTE) },
]

/** Of a backlog the earliest minutes come first, so that each entidad's are judged in order. */
async function foldProbes(tx: Tx, modelo: Modelo, closed: Temporal.Instant): Promise<number> {
  const touched = await store.takeTouched(tx, closed, MOST)
  if (touched.length === 0) return 0
  // A neighbour may turn with it: the first failing probe of a run belongs to the outage.
  const wanted = distinct(touched.flatMap(around)).filter((one) => Temporal.Instant.compare(one.minute, closed) < 0)
  const seen = distinct(wanted.flatMap(around))
  const canaries = distinct(seen.map(({ minute }) => ({ entidad: CONTROL, minute })))
  const probes = await store.selectProbes(tx, seen)
  const healthy = healthyMinutes((await store.selectProbes(tx, canaries)).filter(sent).map(seenOf))
  const inMaintenance = await maintenanceOf(tx, wanted)
  const byEntidad = Map.groupBy(probes, (one) => one.objetivo)
  const rows = wanted.flatMap((one) => {
    const own = byEntidad.get(one.entidad) ?? []
    const inside = own.filter((p) => within(p, one.minute))
    if (inside.length === 0) return []
    const state = classify(
      one.minute.epochMilliseconds,
      own.filter((p) => sent(p) && near(p, one.minute)).map(seenOf),
      healthy,
    )
    const maint = inMaintenance(one.entidad, one.minute)
    return [{ ...one, state, maint, ...counted(inside, modelo), resources: readings(inside) }]
  })
  await store.upsertMinutes(tx, rows)
  await store.upsertResources(
    tx,
    rows.flatMap(({ entidad, minute, resources }) => (resources ? [{ entidad, minute, ...resources }] : [])),
  )
  return rows.length
}

/** A label that excuses nothing: a minute in an announced maintenance is judged as any other. */
async function maintenanceOf(tx: Tx, minutes: readonly store.Minute[]): ReturnType<typeof readMaintenanceOf> {
  const times = minutes.map((one) => one.minute).sort(Temporal.Instant.compare)
  const [first, last] = [times[0], times.at(-1)]
  if (!first || !last) return () => false
  return await readMaintenanceOf(tx, { inicio: first, fin: last.add(MINUTE) })
}

const sent = (one: store.ProbeRow): boolean => one.outcome !== store.MISSED
const seenOf = (one: store.ProbeRow): Seen => ({
  vantage: one.vantage,
  atMs: one.scheduled_at.epochMilliseconds,
  ok: one.outcome === 'ok',
})

function within(one: store.ProbeRow, minute: Temporal.Instant): boolean {
  const after = one.scheduled_at.epochMilliseconds - minute.epochMilliseconds
  return after >= 0 && after < 60_000
}

function near(one: store.ProbeRow, minute: Temporal.Instant): boolean {
  const after = one.scheduled_at.epochMilliseconds - minute.epochMilliseconds
  return after >= -60_000 && after < 120_000
}

/** Exact counters; the limits are strict, and what never came is slower than any. */
function counted(
  all: readonly store.ProbeRow[],
  modelo: Modelo,
): Pick<store.MinuteRow, 'n' | 'lt3' | 'lt10' | 'err' | 'missed'> {
  const asked = all.filter(sent)
  const below = (limit: number): number => asked.filter((one) => ANSWERED.has(one.outcome) && one.ms < limit).length
  return {
    n: asked.length,
    lt3: below(modelo.sla.respuestaOptimoMs.valor),
    lt10: below(modelo.sla.respuestaLimiteMs.valor),
    err: asked.filter((one) => one.outcome !== 'ok').length,
    missed: all.length - asked.length,
  }
}

/** Utilisation of the minute: the mean of its readings, each of which covers the time since the one before. */
function readings(all: readonly store.ProbeRow[]): Omit<store.ResourceRow, 'entidad' | 'minute'> | null {
  const mean = (values: readonly (number | null)[]): number | null => {
    const known = values.filter((one) => one !== null)
    return known.length === 0 ? null : known.reduce((sum, one) => sum + one, 0) / known.length
  }
  const read = {
    cpu: mean(all.map((one) => one.cpu)),
    memoria: mean(all.map((one) => one.memoria)),
    io: mean(all.map((one) => one.io)),
    gc: mean(all.map((one) => one.gc)),
  }
  return Object.values(read).every((one) => one === null) ? null : read
}

async function foldCalls(app: App, tx: Tx, modelo: Modelo): Promise<number> {
  const present = app.clock.now().round({ smallestUnit: 'minute', roundingMode: 'floor' })
  const minutes = distinct(await takeUncountedMinutes(tx, present, MOST))
  if (minutes.length === 0) return 0
  const counts = await countCalls(tx, minutes, {
    optimoMs: modelo.sla.respuestaOptimoMs.valor,
    limiteMs: modelo.sla.respuestaLimiteMs.valor,
  })
  const inMaintenance = await maintenanceOf(tx, counts)
  await store.upsertCalls(
    tx,
    counts.map((one) => ({ ...one, maint: inMaintenance(one.entidad, one.minute) })),
  )
  return counts.length
}

/** Walks the minutes that are complete and were not judged yet; what is late afterwards changes figures, not events. */
async function judge(app: App, tx: Tx, modelo: Modelo, closed: Temporal.Instant): Promise<void> {
  const unjudged = Map.groupBy(await store.selectUnjudged(tx, closed), (one) => one.entidad)
  if (unjudged.size === 0) return
  const watches = new Map((await store.selectWatches(tx)).map((one) => [one.entidad, one]))
  for (const [entidad, minutes] of unjudged) {
    let watch: Watch = readWatch(watches.get(entidad))
    for (const { minute, state } of minutes) {
      const step = watchMinute(watch, minute.epochMilliseconds, state, modelo.sla.caidaMinutos.valor)
      watch = step.watch
      if (step.event) await tellOutage(app, tx, entidad, step.event)
    }
    const instant = (ms: number | null): Temporal.Instant | null =>
      ms === null ? null : Temporal.Instant.fromEpochMilliseconds(ms)
    await store.upsertWatch(tx, {
      entidad,
      judged_until: instant(watch.lastMs)!.add(MINUTE),
      run_since: instant(watch.runSince),
      run_minutes: watch.runMinutes,
      down_since: instant(watch.downSince),
    })
  }
}

/** Puts the beginning or the end of an outage on record; what follows from it follows from the journal. */
async function tellOutage(app: App, tx: Tx, entidad: string, told: OutageEvent): Promise<void> {
  const since = Temporal.Instant.fromEpochMilliseconds(told.since)
  const at = Temporal.Instant.fromEpochMilliseconds(told.at)
  const begins = told.event === 'sla.down'
  if (begins) await store.insertOutage(tx, entidad, since, at)
  else await store.endOutage(tx, entidad, since, at)
  await append(app, tx, {
    event: told.event,
    actor: 'monitor',
    subject: entidad === PORTAL ? 'portal' : entidad,
    entidad,
    data: begins ? { since: String(since) } : { since: String(at), down: String(since) },
    at,
  })
}

function readWatch(row: store.WatchRow | undefined): Watch {
  return {
    runSince: row?.run_since?.epochMilliseconds ?? null,
    runMinutes: row?.run_minutes ?? 0,
    downSince: row?.down_since?.epochMilliseconds ?? null,
    lastMs: row ? row.judged_until.subtract(MINUTE).epochMilliseconds : null,
  }
}

/** The verdict that the list of entidades repeats: answers and uptime of the last minutes, good for as many more. */
async function noteServices(app: App, tx: Tx, modelo: Modelo, closed: Temporal.Instant): Promise<void> {
  const span = { minutes: modelo.sla.caidaMinutos.valor }
  const ventana = { desde: closed.subtract(span), hasta: closed }
  const claves = (await listEntidades(app)).map((one) => one.clave)
  const counts = await countsOf(tx, modelo, ventana, claves)
  const verdicts = claves.map((clave) => {
    const { respuesta, disponibilidad } = levelsOf(counts.get(clave)!, modelo, ventana, clave)
    return { clave, servicio: formulas.worst([respuesta.veredicto, disponibilidad.veredicto]) }
  })
  await noteService(tx, verdicts, closed.add(span))
}
