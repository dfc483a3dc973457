// An HTTP origin of the world: listens, finds the route, reads the body within limits, and turns trouble into an answer.
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Server } from 'node:net'
import { prefersPage } from './negotiate.ts'
import { isProblem, problem, problemBody, type WorldProblem } from './problems.ts'

/** A call as a route sees it. */
export interface Call {
  readonly path: string
  readonly query: URLSearchParams
  /** The named pieces of the path. */
  readonly params: Readonly<Record<string, string>>
  readonly headers: IncomingHttpHeaders
  /** Whether a person is to read the answer. */
  readonly page: boolean
  /** What was sent: the members of a JSON object or the fields of a form. */
  readonly fields: Readonly<Record<string, unknown>>
  /** Whether it was sent by a form of a page, which wants to be led on. */
  readonly form: boolean
}

/** An answer. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A route: method and pattern, such as `GET /entidades/:clave`, and what answers it. */
export interface Route {
  readonly on: string
  readonly answer: (call: Call) => Reply | Promise<Reply>
}

/** What an origin is made of. `errorPage` draws a problem for a person. */
export interface OriginPlan {
  readonly host: string
  /** What people write to get here, when it is not the host itself. */
  readonly direccion?: string | undefined
  /** The port it had before; any other when that one is taken. 0 for any. */
  readonly port: number
  readonly routes: readonly Route[]
  readonly errorPage: (error: WorldProblem) => Reply
}

export interface Origin {
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

const MOST_BODY = 64 * 1024
const REQUEST_MS = 20_000

/** Starts listening. Throws when not even a free port can be had on this host. */
export async function openOrigin(plan: OriginPlan): Promise<Origin> {
  const routes = plan.routes.map(compile)
  const server = createServer({ requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS }, (request, response) => {
    // A peer that goes away in the middle is no fault of ours; without a listener it would end the process.
    request.on('error', () => undefined)
    response.on('error', () => undefined)
    void serve(plan, routes, request, response)
  })
  const port = await listenSoftly(server, plan.port, plan.host)
  return {
    url: `http://${urlHost(plan.direccion ?? plan.host)}:${port}`,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** What to write in an address for a listening host: a wildcard stands for this machine. */
export function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
}

/** Listens on the wanted port or, when it is taken, on any. Resolves with the port. */
export async function listenSoftly(server: Server, port: number, host: string): Promise<number> {
  const listen = (wanted: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen(wanted, host, () => {
        server.off('error', reject)
        resolve()
      })
    })
  try {
    await listen(port)
  } catch (error) {
    if (port === 0 || !['EADDRINUSE', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    await listen(0)
  }
  return (server.address() as AddressInfo).port
}

/** JSON as an answer. */
export function json(body: unknown, status = 200): Reply {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(body) }
}

/** Sends a person to another address, to be read with GET. */
export function seeOther(location: string): Reply {
  return { status: 303, headers: { location }, body: '' }
}

interface Compiled {
  method: string
  pieces: string[]
  answer: Route['answer']
}

function compile(route: Route): Compiled {
  const [method = '', pattern = ''] = route.on.split(' ')
  return { method, pieces: pattern.split('/'), answer: route.answer }
}

async function serve(
  plan: OriginPlan,
  routes: readonly Compiled[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const page = prefersPage(request.headers.accept)
  let reply: Reply
  try {
    reply = await answer(routes, request, page)
  } catch (error) {
    if (request.destroyed && !request.complete) return
    reply = replyTo(plan, error, page)
  }
  if (response.destroyed) return
  const headers = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', vary: 'accept', ...reply.headers }
  response.writeHead(reply.status, { ...headers, 'content-length': Buffer.byteLength(reply.body) })
  response.end(request.method === 'HEAD' ? undefined : reply.body)
}

async function answer(routes: readonly Compiled[], request: IncomingMessage, page: boolean): Promise<Reply> {
  const method = request.method === 'HEAD' ? 'GET' : (request.method ?? '')
  const [path, search] = splitOnce(request.url ?? '/', '?')
  const matching = routes.flatMap((route) => {
    const params = match(route.pieces, path)
    return params === null ? [] : [{ route, params }]
  })
  if (matching.length === 0) throw problem(404, 'direccion-desconocida')
  const found = matching.find(({ route }) => route.method === method)
  if (!found) {
    const metodos = [...new Set(matching.map(({ route }) => route.method))].join(', ')
    throw Object.assign(problem(405, 'metodo-no-permitido', { metodos }), { headers: { allow: metodos } })
  }
  // A page of another site must not change anything here on behalf of whoever looks at it.
  const site = request.headers['sec-fetch-site']
  if (method !== 'GET' && site !== undefined && site !== 'same-origin' && site !== 'none')
    throw problem(403, 'otro-sitio')
  const { fields, form } = method === 'GET' ? { fields: {}, form: false } : await readFields(request)
  const query = new URLSearchParams(search)
  return await found.route.answer({ path, query, params: found.params, headers: request.headers, page, fields, form })
}

function match(pieces: readonly string[], path: string): Record<string, string> | null {
  const given = path.split('/')
  if (given.length !== pieces.length) return null
  const params: Record<string, string> = {}
  for (const [i, piece] of pieces.entries()) {
    const value = given[i] as string
    if (!piece.startsWith(':')) {
      if (piece !== value) return null
    } else {
      params[piece.slice(1)] = decoded(value)
    }
  }
  return params
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw problem(400, 'peticion-ilegible')
  }
}

function splitOnce(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

/** The body as fields. What begins like JSON is read as JSON whatever its type says, since programs often do not say. */
async function readFields(request: IncomingMessage): Promise<{ fields: Record<string, unknown>; form: boolean }> {
  const text = await readText(request)
  const form =
    /^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '') && !/^\s*[{[]/.test(text)
  if (form) return { fields: Object.fromEntries(new URLSearchParams(text)), form }
  if (text.trim() === '') return { fields: {}, form }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw problem(400, 'peticion-ilegible')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw problem(422, 'no-es-objeto')
  return { fields: value as Record<string, unknown>, form }
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += (chunk as Buffer).length
    if (size > MOST_BODY) throw problem(413, 'cuerpo-grande')
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function replyTo(plan: OriginPlan, error: unknown, page: boolean): Reply {
  if (!isProblem(error)) process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  const told = isProblem(error) ? error : problem(500, 'error-interno')
  if (page) return plan.errorPage(told)
  return {
    status: told.status,
    headers: {
      'content-type': 'application/problem+json; charset=utf-8',
      // What is left of a body that was refused must not be taken for the next call.
      ...(told.status === 413 ? { connection: 'close' } : {}),
      ...told.headers,
    },
    body: JSON.stringify(problemBody(told)),
  }
}
