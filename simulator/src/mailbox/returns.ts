// Letters that could not be delivered go back to their sender, as a report (RFC 3464) that is handed in at the portal.
import { randomBytes } from 'node:crypto'
import type { WorldClock } from '../clock.ts'
import { catalogue } from '../web/messages.ts'
import type { MailStore } from './mail-store.ts'
import es from './es-MX.json' with { type: 'json' }

const t = catalogue(es)

export interface Bounce {
  readonly from: string
  readonly to: string
  readonly subject: string
  readonly status: string
  readonly diagnostic: string
}

export interface ReturnOffice {
  /** Writes the report of a letter and hands it in. */
  give(bounce: Bounce): void
  /** Takes up what an earlier run of the world still owed. */
  resume(): void
  close(): Promise<void>
}

const TRY_MS = 8_000
const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 60_000
const SERVER = 'buzon.invalid'

/** Opens the office. Reports wait on disk until the portal has taken them. */
export function openReturns(o: { store: MailStore; clock: WorldClock; portal: () => string | null }): ReturnOffice {
  const closing = new AbortController()
  const running = new Set<Promise<void>>()
  const inHand = new Set<number>()

  const handIn = async (id: number, source: string): Promise<void> => {
    for (let tries = 0; !closing.signal.aborted; tries += 1) {
      if (await tryOnce(o.portal(), source, closing.signal)) return o.store.settleReturn(id)
      await pause(Math.min(FIRST_PAUSE_MS * 2 ** tries, LONGEST_PAUSE_MS), closing.signal)
    }
  }
  const start = (id: number, source: string): void => {
    if (inHand.has(id)) return
    inHand.add(id)
    const done = handIn(id, source)
    running.add(done)
    void done.finally(() => {
      running.delete(done)
      inHand.delete(id)
    })
  }
  return {
    give(bounce) {
      const source = reportOf(bounce, o.clock.now())
      o.store.add({
        de: `MAILER-DAEMON@${SERVER}`,
        para: [bounce.from.toLowerCase()],
        asunto: t('devolucion.asunto'),
        texto: source,
        html: null,
        adjuntos: [],
        en: o.clock.now().round({ smallestUnit: 'second', roundingMode: 'floor' }).toString(),
      })
      start(o.store.oweReturn(source), source)
    },
    resume() {
      for (const { id, cuerpo } of o.store.owedReturns()) start(id, cuerpo)
    },
    async close() {
      closing.abort()
      await Promise.all(running)
    },
  }
}

/** Whether the portal answered for good; one that is not there yet, or fails, is asked again. */
async function tryOnce(portal: string | null, source: string, signal: AbortSignal): Promise<boolean> {
  if (portal === null) return false
  try {
    const response = await fetch(`${portal}/avisos/correo`, {
      method: 'POST',
      headers: { 'content-type': 'message/rfc822' },
      body: source,
      signal: AbortSignal.any([signal, AbortSignal.timeout(TRY_MS)]),
    })
    await response.body?.cancel()
    return response.status < 500
  } catch {
    return false
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
  })
}

/** The report as mail servers write it: for a person, for a program, and the head of what came back. */
export function reportOf({ from, to, subject, status, diagnostic }: Bounce, at: Temporal.Instant): string {
  const boundary = randomBytes(12).toString('hex')
  const plain = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?')
  return [
    `Return-Path: <>`,
    `From: MAILER-DAEMON@${SERVER}`,
    `To: <${plain(from)}>`,
    `Subject: Undelivered Mail Returned to Sender`,
    `Date: ${new Date(at.epochMilliseconds).toUTCString().replace('GMT', '+0000')}`,
    `Auto-Submitted: auto-replied`,
    `MIME-Version: 1.0`,
    `Content-Type: multipart/report; report-type=delivery-status; boundary="${boundary}"`,
    ``,
    `--${boundary}`,
    `Content-Type: text/plain; charset=utf-8`,
    `Content-Transfer-Encoding: 8bit`,
    ``,
    t('devolucion.texto', { para: to, porque: diagnostic }),
    ``,
    `--${boundary}`,
    `Content-Type: message/delivery-status`,
    ``,
    `Reporting-MTA: dns; ${SERVER}`,
    ``,
    `Final-Recipient: rfc822; ${plain(to)}`,
    `Action: failed`,
    `Status: ${status}`,
    `Diagnostic-Code: smtp; ${plain(diagnostic)}`,
    ``,
    `--${boundary}`,
    `Content-Type: text/rfc822-headers`,
    ``,
    `To: ${plain(to)}`,
    `Subject: ${plain(subject)}`,
    ``,
    `--${boundary}--`,
    ``,
  ].join('\r\n')
}
