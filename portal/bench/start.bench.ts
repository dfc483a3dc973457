// How long a second start takes, beside the floor that nobody can go below: the database server alone.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '#embedded-postgres'
import { startWorld } from '../test/world.ts'
import { interleave } from './measure.ts'
import type { Result } from './measure.ts'

const ROUNDS = 5

export async function benchStart(): Promise<Result[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'actas-banco-'))
  const peerDir = mkdtempSync(join(tmpdir(), 'actas-solo-pg-'))
  const ours = async (): Promise<number> => {
    const started = performance.now()
    const world = await startWorld({ dataDir, persons: 1000 })
    const took = (performance.now() - started) / 1000
    await world.stop()
    return took
  }
  const peer = async (): Promise<number> => {
    const started = performance.now()
    const server = await startEmbeddedPostgres({
      dataDir: join(peerDir, 'postgres'),
      runDir: join(peerDir, 'run'),
    })
    const took = (performance.now() - started) / 1000
    await server.stop()
    return took
  }
  try {
    const name = 'embedded PostgreSQL alone'
    const first = await interleave('first start, packages installed', 's', 1, ours, { name, run: peer }, '≤ 60 s')
    const second = await interleave('second start', 's', ROUNDS, ours, { name, run: peer }, '≤ 8 s')
    return [first, second]
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
    rmSync(peerDir, { recursive: true, force: true })
  }
}
