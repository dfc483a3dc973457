// The living world: citizens, bank and staff that act by themselves, at a low rate, and can be paused.
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { readArrivals } from '../citizens/arrivals.ts'
import { openCrowd } from '../citizens/crowd.ts'
import { openLater } from '../citizens/later.ts'
import { openPortalApi } from '../citizens/portal-api.ts'
import type { WorldClock } from '../clock.ts'
import type { PopulationPlan } from '../population/population.ts'
import { openStaff } from '../staff/staff.ts'
import type { Sites } from '../web/frame.ts'
import { problem, wrongField } from '../web/problems.ts'
import { openBankDays } from './bank-days.ts'

/** How the life of the world stands, as the sandbox tells it. */
export interface LifeState {
  vivo: boolean
  /** Seconds of the driven clock between two orders. */
  cadaS: number
  adentro: number
  pendientes: number
  visitas: Readonly<Record<string, number>>
  personal: Readonly<Record<string, number>>
  sintetico: true
}

export interface Life {
  state(): LifeState
  /** Pauses or goes on. @throws 422 `dato-invalido` · 503 `portal-no-conocido` */
  change(fields: Readonly<Record<string, unknown>>): LifeState
  /** The portal is known: whoever is alive may begin. */
  begin(): void
  /** The next instant at which the world itself has something to do; the moving clock stops there. */
  next(): Temporal.Instant | null
  /** Does what is due at the present instant. */
  act(): Promise<void>
  close(): Promise<void>
}

export interface LifePlan {
  readonly folder: string
  readonly population: PopulationPlan
  readonly clock: WorldClock
  readonly sites: Sites
  readonly vivo: boolean
  readonly cadaS: number
}

const LOOK_EVERY_MS = 250
const BANK_EVERY_LOOKS = 20
/** After what nobody expected, the life holds its breath. */
const STUMBLED_MS = 30_000

/** Opens the life on its folder; nothing moves before `begin`. */
export function openLife(o: LifePlan): Life {
  const { clock, sites } = o
  const ended = new AbortController()
  const { signal } = ended
  const later = openLater(join(o.folder, 'vida.sqlite'))
  const api = openPortalApi({ portal: () => sites.portal, signal })
  const crowd = openCrowd({
    population: o.population,
    shares: readArrivals(),
    clock,
    api,
    later,
    orderEveryS: o.cadaS,
    signal,
  })
  const bank = openBankDays({ later, api, sandbox: () => sites.mundo, signal })
  const staff = openStaff({ seed: o.population.seed, clock, sites, api, signal })
  let vivo = o.vivo
  let loop: Promise<void> | null = null
  let acting: Promise<void> = Promise.resolve()

  /** One after the other: the loop and a moving clock must not do the same thing twice. */
  const act = (): Promise<void> => {
    const done = acting.then(async () => await bank.act(clock.now()))
    acting = done.catch(() => undefined)
    return done
  }
  const live = async (): Promise<void> => {
    for (let looks = 0; !signal.aborted; looks += 1) {
      try {
        if (vivo) {
          crowd.look()
          staff.look()
          if (looks % BANK_EVERY_LOOKS === 0) await act()
        }
        await delay(LOOK_EVERY_MS, undefined, { signal })
      } catch (error) {
        if (signal.aborted) return
        process.stderr.write(`mundo: life stumbled: ${String(error)}\n`)
        await delay(STUMBLED_MS, undefined, { signal }).catch(() => undefined)
      }
    }
  }
  const state = (): LifeState => ({
    vivo,
    cadaS: o.cadaS,
    adentro: crowd.inside,
    pendientes: later.count(),
    visitas: { ...crowd.ends },
    personal: { ...staff.done },
    sintetico: true,
  })
  const wake = (): void => {
    bank.begin(clock.now())
    loop ??= live()
  }
  return {
    state,
    change(fields) {
      const wanted = fields['vivo']
      const yes = wanted === true || wanted === 'true'
      if (!yes && wanted !== false && wanted !== 'false') throw wrongField('vivo', 'dato-invalido', { campo: 'vivo' })
      if (yes && sites.portal === null) throw problem(503, 'portal-no-conocido')
      vivo = yes
      if (vivo) wake()
      return state()
    },
    begin() {
      if (vivo) wake()
    },
    next: () => (vivo && loop ? bank.next() : null),
    act: async () => {
      if (vivo && loop) await act()
    },
    async close() {
      ended.abort()
      await Promise.all([loop, acting, crowd.close(), staff.close()])
      later.close()
    },
  }
}
