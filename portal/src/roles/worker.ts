// The role that does what must follow: the queue's jobs and the schedules of reactions.ts.
import { repeat } from '#clock'
import type { Config } from '#config'
import { CALLS } from '#gateway-client'
import { openBase, withEdges } from '../app.ts'
import { handlers, schedules } from '../reactions.ts'

/** Runs the worker until the returned function is called. */
export async function runWorker(config: Config): Promise<() => Promise<void>> {
  const base = await openBase(config, { role: 'worker', poolSize: 6, queue: 'keep' })
  const app = await withEdges(base.app, CALLS.worker)
  for (const [job, handler] of Object.entries(handlers)) await app.jobs.work(job, (payload) => handler(app, payload))
  const loops = schedules.map(({ name, everyMs, run }) =>
    repeat(everyMs, async () => {
      try {
        await run(app)
      } catch (error) {
        // A schedule comes round again; what failed is on record and nothing else stops.
        app.log.error('schedule', error, { name })
      }
    }),
  )
  return async () => {
    await Promise.all(loops.map((loop) => loop.stop()))
    await base.close()
  }
}
