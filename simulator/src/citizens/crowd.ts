// The stream of citizens: one arrives now and then by the driven clock, few at once, and nobody while the portal is away.
import { setTimeout as delay } from 'node:timers/promises'
import type { WorldClock } from '../clock.ts'
import { chanceOf, type Chance } from '../population/chance.ts'
import { ORDINARY_CASE, samplePeople, type PopulationPlan } from '../population/population.ts'
import { drawVisit, orderingShare, type ArrivalShares, type VisitPlan } from './arrivals.ts'
import type { Later, LaterStore } from './later.ts'
import type { PortalApi } from './portal-api.ts'
import { collect, makeVisit, tellRefusal, verifyCode, type HeldOrder, type VisitEnd, type VisitTools } from './visit.ts'

export interface Crowd {
  /** Looks at the clock: lets in who arrives now, and does what somebody wanted to do later. Returns at once. */
  look(): void
  /** How many visits ended how. */
  readonly ends: Readonly<Partial<Record<VisitEnd, number>>>
  readonly inside: number
  /** Waits for everybody to leave. */
  close(): Promise<void>
}

export interface CrowdPlan {
  readonly population: PopulationPlan
  readonly shares: ArrivalShares
  readonly clock: WorldClock
  readonly api: PortalApi
  readonly later: LaterStore
  /** Seconds of the driven clock between two orders. */
  readonly orderEveryS: number
  readonly signal: AbortSignal
  readonly realMs?: () => number
}

/** At any speed no more arrive in a real second. */
const MOST_ARRIVALS_A_SECOND = 2
/** With more inside, whoever comes turns back at the door. */
const MOST_INSIDE = 40
/** A stream that is this many arrivals behind starts anew from now. */
const MOST_BEHIND = 5
const SOFT = ['recoger', 'verificar', 'rechazo'] as const
const SOFT_AT_ONCE = 2
/** Whoever could not do something tries again after this long of the driven clock. */
const AGAIN_MS = 600_000
const SHORTEST_WAIT_MS = 50
const LONGEST_LOOK_MS = 1_000

export function openCrowd(o: CrowdPlan): Crowd {
  const realMs = o.realMs ?? (() => performance.now())
  const gapMs = o.orderEveryS * 1_000 * orderingShare(o.shares)
  const pace = chanceOf(o.population.seed, 'ritmo')
  const ends: Partial<Record<VisitEnd, number>> = {}
  const inside = new Set<Promise<void>>()
  let nextAt: number | null = null
  let lastReal = -Infinity
  const now = (): number => o.clock.now().epochMilliseconds

  const run = (work: Promise<void>): void => {
    const done = work.catch((error: unknown) => {
      if (!o.signal.aborted) process.stderr.write(`mundo: a citizen stumbled: ${String(error)}\n`)
    })
    inside.add(done)
    void done.finally(() => inside.delete(done))
  }
  const tools = (chance: Chance): VisitTools => ({
    api: o.api,
    later: o.later,
    now,
    wait: (seconds) => waitDriven(o.clock, seconds, o.signal),
    signal: o.signal,
    chance: chance.next,
  })
  const arrive = async (): Promise<void> => {
    const plan = drawVisit(o.shares, o.population, o.later.takeNumber())
    const [person] = samplePeople(o.population, plan.entidad, ORDINARY_CASE, 1, plan.persona)
    if (!person) return
    const end = await makeVisit(plan, person, tools(chanceOf(o.population.seed, 'calma', plan.numero)))
    ends[end] = (ends[end] ?? 0) + 1
  }
  return {
    ends,
    get inside() {
      return inside.size
    },
    look() {
      if (o.signal.aborted || o.api.awayMs() > 0) return
      const present = now()
      nextAt ??= present + gap(pace, gapMs)
      if (present >= nextAt && realMs() - lastReal >= 1_000 / MOST_ARRIVALS_A_SECOND) {
        lastReal = realMs()
        nextAt += gap(pace, gapMs)
        // Whoever would have come while the time was moved, or beyond what is bearable, never comes.
        if (present - nextAt > MOST_BEHIND * gapMs) nextAt = present + gap(pace, gapMs)
        if (inside.size < MOST_INSIDE) run(arrive())
      }
      for (const one of o.later.due(present, SOFT, SOFT_AT_ONCE)) {
        if (inside.size >= MOST_INSIDE) break
        o.later.done(one.id)
        run(doLater(one, tools(chanceOf(o.population.seed, 'luego', one.id)), o.later, present))
      }
    },
    async close() {
      await Promise.all(inside)
    },
  }
}

/** The time to the next arrival: arrivals know nothing of each other, so short and long pauses mix. */
function gap(chance: Chance, meanMs: number): number {
  return -Math.log(1 - chance.next()) * meanMs
}

async function doLater(one: Later, tools: VisitTools, later: LaterStore, now: number): Promise<void> {
  try {
    if (one.kind === 'verificar') await verifyCode(tools, String(one.data['codigoVerificacion']))
    if (one.kind === 'rechazo') await tellRefusal(tools, one.data as unknown as HeldOrder & { autoridad: string })
    if (one.kind === 'recoger') {
      const { plan, ...held } = one.data as unknown as HeldOrder & { plan: VisitPlan }
      await collect(plan, tools, held)
    }
  } catch {
    // The portal was away, which its calls have noted; the person comes another time.
    later.add(one.kind, now + AGAIN_MS, one.data)
  }
}

/**
 * Waits seconds of the driven clock. A moved clock ends the wait, a stopped one holds it; the clock is looked at no
 * more often than every twentieth of a second.
 */
export async function waitDriven(clock: WorldClock, seconds: number, signal: AbortSignal): Promise<void> {
  const until = clock.now().epochMilliseconds + seconds * 1_000
  for (;;) {
    const leftMs = until - clock.now().epochMilliseconds
    if (leftMs <= 0) return
    const realMs = clock.speed > 0 ? leftMs / clock.speed : LONGEST_LOOK_MS
    await delay(Math.min(Math.max(realMs, SHORTEST_WAIT_MS), LONGEST_LOOK_MS), undefined, { signal })
  }
}
