// Sends a page in few bytes: a slow line is the citizen's longest wait. A page about a person only when nobody else asked for it.
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

export interface Packed {
  readonly encoding: 'br' | 'gzip'
  readonly body: Buffer
}

/** Below this, the headers of a compressed answer cost about what it saves. */
const SMALLEST = 800
/** Public pages are the same for everybody for a while; so many of their texts are kept compressed. */
const KEPT = 64
const QUALITY = 9

const kept = new Map<string, Packed>()

/**
 * The page compressed, or null when it goes as it is: for a browser that cannot read it, and for a page about a person
 * that another site made the browser ask for. The length of such an answer, tried again and again with guesses in it,
 * could tell what the page says (the attack called BREACH). A browser that does not say who asks is not trusted to know.
 */
export function packPage(
  text: string,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  personal: boolean,
): Packed | null {
  const encoding = encodingFor(String(headers['accept-encoding'] ?? ''))
  if (encoding === null || text.length < SMALLEST) return null
  if (!personal) return keptOr(`${encoding} ${text}`, () => pack(text, encoding))
  const asked = headers['sec-fetch-site']
  return asked === 'same-origin' || asked === 'none' ? pack(text, 'gzip') : null
}

function encodingFor(accepted: string): Packed['encoding'] | null {
  return /\bbr\b/.test(accepted) ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : null
}

function pack(text: string, encoding: Packed['encoding']): Packed {
  const params = { [constants.BROTLI_PARAM_QUALITY]: QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: text.length }
  // A page about a person is packed at each request: the lowest level costs a few bytes and a third of the time.
  return { encoding, body: encoding === 'br' ? brotliCompressSync(text, { params }) : gzipSync(text, { level: 1 }) }
}

/** The oldest text gives way to a new one. */
function keptOr(key: string, make: () => Packed): Packed {
  const known = kept.get(key)
  if (known) return known
  const made = make()
  if (kept.size >= KEPT) kept.delete(kept.keys().next().value!)
  kept.set(key, made)
  return made
}
