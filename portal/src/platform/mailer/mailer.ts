// The edge to mail: one message over SMTP, text and HTML, with an identity that stays the same when it is sent again.
import { createTransport } from 'nodemailer'
import type { Transporter } from 'nodemailer'

export interface Mailer {
  readonly transport: Transporter | null
  readonly from: string
}

export interface Message {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
  /** Same fact, same identity: a reader's program then shows one mail even if it was sent twice. */
  readonly id: string
}

/** A mailer for an SMTP server; without one, sending fails and the job that asked for it waits. */
export function openMailer(smtp: { host: string; port: number } | null, from: string): Mailer {
  return {
    transport:
      smtp === null
        ? null
        : createTransport({
            host: smtp.host,
            port: smtp.port,
            secure: smtp.port === 465,
            connectionTimeout: 5_000,
            greetingTimeout: 5_000,
            socketTimeout: 10_000,
          }),
    from,
  }
}

/** Hands the message to the server. @throws when it was not accepted; the caller is a job that will be tried again */
export async function sendMail(mailer: Mailer, message: Message): Promise<void> {
  if (mailer.transport === null) throw new Error('no mail server: ACTAS_SMTP is not set')
  await mailer.transport.sendMail({
    from: mailer.from,
    to: message.to,
    subject: message.subject,
    text: message.text,
    html: message.html,
    messageId: `<${message.id}@actas.invalid>`,
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  })
}

/** Whether the server refused this address or message for good, so that trying again would change nothing. */
export function isRefused(error: unknown): boolean {
  const { responseCode, code } = error as { responseCode?: number; code?: string }
  return (code === 'EENVELOPE' || code === 'EMESSAGE') && responseCode !== undefined && responseCode >= 500
}
