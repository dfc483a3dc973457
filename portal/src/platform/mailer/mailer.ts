// The door of mail: one mail for each fact, tried until a server takes it or refuses it, known again when it comes back.
import { createHmac, randomBytes } from 'node:crypto'
import type { App } from '#context'
import type { Queryable, Tx } from '#db'
import { append } from '#journal'
import type { JobPayload } from '#jobs'
import { composeMail } from './mail-frame.ts'
import type { Letter } from './mail-frame.ts'
import { GIVE_UP_AFTER, pauseMs, readReturned } from './outcome.ts'
import type { Attempt, Trouble } from './outcome.ts'
import { attempt } from './smtp.ts'
import type { Mailer } from './smtp.ts'
import * as store from './store.ts'
import type { MailRow } from './store.ts'

export { isMailAddress } from './address.ts'
export { composeMail } from './mail-frame.ts'
export type { Composed, Letter, MailSite, Part } from './mail-frame.ts'
export { GIVE_UP_AFTER } from './outcome.ts'
export type { Trouble } from './outcome.ts'
export { openMailer } from './smtp.ts'
export type { Mailer } from './smtp.ts'

export type Mailing = App & { readonly mailer: Mailer }

/** Which job composes a mail, and the entry of the journal that it follows. */
export interface Errand extends JobPayload {
  readonly job: string
}

export interface Mail {
  /** Same fact, same identity: it is sent once, and a reader's program shows it once. */
  readonly id: string
  readonly to: string
  readonly letter: Letter
}

/** `waiting`: the job is queued again when its next try falls due. `failed`: nobody will read it. */
export type Outcome = 'sent' | 'waiting' | 'failed'

/**
 * Hands a mail to the mail server, once for its identity. What the server cannot take now is a row that is tried again
 * with growing pauses for 72 hours. Never throws for what the other side says. Safe to repeat.
 */
export async function postMail(app: Mailing, errand: Errand, mail: Mail): Promise<Outcome> {
  const now = app.clock.now()
  const destinatario = blindAddress(app, mail.to)
  await store.insertMail(app.db, {
    id: mail.id,
    asunto: errand.subject,
    sobre: randomBytes(16).toString('hex'),
    destinatario,
    trabajo: errand.job,
    entrada: errand.entry,
    entidad: errand.entidad,
    creado_at: now,
    // If this process dies now, the sweep takes it up.
    siguiente_at: plusMs(now, pauseMs(2)),
  })
  // Two at a time: a server that hangs must not hold every connection to the database.
  return await app.mailer.inTurn(
    async () =>
      await app.db.tx(async (tx) => {
        const row = await store.lockMail(tx, mail.id)
        if (!row) return 'waiting'
        if (row.estado !== 'pendiente') return row.estado === 'aceptado' ? 'sent' : 'failed'
        // An address that does not exist is not written to again about the same thing: it has to be corrected.
        const gone = await store.isKnownGone(tx, row.asunto, destinatario)
        const said: Attempt = gone
          ? { kind: 'refused', trouble: 'no-existe', code: 'conocida' }
          : await attempt(app.mailer, app.clock.now(), {
              ...composeMail(app.config, mail.letter),
              ...mail,
              token: row.sobre,
            })
        return await note(app, tx, { ...row, destinatario }, said)
      }),
  )
}

async function note(app: App, tx: Tx, row: MailRow, said: Attempt): Promise<Outcome> {
  const now = app.clock.now()
  const tried = { ...row, intentos: row.intentos + 1 }
  if (said.kind === 'accepted') {
    await store.updateMail(tx, { ...tried, estado: 'aceptado', siguiente_at: null, cerrado_at: now })
    return 'sent'
  }
  if (said.kind === 'refused') {
    await close(app, tx, tried, { estado: 'devuelto', trouble: said.trouble, code: said.code })
    return 'failed'
  }
  if (isOver(row, now)) {
    await close(app, tx, tried, { estado: 'abandonado', trouble: 'sin-respuesta', code: said.code })
    return 'failed'
  }
  app.log.warn('mail.later', { mail: row.id, code: said.code, tries: tried.intentos })
  await store.updateMail(tx, { ...tried, siguiente_at: plusMs(now, pauseMs(row.intentos)), codigo: said.code })
  return 'waiting'
}

interface End {
  readonly estado: 'devuelto' | 'abandonado'
  readonly trouble: Trouble
  readonly code: string
}

/** The mail reaches nobody: its row and its entry of the journal together. */
async function close(app: App, tx: Tx, row: MailRow, { estado, trouble, code }: End): Promise<void> {
  const cerrado_at = app.clock.now()
  await store.updateMail(tx, { ...row, estado, siguiente_at: null, cerrado_at, problema: trouble, codigo: code })
  await append(app, tx, {
    event: 'mail.returned',
    actor: 'correo',
    subject: row.asunto,
    entidad: row.entidad,
    data: { mail: row.id, problema: trouble, codigo: code },
  })
}

const isOver = (row: MailRow, now: Temporal.Instant): boolean =>
  Temporal.Instant.compare(row.creado_at.add(GIVE_UP_AFTER), now) <= 0

/** Queues the jobs of the mails whose next try fell due, and gives up those that are too old. Returns how many rows it touched. */
export async function sweepMails(app: App): Promise<number> {
  const now = app.clock.now()
  return await app.db.tx(async (tx) => {
    const rows = await store.lockDue(tx, now, 100)
    const queued = new Set<string>()
    for (const row of rows) {
      // Nobody composes it any more, for example because the address was erased.
      if (Temporal.Instant.compare(row.creado_at.add(GIVE_UP_AFTER).add(GRACE), now) <= 0) {
        await close(app, tx, row, { estado: 'abandonado', trouble: 'sin-respuesta', code: row.codigo ?? 'sin-codigo' })
        continue
      }
      await store.updateMail(tx, { ...row, siguiente_at: plusMs(now, pauseMs(row.intentos + 1)) })
      // One job writes to every liaison of a comunicado: it is queued once.
      const key = `${row.trabajo} ${row.asunto} ${row.entrada}`
      if (queued.has(key)) continue
      queued.add(key)
      await app.jobs.enqueue(tx, row.trabajo, { entry: row.entrada, subject: row.asunto, entidad: row.entidad })
    }
    return rows.length
  })
}

/** The last try comes after the time is over, so that a clock that was moved far still makes one. */
const GRACE = { hours: 8 }

/** The next instant at which a mail is tried again; null when none waits. */
export async function nextMailDue(app: Pick<App, 'db'>): Promise<Temporal.Instant | null> {
  return await store.selectNextDue(app.db)
}

/**
 * Takes in a mail that came back (RFC 3464). Whoever knows the envelope's sender got that mail, so nothing else is asked
 * for. False when it is no such report, or names no mail of ours. Repeating it changes nothing.
 */
export async function takeReturned(app: App, source: string): Promise<boolean> {
  const told = readReturned(source, app.config.mail.returnTo)
  if (told === null) return false
  return await app.db.tx(async (tx) => {
    const row = await store.lockMailByEnvelope(tx, told.token)
    if (!row) return false
    if (row.estado === 'aceptado') await close(app, tx, row, { estado: 'devuelto', ...told })
    return true
  })
}

/** Why the last mail about something did not reach this address; null when it did, or is still under way. */
export async function findTrouble(
  app: Pick<App, 'secrets'> & { readonly db: Queryable },
  about: { readonly subject: string; readonly to: string },
): Promise<{ readonly trouble: Trouble; readonly at: Temporal.Instant } | null> {
  const last = await store.selectLast(app.db, about.subject, blindAddress(app, about.to))
  return last?.problema && last.cerrado_at ? { trouble: last.problema, at: last.cerrado_at } : null
}

function blindAddress(app: Pick<App, 'secrets'>, address: string): Buffer {
  return createHmac('sha256', app.secrets.blind).update(`correo|${address.trim().toLowerCase()}`).digest()
}

function plusMs(at: Temporal.Instant, ms: number): Temporal.Instant {
  return at.add({ milliseconds: ms })
}
