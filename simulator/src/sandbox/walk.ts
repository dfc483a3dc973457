// Moves the time of the whole world: the portal, the bank and the nodes go together, and stop wherever something falls due.
import type { WorldClock } from '../clock.ts'
import { shown } from '../entidades/temperaments.ts'
import { wireInstant } from '../web/format.ts'
import { problem, wrongField } from '../web/problems.ts'

/** How the time stands after a change; `pasos` is at how many instants it stopped. */
export interface ClockReport {
  ahora: string
  velocidad: number
  pasos: number
}

export interface ClockDrive {
  read(): Omit<ClockReport, 'pasos'>
  /**
   * Moves the time, or changes its speed; changes at once are done one after the other.
   * @throws 422 for what cannot be read · 503 `portal-no-conocido` · 502 `portal-no-responde`, `reloj-atascado`
   */
  change(fields: Readonly<Record<string, unknown>>): Promise<ClockReport>
}

export interface DrivePlan {
  readonly clock: WorldClock
  /** Where the portal is, once it has said so. */
  readonly portal: () => string | null
  readonly secret: string
  /** Gives the new time to the nodes. */
  readonly spread: () => Promise<void>
  /** Called once the time was moved: whatever waits for it in the bank need not wait longer. */
  readonly moved: () => void
  /** What the world itself has to do on the way, if anything: the clock stops there too. */
  readonly own?: { next(): Temporal.Instant | null; act(): Promise<void> }
}

/** As much as the portal takes. */
const MOST_SPEED = 3_600
const MOST_DAYS = 400
/** The portal may be asked to stop again at the same instant, but not for ever. */
const MOST_STOPS_AT_ONE = 50
const STEP_MS = 60_000
/** Two clocks that differ by less are told apart only by the whole seconds in which the portal answers. */
const SAME_MS = 1_500

interface Change {
  until: Temporal.Instant | null
  speed: number | null
}

export function openClockDrive(o: DrivePlan): ClockDrive {
  const read = (): Omit<ClockReport, 'pasos'> => ({ ahora: wireInstant(o.clock.now()), velocidad: o.clock.speed })
  let last: Promise<unknown> = Promise.resolve()
  return {
    read,
    change(fields) {
      const done = last.then(async () => {
        // Read when its turn has come: "forward" counts from where the change before it ended.
        const change = readChange(fields, o.clock.now())
        const portal = o.portal()
        if (portal === null) throw problem(503, 'portal-no-conocido')
        const pasos = await drive(o, portal, change)
        return { ...read(), pasos }
      })
      last = done.catch(() => undefined)
      return done
    },
  }
}

/** Carries a change out; resolves with the number of instants at which it stopped. */
async function drive(o: DrivePlan, portal: string, change: Change): Promise<number> {
  const ask = (method: string, path: string, body?: object): Promise<Record<string, unknown>> =>
    askPortal(o, portal, method, path, body)
  if (change.speed !== null) {
    o.clock.set({ speed: change.speed })
    await ask('PUT', '/interno/reloj', { velocidad: change.speed })
  }
  const stops = change.until === null ? 0 : await walk(o, ask, change.until)
  await agree(o, ask)
  await o.spread()
  o.moved()
  return stops
}

type Ask = (method: string, path: string, body?: object) => Promise<Record<string, unknown>>

/** Goes from one instant at which something is due to the next, until there. Returns the number of stops. */
async function walk(o: DrivePlan, ask: Ask, until: Temporal.Instant): Promise<number> {
  let stops = 0
  let sameStops = 0
  let before: Temporal.Instant | null = null
  for (;;) {
    const wanted = sooner(o.own?.next() ?? null, until, o.clock.now())
    const { proximo } = await ask('GET', `/interno/reloj/proximo?hasta=${encodeURIComponent(wanted.toString())}`)
    const next = instantOf(proximo)
    if (next === null) throw problem(502, 'portal-no-responde')
    sameStops = before !== null && Temporal.Instant.compare(next, before) <= 0 ? sameStops + 1 : 0
    if (sameStops > MOST_STOPS_AT_ONE) throw problem(502, 'reloj-atascado', { instante: wireInstant(next) })
    before = next
    // The bank and the nodes first: what the portal does at this instant asks them, and they must already be there.
    o.clock.set({ shown: next })
    await o.spread()
    await o.own?.act()
    await ask('PUT', '/interno/reloj', { ahora: next.toString() })
    stops += 1
    if (Temporal.Instant.compare(next, until) >= 0) return stops
  }
}

/** The world's own next instant when it comes before `until`; what is overdue is done now. */
function sooner(own: Temporal.Instant | null, until: Temporal.Instant, now: Temporal.Instant): Temporal.Instant {
  if (own === null || Temporal.Instant.compare(own, until) >= 0) return until
  return Temporal.Instant.compare(own, now) < 0 ? now : own
}

/**
 * Takes over the portal's time if it went apart from ours: at a high speed the milliseconds between two calls are
 * minutes, and the portal refuses notices of the bank whose time is far from its own.
 */
async function agree(o: DrivePlan, ask: Ask): Promise<void> {
  const asked = performance.now()
  const { ahora } = await ask('GET', '/interno/reloj')
  const theirs = instantOf(ahora)
  if (theirs === null) throw problem(502, 'portal-no-responde')
  const sinceMs = ((performance.now() - asked) / 2) * o.clock.speed
  const present = theirs.add({ milliseconds: Math.round(sinceMs) })
  const apart = Math.abs(present.epochMilliseconds - o.clock.now().epochMilliseconds)
  if (apart > SAME_MS) o.clock.set({ shown: present })
}

async function askPortal(
  o: DrivePlan,
  portal: string,
  method: string,
  path: string,
  body?: object,
): Promise<Record<string, unknown>> {
  try {
    const response = await fetch(`${portal}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${o.secret}`,
        accept: 'application/json',
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(STEP_MS),
    })
    const answer = (await response.json()) as Record<string, unknown>
    if (response.ok) return answer
    process.stderr.write(
      `mundo: the portal answered ${response.status} to ${method} ${path}: ${JSON.stringify(answer)}\n`,
    )
  } catch (error) {
    process.stderr.write(`mundo: the portal did not answer ${method} ${path}: ${String(error)}\n`)
  }
  throw problem(502, 'portal-no-responde')
}

function readChange(fields: Readonly<Record<string, unknown>>, now: Temporal.Instant): Change {
  const { avanza, ahora, velocidad } = fields
  if (given(avanza) && given(ahora)) throw problem(422, 'reloj-dos-veces')
  if (!given(avanza) && !given(ahora) && !given(velocidad)) throw problem(422, 'reloj-sin-cambio')
  const speed = given(velocidad) ? readSpeed(velocidad) : null
  const until = given(avanza) ? readForward(avanza, now) : given(ahora) ? readInstant(ahora, now) : null
  return { until, speed }
}

function given(value: unknown): boolean {
  return value !== undefined && value !== null && value !== ''
}

function readSpeed(value: unknown): number {
  // A form sends digits as text.
  const speed = typeof value === 'string' && /^\d{1,5}(\.\d{1,6})?$/.test(value) ? Number(value) : value
  if (typeof speed === 'number' && speed >= 0 && speed <= MOST_SPEED) return speed
  throw wrongField('velocidad', 'velocidad-invalida', { maxima: MOST_SPEED })
}

function readForward(value: unknown, now: Temporal.Instant): Temporal.Instant {
  try {
    if (typeof value === 'string' && value.length <= 60) {
      const until = now.toZonedDateTimeISO('UTC').add(Temporal.Duration.from(value)).toInstant()
      if (Temporal.Instant.compare(until, now) > 0 && !isFar(until, now)) return until
    }
  } catch {
    // Not a duration, or one that leads out of all calendars.
  }
  throw wrongField('avanza', 'avanza-invalido', { dias: MOST_DAYS, dado: shown(value) })
}

function readInstant(value: unknown, now: Temporal.Instant): Temporal.Instant {
  const until = instantOf(value)
  if (until === null) throw wrongField('ahora', 'ahora-invalido')
  if (Temporal.Instant.compare(until, now) < 0) throw wrongField('ahora', 'reloj-atras', { ahora: wireInstant(now) })
  if (isFar(until, now)) throw wrongField('ahora', 'reloj-lejos', { dias: MOST_DAYS })
  return until
}

function isFar(until: Temporal.Instant, now: Temporal.Instant): boolean {
  return Temporal.Instant.compare(until, now.add({ hours: 24 * MOST_DAYS })) > 0
}

function instantOf(value: unknown): Temporal.Instant | null {
  try {
    return typeof value === 'string' && value.length <= 60 ? Temporal.Instant.from(value) : null
  } catch {
    return null
  }
}
