// The edge to a mail server: one message in one conversation, and what the server said about it.
import type { SendMailOptions, Transporter } from 'nodemailer'
import type { Config } from '#config'
import type { Composed } from './mail-frame.ts'
import { attemptOf } from './outcome.ts'
import type { Attempt } from './outcome.ts'

/** What is used of the library, which is loaded at the first mail: most processes that could send one never do. */
export interface Transport {
  sendMail(message: SendMailOptions): Promise<unknown>
  close(): void
}

export interface Mailer {
  readonly transport: Transport | null
  /** Who writes, and where what cannot be delivered comes back to: `devoluciones@…`, with a token of each mail. */
  readonly mail: Config['mail']
  /** Waits until fewer than two are being sent. */
  inTurn<T>(send: () => Promise<T>): Promise<T>
}

export interface Envelope extends Composed {
  readonly id: string
  readonly to: string
  readonly token: string
}

const AT_ONCE = 2
const PLAIN_ADDRESS = /^[^\s\p{Cc}@<>"(),:;\\[\]]+@[^\s\p{Cc}@<>"(),:;\\[\]]+$/u
const SENDER_NAME = 'Actas'

/** A mailer for an SMTP server; without one every mail waits. */
export function openMailer(config: Pick<Config, 'smtp' | 'mail'>): Mailer {
  const { smtp, mail } = config
  return {
    transport: smtp === null ? null : lateTransport(smtp),
    mail,
    inTurn: turnstile(AT_ONCE),
  }
}

function lateTransport({ host, port }: { readonly host: string; readonly port: number }): Transport {
  let opened: Promise<Transporter> | undefined
  const open = async (): Promise<Transporter> => {
    const { createTransport } = await import('nodemailer')
    return createTransport({
      host,
      port,
      secure: port === 465,
      connectionTimeout: 5_000,
      greetingTimeout: 5_000,
      socketTimeout: 10_000,
      disableFileAccess: true,
      disableUrlAccess: true,
    })
  }
  return {
    sendMail: async (message) => await (await (opened ??= open())).sendMail(message),
    close: () => void opened?.then((transport) => transport.close()),
  }
}

function turnstile(most: number): Mailer['inTurn'] {
  let inside = 0
  const queue: (() => void)[] = []
  return async (send) => {
    if (inside >= most) await new Promise<void>((go) => queue.push(go))
    else inside += 1
    try {
      return await send()
    } finally {
      // The place is handed on, not given back, so that nobody slips in between.
      const next = queue.shift()
      if (next) next()
      else inside -= 1
    }
  }
}

/** One try. Never throws: what goes wrong is an answer too. */
export async function attempt(mailer: Mailer, at: Temporal.Instant, one: Envelope): Promise<Attempt> {
  // The library would read «a,b@c.mx» as two people; a mail never goes to somebody who was not meant.
  if (!PLAIN_ADDRESS.test(one.to)) return { kind: 'refused', trouble: 'no-existe', code: 'direccion-ilegible' }
  if (mailer.transport === null) return { kind: 'later', code: 'sin-servidor' }
  const { from, returnTo } = mailer.mail
  const [local, domain] = returnTo.split('@') as [string, string]
  try {
    await mailer.transport.sendMail({
      from: { name: SENDER_NAME, address: from },
      to: { name: '', address: one.to },
      envelope: { from: `${local}+${one.token}@${domain}`, to: [one.to] },
      subject: one.subject,
      text: one.text,
      html: one.html,
      date: mailDate(at),
      messageId: `<${one.id}@${domain}>`,
      headers: {
        // RFC 3834: nobody's holiday notice answers it. No Reply-To and no Precedence: it is neither a list nor read.
        'Auto-Submitted': 'auto-generated',
        'X-Auto-Response-Suppress': 'All',
      },
    })
    return { kind: 'accepted' }
  } catch (error) {
    return attemptOf(error)
  }
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** An instant as RFC 5322 writes it, always in UTC. */
export function mailDate(at: Temporal.Instant): string {
  const { dayOfWeek, day, month, year, hour, minute, second } = at.toZonedDateTimeISO('UTC')
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${DAYS[dayOfWeek - 1]}, ${two(day)} ${MONTHS[month - 1]} ${year} ${two(hour)}:${two(minute)}:${two(second)} +0000`
}
