// Keeps the driven clock of the demonstration in one row, so that every process of the portal shows the same time.
import type { Db } from '#db'
import { machineNow } from '#clock'
import type { DrivableClock, DrivenState } from '#clock'
import { readDriven, writeDriven } from './store.ts'

const CHANNEL = 'actas_clock'

/** Makes `clock` follow the stored state now and at each change. Ends with the returned function. */
export async function followDrivenClock(db: Db, clock: DrivableClock): Promise<() => Promise<void>> {
  const reload = async (): Promise<void> => clock.drive(await readDriven(db))
  const stop = await db.listen(CHANNEL, () => void reload())
  await reload()
  return stop
}

/** Moves the clock of every process to `shown`, or changes its speed. The caller's own clock follows at once. */
export async function driveClock(
  db: Db,
  clock: DrivableClock,
  change: { shown?: Temporal.Instant; speed?: number },
): Promise<void> {
  const state: DrivenState = {
    real: machineNow(),
    shown: change.shown ?? clock.now(),
    speed: change.speed ?? clock.speed,
  }
  await writeDriven(db, state, CHANNEL)
  clock.drive(state)
}
