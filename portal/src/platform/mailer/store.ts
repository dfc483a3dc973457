// SQL of the mailer: one row for each mail, without its words and without the address it goes to.
import type { Queryable, Tx } from '#db'
import type { Trouble } from './outcome.ts'

export type MailState = 'pendiente' | 'aceptado' | 'devuelto' | 'abandonado'

export interface MailRow {
  id: string
  asunto: string
  sobre: string
  destinatario: Buffer
  trabajo: string
  entrada: number
  entidad: string | null
  estado: MailState
  creado_at: Temporal.Instant
  intentos: number
  siguiente_at: Temporal.Instant | null
  cerrado_at: Temporal.Instant | null
  problema: Trouble | null
  codigo: string | null
}

const COLUMNS = `id, asunto, sobre, destinatario, trabajo, entrada, entidad, estado, creado_at, intentos, siguiente_at,
  cerrado_at, problema, codigo`

export type NewMail = Pick<
  MailRow,
  'id' | 'asunto' | 'sobre' | 'destinatario' | 'trabajo' | 'entrada' | 'entidad' | 'creado_at' | 'siguiente_at'
>

/** Keeps a mail that is about to be tried; one that is known already is left as it is. */
export async function insertMail(db: Queryable, one: NewMail): Promise<void> {
  await db.query(
    `insert into mailer.envio (id, asunto, sobre, destinatario, trabajo, entrada, entidad, estado, creado_at, siguiente_at)
     values ($1, $2, $3, $4, $5, $6, $7, 'pendiente', $8, $9) on conflict (id) do nothing`,
    [
      one.id,
      one.asunto,
      one.sobre,
      one.destinatario,
      one.trabajo,
      one.entrada,
      one.entidad,
      one.creado_at,
      one.siguiente_at,
    ],
  )
}

/** A mail for whoever tries it now; undefined while somebody else does. */
export async function lockMail(tx: Tx, id: string): Promise<MailRow | undefined> {
  const [row] = await tx.query<MailRow>(`select ${COLUMNS} from mailer.envio where id = $1 for update skip locked`, [
    id,
  ])
  return row
}

export async function lockMailByEnvelope(tx: Tx, sobre: string): Promise<MailRow | undefined> {
  const [row] = await tx.query<MailRow>(`select ${COLUMNS} from mailer.envio where sobre = $1 for update`, [sobre])
  return row
}

export async function updateMail(tx: Tx, row: MailRow): Promise<void> {
  await tx.query(
    `update mailer.envio set estado = $2, destinatario = $3, intentos = $4, siguiente_at = $5, cerrado_at = $6,
       problema = $7, codigo = $8 where id = $1`,
    [row.id, row.estado, row.destinatario, row.intentos, row.siguiente_at, row.cerrado_at, row.problema, row.codigo],
  )
}

export async function lockDue(tx: Tx, now: Temporal.Instant, limit: number): Promise<MailRow[]> {
  return await tx.query<MailRow>(
    `select ${COLUMNS} from mailer.envio where siguiente_at <= $1 order by siguiente_at limit $2 for update skip locked`,
    [now, limit],
  )
}

export async function selectNextDue(db: Queryable): Promise<Temporal.Instant | null> {
  const [row] = await db.query<{ due: Temporal.Instant | null }>(
    'select min(siguiente_at) as due from mailer.envio where siguiente_at is not null',
    [],
  )
  return row?.due ?? null
}

/** What became of the last mail about something to an address. */
export async function selectLast(
  db: Queryable,
  asunto: string,
  destinatario: Buffer,
): Promise<Pick<MailRow, 'estado' | 'problema' | 'cerrado_at'> | undefined> {
  const [row] = await db.query<Pick<MailRow, 'estado' | 'problema' | 'cerrado_at'>>(
    `select estado, problema, cerrado_at from mailer.envio
      where asunto = $1 and destinatario = $2 and estado <> 'pendiente' order by cerrado_at desc limit 1`,
    [asunto, destinatario],
  )
  return row
}

/** Whether an address was found not to exist while writing about the same thing. */
export async function isKnownGone(db: Queryable, asunto: string, destinatario: Buffer): Promise<boolean> {
  return (
    (
      await db.query(
        `select 1 from mailer.envio where asunto = $1 and destinatario = $2 and problema = 'no-existe' limit 1`,
        [asunto, destinatario],
      )
    ).length > 0
  )
}
