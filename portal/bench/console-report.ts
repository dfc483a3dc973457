// What the measurement of the console tells: a line for each page and reader with its bounds, and what row security costs.
import type { ConsoleAddress, Reader } from './console-pages.ts'
import { quantile, series } from './measure.ts'
import type { Result } from './measure.ts'

const MOST_MS = 100
const MOST_KB = 40
const MOST_JS_KB = 30

export interface Asked extends ConsoleAddress {
  readonly reader: Reader
  readonly cookie: string
}

export interface Measured extends Asked {
  readonly ms: number[]
  readonly peerMs: number[]
  readonly freeMs: number[]
  /** Of web and PostgreSQL together, for one request: what a busy machine does not change. */
  readonly cpuMs: number[]
  readonly freeCpuMs: number[]
  readonly bytes: number
  readonly scriptBytes: number
}

const kb = (bytes: number): number => bytes / 1000
const p95 = (ms: readonly number[]): number => quantile(ms, 0.95)
const mean = (all: readonly number[]): number => all.reduce((sum, one) => sum + one, 0) / all.length
const p50 = (ms: readonly number[]): number => quantile(ms, 0.5)

export function told(seen: readonly Measured[]): Result[] {
  const line = (one: Measured): string => {
    const page = isPage(one)
    const wrong = [
      ...(p95(one.ms) > MOST_MS ? [`> ${MOST_MS} ms`] : []),
      ...(page && kb(one.bytes) > MOST_KB ? [`> ${MOST_KB} kB`] : []),
      ...(kb(one.scriptBytes) > MOST_JS_KB ? [`> ${MOST_JS_KB} kB JS`] : []),
    ]
    return [
      one.reader.rol.padEnd(12),
      one.pattern.padEnd(46),
      `p50 ${p50(one.ms).toFixed(1)}`.padStart(10),
      `p95 ${p95(one.ms).toFixed(1)} ms`.padStart(14),
      `peer ${p50(one.peerMs).toFixed(2)}`.padStart(11),
      `free ${p50(one.freeMs).toFixed(1)}`.padStart(12),
      `cpu ${mean(one.cpuMs).toFixed(1)}`.padStart(10),
      `${kb(one.bytes).toFixed(1)} kB`.padStart(10),
      `${kb(one.scriptBytes).toFixed(1)} kB JS`.padStart(12),
      wrong.length === 0 ? 'holds' : wrong.join(' '),
    ].join(' ')
  }
  const sorted = [...seen].sort((a, b) => p95(b.ms) - p95(a.ms))
  for (const one of sorted) process.stdout.write(`${line(one)}\n`)
  const cost = (who: readonly Measured[], ours: keyof Times, free: keyof Times): number =>
    who.reduce((sum, one) => sum + p50(one[ours]), 0) / who.reduce((sum, one) => sum + p50(one[free]), 0)
  const rows = sorted.map((one) => ({
    name: `${one.reader.rol} ${one.pattern}`,
    ours: series('ms', one.ms),
    peer: { name: 'node:http, same bytes', ...series('ms', one.peerMs) },
    ratio: Number((p50(one.ms) / p50(one.peerMs)).toPrecision(4)),
    rounds: one.ms.length,
    bound: `p95 ≤ ${MOST_MS} ms: ${p95(one.ms).toFixed(1)}`,
  }))
  const pages = seen.filter((one) => isPage(one))
  process.stdout.write(
    `${pages.filter((one) => p95(one.ms) <= MOST_MS).length} of ${pages.length} pages within ${MOST_MS} ms at p95, ` +
      `${pages.filter((one) => kb(one.bytes) <= MOST_KB).length} within ${MOST_KB} kB, ` +
      `${pages.filter((one) => kb(one.scriptBytes) <= MOST_JS_KB).length} within ${MOST_JS_KB} kB of scripts\n`,
  )
  const groups = [
    { name: 'offices of an entidad', of: seen.filter((one) => one.reader.entidad !== null) },
    { name: 'federal bodies', of: seen.filter((one) => one.reader.entidad === null) },
  ].filter(({ of }) => of.length > 0)
  const security = groups.flatMap(({ name, of }) =>
    (
      [
        ['ms', 'freeMs', 'time'],
        ['cpuMs', 'freeCpuMs', 'processor'],
      ] as const
    ).map(([ours, free, what]) => ({
      name: `row security, ${name}, ${what} of all pages`,
      ours: series(
        'ms',
        of.map((one) => mean(one[ours])),
      ),
      peer: {
        name: 'the same pages, held by no policy',
        ...series(
          'ms',
          of.map((one) => mean(one[free])),
        ),
      },
      ratio: Number(cost(of, ours, free).toPrecision(4)),
      rounds: of[0]!.ms.length,
    })),
  )
  return [...rows, ...security]
}

type Times = Pick<Measured, 'ms' | 'freeMs' | 'cpuMs' | 'freeCpuMs'>

const isPage = (one: Measured): boolean =>
  !one.pattern.split('?')[0]!.endsWith('.csv') && !one.pattern.includes('comprobantes/:id')
