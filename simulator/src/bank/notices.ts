// The bank's notices: each is signed anew for every try, and tried with growing pauses until it is heard or given up.
import { createHmac } from 'node:crypto'
import type { WorldClock } from '../clock.ts'
import type { BankStore, NoticeRow } from './bank-store.ts'

export interface NoticeOffice {
  /** Sends what is owed, now; for a notice that waits, its pause is cut short. */
  send(notice: NoticeRow): void
  /** Tries every waiting notice at once, as when the time was moved. */
  hurry(): void
  /** Takes up what an earlier run of the world still owed. */
  resume(): void
  close(): Promise<void>
}

export interface NoticePlan {
  readonly store: BankStore
  readonly secret: string
  readonly clock: WorldClock
  /** Real milliseconds before the second try; each further pause doubles. */
  readonly firstPauseMs?: number
}

/** With pauses of one second doubling to a minute, tries go on for about half an hour. */
const MOST_TRIES = 36
const LONGEST_PAUSE_MS = 60_000
const TRY_MS = 8_000

/** Opens the office; it sends nothing until asked. */
export function openNotices({ store, secret, clock, firstPauseMs = 1_000 }: NoticePlan): NoticeOffice {
  const closing = new AbortController()
  /** The notices under way, each with what ends its pause. */
  const waiting = new Map<string, { wake: () => void }>()
  const running = new Set<Promise<void>>()

  const deliver = async (notice: NoticeRow): Promise<void> => {
    while (!closing.signal.aborted) {
      const said = await tryOnce(notice, { secret, clock, signal: closing.signal })
      if (closing.signal.aborted) return
      notice.intentos += 1
      notice.ultimo = said
      notice.estado = /^2\d\d$/.test(said) ? 'entregado' : notice.intentos >= MOST_TRIES ? 'abandonado' : 'pendiente'
      store.updateNotice(notice)
      if (notice.estado !== 'pendiente') return
      await pause(notice.evento, Math.min(firstPauseMs * 2 ** (notice.intentos - 1), LONGEST_PAUSE_MS))
    }
  }

  const pause = (evento: string, ms: number): Promise<void> =>
    new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer)
        closing.signal.removeEventListener('abort', wake)
        waiting.delete(evento)
        resolve()
      }
      const timer = setTimeout(wake, ms)
      closing.signal.addEventListener('abort', wake)
      waiting.set(evento, { wake })
    })

  const send = (notice: NoticeRow): void => {
    const done = deliver(notice)
    running.add(done)
    void done.finally(() => running.delete(done))
  }
  return {
    send,
    hurry: () => {
      for (const one of [...waiting.values()]) one.wake()
    },
    resume: () => {
      for (const one of store.pendingNotices()) send(one)
    },
    close: async () => {
      closing.abort()
      await Promise.all(running)
    },
  }
}

/** One try: the status of the answer, or the reason why there was none. Never throws. */
async function tryOnce(
  notice: NoticeRow,
  o: { secret: string; clock: WorldClock; signal: AbortSignal },
): Promise<string> {
  // The receiver refuses a time that is far from its own, so each try carries its own time and signature.
  const en = o.clock.now().toString()
  const firma = createHmac('sha256', o.secret).update(`${notice.evento}.${en}.${notice.cuerpo}`).digest('hex')
  try {
    const response = await fetch(notice.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'banco-evento': notice.evento,
        'banco-en': en,
        'banco-firma': firma,
      },
      body: notice.cuerpo,
      redirect: 'manual',
      signal: AbortSignal.any([o.signal, AbortSignal.timeout(TRY_MS)]),
    })
    await response.body?.cancel()
    return String(response.status)
  } catch (error) {
    const { cause, name } = error as { cause?: { code?: string }; name: string }
    return cause?.code ?? name
  }
}
