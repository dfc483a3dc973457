// Turns a process started as root into one of a user that owns nothing, for good.
import type { Log } from '#context'

/**
 * Becomes user and group `uid`, with no other group; the number needs no account. Where this user cannot exist (root of
 * a namespace that maps nobody else) the process goes on as it is and says so.
 */
export function giveUpRights(uid: number, log: Log): void {
  const { setgroups, setgid, setuid, getuid } = process
  if (!setgroups || !setgid || !setuid || !getuid || getuid() !== 0) return
  try {
    setgroups([])
    setgid(uid)
    setuid(uid)
  } catch (error) {
    log.warn('signer.keeps-user', { uid, code: (error as NodeJS.ErrnoException).code ?? String(error) })
    return
  }
  if (canReturn(setuid)) throw new Error('the rights of root were not given up')
}

function canReturn(setuid: (id: number) => void): boolean {
  try {
    setuid(0)
    return true
  } catch {
    return false
  }
}
