// SQL of certified copies and their verifications.
import type { ActaParaComparar } from '@actas/node-kit/contract/acta.ts'
import { groupsOf } from '#db'
import type { Claves, Db, Queryable, Tx } from '#db'
import type { SignedActa } from '#gateway'

export interface IntentRow {
  folio: string
  codigo: string
  created_at: Temporal.Instant
  answer: SignedActa | null
  plantilla: string
  verificar_url: string
  digest: Buffer | null
}

export interface RecordRow {
  folio: string
  codigo: string
  identificador: string
  entidad: string
  acta: ActaParaComparar
  estado: 'vigente' | 'superada' | 'cancelada'
  issued_at: Temporal.Instant
}

export interface VerificationRow {
  id: string
  at: Temporal.Instant
  medio: 'codigo' | 'qr' | 'pdf'
  veredicto: 'valida' | 'superada' | 'cancelada' | 'no_emitida' | 'alterada'
  motivo: string | null
  folio: string | null
}

export async function insertIntent(
  db: Queryable,
  one: { folio: string; codigo: string; createdAt: Temporal.Instant; plantilla: string; publicUrl: string },
): Promise<void> {
  await db.query(
    `insert into copies.intento (folio, codigo, created_at, plantilla, verificar_url) values ($1, $2, $3, $4, $5) on conflict (folio) do nothing`,
    [one.folio, one.codigo, one.createdAt, one.plantilla, one.publicUrl],
    'copies-intent',
  )
}

export async function selectIntent(db: Queryable, folio: string): Promise<IntentRow | undefined> {
  const [row] = await db.query<IntentRow>(
    'select folio, codigo, created_at, answer, plantilla, verificar_url, digest from copies.intento where folio = $1',
    [folio],
    'copies-intent-select',
  )
  return row
}

export async function recordAnswer(db: Queryable, folio: string, answer: SignedActa): Promise<void> {
  await db.query('update copies.intento set answer = $2 where folio = $1 and answer is null', [
    folio,
    JSON.stringify(answer),
  ])
}

export async function recordDigest(db: Queryable, folio: string, digest: Buffer, at: Temporal.Instant): Promise<void> {
  await db.query(
    'update copies.intento set digest = $2, recorded_at = $3 where folio = $1',
    [folio, digest, at],
    'copies-digest',
  )
}

export async function insertCopy(
  tx: Tx,
  one: {
    folio: string
    codigo: string
    identificador: string
    entidad: string
    referencia: string
    actaVersion: string
    sha256: Buffer
    pdf: Buffer
    acta: ActaParaComparar
    issuedAt: Temporal.Instant
  },
): Promise<void> {
  await tx.query(
    `insert into copies.copia (folio, codigo, identificador, entidad, referencia, acta_version, sha256, pdf, acta, estado, issued_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'vigente', $10)`,
    [
      one.folio,
      one.codigo,
      one.identificador,
      one.entidad,
      one.referencia,
      one.actaVersion,
      one.sha256,
      one.pdf,
      JSON.stringify(one.acta),
      one.issuedAt,
    ],
    'copies-insert',
  )
  // The acta itself was only needed to compose the document again after a crash; the copy now holds what may be shown.
  await tx.query('update copies.intento set answer = null where folio = $1', [one.folio])
}

export async function selectActa(db: Queryable, folio: string): Promise<ActaParaComparar | null> {
  const [row] = await db.query<{ acta: ActaParaComparar }>('select acta from copies.copia where folio = $1', [folio])
  return row?.acta ?? null
}

export async function selectPdf(db: Queryable, folio: string): Promise<Buffer | undefined> {
  const [row] = await db.query<{ pdf: Buffer }>('select pdf from copies.copia where folio = $1', [folio], 'copies-pdf')
  return row?.pdf
}

const RECORD = 'folio, codigo, identificador, entidad, acta, estado, issued_at'

export async function selectByCode(db: Queryable, codigo: string): Promise<RecordRow | undefined> {
  const [row] = await db.query<RecordRow>(
    `select ${RECORD} from copies.copia where codigo = $1`,
    [codigo],
    'copies-by-code',
  )
  return row
}

export async function selectByHash(db: Queryable, sha256: Buffer): Promise<RecordRow | undefined> {
  const [row] = await db.query<RecordRow>(
    `select ${RECORD} from copies.copia where sha256 = $1`,
    [sha256],
    'copies-by-hash',
  )
  return row
}

export async function selectByFolio(db: Queryable, folio: string): Promise<RecordRow | undefined> {
  const [row] = await db.query<RecordRow>(
    `select ${RECORD} from copies.copia where folio = $1`,
    [folio],
    'copies-by-folio',
  )
  return row
}

export async function markCopies(
  tx: Tx,
  change: {
    entidad: string
    referencia: string
    version: string
    estado: 'superada' | 'cancelada'
    at: Temporal.Instant
  },
): Promise<string[]> {
  const rows = await tx.query<{ folio: string }>(
    `update copies.copia set estado = $4, estado_desde = $5
      where entidad = $1 and referencia = $2 and estado <> 'cancelada' and estado <> $4 and ($4 = 'cancelada' or acta_version <> $3)
      returning folio`,
    [change.entidad, change.referencia, change.version, change.estado, change.at],
  )
  return rows.map((row) => row.folio)
}

export async function* readCopies(db: Db): AsyncGenerator<{ folio: string; sha256: Buffer; pdf: Buffer }> {
  let after = ''
  for (;;) {
    const rows = await db.query<{ folio: string; sha256: Buffer; pdf: Buffer }>(
      'select folio, sha256, pdf from copies.copia where folio > $1 order by folio limit 50',
      [after],
    )
    if (rows.length === 0) return
    yield* rows
    after = rows.at(-1)!.folio
  }
}

export async function selectVerification(db: Queryable, id: string): Promise<VerificationRow | undefined> {
  const [row] = await db.query<VerificationRow>(
    'select id, at, medio, veredicto, motivo, folio from copies.verificacion where id = $1',
    [id],
  )
  return row
}

interface Waiting {
  readonly row: VerificationRow
  readonly done: () => void
  readonly failed: (error: unknown) => void
}

interface Queue {
  readonly waiting: Waiting[]
  flushing: boolean
}

const queues = new WeakMap<Queryable, Queue>()

/** Records a verification; those that arrive while one insert is under way go together in the next, each awaiting its own commit. */
export async function recordVerification(db: Queryable, row: VerificationRow): Promise<void> {
  const queue = queues.get(db) ?? { waiting: [], flushing: false }
  queues.set(db, queue)
  return await new Promise<void>((done, failed) => {
    queue.waiting.push({ row, done, failed })
    if (!queue.flushing) void flush(db, queue)
  })
}

async function flush(db: Queryable, queue: Queue): Promise<void> {
  queue.flushing = true
  while (queue.waiting.length > 0) {
    const batch = queue.waiting.splice(0, 500)
    const column = <K extends keyof VerificationRow>(name: K): VerificationRow[K][] => batch.map(({ row }) => row[name])
    try {
      await db.query(
        `insert into copies.verificacion (id, at, medio, veredicto, motivo, folio)
         select * from unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[])`,
        [
          column('id'),
          column('at').map(String),
          column('medio'),
          column('veredicto'),
          column('motivo'),
          column('folio'),
        ],
        'copies-verifications',
      )
      for (const one of batch) one.done()
    } catch (error) {
      for (const one of batch) one.failed(error)
    }
  }
  queue.flushing = false
}

export async function countIssued(
  db: Queryable,
  from: Temporal.Instant,
  to: Temporal.Instant,
  claves: Claves,
): Promise<{ entidad: string | null; n: number }[]> {
  const of = groupsOf(claves, 3)
  return await db.query(
    `select ${of.entidad} as entidad, count(*) as n from copies.copia
      where issued_at >= $1 and issued_at < $2 ${of.where} group by ${of.by}`,
    [from, to, ...of.values],
  )
}

/** Without reading the file itself. */
export async function selectSize(db: Queryable, folio: string): Promise<number | null> {
  const [row] = await db.query<{ bytes: number }>(
    'select octet_length(pdf) as bytes from copies.copia where folio = $1',
    [folio],
    'copies-size',
  )
  return row?.bytes ?? null
}

/** Verifications of copies of an entidad, and those that did not find them valid. Null counts every verification. */
export async function countVerifications(
  db: Queryable,
  from: Temporal.Instant,
  to: Temporal.Instant,
  claves: Claves,
): Promise<{ entidad: string | null; verified: number; notValid: number }[]> {
  const of = groupsOf(claves, 3, 'c.entidad')
  return await db.query(
    `select ${of.entidad} as entidad, count(*)::int as verified, (count(*) filter (where v.veredicto <> 'valida'))::int as "notValid"
       from copies.verificacion v left join copies.copia c on c.folio = v.folio
      where v.at >= $1 and v.at < $2 ${of.where} group by ${of.by}`,
    [from, to, ...of.values],
  )
}

export async function selectVerificationsOf(
  db: Queryable,
  folio: string,
  limit: number,
): Promise<Pick<VerificationRow, 'at' | 'medio'>[]> {
  return await db.query('select at, medio from copies.verificacion where folio = $1 order by at desc limit $2', [
    folio,
    limit,
  ])
}
