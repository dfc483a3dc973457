// Keeps the driven clock of the demonstration in one row, so that every process of the portal shows the same time.
import type { Db } from '#db'
import { machineNow, sleep } from '#clock'
import type { DrivableClock } from '#clock'
import { readDriven, writeDriven } from './store.ts'

const CHANNEL = 'actas_clock'
const AGAIN_MS = 500

/**
 * Makes `clock` follow the stored state now and at each change. Ends with the returned function. A state that could not
 * be read is told to `onError` and read again until it can be: the process goes on with the time that it knows.
 */
export async function followDrivenClock(
  db: Db,
  clock: DrivableClock,
  onError: (error: Error) => void,
): Promise<() => Promise<void>> {
  let stopped = false
  let reading: Promise<void> = Promise.resolve()
  const reload = async (): Promise<void> => {
    while (!stopped) {
      try {
        return clock.drive(await readDriven(db))
      } catch (error) {
        onError(error as Error)
        await sleep(AGAIN_MS)
      }
    }
  }
  const stop = await db.listen(CHANNEL, () => {
    // One after the other: an answer that comes late must not bring back the state before the last one.
    reading = reading.then(reload)
  })
  const first = reading.then(async () => clock.drive(await readDriven(db)))
  reading = first.catch(() => undefined)
  try {
    await first
  } catch (error) {
    await stop()
    throw error
  }
  return async () => {
    stopped = true
    await stop()
    await reading
  }
}

/**
 * Moves the clock of every process to `shown`, or changes its speed. It never runs backwards: an earlier instant leaves
 * it where it is. The caller's own clock follows at once.
 */
export async function driveClock(
  db: Db,
  clock: DrivableClock,
  change: { shown?: Temporal.Instant; speed?: number },
): Promise<void> {
  const real = machineNow()
  const wanted = { real, shown: change.shown ?? clock.now(), speed: change.speed ?? clock.speed }
  clock.drive(await writeDriven(db, wanted, CHANNEL))
}
