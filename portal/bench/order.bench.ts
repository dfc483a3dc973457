// From the bank's capture to a copy that can be downloaded, and the memory of the portal's processes after many orders.
import { spawn } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import PDFDocument from 'pdfkit'
import { call, order, payByCard, startWorld, waitForState } from '../test/world.ts'
import type { Person } from '../test/world.ts'
import { interleave, quantile } from './measure.ts'
import type { Result } from './measure.ts'
import { memoryOf, processesOf } from './processes.ts'
import type { SeenProcess } from './processes.ts'

const AT_ONCE = 4
const SAMPLE = 100
/** By then a Node process has started, also on a busy machine. */
const IDLE_MS = 3_000

export async function benchOrder(total: number): Promise<Result[]> {
  const world = await startWorld({ persons: Math.max(300, Math.ceil(total / 4)) })
  try {
    const people: Person[] = []
    for (const entidad of ['01', '06', '13', '14', '15']) {
      const { body } = await call<Person[]>(
        'GET',
        `${world.sandbox}/personas?entidad=${entidad}&n=${Math.ceil(total / 5)}&caso=normal`,
      )
      people.push(...body)
    }
    const times: number[] = []
    let taken = 0
    const lane = async (): Promise<void> => {
      while (taken < total) {
        const who = people[taken++ % people.length]!
        const placed = await order(world, who)
        await payByCard(world, placed)
        const started = performance.now()
        await waitForState(world, placed, 'emitida')
        times.push(performance.now() - started)
        if (times.length % 100 === 0) process.stderr.write(`  ${times.length}/${total} orders\n`)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, lane))
    const portal = processesOf(world.dataDir).filter((one) => !one.ofWorld)
    tell(portal)
    const bare = await interleave(
      'paid to downloadable, p95',
      'ms',
      1,
      async () => quantile(times, 0.95),
      { name: 'pdfkit page of the same length, in process, unsigned', run: plainPdf },
      '≤ 3000 ms',
    )
    const p50 = await interleave('paid to downloadable, p50', 'ms', 1, async () => quantile(times, 0.5), {
      name: 'pdfkit page of the same length, in process, unsigned',
      run: plainPdf,
    })
    const memory = async (kind: 'rssMb' | 'pssMb', name: string, bound?: string): Promise<Result> =>
      await interleave(
        `${name} of the portal after ${total} orders`,
        'MB',
        1,
        async () => sum(portal, kind),
        { name: `${portal.length} idle Node processes`, run: async () => await idleMb(portal.length, kind) },
        bound,
      )
    return [bare, p50, await memory('rssMb', 'RSS', '≤ 350 MB'), await memory('pssMb', 'PSS')]
  } finally {
    await world.end()
  }
}

async function plainPdf(): Promise<number> {
  const times: number[] = []
  for (let i = 0; i < SAMPLE; i += 1) {
    const started = performance.now()
    await new Promise<void>((done) => {
      const document = new PDFDocument({ size: 'LETTER' })
      document.on('data', () => undefined).on('end', done)
      for (let line = 0; line < 60; line += 1) document.fontSize(9).text(`Dato ${line}: valor de ejemplo`)
      document.end()
    })
    times.push(performance.now() - started)
  }
  return quantile(times, 0.95)
}

const sum = (all: readonly SeenProcess[], kind: 'rssMb' | 'pssMb'): number =>
  all.reduce((total, one) => total + one[kind], 0)

/** Each process of the portal by itself, not PostgreSQL and not the world. */
function tell(portal: readonly SeenProcess[]): void {
  for (const { role, rssMb, pssMb, cpuS } of portal)
    process.stderr.write(
      `  ${role.padEnd(12)} RSS ${rssMb.toFixed(0)} MB · PSS ${pssMb.toFixed(0)} MB · ${cpuS.toFixed(1)} s of processor\n`,
    )
}

/** Memory of as many Node processes that do nothing, measured now and together. */
async function idleMb(n: number, kind: 'rssMb' | 'pssMb'): Promise<number> {
  const idle = Array.from({ length: n }, () =>
    spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e9)'], { stdio: 'ignore' }),
  )
  await delay(IDLE_MS)
  const total = idle.reduce((mb, one) => mb + memoryOf(one.pid!)[kind], 0)
  for (const one of idle) one.kill()
  return total
}
