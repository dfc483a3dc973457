// SQL of searching.
import type { VistaPrevia } from '@actas/node-kit/contract/acta.ts'
import type { Queryable, Tx } from '#db'
import type { Draft } from './draft.ts'

interface BusquedaRow {
  entidad: string
  referencia: string
  version: string
  anio: number
  vista: VistaPrevia
  centavos: number
  vigente_desde: string
  de_titular: boolean
}

export async function insertBusqueda(
  tx: Tx,
  one: {
    idHash: Buffer
    entidad: string
    referencia: string
    version: string
    anio: number
    vista: VistaPrevia
    centavos: number
    vigenteDesde: string
    expiresAt: Temporal.Instant
    deTitular: boolean
  },
): Promise<void> {
  await tx.query(
    `insert into search.busqueda (id_hash, entidad, referencia, version, anio, vista, centavos, vigente_desde, expires_at, de_titular)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      one.idHash,
      one.entidad,
      one.referencia,
      one.version,
      one.anio,
      JSON.stringify(one.vista),
      one.centavos,
      one.vigenteDesde,
      one.expiresAt,
      one.deTitular,
    ],
    'search-insert',
  )
}

export async function selectBusqueda(
  db: Queryable,
  idHash: Buffer,
  now: Temporal.Instant,
): Promise<BusquedaRow | undefined> {
  const [row] = await db.query<BusquedaRow>(
    `select entidad, referencia, version, anio, vista, centavos, vigente_desde, de_titular from search.busqueda
      where id_hash = $1 and expires_at > $2`,
    [idHash, now],
    'search-select',
  )
  return row
}

export async function countTry(db: Queryable, target: Buffer, day: string): Promise<number> {
  const [row] = await db.query<{ n: number }>(
    `insert into search.intento (target, day, n) values ($1, $2, 1)
     on conflict (target, day) do update set n = search.intento.n + 1 returning n`,
    [target, day],
    'search-try',
  )
  return row!.n
}

export async function giveBackTry(db: Queryable, target: Buffer, day: string): Promise<void> {
  await db.query(
    'update search.intento set n = n - 1 where target = $1 and day = $2 and n > 0',
    [target, day],
    'search-try-back',
  )
}

export async function insertSpent(db: Queryable, mark: Buffer, expiresAt: Temporal.Instant): Promise<boolean> {
  const rows = await db.query(
    'insert into search.gastado (mark, expires_at) values ($1, $2) on conflict do nothing returning 1',
    [mark, expiresAt],
  )
  return rows.length === 1
}

export async function countForm(db: Queryable, address: Buffer, slot: Temporal.Instant): Promise<number> {
  const [row] = await db.query<{ n: number }>(
    `insert into search.formulario (address_hash, slot, n) values ($1, $2, 1)
     on conflict (address_hash, slot) do update set n = search.formulario.n + 1 returning n`,
    [address, slot],
  )
  return row!.n
}

export async function upsertDraft(
  db: Queryable,
  idHash: Buffer,
  answers: Draft,
  expiresAt: Temporal.Instant,
): Promise<void> {
  await db.query(
    `insert into search.borrador (id_hash, answers, expires_at) values ($1, $2, $3)
     on conflict (id_hash) do update set answers = excluded.answers, expires_at = excluded.expires_at`,
    [idHash, JSON.stringify(answers), expiresAt],
  )
}

export async function selectDraft(db: Queryable, idHash: Buffer, now: Temporal.Instant): Promise<Draft | null> {
  const [row] = await db.query<{ answers: Draft }>(
    'select answers from search.borrador where id_hash = $1 and expires_at > $2',
    [idHash, now],
  )
  return row?.answers ?? null
}

export async function deleteExpired(db: Queryable, now: Temporal.Instant): Promise<void> {
  await db.query('delete from search.busqueda where expires_at <= $1', [now])
  await db.query('delete from search.borrador where expires_at <= $1', [now])
  // Proofs, tokens and slots live in the machine's time.
  await db.query('delete from search.gastado where expires_at <= now()', [])
  await db.query(`delete from search.formulario where slot <= now() - interval '1 day'`, [])
  await db.query('delete from search.intento where day < $1::date - 1', [
    now.toZonedDateTimeISO('America/Mexico_City').toPlainDate().toString(),
  ])
}
