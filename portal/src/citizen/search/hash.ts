// The one way in which this room turns a secret name into what it stores.
import { createHash } from 'node:crypto'

/** SHA-256 of a bearer name; the name itself is never stored. */
export function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
