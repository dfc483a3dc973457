// The door to PostgreSQL: one pool, plain SQL with parameters, transactions and notifications.
import pg from 'pg'
import { reachOf } from './reach.ts'
import { sleep } from '#clock'
import type { Config } from '#config'

export { inReach, markOf, reachOf, setMark, setReach, withoutReach } from './reach.ts'
export type { Mark } from './reach.ts'
export { groupsOf } from './groups.ts'
export type { Claves } from './groups.ts'

/** What both a pool and a transaction can do. `name` prepares the text once per connection: use it on hot paths only. */
export interface Queryable {
  query<Row = Record<string, unknown>>(text: string, values: readonly unknown[], name?: string): Promise<Row[]>
}

/** A transaction; it dies with the function that received it. */
export interface Tx extends Queryable {
  readonly inTransaction: true
}

export interface Db extends Queryable {
  tx<T>(run: (tx: Tx) => Promise<T>): Promise<T>
  /** Calls `onNotify` at each notification of `channel`, also after a lost connection (then once, as things may have been missed). */
  listen(channel: string, onNotify: (payload: string) => void): Promise<() => Promise<void>>
  /** A connection of its own outside the pool, for session-wide locks. */
  connect(): Promise<pg.Client>
  readonly connection: pg.ClientConfig
  close(): Promise<void>
}

/** How soon a lost listening connection is opened again. */
const REOPEN_MS = 500

const TIMESTAMPTZ = 1184
const INT8 = 20
const DATE = 1082
const NUMERIC = 1700

const PARSERS: Record<number, (text: string) => unknown> = {
  [TIMESTAMPTZ]: (text) => Temporal.Instant.from(text),
  // Counts and centavos stay far below 2^53; a larger value is a defect and must not be rounded in silence.
  [INT8]: (text) => {
    const value = Number(text)
    if (!Number.isSafeInteger(value)) throw new RangeError(`${text} does not fit a safe integer`)
    return value
  },
  [DATE]: (text) => text,
  [NUMERIC]: (text) => text,
}

const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => PARSERS[oid] ?? pg.types.getTypeParser(oid, format),
} as pg.CustomTypesConfig

function asParameter(value: unknown): unknown {
  if (value instanceof Temporal.Instant) return value.toString()
  return value
}

async function run<Row>(
  client: pg.Pool | pg.ClientBase,
  text: string,
  values: readonly unknown[],
  name?: string,
): Promise<Row[]> {
  const parameters = values.map(asParameter)
  const result = await client.query(
    name === undefined ? { text, values: parameters } : { name, text, values: parameters },
  )
  return result.rows as Row[]
}

export function connectionOf(config: Config): pg.ClientConfig {
  if (config.databaseConnection) return { ...config.databaseConnection }
  if (config.databaseUrl) return { connectionString: config.databaseUrl }
  throw new Error('no database: neither DATABASE_URL nor an embedded server was given')
}

/** A page asks several short questions at once: to start helpers for one of them takes longer than to answer it. */
const OPTIONS = '-c timezone=UTC -c statement_timeout=30000 -c max_parallel_workers_per_gather=0'
/**
 * The role that the program works as: it owns nothing, writes to no finished record, and is held by row security. All is
 * seen unless a reach narrows it; who opens a connection without saying so sees nothing that belongs to an entidad.
 */
const AS_PROGRAM = `${OPTIONS} -c role=actas_app -c actas.alcance=todo`
/** Whoever changes the shape of the database: the role that the connection itself names. */
const AS_OWNER = `${OPTIONS} -c actas.alcance=todo`

/** Opens the pool. Connections are made at first use, so this never fails by itself. */
export function openDb(
  connection: pg.ClientConfig,
  max: number,
  onError: (error: Error) => void,
  as: 'program' | 'owner' = 'program',
): Db {
  const settings: pg.ClientConfig = {
    ...connection,
    types,
    options: as === 'owner' ? AS_OWNER : AS_PROGRAM,
    application_name: 'actas',
  }
  const pool = new pg.Pool({ ...settings, max, idleTimeoutMillis: 30_000, connectionTimeoutMillis: 10_000 })
  pool.on('error', onError)
  const tx: Db['tx'] = async (work) => {
    const reach = reachOf()
    const client = await pool.connect()
    let broken: Error | undefined
    // While a client is lent, the pool does not listen to it: a server that goes away would end the whole process.
    const lost = (error: Error): void => {
      broken = error
      onError(error)
    }
    client.on('error', lost)
    try {
      await client.query(
        reach === null ? 'begin' : `begin; set local actas.alcance = ''; set local actas.entidad = '${reach}'`,
      )
      const tx: Tx = { inTransaction: true, query: (text, values, name) => run(client, text, values, name) }
      const result = await work(tx)
      await client.query('commit')
      return result
    } catch (error) {
      await client.query('rollback').catch((failure: Error) => {
        broken = failure
      })
      throw error
    } finally {
      client.release(broken)
      client.off('error', lost)
    }
  }
  return {
    connection: settings,
    // What is asked in the reach of an entidad is asked in a transaction, for the reach ends with it.
    query: async (text, values, name) =>
      reachOf() === null ? await run(pool, text, values, name) : await tx((inside) => inside.query(text, values, name)),
    tx,
    async connect() {
      const client = new pg.Client(settings)
      // Whoever waits for an answer gets the error too; without a listener it would end the process.
      client.on('error', onError)
      await client.connect()
      return client
    },
    async listen(channel, onNotify) {
      return await keepListening(settings, channel, onNotify, onError)
    },
    close: () => pool.end(),
  }
}

async function keepListening(
  settings: pg.ClientConfig,
  channel: string,
  onNotify: (payload: string) => void,
  onError: (error: Error) => void,
): Promise<() => Promise<void>> {
  let closed = false
  let reopening = false
  let current: pg.Client | null = null
  const open = async (): Promise<void> => {
    const client = new pg.Client({ ...settings, keepAlive: true })
    client.on('notification', (message) => onNotify(message.payload ?? ''))
    client.on('error', (error) => {
      onError(error)
      if (current !== client) return
      current = null
      void reopen()
    })
    try {
      await client.connect()
      await client.query(`listen ${pg.escapeIdentifier(channel)}`)
    } catch (error) {
      await client.end()
      throw error
    }
    current = client
  }
  // One at a time: two of them would leave a second connection that nobody ends.
  const reopen = async (): Promise<void> => {
    if (reopening) return
    reopening = true
    while (!closed && current === null) {
      await sleep(REOPEN_MS)
      if (closed) break
      await open().then(
        () => onNotify(''),
        (error: Error) => onError(error),
      )
    }
    reopening = false
    if (closed) await end()
  }
  const end = async (): Promise<void> => {
    const client = current
    current = null
    await client?.end()
  }
  await open()
  return async () => {
    closed = true
    await end()
  }
}

/** The SQLSTATE of a database error, or null. `23505` is a broken unique rule. */
export function sqlState(error: unknown): string | null {
  return error instanceof pg.DatabaseError ? (error.code ?? null) : null
}
