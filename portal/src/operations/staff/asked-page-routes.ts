// Lets every page of the console know its own address, and answers one of its tables as CSV: same gate, same look, same rows.
import type { FastifyInstance } from 'fastify'
import type { App } from '#context'
import { csv, csvHeaders } from '#ui/csv'
import type { Html } from '#ui/html'
import { paths } from '#ui/paths'
import { CSV_OF, askedPage, whileAsked } from './asked-page.ts'

/** Registered once, before the gate; the answer is turned after the look at it was put on record. */
export function rememberAskedPages(server: FastifyInstance, app: App): void {
  server.addHook('onRequest', (request, _reply, done) => {
    if (!isConsole(request.routeOptions.url)) return done()
    const url = new URL(request.url, 'http://consola.invalid')
    url.searchParams.delete(CSV_OF)
    const address = request.method === 'GET' ? `${url.pathname}${url.search}` : null
    whileAsked({ address, at: app.clock.now() }, done)
  })
}

/** An unknown name is answered with the page itself. */
export function answerTables(server: FastifyInstance): void {
  server.addHook('onSend', async (request, reply, payload) => {
    if (request.method !== 'GET' || reply.statusCode !== 200 || !isConsole(request.routeOptions.url)) return payload
    const wanted = (request.query as Record<string, unknown>)[CSV_OF]
    const table = typeof wanted === 'string' ? askedPage()?.tables.get(wanted) : undefined
    if (table === undefined || typeof wanted !== 'string') return payload
    reply.headers(csvHeaders(wanted))
    return csv(
      table.head.map(plain),
      table.rows.map((row) => row.map(plain)),
    )
  })
}

function isConsole(pattern: string | undefined): boolean {
  return pattern === paths.console || (pattern ?? '').startsWith(`${paths.console}/`)
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

/** A cell as it is read. What came as text stands as it is; of markup, which only our templates make, the words. */
function plain(cell: string | Html): string {
  if (typeof cell === 'string') return cell
  const words = String(cell).replace(/<[^>]*>/g, '')
  return words.replace(/&(amp|lt|gt|quot|#39);/g, (_whole, name: string) => ENTITIES[name]!).trim()
}
