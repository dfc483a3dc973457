// A data folder with a year in it: made once, and used again by whoever keeps it.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseConnection } from '#config'
import { readConfig } from '#config'
import { openDb } from '#db'
import type { Db } from '#db'
import { startEmbeddedPostgres } from '#embedded-postgres'
import { openKeyring } from '#keys'
import { migrate } from '#migrate'
import { openBase } from '../../src/app.ts'
import type { Base } from '../../src/app.ts'
import { layYear } from './lay-year.ts'
import type { Sizes } from './lay-year.ts'

export interface OpenYear {
  readonly base: Base
  readonly owner: Db
  readonly connection: DatabaseConnection
  /** Process id of its PostgreSQL. */
  readonly pid: number
  close(): Promise<void>
}

/** Opens the year of `dataDir`, laying it first where there is none. Its PostgreSQL has the settings of the demonstration. */
export async function openYear(dataDir: string, sizes: Sizes): Promise<OpenYear> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const server = await startEmbeddedPostgres({
    dataDir: join(dataDir, 'postgres'),
    runDir: join(dataDir, 'run'),
    durable: false,
  })
  const { connection } = server
  const owner = openDb({ ...connection }, 2, () => undefined, 'owner')
  await migrate(owner)
  await openKeyring(join(dataDir, 'llaves'), Temporal.Now.instant())
  const settings = { ACTAS_DATA: dataDir, ACTAS_WORLD: 'quieto', ACTAS_DB: JSON.stringify(connection) }
  const base = await openBase(readConfig(settings), { role: 'banco', poolSize: 2, queue: 'keep' })
  const close = async (): Promise<void> => {
    await base.close()
    await owner.close()
    await server.stop()
  }
  try {
    const laid = join(dataDir, 'anio.json')
    if (!existsSync(laid)) {
      await layYear(base.app, owner, sizes, (line) => process.stderr.write(`  ${line}\n`))
      writeFileSync(laid, `${JSON.stringify(sizes)}\n`)
    }
  } catch (error) {
    await close()
    throw error
  }
  return { base, owner, connection, pid: server.pid, close }
}
