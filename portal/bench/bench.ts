// `npm run bench -- NAME [--json FILE] [--orders N] …`: runs one named measurement, or lists those that exist.
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { machine } from './measure.ts'
import type { Report, Result } from './measure.ts'

const BENCHES: Readonly<
  Record<
    string,
    { readonly what: string; readonly load: () => Promise<(orders: number | undefined) => Promise<Result[]>> }
  >
> = {
  start: {
    what: 'from the command to «actas ready», second start, against PostgreSQL alone',
    load: async () => (await import('./start.bench.ts')).benchStart,
  },
  order: {
    what: 'paid to downloadable, and memory after many orders',
    load: async () => {
      const { benchOrder } = await import('./order.bench.ts')
      return async (orders = 1_000) => await benchOrder(orders)
    },
  },
  verify: {
    what: 'verification by code, requests per second, against bare node:http',
    load: async () => (await import('./verify.bench.ts')).benchVerify,
  },
  world: {
    what: 'the living world: start page, its own processor time, moving the clock by 72 hours',
    load: async () => (await import('./world.bench.ts')).benchWorld,
  },
  pages: {
    what: 'weight, first sight on a slow phone beside three design systems, requests per second, Lighthouse',
    load: async () => (await import('./pages.bench.ts')).benchPages,
  },
  oracle: {
    what: 'whether the time of «not found» tells a locked acta, a wrong filiation and no acta apart',
    load: async () => {
      const { benchOracle } = await import('./oracle.bench.ts')
      return async () => await benchOracle(Number(values.samples))
    },
  },
  console: {
    what: 'every page of the console over a year of data, its weight, and what row security costs',
    load: async () => {
      const { benchConsole } = await import('./console.bench.ts')
      return async (orders) => await benchConsole({ orders, ...consoleOptions() })
    },
  },
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'string' },
    orders: { type: 'string' },
    tickets: { type: 'string' },
    calls: { type: 'string' },
    days: { type: 'string' },
    rounds: { type: 'string', default: '20' },
    samples: { type: 'string', default: '4000' },
    data: { type: 'string' },
    only: { type: 'string' },
  },
})
const [name] = positionals
const sized = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text))
const bench = name !== undefined && Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined
if (!bench) {
  process.stdout.write(
    `${Object.entries(BENCHES)
      .map(([key, one]) => `${key.padEnd(8)} ${one.what}`)
      .join('\n')}\n`,
  )
  process.exitCode = name === undefined ? 0 : 2
} else {
  const run = await bench.load()
  const report: Report = { name: name!, machine: machine(), results: await run(sized(values.orders)) }
  for (const one of report.results) {
    const show = (s: { unit: string; median: number; min: number; max: number }): string =>
      `${s.median} ${s.unit} (${s.min}–${s.max})`
    process.stdout.write(
      `${one.name}: ${show(one.ours)} · ${one.peer.name}: ${show(one.peer)} · ratio ${one.ratio} · ${one.rounds} rounds${one.bound ? ` · bound ${one.bound}` : ''}\n`,
    )
  }
  if (values.json) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`)
}

function consoleOptions() {
  const { tickets, calls, days, rounds, data, only } = values
  return { tickets: sized(tickets), calls: sized(calls), days: sized(days), rounds: Number(rounds), data, only }
}
