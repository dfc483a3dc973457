// The mails of the mailbox on disk: the newest are kept, so that a restart loses no link and the disk stays bounded.
import { DatabaseSync } from 'node:sqlite'

export interface Attachment {
  nombre: string
  tipo: string
  bytes: number
}

/** A mail as it arrived. `para` holds the addresses it was delivered to, whatever its header says. */
export interface Mail {
  id: string
  de: string
  para: string[]
  asunto: string
  texto: string
  html: string | null
  adjuntos: Attachment[]
  /** When it arrived, by the driven clock. */
  en: string
}

export interface MailStore {
  add(mail: Omit<Mail, 'id'>): string
  read(id: string): Mail | null
  /** The newest first. A whole address finds exactly its mails, a part of one those of every address that has it. */
  list(para: string, limit: number): Mail[]
  count(): number
  /** A report of a letter that came back, until whoever sent it has taken it. */
  oweReturn(cuerpo: string): number
  owedReturns(): { id: number; cuerpo: string }[]
  settleReturn(id: number): void
  close(): void
}

/** So many mails are kept. */
const KEPT = 2_000

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS mensajes (
    id INTEGER PRIMARY KEY AUTOINCREMENT, de TEXT NOT NULL, para TEXT NOT NULL, asunto TEXT NOT NULL, texto TEXT NOT NULL,
    html TEXT, adjuntos TEXT NOT NULL, en TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS devoluciones (id INTEGER PRIMARY KEY AUTOINCREMENT, cuerpo TEXT NOT NULL) STRICT;`

/** Opens the mails of an earlier run, or none. */
export function openMailStore(file: string): MailStore {
  const db = new DatabaseSync(file, { timeout: 5000 })
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -1024')
  db.exec(SCHEMA)
  const insert = db.prepare(
    'INSERT INTO mensajes (de, para, asunto, texto, html, adjuntos, en) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  const forget = db.prepare('DELETE FROM mensajes WHERE id <= ?')
  const one = db.prepare('SELECT * FROM mensajes WHERE id = ?')
  const all = db.prepare('SELECT * FROM mensajes ORDER BY id DESC LIMIT ?')
  // Addresses are kept one a line with a line end on both sides, so that a whole one can be looked for as it is.
  const to = db.prepare('SELECT * FROM mensajes WHERE instr(para, ?) > 0 ORDER BY id DESC LIMIT ?')
  const count = db.prepare('SELECT count(*) AS n FROM mensajes')
  const owe = db.prepare('INSERT INTO devoluciones (cuerpo) VALUES (?)')
  const owed = db.prepare('SELECT id, cuerpo FROM devoluciones ORDER BY id')
  const settle = db.prepare('DELETE FROM devoluciones WHERE id = ?')
  return {
    add(mail) {
      const { lastInsertRowid } = insert.run(
        ...[
          mail.de,
          `\n${mail.para.join('\n')}\n`,
          mail.asunto,
          mail.texto,
          mail.html,
          JSON.stringify(mail.adjuntos),
          mail.en,
        ],
      )
      forget.run(Number(lastInsertRowid) - KEPT)
      return String(lastInsertRowid)
    },
    read(id) {
      const row = /^\d{1,15}$/.test(id) ? one.get(Number(id)) : undefined
      return row === undefined ? null : asMail(row)
    },
    list(para, limit) {
      const wanted = para.trim().toLowerCase()
      if (wanted === '') return all.all(limit).map(asMail)
      return to.all(/^[^@]+@[^@]+$/.test(wanted) ? `\n${wanted}\n` : wanted, limit).map(asMail)
    },
    count: () => count.get()?.['n'] as number,
    oweReturn: (cuerpo) => Number(owe.run(cuerpo).lastInsertRowid),
    owedReturns: () => owed.all() as { id: number; cuerpo: string }[],
    settleReturn: (id) => void settle.run(id),
    close: () => db.close(),
  }
}

function asMail(row: Record<string, unknown>): Mail {
  const { id, de, para, asunto, texto, html, adjuntos, en } = row as Record<
    'de' | 'para' | 'asunto' | 'texto' | 'adjuntos' | 'en',
    string
  > & { id: number; html: string | null }
  return {
    id: String(id),
    de,
    para: para.split('\n').filter(Boolean),
    asunto,
    texto,
    html,
    adjuntos: JSON.parse(adjuntos) as Attachment[],
    en,
  }
}
