// A process that holds a share of the 32 entidades: it prepares their registries, serves them, and ends with its parent.
import { makeClock } from '../clock.ts'
import { join } from 'node:path'
import { openEntidad, type Entidad } from './entidad.ts'
import type { Answered, Order, Question, StartedEntidad } from './ipc.ts'
import { prepareRegistry } from './registry.ts'

const END_MS = 1_200

const clock = makeClock()
const entidades = new Map<string, Entidad>()

async function start(order: Extract<Order, { do: 'start' }>): Promise<StartedEntidad[]> {
  clock.follow(order.clock)
  const { host, portalCa, plan } = order
  const started: StartedEntidad[] = []
  for (const { clave, port } of order.entidades) {
    const data = join(order.folder, clave)
    await prepareRegistry(data, clave, plan)
    const one = await openEntidad({ data, port, host, portalCa, clock, plan })
    entidades.set(clave, one)
    started.push({ clave, url: one.url, port: one.port, altaFile: one.altaFile })
  }
  return started
}

async function obey(order: Order): Promise<unknown> {
  if (order.do === 'start') return await start(order)
  if (order.do === 'clock') return clock.follow(order.clock)
  const one = entidades.get(order.clave)
  if (!one) throw new Error(`no entidad ${order.clave} here`)
  if (order.do === 'finance') return one.setFinanceDelay(order.delayMs)
  return await one.setTemperament(order.temperament)
}

process.on('message', ({ n, order }: Question) => {
  void obey(order).then(
    (value) => answer({ n, value }),
    (error: unknown) => answer({ n, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  )
})

function answer(message: Answered): void {
  // The parent may have gone meanwhile; then this process ends anyway.
  if (process.connected) process.send?.(message)
}

/** The channel to the parent is the sign of life: when it goes, nothing here has a purpose. */
process.once('disconnect', () => {
  setTimeout(() => process.exit(0), END_MS).unref()
  void Promise.all([...entidades.values()].map((one) => one.close())).then(
    () => process.exit(0),
    () => process.exit(0),
  )
})
// Ctrl-C reaches the whole group; the parent decides when this ends.
process.on('SIGINT', () => undefined)
