// For tests only: what every room may ask for, over a database, a data folder and keys of its own, with a clock that is set.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClock } from '#clock'
import type { DrivableClock } from '#clock'
import { readConfig } from '#config'
import type { DatabaseConnection } from '#config'
import { createLog } from '#context'
import type { Db } from '#db'
import type { App } from '#context'
import { openJobs } from '#jobs'
import type { Jobs } from '#jobs'
import { openKeyring } from '#keys'
import { openSecrets } from '#secrets'
import { atEnd, openTestDatabase } from './database.ts'

export interface TestApp extends App {
  readonly clock: DrivableClock
  readonly connection: DatabaseConnection
  /** The owner of the database, for tests that tamper with what the program may not touch. */
  readonly owner: Db
  /** The diagnostic lines so far. */
  readonly lines: string[]
}

/** An empty folder, removed when the test file ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'actas-prueba-'))
  atEnd(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Stops the clock of `app` at an instant. */
export function setClock(app: { readonly clock: DrivableClock }, at: string): void {
  const instant = Temporal.Instant.from(at)
  app.clock.drive({ real: instant, shown: instant, speed: 0 })
}

/** An App with its own database and data folder. `reactions` opens the queue for the jobs that they name. */
export async function openTestApp(reactions: App['reactions'] = new Map()): Promise<TestApp> {
  const dataDir = temporaryFolder()
  await openKeyring(join(dataDir, 'llaves'), Temporal.Now.instant())
  const { db, owner, connection } = await openTestDatabase()
  const clock = createClock()
  const lines: string[] = []
  const jobs = reactions.size === 0 ? noQueue() : await openQueue(connection, db, [...reactions.values()].flat())
  return {
    config: readConfig({ ACTAS_DATA: dataDir, ACTAS_WORLD: 'ninguno' }),
    db,
    owner,
    connection,
    clock,
    lines,
    log: createLog('prueba', clock, (line) => void lines.push(line)),
    secrets: openSecrets(dataDir),
    jobs,
    reactions,
  }
}

/** The queue of a test, stopped when its file ends. */
export async function openQueue(
  connection: DatabaseConnection,
  db: App['db'],
  jobs: readonly string[],
  supervise = true,
): Promise<Jobs> {
  const onError = (error: unknown, job?: string): void => {
    // What a handler throws is what its test asks for; the queue itself must not fail.
    if (job === undefined) throw error
  }
  const queue = await openJobs({ ...connection }, { supervise, jobs, onError, db })
  atEnd(() => queue.stop())
  return queue
}

function noQueue(): Jobs {
  const refuse = async (): Promise<never> => {
    throw new Error('no queue in this test')
  }
  return { enqueue: refuse, work: refuse, settle: refuse, stop: async () => undefined }
}
