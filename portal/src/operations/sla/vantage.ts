// A vantage: it asks every entidad and the portal on a fixed schedule, tells each answer once it is there, and waits for none.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { DrivableClock } from '#clock'
import { machineNow, monotonicMs, repeat, sleep } from '#clock'
import type { App } from '#context'
import { listNodes } from '#directory'
import type { RegisteredNode } from '#directory'
import type { EntidadGateway } from '#gateway'
import { probeNode } from '#gateway-health'
import type { Probe } from '#gateway-health'
import { httpCall, keepConnections } from '#http'
import { readModelo } from '#modelo'
import { minuteOf } from './minute.ts'
import { distanceMs, dueSlot, nextSlotMs, offsetMs } from './schedule.ts'
import type { Vantage } from './schedule.ts'
import { CONTROL, PORTAL } from './sums.ts'
import * as store from './store.ts'

export type VantageApp = App & { readonly clock: DrivableClock; readonly entidades: EntidadGateway }

/** How often the nodes' addresses are read again, and how often what was seen is told. Machine time. */
const NODES_MS = 5_000
const TELL_MS = 1_000
/** The clock may be driven meanwhile, so that no wait is longer; and none so short that the machine does nothing else. */
const LONGEST_WAIT_MS = 250
const SHORTEST_WAIT_MS = 10
/** A database that is away for longer loses probes, and the minutes then say that nobody knows. */
const MOST_UNTOLD = 50_000
const MOST_BYTES = 64 * 1024

/** What is kept while the vantage runs. */
interface Watching {
  readonly app: VantageApp
  readonly vantage: Vantage
  readonly everyMs: number
  readonly targets: Map<string, () => Promise<Probe>>
  /** Last scheduled instant of each target. */
  readonly last: Map<string, number>
  /** Scheduled instants of probes whose answer is still to come. */
  readonly open: Map<symbol, number>
  readonly untold: store.ProbeRow[]
  /** Everything scheduled up to here was sent or missed. */
  sentUntilMs: number
  controlMinute: number
}

/** Starts asking; returns how to stop. What was seen until then is told. */
export async function runVantage(app: VantageApp, vantage: Vantage): Promise<() => Promise<void>> {
  const { contenido: modelo } = await readModelo(app)
  const { sondaCadaS, sondaLimiteMs, respuestaOptimoMs } = modelo.sla
  const portal = httpTarget(portalOrigin(app), '/healthz', sondaLimiteMs.valor)
  const canary = await openCanary(respuestaOptimoMs.valor)
  const watching: Watching = {
    app,
    vantage,
    everyMs: sondaCadaS.valor * 1_000,
    targets: new Map([
      [CONTROL, canary.ask],
      [PORTAL, portal.ask],
    ]),
    last: new Map(),
    open: new Map(),
    untold: [],
    sentUntilMs: app.clock.now().epochMilliseconds,
    controlMinute: 0,
  }
  const nodes = repeat(NODES_MS, () => guarded(app, 'nodes', () => readNodes(watching, sondaLimiteMs.valor)))
  const telling = repeat(TELL_MS, () => guarded(app, 'tell', () => tell(watching)))
  const ending = new AbortController()
  const asking = askUntil(watching, ending.signal)
  return async () => {
    ending.abort()
    await asking
    await Promise.all([nodes.stop(), telling.stop()])
    await guarded(app, 'tell', () => tell(watching))
    await Promise.all([portal.close(), canary.close()])
  }
}

/** The loops come round again; what failed is on record. */
async function guarded(app: App, what: string, run: () => Promise<void>): Promise<void> {
  try {
    await run()
  } catch (error) {
    app.log.error(`vantage.${what}`, error)
  }
}

async function readNodes({ app, targets }: Watching, limitMs: number): Promise<void> {
  const present = new Map((await listNodes(app)).map((node: RegisteredNode) => [node.clave, node]))
  for (const [clave, node] of present)
    targets.set(clave, async () => await probeNode(node, app.entidades.identity, limitMs))
  for (const clave of targets.keys())
    if (clave !== CONTROL && clave !== PORTAL && !present.has(clave)) targets.delete(clave)
}

async function askUntil(watching: Watching, signal: AbortSignal): Promise<void> {
  const { clock } = watching.app
  while (!signal.aborted) {
    const distance = distanceMs(watching.everyMs, clock.speed)
    const nowMs = clock.now().epochMilliseconds
    askDue(watching, nowMs, distance)
    const next = Math.min(
      ...[...watching.targets.keys()].map((one) =>
        nextSlotMs(nowMs, distance, offsetMs(one, watching.vantage, distance)),
      ),
    )
    const waitMs = clock.speed === 0 ? LONGEST_WAIT_MS : (next - nowMs) / clock.speed
    await sleep(Math.min(LONGEST_WAIT_MS, Math.max(SHORTEST_WAIT_MS, waitMs)), signal).catch((error: unknown) => {
      if (!signal.aborted) throw error
    })
  }
}

/** Sends what is due and does not wait for it. */
function askDue(watching: Watching, nowMs: number, distance: number): void {
  for (const target of watching.targets.keys()) {
    // The first slot of a target is the next whole one: half a slot says nothing about lateness.
    const last = watching.last.get(target)
    const slot = dueSlot(nowMs, last ?? nowMs, distance, offsetMs(target, watching.vantage, distance))
    if (last === undefined) watching.last.set(target, nowMs)
    if (slot === null) continue
    watching.last.set(target, slot.atMs)
    if (slot.missed) note(watching, target, slot.atMs, nowMs, { outcome: store.MISSED, ms: 0, medidas: null })
    else {
      // In each minute in which somebody is asked, the canary is asked too: without it nobody would be believed.
      if (minuteOf(slot.atMs) !== watching.controlMinute) {
        watching.controlMinute = minuteOf(slot.atMs)
        if (target !== CONTROL) ask(watching, CONTROL, slot.atMs, nowMs)
      }
      ask(watching, target, slot.atMs, nowMs)
    }
  }
  watching.sentUntilMs = Math.max(watching.sentUntilMs, nowMs)
}

function ask(watching: Watching, target: string, atMs: number, nowMs: number): void {
  const mark = Symbol(target)
  watching.open.set(mark, atMs)
  void watching.targets.get(target)!()
    .then((probe) => note(watching, target, atMs, nowMs, probe))
    .catch((error: unknown) => watching.app.log.error('vantage.ask', error, { target }))
    .finally(() => watching.open.delete(mark))
}

function note(
  { untold, vantage }: Watching,
  objetivo: string,
  atMs: number,
  sentMs: number,
  { outcome, ms, medidas }: Omit<Probe, 'outcome'> & { readonly outcome: string },
): void {
  if (untold.length >= MOST_UNTOLD) untold.shift()
  untold.push({
    objetivo,
    scheduled_at: Temporal.Instant.fromEpochMilliseconds(atMs),
    vantage,
    sent_at: Temporal.Instant.fromEpochMilliseconds(sentMs),
    ms,
    outcome,
    cpu: medidas?.cpu ?? null,
    memoria: medidas?.memoria ?? null,
    io: medidas?.io ?? null,
    gc: medidas?.gc ?? null,
  })
}

/** Tells what was seen and how far that is complete, in one transaction; what could not be told is told the next time. */
async function tell(watching: Watching): Promise<void> {
  const { app, untold, vantage } = watching
  const rows = untold.slice()
  // Read before the rows are written: an answer that comes meanwhile is told next time, together with how far it reaches.
  const completeUntil = Temporal.Instant.fromEpochMilliseconds(
    Math.min(watching.sentUntilMs, ...watching.open.values()),
  )
  await app.db.tx(async (tx) => {
    if (rows.length > 0) {
      await store.insertProbes(tx, rows)
      await store.touch(tx, touchedBy(rows))
    }
    await store.reportVantage(tx, { vantage, completeUntil, seenAt: machineNow() })
  })
  const told = new Set(rows)
  untold.splice(0, untold.length, ...untold.filter((one) => !told.has(one)))
}

function touchedBy(rows: readonly store.ProbeRow[]): store.Minute[] {
  const minutes = rows
    .filter((one) => one.objetivo !== CONTROL)
    .map(({ objetivo, scheduled_at: at }) => ({
      entidad: objetivo,
      minute: Temporal.Instant.fromEpochMilliseconds(minuteOf(at.epochMilliseconds)),
    }))
  return [...new Map(minutes.map((one) => [`${one.entidad} ${one.minute.epochMilliseconds}`, one])).values()]
}

function portalOrigin({ config }: App): string {
  // A wildcard is where it listens, not where it is asked.
  const host = config.host === '0.0.0.0' ? '127.0.0.1' : config.host === '::' ? '::1' : config.host
  return `http://${host.includes(':') ? `[${host}]` : host}:${config.port}`
}

/** Something that answers plain HTTP: it is well when it says 200 in time. */
function httpTarget(
  origin: string,
  path: string,
  limitMs: number,
): { ask: () => Promise<Probe>; close: () => Promise<void> } {
  const connections = keepConnections(4)
  return {
    async ask() {
      const started = monotonicMs()
      const reply = await httpCall(`${origin}${path}`, { method: 'GET', limitMs, mostBytes: MOST_BYTES, connections })
      const ended = (outcome: Probe['outcome']): Probe => ({ outcome, ms: monotonicMs() - started, medidas: null })
      if ('failure' in reply) return ended(reply.failure)
      return ended(reply.status === 200 ? 'ok' : reply.status >= 500 ? 'server-error' : 'bad-answer')
    },
    close: async () => connections.close(),
  }
}

/**
 * A server of the vantage's own, asked as it asks the others. When it does not answer in the letter's best time, it is
 * this vantage that is slow or cut off, and what it says of others in that minute counts for nothing.
 */
async function openCanary(limitMs: number): Promise<{ ask: () => Promise<Probe>; close: () => Promise<void> }> {
  const server = createServer((_request, response) => void response.end('vivo'))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const target = httpTarget(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, '/', limitMs)
  return {
    ask: target.ask,
    async close() {
      await target.close()
      await new Promise((resolve) => {
        server.close(resolve)
        server.closeAllConnections()
      })
    },
  }
}
