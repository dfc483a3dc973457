// For tests only: a person at pages without JavaScript. Keeps cookies with their paths, follows redirections, sends forms.
import type { FastifyInstance } from 'fastify'

export interface PageSeen {
  readonly status: number
  readonly text: string
  /** The address at which the person ended. */
  readonly path: string
}

type Fields = Readonly<Record<string, string | readonly string[]>>

export interface Visitor {
  get(path: string): Promise<PageSeen>
  post(path: string, fields: Fields): Promise<PageSeen>
  /** A form with files, as a browser encodes it. */
  upload(path: string, form: FormData): Promise<PageSeen>
  setCookie(name: string, value: string, path: string): void
  /** The value of a hidden or visible field of a page. */
  field(page: PageSeen, name: string): string
}

export function visitor(server: FastifyInstance): Visitor {
  const jar = new Map<string, { value: string; path: string }>()
  const inside = (path: string, cookiePath: string): boolean =>
    path === cookiePath || path.startsWith(cookiePath.endsWith('/') ? cookiePath : `${cookiePath}/`)
  const setCookie = (name: string, value: string, path: string): void =>
    void jar.set(`${name};${path}`, { value, path })
  const send = async (
    method: 'GET' | 'POST',
    url: string,
    body?: { type: string; payload: Buffer | string },
  ): Promise<PageSeen> => {
    const [path = ''] = url.split('?')
    const cookies = [...jar].flatMap(([key, one]) => (inside(path, one.path) ? [[key.split(';')[0], one.value]] : []))
    const answer = await server.inject({
      method,
      url,
      headers: {
        accept: 'text/html',
        'sec-fetch-site': 'same-origin',
        ...(cookies.length > 0 ? { cookie: cookies.map((one) => one.join('=')).join('; ') } : {}),
        ...(body ? { 'content-type': body.type } : {}),
      },
      ...(body ? { payload: body.payload } : {}),
    })
    for (const one of answer.cookies) setCookie(one.name, one.value, one.path ?? '/')
    const next = answer.headers.location
    if (answer.statusCode >= 300 && answer.statusCode < 400 && typeof next === 'string') return await send('GET', next)
    return { status: answer.statusCode, text: answer.body, path: url }
  }
  return {
    get: async (path) => await send('GET', path),
    async post(path, fields) {
      const form = new URLSearchParams()
      for (const [name, values] of Object.entries(fields)) for (const one of [values].flat()) form.append(name, one)
      return await send('POST', path, { type: 'application/x-www-form-urlencoded', payload: form.toString() })
    },
    async upload(path, form) {
      const sent = new Response(form)
      const payload = Buffer.from(await sent.arrayBuffer())
      return await send('POST', path, { type: sent.headers.get('content-type')!, payload })
    },
    setCookie,
    field: (page, name) => page.text.match(new RegExp(`name="${name}"[^>]*value="([^"]*)"`))?.[1] ?? '',
  }
}

/** What no page may hold, whatever was typed: markup that was not ours, and characters that nobody sees. */
export const RAW = /<img|<script>alert|[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/u

/** Texts that break what was not made for them: markup, control characters, turned direction, length, decomposed letters. */
export const HOSTILE_TEXTS: readonly string[] = [
  `"><img src=x onerror=alert(1)>'&</textarea><script>alert(1)</script>`,
  'a\u0000b\u0007c\u001bd\u007f',
  '\u202Eevil\u202C \u2066x\u2069 \u200f',
  'Ñ'.normalize('NFD').repeat(40),
  'ﷺ'.repeat(60),
  'Z\u0351\u036B\u0343\u036A'.repeat(30),
  '\ud800 sola',
  `'; drop table helpdesk.reporte; --`,
  '{{7*7}} ${7*7} %s %n {folio, plural, one {x}}',
]
