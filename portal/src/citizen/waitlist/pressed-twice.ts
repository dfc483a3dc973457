// Whoever presses a button twice sends one form twice, and must get the same answer twice instead of an error.
import { createHash } from 'node:crypto'

/** Sendings that are remembered, the latest ones: the second press comes within seconds. */
const MOST = 500

/**
 * Does the work of one sending once in this process. `form` is its single-use token and `typed` what it brought: the same form
 * with something else in it is another sending. What failed is forgotten, so that it can be mended and sent again.
 */
export function pressedTwice<T>(): (form: string, typed: readonly string[], work: () => Promise<T>) => Promise<T> {
  const sendings = new Map<string, Promise<T>>()
  return async (form, typed, work) => {
    if (form === '') return await work()
    const key = createHash('sha256')
      .update(JSON.stringify([form, ...typed]))
      .digest('base64url')
    const before = sendings.get(key)
    if (before) return await before
    const sending = work()
    sendings.set(key, sending)
    const oldest = sendings.keys().next()
    if (sendings.size > MOST && !oldest.done) sendings.delete(oldest.value)
    try {
      return await sending
    } catch (error) {
      sendings.delete(key)
      throw error
    }
  }
}
