// SQL of what a person has typed over several pages of the desk.
import type { Queryable } from '#db'

export async function upsertDraft(db: Queryable, hash: Buffer, content: object, expiresAt: Temporal.Instant) {
  await db.query(
    `insert into helpdesk.borrador (hash, contenido, expires_at) values ($1, $2, $3)
     on conflict (hash) do update set contenido = excluded.contenido, expires_at = excluded.expires_at`,
    [hash, JSON.stringify(content), expiresAt],
  )
}

export async function selectDraft(db: Queryable, hash: Buffer, now: Temporal.Instant): Promise<unknown> {
  const [row] = await db.query<{ contenido: unknown }>(
    'select contenido from helpdesk.borrador where hash = $1 and expires_at > $2',
    [hash, now],
  )
  return row?.contenido
}

export async function deleteExpired(db: Queryable, now: Temporal.Instant): Promise<void> {
  await db.query('delete from helpdesk.borrador where expires_at <= $1', [now])
}
