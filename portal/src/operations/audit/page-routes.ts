// The bitácora and the same facts as CSV; an office sees what is on record about its own entidad.
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import type { App } from '#context'
import { listEntidades } from '#directory'
import { searchJournal } from '#journal'
import type { Search } from '#journal'
import { requireStaff, scopeOf } from '#staff'
import type { Staff } from '#staff'
import { csv, csvHeaders } from '#ui/csv'
import { sendPage } from '#ui/layout'
import { paths } from '#ui/paths'
import { filtersQuery, readFilters } from './filters.ts'
import type { Asked } from './filters.ts'
import { journalPage } from './pages.ts'
import { detailWords, eventWord } from './words.ts'

const HIDDEN = { schema: { hide: true } }
const PAGE = 50
const CSV_ROWS = 5_000

export function journalPageRoutes(app: App): FastifyPluginAsync {
  return async (server) => {
    const site = app.config

    server.get(paths.consoleJournal, HIDDEN, async (request, reply) => {
      const { staff, asked, search } = await ask(request)
      const found = asked.errors.length > 0 ? [] : await searchJournal(app, search, PAGE + 1)
      const entries = found.slice(0, PAGE)
      const names = new Map((await listEntidades(app)).map((one) => [one.clave, one.nombre]))
      const next = found.length > PAGE ? entries.at(-1)!.id : null
      const text = journalPage({ site, staff, asked, entries, next, names, csvRows: CSV_ROWS })
      return await sendPage(reply, text, { status: asked.errors.length > 0 ? 422 : 200 })
    })

    server.get(paths.consoleJournalCsv, HIDDEN, async (request, reply) => {
      const { asked, search } = await ask(request)
      // The page says what to mend; an empty file would look like a quiet day.
      if (asked.errors.length > 0)
        return await reply.redirect(`${paths.consoleJournal}${filtersQuery(asked.filters)}`, 303)
      const rows = await searchJournal(app, search, CSV_ROWS)
      return await reply.headers(csvHeaders('bitacora')).send(
        csv(
          ['n', 'en', 'registradoEn', 'evento', 'hecho', 'quien', 'asunto', 'entidad', 'detalle'],
          rows.map((one) => [
            one.id,
            one.at,
            one.recorded_at,
            one.event,
            eventWord(one.event),
            one.actor,
            one.subject,
            one.entidad,
            detailWords(one),
          ]),
        ),
      )
    })
  }

  async function ask(request: FastifyRequest): Promise<{ staff: Staff; asked: Asked; search: Search }> {
    const anyone = await requireStaff(app, request, 'bitacora.ver')
    const asked = readFilters(request.query as Record<string, unknown>, app.clock.now())
    // Who names another entidad than their own is told that there is no such page.
    const staff = await requireStaff(app, request, 'bitacora.ver', asked.search.entidad ?? scopeOf(anyone))
    const entidad = scopeOf(staff) ?? asked.search.entidad
    return { staff, asked, search: { ...asked.search, entidad } }
  }
}
