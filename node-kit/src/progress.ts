// Shows on stderr how far a long task is: a bar on a terminal, plain lines elsewhere, nothing for short ones.
import { performance } from 'node:perf_hooks'
import { text } from './messages.ts'

const QUIET_MS = 2000
const BAR_EVERY_MS = 100
const LINE_EVERY_MS = 5000
const WIDTH = 30

/** Shows progress: `update` takes a share from 0 to 1 and a count, `end` leaves the line clean. */
export interface Progress {
  update(share: number, count: number): void
  end(): void
}

/** A progress display; the catalogue entry `progreso.<what>` names the task, with slots `{porciento}` and `{cuenta}`. */
export function makeProgress(what: string, out: NodeJS.WriteStream = process.stderr): Progress {
  const started = performance.now()
  let last = started + QUIET_MS - LINE_EVERY_MS
  let drawn = false
  return {
    update: (share, count) => {
      const now = performance.now()
      if (now - started < QUIET_MS || now - last < (out.isTTY ? BAR_EVERY_MS : LINE_EVERY_MS)) return
      last = now
      const porciento = Math.floor(Math.min(1, share) * 100)
      const line = text(`progreso.${what}`, { porciento, cuenta: count.toLocaleString('es-MX') })
      if (!out.isTTY) {
        out.write(`${line}\n`)
        return
      }
      const full = Math.round(Math.min(1, share) * WIDTH)
      out.write(`\r\x1b[K[${'#'.repeat(full)}${'.'.repeat(WIDTH - full)}] ${line}`)
      drawn = true
    },
    end: () => {
      if (drawn) out.write('\r\x1b[K')
    },
  }
}
