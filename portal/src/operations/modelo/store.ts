// SQL of the Modelo.
import type { Queryable, Tx } from '#db'

export interface VersionRow {
  version: string
  sha256: string
  contenido: unknown
}

export async function selectVersion(db: Queryable, nombre: string, version: string): Promise<VersionRow | undefined> {
  const [row] = await db.query<VersionRow>(
    'select version, sha256, contenido from modelo.version where nombre = $1 and version = $2',
    [nombre, version],
  )
  return row
}

export async function selectLatest(db: Queryable, nombre: string): Promise<VersionRow | undefined> {
  const [row] = await db.query<VersionRow>(
    `select version, sha256, contenido from modelo.version where nombre = $1
      order by vigente_desde desc, seeded_at desc limit 1`,
    [nombre],
    'modelo-latest',
  )
  return row
}

export async function insertVersion(
  tx: Tx,
  one: {
    nombre: string
    version: string
    vigenteDesde: string
    sha256: string
    contenido: unknown
    at: Temporal.Instant
  },
): Promise<void> {
  await tx.query(
    `insert into modelo.version (nombre, version, sha256, contenido, vigente_desde, seeded_at)
     values ($1, $2, $3, $4, $5, $6)`,
    [one.nombre, one.version, one.sha256, JSON.stringify(one.contenido), one.vigenteDesde, one.at],
  )
}
