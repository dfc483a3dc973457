// The mail server of the world: real SMTP that takes every letter but those to addresses that are known for trouble.
import type { AddressInfo } from 'node:net'
import { simpleParser } from 'mailparser'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import type { WorldClock } from '../clock.ts'
import { wireInstant } from '../web/format.ts'
import { listenSoftly } from '../web/origin.ts'
import type { Mail, MailStore } from './mail-store.ts'
import { mannerOf, openPatience } from './manners.ts'
import type { Bounce } from './returns.ts'

export interface SmtpPlan {
  readonly host: string
  /** The port it had before; any other when that one is taken. */
  readonly port: number
  readonly store: MailStore
  readonly clock: WorldClock
  /** What becomes of a letter that was taken and cannot be delivered. */
  readonly giveBack: (bounce: Bounce) => void
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

/** Starts listening. Every ordinary recipient is accepted: this mailbox is that of everybody. */
export async function openSmtp({ host, port, store, clock, giveBack }: SmtpPlan): Promise<Smtp> {
  const isLate = openPatience()
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: MOST_BYTES,
    maxClients: MOST_CLIENTS,
    socketTimeout: QUIET_MS,
    closeTimeout: 500,
    logger: false,
    onRcptTo({ address }, session, done) {
      const manner = mannerOf(address)
      if (manner?.when === 'recipient' && isLate(senderOf(session), address, manner)) return done(refusal(manner))
      done()
    },
    onData(stream, session, done) {
      receive(stream, session, { store, clock, giveBack }).then(
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
  o: Pick<SmtpPlan, 'store' | 'clock' | 'giveBack'>,
): Promise<void> {
  const source = await readAll(stream)
  if (source === null) throw Object.assign(new Error('El mensaje es demasiado grande'), { responseCode: 552 })
  const en = wireInstant(o.clock.now())
  const para = session.envelope.rcptTo.map((one) => one.address.toLowerCase().replace(/[\r\n]/g, ''))
  const from = senderOf(session)
  const mail = await readMail(source, from)
  const delivered: string[] = []
  for (const to of new Set(para)) {
    const manner = mannerOf(to)
    if (manner?.when === 'data') throw refusal(manner)
    // Nobody answers for a letter without a sender: that would be a report about a report.
    if (manner?.when === 'later' && from !== '') o.giveBack({ from, to, subject: mail.asunto, ...manner })
    else delivered.push(to)
  }
  if (delivered.length > 0) o.store.add({ ...mail, para: delivered, en })
}

const senderOf = ({ envelope }: SMTPServerSession): string =>
  envelope.mailFrom === false ? '' : envelope.mailFrom.address

const refusal = ({ code, text }: { code: number; text: string }): Error =>
  Object.assign(new Error(text), { responseCode: code })

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
