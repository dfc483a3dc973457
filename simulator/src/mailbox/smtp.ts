// The mail server of the world: real SMTP that takes every letter, within limits, and reads it whatever it is made of.
import type { AddressInfo } from 'node:net'
import { simpleParser } from 'mailparser'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import type { WorldClock } from '../clock.ts'
import { wireInstant } from '../web/format.ts'
import { listenSoftly } from '../web/origin.ts'
import type { Mail, MailStore } from './mail-store.ts'

export interface SmtpPlan {
  readonly host: string
  /** The port it had before; any other when that one is taken. */
  readonly port: number
  readonly store: MailStore
  readonly clock: WorldClock
}

export interface Smtp {
  readonly port: number
  close(): Promise<void>
}

const MOST_BYTES = 2 * 1024 * 1024
const MOST_TEXT = 200_000
const MOST_HTML = 500_000
const MOST_LINE = 1_000
const MOST_ATTACHMENTS = 50
const MOST_CLIENTS = 50
const QUIET_MS = 30_000

/** Starts listening. Every recipient is accepted: this mailbox is that of everybody. */
export async function openSmtp({ host, port, store, clock }: SmtpPlan): Promise<Smtp> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: MOST_BYTES,
    maxClients: MOST_CLIENTS,
    socketTimeout: QUIET_MS,
    closeTimeout: 500,
    logger: false,
    onData(stream, session, done) {
      receive(stream, session, { store, clock }).then(
        () => done(),
        (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
      )
    },
  })
  // A client that breaks off, or never was one, is no trouble of ours.
  server.on('error', () => undefined)
  await listenSoftly(server.server, port, host)
  return {
    port: (server.server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

async function receive(
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
  o: { store: MailStore; clock: WorldClock },
): Promise<void> {
  const source = await readAll(stream)
  if (source === null) throw Object.assign(new Error('El mensaje es demasiado grande'), { responseCode: 552 })
  const en = wireInstant(o.clock.now())
  const para = session.envelope.rcptTo.map((one) => one.address.toLowerCase().replace(/[\r\n]/g, ''))
  const envelopeFrom = session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address
  o.store.add({ ...(await readMail(source, envelopeFrom)), para: [...new Set(para)], en })
}

/** The whole message, or null when it is too large; what is too much is read and thrown away. */
async function readAll(stream: SMTPServerDataStream): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    size += (chunk as Buffer).length
    if (size <= MOST_BYTES) chunks.push(chunk as Buffer)
  }
  return size > MOST_BYTES ? null : Buffer.concat(chunks)
}

/** A mail out of its source. One that cannot be understood is kept as the text it is, so that nothing disappears. */
async function readMail(source: Buffer, envelopeFrom: string): Promise<Omit<Mail, 'id' | 'para' | 'en'>> {
  try {
    const mail = await simpleParser(source, {
      skipTextToHtml: true,
      skipImageLinks: true,
      maxHtmlLengthToParse: MOST_HTML,
    })
    return {
      de: line(mail.from?.text ?? envelopeFrom),
      asunto: line(mail.subject ?? ''),
      texto: clean(mail.text ?? '').slice(0, MOST_TEXT),
      html: typeof mail.html === 'string' ? clean(mail.html).slice(0, MOST_HTML) : null,
      adjuntos: mail.attachments
        .slice(0, MOST_ATTACHMENTS)
        .map((one) => ({ nombre: line(one.filename ?? ''), tipo: line(one.contentType), bytes: one.size })),
    }
  } catch {
    return {
      de: line(envelopeFrom),
      asunto: '',
      texto: clean(source.toString('utf8')).slice(0, MOST_TEXT),
      html: null,
      adjuntos: [],
    }
  }
}

/** One line that can be shown: no controls, no marks that turn the direction of reading. */
function line(text: string): string {
  return clean(text)
    .replace(/[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, MOST_LINE)
}

/** Text that a database and a page can hold. */
function clean(text: string): string {
  return text.toWellFormed().replaceAll('\0', '')
}
