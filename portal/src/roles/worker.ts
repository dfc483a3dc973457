// The role that does what must follow: the queue's jobs and the schedules of reactions.ts.
import { repeat } from '#clock'
import type { Config } from '#config'
import { CALLS, closeClients } from '#gateway-client'
import { openBase } from '../app.ts'
import { withEdges } from '../edges.ts'
import { handlers, rounds } from '../handlers.ts'
import { jobs, schedules } from '../reactions.ts'
import type { Schedule } from '../reactions.ts'

/** Runs the worker until the returned function is called. */
export async function runWorker(config: Config): Promise<() => Promise<void>> {
  const base = await openBase(config, { role: 'worker', poolSize: 6, queue: 'keep' })
  const app = await withEdges(base.app, CALLS.worker)
  for (const job of jobs) await app.jobs.work(job, (payload) => handlers[job](app, payload))
  const loops = (Object.entries(schedules) as [Schedule, number][]).map(([name, everyMs]) =>
    repeat(everyMs, async () => {
      try {
        await rounds[name](app)
      } catch (error) {
        // A schedule comes round again; what failed is on record and nothing else stops.
        app.log.error('schedule', error, { name })
      }
    }),
  )
  return async () => {
    await Promise.all(loops.map((loop) => loop.stop()))
    await closeClients()
    await base.close()
  }
}
