// From the bank's capture to a copy that can be downloaded, and the memory of the portal's processes after many orders.
import { spawn } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import PDFDocument from 'pdfkit'
import { call, order, payByCard, startWorld, waitForState } from '../test/world.ts'
import type { Person, World } from '../test/world.ts'
import { interleave, quantile } from './measure.ts'
import type { Result } from './measure.ts'

const TOTAL = Number(process.argv.find((one) => one.startsWith('--orders='))?.slice(9) ?? 1000)
const AT_ONCE = 4
const SAMPLE = 100

export async function benchOrder(): Promise<Result[]> {
  const world = await startWorld({ persons: Math.max(300, Math.ceil(TOTAL / 4)) })
  try {
    const people: Person[] = []
    for (const entidad of ['01', '06', '13', '14', '15']) {
      const { body } = await call<Person[]>(
        'GET',
        `${world.sandbox}/personas?entidad=${entidad}&n=${Math.ceil(TOTAL / 5)}&caso=normal`,
      )
      people.push(...body)
    }
    const times: number[] = []
    let taken = 0
    const lane = async (): Promise<void> => {
      while (taken < TOTAL) {
        const who = people[taken++ % people.length]!
        const placed = await order(world, who)
        await payByCard(world, placed)
        const started = performance.now()
        await waitForState(world, placed, 'emitida')
        times.push(performance.now() - started)
        if (times.length % 100 === 0) process.stderr.write(`  ${times.length}/${TOTAL} orders\n`)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, lane))
    const rss = residentMb(world)
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
    const memory = await interleave(
      `memory of the portal after ${TOTAL} orders`,
      'MB',
      1,
      async () => rss.total,
      { name: `${rss.processes} idle Node processes`, run: async () => rss.processes * (await idleNodeMb()) },
      '≤ 350 MB',
    )
    process.stderr.write(`  ${rss.each.join(' · ')}\n`)
    return [bare, p50, memory]
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

/** Resident memory of the portal's own processes (not PostgreSQL, not the world), from the system. */
function residentMb(world: World): { total: number; processes: number; each: string[] } {
  const each: string[] = []
  let total = 0
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    try {
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ')
      if (!command.includes('portal/src/main.ts serve')) continue
      if (!readFileSync(`/proc/${name}/environ`, 'utf8').includes(`ACTAS_DATA=${world.dataDir}`)) continue
      const mb = Number(readFileSync(`/proc/${name}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)?.[1] ?? 0) / 1024
      total += mb
      each.push(`${command.match(/--roles (\w+)/)?.[1] ?? 'supervisor+monitor'} ${mb.toFixed(0)} MB`)
    } catch {
      // The process ended while we looked.
    }
  }
  return { total, processes: each.length, each }
}

/** Resident memory of a Node process that does nothing, measured now. */
async function idleNodeMb(): Promise<number> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e9)'], { stdio: 'ignore' })
  await delay(500)
  const mb = Number(readFileSync(`/proc/${child.pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)?.[1]) / 1024
  child.kill()
  return mb
}
