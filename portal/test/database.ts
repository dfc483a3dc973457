// An empty database with the present shape for one test: in the server of the test run, or in one of its own.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import pg from 'pg'
import type { DatabaseConnection } from '#config'
import { openDb } from '#db'
import type { Db } from '#db'
import { startEmbeddedPostgres } from '#embedded-postgres'
import { migrate } from '#migrate'

let server: Promise<DatabaseConnection> | null = null

const undo: (() => Promise<void> | void)[] = []
/** Does this when the file ends: the last thing that was asked for first, so that what uses a database ends before it. */
export function atEnd(one: () => Promise<void> | void): void {
  undo.push(one)
}
after(async () => {
  for (const one of undo.splice(0).reverse()) await one()
})

/** The run's server (ACTAS_TEST_DB, set by `npm test`), or one that this file starts and ends. */
async function testServer(): Promise<DatabaseConnection> {
  const given = process.env['ACTAS_TEST_DB']
  if (given) return JSON.parse(given) as DatabaseConnection
  const home = mkdtempSync(join(tmpdir(), 'actas-db-'))
  const runDir = mkdtempSync(join(tmpdir(), 'adb-'))
  const started = await startEmbeddedPostgres({ dataDir: join(home, 'postgres'), runDir, durable: false })
  atEnd(async () => {
    await started.stop()
    for (const folder of [home, runDir]) rmSync(folder, { recursive: true, force: true })
  })
  return started.connection
}

/**
 * A new database, migrated; dropped when the test file ends. `db` is what the program has; `owner` may do everything, for
 * tests that tamper; `connection` is for whoever opens it again.
 */
export async function openTestDatabase(): Promise<{ db: Db; owner: Db; connection: DatabaseConnection }> {
  server ??= testServer()
  const given = await server
  const database = `prueba_${randomBytes(6).toString('hex')}`
  await administer(given, `create database ${database}`)
  const connection = { ...given, database }
  const db = openDb({ ...connection }, 5, () => undefined)
  const owner = openDb({ ...connection }, 2, () => undefined, 'owner')
  atEnd(async () => {
    await db.close()
    await owner.close()
    await administer(given, `drop database if exists ${database} with (force)`)
  })
  await migrate(owner)
  return { db, owner, connection }
}

async function administer(connection: DatabaseConnection, text: string): Promise<void> {
  const client = new pg.Client({ ...connection, database: 'postgres' })
  await client.connect()
  try {
    await client.query(text)
  } finally {
    await client.end()
  }
}
