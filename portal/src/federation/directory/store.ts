// SQL of the directory.
import type { Queryable, Tx } from '#db'

export interface EntidadRow {
  clave: string
  nombre: string
  zona: string
  fase: string
  titular: string
  servicio: string
  servicio_hasta: Temporal.Instant | null
  vigente_desde: string
  centavos: number
  fuente: string
  /** How sure the fee is (see modelo/derechos.yaml); null for a row of before marks were kept. */
  marca: string | null
}

export interface EndpointRow {
  clave: string
  url: string
  certificado: string
  huella: string
  kid: string
  origen: 'mundo' | 'alta'
}

interface KeyRow {
  clave: string
  kid: string
  llave: string
  desde: Temporal.Instant
  hasta: Temporal.Instant | null
  estado: 'vigente' | 'retirada' | 'comprometida'
}

export async function lockIfEmpty(tx: Tx): Promise<boolean> {
  await tx.query('lock table directory.entidad in share row exclusive mode', [])
  const [row] = await tx.query<{ n: number }>('select count(*)::int as n from directory.entidad', [])
  return row?.n === 0
}

export async function insertEntidad(
  tx: Tx,
  one: {
    clave: string
    nombre: string
    zona: string
    grupo: string
    fase: string
    titular: string
    at: Temporal.Instant
  },
): Promise<void> {
  await tx.query(
    `insert into directory.entidad (clave, nombre, zona, grupo, fase, titular, changed_at) values ($1, $2, $3, $4, $5, $6, $7)`,
    [one.clave, one.nombre, one.zona, one.grupo, one.fase, one.titular, one.at],
  )
}

export async function insertDerecho(
  tx: Tx,
  fee: { clave: string; vigenteDesde: string; centavos: number; marca: string; fuente: string },
): Promise<void> {
  await tx.query(
    `insert into directory.derecho (clave, vigente_desde, centavos, fuente, marca) values ($1, $2, $3, $4, $5)`,
    [fee.clave, fee.vigenteDesde, fee.centavos, fee.fuente, fee.marca],
  )
}

/** False when that day has a fee already: a row is never corrected, because orders were quoted with it. */
export async function addDerecho(
  tx: Tx,
  fee: { clave: string; vigenteDesde: string; centavos: number; marca: string; fuente: string },
): Promise<boolean> {
  const rows = await tx.query(
    `insert into directory.derecho (clave, vigente_desde, centavos, fuente, marca) values ($1, $2, $3, $4, $5)
     on conflict do nothing returning 1`,
    [fee.clave, fee.vigenteDesde, fee.centavos, fee.fuente, fee.marca],
  )
  return rows.length === 1
}

export async function selectEntidades(db: Queryable, day: string, clave: string | null = null): Promise<EntidadRow[]> {
  return await db.query<EntidadRow>(
    `select e.clave, e.nombre, e.zona, e.fase, e.titular, e.servicio, e.servicio_hasta, d.vigente_desde, d.centavos, d.fuente,
       d.marca
       from directory.entidad e
       join lateral (select * from directory.derecho f where f.clave = e.clave and f.vigente_desde <= $1::date
                      order by f.vigente_desde desc limit 1) d on true
      where $2::text is null or e.clave = $2
      order by e.clave`,
    [day, clave],
    'directory-entidades',
  )
}

/** Keeps the directory's nodes and keys to this transaction; false when there is no such entidad. */
export async function lockEntidad(tx: Tx, clave: string): Promise<boolean> {
  await tx.query('lock table directory.endpoint in share row exclusive mode', [])
  return (await tx.query('select 1 from directory.entidad where clave = $1', [clave])).length > 0
}

export async function isOthersCertificate(tx: Tx, clave: string, huella: string): Promise<boolean> {
  return (
    (await tx.query('select 1 from directory.endpoint where clave <> $1 and huella = $2', [clave, huella])).length > 0
  )
}

export async function isOthersKey(tx: Tx, clave: string, llave: string): Promise<boolean> {
  return (await tx.query('select 1 from directory.llave where clave <> $1 and llave = $2', [clave, llave])).length > 0
}

export async function selectEndpoint(db: Queryable, clave: string): Promise<EndpointRow | undefined> {
  const [row] = await db.query<EndpointRow>(
    'select clave, url, certificado, huella, kid, origen from directory.endpoint where clave = $1',
    [clave],
    'directory-endpoint',
  )
  return row
}

export async function selectNodes(db: Queryable): Promise<(EndpointRow & { llave: string })[]> {
  return await db.query(
    `select e.clave, e.url, e.certificado, e.huella, e.kid, e.origen, l.llave from directory.endpoint e
       join directory.llave l on l.clave = e.clave and l.kid = e.kid and l.estado = 'vigente' order by e.clave`,
    [],
    'directory-nodes',
  )
}

export async function updateService(
  tx: Tx,
  verdicts: readonly { readonly clave: string; readonly servicio: string }[],
  hasta: Temporal.Instant,
): Promise<void> {
  await tx.query(
    `update directory.entidad set servicio = v.servicio, servicio_hasta = $3
       from unnest($1::text[], $2::text[]) as v (clave, servicio) where directory.entidad.clave = v.clave`,
    [verdicts.map((one) => one.clave), verdicts.map((one) => one.servicio), hasta],
    'directory-service',
  )
}

export async function upsertEndpoint(tx: Tx, one: EndpointRow & { at: Temporal.Instant }): Promise<void> {
  await tx.query(
    `insert into directory.endpoint (clave, url, certificado, huella, kid, origen, changed_at)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (clave) do update set url = excluded.url, certificado = excluded.certificado, huella = excluded.huella,
       kid = excluded.kid, origen = excluded.origen, changed_at = excluded.changed_at`,
    [one.clave, one.url, one.certificado, one.huella, one.kid, one.origen, one.at],
  )
}

export async function upsertKey(
  tx: Tx,
  key: { clave: string; kid: string; llave: string; desde: Temporal.Instant },
): Promise<void> {
  await tx.query(
    `insert into directory.llave (clave, kid, llave, desde, estado) values ($1, $2, $3, $4, 'vigente')
     on conflict (clave, kid) do update set hasta = null, estado = 'vigente' where directory.llave.estado = 'retirada'`,
    [key.clave, key.kid, key.llave, key.desde],
  )
}

export async function retireKeys(tx: Tx, clave: string, except: string, at: Temporal.Instant): Promise<void> {
  await tx.query(
    `update directory.llave set hasta = $3, estado = 'retirada' where clave = $1 and kid <> $2 and estado = 'vigente'`,
    [clave, except, at],
  )
}

const KEY_COLUMNS = 'clave, kid, llave, desde, hasta, estado'

export async function selectKey(db: Queryable, clave: string, kid: string): Promise<KeyRow | undefined> {
  const [row] = await db.query<KeyRow>(
    `select ${KEY_COLUMNS} from directory.llave where clave = $1 and kid = $2`,
    [clave, kid],
    'directory-key',
  )
  return row
}

export async function selectKeys(db: Queryable): Promise<KeyRow[]> {
  return await db.query<KeyRow>(`select ${KEY_COLUMNS} from directory.llave order by clave, desde, kid`, [])
}

export async function suspend(tx: Tx, clave: string, at: Temporal.Instant): Promise<boolean> {
  const rows = await tx.query(
    `update directory.entidad set fase_anterior = fase, fase = 'suspendida', changed_at = $2
      where clave = $1 and fase in ('piloto', 'productiva') returning clave`,
    [clave, at],
  )
  return rows.length === 1
}

export async function resume(tx: Tx, clave: string, at: Temporal.Instant): Promise<boolean> {
  const rows = await tx.query(
    `update directory.entidad set fase = fase_anterior, fase_anterior = null, changed_at = $2
      where clave = $1 and fase = 'suspendida' returning clave`,
    [clave, at],
  )
  return rows.length === 1
}

/** Moves an entidad that is ready into the pilot; false when it is not one that may open. */
export async function openPhase(tx: Tx, clave: string, at: Temporal.Instant): Promise<boolean> {
  const rows = await tx.query(
    `update directory.entidad set fase = 'piloto', changed_at = $2
      where clave = $1 and fase in ('lista', 'programada', 'piloto', 'productiva') returning 1`,
    [clave, at],
  )
  return rows.length === 1
}

/** Moves an entidad out of its tests; false when it is not in them. */
export async function readyPhase(tx: Tx, clave: string, at: Temporal.Instant): Promise<boolean> {
  const rows = await tx.query(
    `update directory.entidad set fase = 'lista', changed_at = $2
      where clave = $1 and fase in ('con_observaciones', 'en_pruebas') returning clave`,
    [clave, at],
  )
  return rows.length === 1
}
