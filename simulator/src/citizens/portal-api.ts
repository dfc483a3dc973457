// The portal's JSON API as an outsider calls it, with patience when it is away and memory of what it does not offer yet.
import { solveReto, type Challenge } from './reto.ts'

/** What an answer of the portal was; `body` is null for what is not JSON. */
export interface Said {
  readonly status: number
  readonly body: Record<string, unknown> | null
}

/** The portal does not answer, or says that it cannot now; everybody outside stays calm for a while. */
export class PortalAway extends Error {}
/** The portal has no such address yet. */
export class NotOffered extends Error {}

export interface PortalApi {
  /** One call. @throws PortalAway · NotOffered */
  call(method: 'GET' | 'POST', path: string, body?: object, headers?: Readonly<Record<string, string>>): Promise<Said>
  /** A fresh solved challenge. @throws PortalAway · NotOffered */
  reto(): Promise<string>
  /** Real milliseconds for which nobody should come near; 0 when all is well. */
  awayMs(): number
}

const CALL_MS = 20_000
/** The pause after the first failure; each further one doubles it. */
const FIRST_AWAY_MS = 1_000
const LONGEST_AWAY_MS = 60_000
/** How long an address that was not there is left alone. */
const LOOK_AGAIN_MS = 120_000
const MISSING = 'direccion-no-encontrada'

/** Speaks to whatever address `portal` gives; null while there is none. */
export function openPortalApi(o: {
  readonly portal: () => string | null
  readonly signal: AbortSignal
  readonly realMs?: () => number
}): PortalApi {
  const realMs = o.realMs ?? (() => performance.now())
  /** Address patterns that were not there, until when they are left alone. */
  const missing = new Map<string, number>()
  let failures = 0
  let awayUntil = 0

  const away = (why: string, retryAfterMs = 0): PortalAway => {
    // Many calls fail together; only one that was begun in calm lengthens the pause.
    if (realMs() >= awayUntil) {
      failures += 1
      const pause = Math.min(FIRST_AWAY_MS * 2 ** (failures - 1), LONGEST_AWAY_MS)
      awayUntil = realMs() + Math.min(Math.max(pause, retryAfterMs), LONGEST_AWAY_MS)
    }
    return new PortalAway(why)
  }

  const call: PortalApi['call'] = async (method, path, body, headers = {}) => {
    const portal = o.portal()
    if (portal === null) throw away('the portal is not known yet')
    const kind = `${method} ${path.replace(/\/[^/?]*\d[^/?]*|\/[\w-]{20,}/g, '/:')}`
    if ((missing.get(kind) ?? 0) > realMs()) throw new NotOffered(kind)
    let status: number
    let text: string
    let retryAfter: string | null
    try {
      const response = await fetch(`${portal}${path}`, {
        method,
        redirect: 'manual',
        headers: {
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.any([o.signal, AbortSignal.timeout(CALL_MS)]),
      })
      status = response.status
      retryAfter = response.headers.get('retry-after')
      // A copy is fetched as a person's device would, and forgotten.
      text = /json/.test(response.headers.get('content-type') ?? '') ? await response.text() : await drained(response)
    } catch (error) {
      throw away(`${method} ${path}: ${String(error)}`)
    }
    const said = { status, body: parsed(text) }
    if (status === 404 && said.body?.['codigo'] === MISSING) {
      missing.set(kind, realMs() + LOOK_AGAIN_MS)
      throw new NotOffered(kind)
    }
    // An entidad that is down is a fact of that entidad; anything else from 500 on is the portal itself.
    if (status >= 500 && said.body?.['codigo'] !== 'entidad-no-disponible')
      throw away(`${method} ${path}: ${status}`, Number(retryAfter ?? 0) * 1_000 || 0)
    failures = 0
    return said
  }
  return {
    call,
    async reto() {
      const { status, body } = await call('GET', '/api/v1/reto')
      if (status !== 200 || body === null) throw new NotOffered('reto')
      return await solveReto(body as unknown as Challenge)
    },
    awayMs: () => Math.max(0, awayUntil - realMs()),
  }
}

async function drained(response: Response): Promise<string> {
  for await (const chunk of response.body ?? []) void chunk
  return ''
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}
