// Ends a child process: first asked, then made to.
import type { ChildProcess } from 'node:child_process'
import { sleep } from '#clock'

const STOP_MS = 6_000

/** Asks a process to end, and ends it when it does not. */
export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGTERM')
  const waited = new AbortController()
  await Promise.race([gone, sleep(STOP_MS, waited.signal).catch(() => undefined)])
  waited.abort()
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL')
    await gone
  }
}
