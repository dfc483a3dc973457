// What the living world costs those who use the portal beside it: the start page, the processor, and moving the clock.
import { setTimeout as delay } from 'node:timers/promises'
import { call, startWorld } from '../test/world.ts'
import type { World } from '../test/world.ts'
import { constantServer } from './load.ts'
import { interleave, series } from './measure.ts'
import type { Result } from './measure.ts'
import { processesOf } from './processes.ts'

const ROUNDS = 3
/** The world's processor time is counted over this long, in each round. */
const WATCHED_MS = 60_000
const PAGES_A_ROUND = 100
const PAUSE_MS = 100

export async function benchWorld(): Promise<Result[]> {
  const living = await startWorld({ persons: 300, env: { ACTAS_WORLD: 'vivo' } })
  const quiet = await startWorld({ persons: 300 })
  try {
    return [await startPage(living), await processorTime(living, quiet), await clock(living)]
  } finally {
    await Promise.all([living.end(), quiet.end()])
  }
}

async function startPage(world: World): Promise<Result> {
  const html = await (await fetch(world.url, { headers: { accept: 'text/html' } })).text()
  const peer = await constantServer(html, 'text/html; charset=utf-8')
  try {
    return await interleave(
      'start page while the world lives, p95',
      'ms',
      ROUNDS,
      async () => await slowest(world.url),
      { name: 'node:http, same bytes from memory', run: async () => await slowest(peer.url) },
      '≤ 100 ms',
    )
  } finally {
    peer.close()
  }
}

/** The 95th of a hundred, asked one after the other as people do, so that what the world does falls between them too. */
async function slowest(url: string): Promise<number> {
  const times: number[] = []
  for (let i = 0; i < PAGES_A_ROUND; i += 1) {
    const started = performance.now()
    const response = await fetch(url, { headers: { accept: 'text/html' } })
    await response.text()
    if (response.status !== 200) throw new Error(`${url}: ${response.status}`)
    times.push(performance.now() - started)
    await delay(PAUSE_MS)
  }
  return times.sort((a, b) => a - b)[Math.ceil(PAGES_A_ROUND * 0.95) - 1]!
}

/** Both worlds are watched in the same minute, so that a busy machine disturbs both alike. */
async function processorTime(living: World, quiet: World): Promise<Result> {
  const mine: number[] = []
  const theirs: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = [worldCpuS(living), worldCpuS(quiet)] as const
    const started = performance.now()
    await delay(WATCHED_MS)
    const seconds = (performance.now() - started) / 1000
    mine.push(((worldCpuS(living) - before[0]) / seconds) * 100)
    theirs.push(((worldCpuS(quiet) - before[1]) / seconds) * 100)
    process.stderr.write(
      `  world ${round + 1}/${ROUNDS}: ${mine.at(-1)!.toFixed(1)} % · ${theirs.at(-1)!.toFixed(1)} %\n`,
    )
  }
  const unit = '% of one core'
  const ours = series(unit, mine)
  const peer = series(unit, theirs)
  return {
    name: 'processor time of the living world',
    ours,
    peer: { name: 'the same world without arrivals', ...peer },
    ratio: Number((ours.median / peer.median).toPrecision(4)),
    rounds: ROUNDS,
    bound: '≤ 25 % of one core',
  }
}

function worldCpuS(world: World): number {
  const found = processesOf(world.dataDir).filter((one) => one.ofWorld)
  if (found.length === 0) throw new Error('the world has no process')
  return found.reduce((sum, one) => sum + one.cpuS, 0)
}

async function clock(world: World): Promise<Result> {
  const move = async (by: string): Promise<number> => {
    const started = performance.now()
    const moved = await call('PUT', `${world.sandbox}/reloj`, { avanza: by })
    if (moved.status !== 200) throw new Error(`clock: ${moved.status} ${JSON.stringify(moved.body)}`)
    return (performance.now() - started) / 1000
  }
  return await interleave(
    'moving the clock by 72 hours',
    's',
    ROUNDS,
    async () => await move('PT72H'),
    { name: 'moving it by one minute', run: async () => await move('PT1M') },
    '≤ 10 s',
  )
}
