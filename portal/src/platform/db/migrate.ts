// Brings an empty or older database to the present shape: numbered files, each once, in order, under one lock.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Db } from './db.ts'

const FOLDER = fileURLToPath(new URL('../../../migrations/', import.meta.url))
const LOCK = 4_021_531_707

/** A migration file that was edited after it had run, or a database newer than this program. */
export class MigrationError extends Error {
  readonly key: 'migracion-cambiada' | 'base-mas-nueva' | 'postgres-antiguo' | 'falta-rol'
  readonly params: Record<string, string>
  constructor(key: MigrationError['key'], params: Record<string, string>) {
    super(`${key} ${JSON.stringify(params)}`)
    this.key = key
    this.params = params
  }
}

/** Runs what is missing and returns the names of the files that ran now. Safe to call from several processes. */
export async function migrate(db: Db): Promise<string[]> {
  const client = await db.connect()
  try {
    // Waiting for another process, or building an index over a large table, may take longer than any query of the program.
    // Forced row security binds the owner too: a migration must see every row that it moves.
    await client.query(`set statement_timeout = 0; set actas.alcance = 'todo'`)
    const version = Number(
      (await client.query<{ server_version_num: string }>('show server_version_num')).rows[0]?.server_version_num,
    )
    if (version < 150000) throw new MigrationError('postgres-antiguo', { version: String(Math.floor(version / 10000)) })
    await client.query('select pg_advisory_lock($1)', [LOCK])
    await client.query(`create table if not exists public.actas_migration (
      name text primary key, sha256 text not null, at timestamptz not null default now())`)
    const done = new Map(
      (
        await client.query<{ name: string; sha256: string }>('select name, sha256 from public.actas_migration')
      ).rows.map((row) => [row.name, row.sha256]),
    )
    const files = readdirSync(FOLDER)
      .filter((name) => /^\d{4}-[a-z0-9-]+\.sql$/.test(name))
      .sort()
    for (const name of done.keys()) if (!files.includes(name)) throw new MigrationError('base-mas-nueva', { name })
    const ran: string[] = []
    for (const name of files) {
      const text = readFileSync(join(FOLDER, name), 'utf8')
      const sha256 = createHash('sha256').update(text).digest('hex')
      const known = done.get(name)
      if (known === sha256) continue
      if (known !== undefined) throw new MigrationError('migracion-cambiada', { name })
      await client.query('begin')
      try {
        await client.query(text)
        await client.query('insert into public.actas_migration (name, sha256) values ($1, $2)', [name, sha256])
        await client.query('commit')
      } catch (error) {
        await client.query('rollback')
        if ((error as { code?: string }).code === '42501' && /role/.test((error as Error).message))
          throw new MigrationError('falta-rol', { usuario: client.user ?? '' })
        throw error
      }
      ran.push(name)
    }
    return ran
  } finally {
    await client.end()
  }
}
