// Recognises a second portal on the same data: one session of PostgreSQL holds a lock for as long as the first one lives.
import pg from 'pg'
import { sleep } from '#clock'

export interface InstanceLock {
  release(): Promise<void>
}

/** Any number will do, as long as every portal uses the same one; locks are counted per database. */
const LOCK = 4_021_531_709
/** The session of a portal that was killed, or is just ending, may still be there for a few seconds. */
const PATIENCE_TRIES = 40
const RETRY_MS = 100

/**
 * Takes the lock that only one portal can hold on a database, or returns null when another one lives on it:
 * the caller then prints one line and exits 2. A lost connection (the server was restarted) is made again.
 */
export async function acquireInstanceLock(connection: pg.ClientConfig): Promise<InstanceLock | null> {
  let current: pg.Client | null = null
  const released = new AbortController()
  const onLost = async (): Promise<void> => {
    while (!released.signal.aborted) {
      await sleep(RETRY_MS, released.signal).catch(() => undefined)
      if (released.signal.aborted) return
      current = await tryLock(connection, lost).catch(() => null)
      if (current !== null) break
    }
    // Released while the connection was being made: nobody else will close it.
    if (released.signal.aborted) await current?.end().catch(() => undefined)
  }
  const lost = (): void => void onLost()
  for (let tries = 0; current === null; tries += 1) {
    current = await tryLock(connection, lost)
    if (current === null && tries === PATIENCE_TRIES) return null
    if (current === null) await sleep(RETRY_MS)
  }
  return {
    async release() {
      released.abort()
      await current?.end().catch(() => undefined)
    },
  }
}

/** Whether some portal lives on this database now. @throws when the database does not answer */
export async function isInstanceLocked(connection: pg.ClientConfig): Promise<boolean> {
  const client = await tryLock({ ...connection, connectionTimeoutMillis: 2_000 }, () => undefined)
  await client?.end()
  return client === null
}

async function tryLock(connection: pg.ClientConfig, onLost: () => void): Promise<pg.Client | null> {
  const client = new pg.Client({ ...connection, keepAlive: true, application_name: 'actas instance' })
  let held = false
  client.on('error', () => {
    if (held) onLost()
    held = false
  })
  await client.connect()
  const { rows } = await client.query<{ got: boolean }>('select pg_try_advisory_lock($1) as got', [LOCK])
  held = rows[0]?.got === true
  if (held) return client
  await client.end()
  return null
}
