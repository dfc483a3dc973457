// The pages of announced maintenance, its rows as CSV, and what its forms do. Another's is answered as what does not exist.
import type {} from '@fastify/cookie'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '#context'
import { listEntidades } from '#directory'
import { toMend } from '#problems'
import { readChosen, requireStaff } from '#staff'
import type { Staff } from '#staff'
import { csv, csvHeaders } from '#ui/csv'
import { typed } from '#ui/fields'
import type { FieldError } from '#ui/fields'
import { sendPage } from '#ui/layout'
import { paths, patterns } from '#ui/paths'
import { announce, callOff, listAnnouncements, readAnnouncement, readRules, situationOf } from './maintenance.ts'
import type { AvisoRow } from './maintenance.ts'
import { listPage, maintenanceFilters, onePage } from './pages.ts'

const HIDDEN = { schema: { hide: true } }
const FIELDS = ['entidad', 'inicio', 'fin', 'que', 'responde', 'motivo'] as const
type One = { Params: { aviso: string } }

interface Sent {
  readonly errors: readonly FieldError[]
  readonly values: Readonly<Record<string, string>>
  readonly status: number
}

export function maintenancePageRoutes(app: App): FastifyPluginAsync {
  return async (server) => {
    const site = app.config

    const read = async (request: FastifyRequest, staff: Staff) => {
      const entidades = await listEntidades(app)
      const chosen = readChosen(maintenanceFilters(staff, entidades), request.query)
      const now = app.clock.now()
      const rows = (await listAnnouncements(app, staff)).filter((one) => isChosen(one, chosen, now))
      return { site, staff, entidades, chosen, rows, now }
    }
    const showAll = async (request: FastifyRequest, reply: FastifyReply, staff: Staff, sent?: Sent) => {
      const view = { ...(await read(request, staff)), rules: await readRules(app) }
      return await sendPage(reply, listPage({ ...view, ...sent }), { status: sent?.status ?? 200 })
    }
    const showOne = async (reply: FastifyReply, staff: Staff, folio: string, sent?: Sent) => {
      const row = await readAnnouncement(app, staff, folio)
      const view = { site, staff, entidades: await listEntidades(app), row, now: app.clock.now() }
      return await sendPage(reply, onePage({ ...view, ...sent }), { status: sent?.status ?? 200 })
    }

    server.get(paths.consoleMaintenance, HIDDEN, async (request, reply) => {
      return await showAll(request, reply, await requireStaff(app, request, 'tableros'))
    })

    server.get(paths.consoleMaintenanceCsv, HIDDEN, async (request, reply) => {
      const { rows, now } = await read(request, await requireStaff(app, request, 'tableros'))
      const head = ['folio', 'entidad', 'inicio', 'fin', 'situacion', 'corto', 'aviso_horas', 'anunciado', 'cancelado']
      const lines = rows.map((one) => [
        one.folio,
        one.entidad,
        one.inicio,
        one.fin,
        situationOf(one, now),
        one.corto,
        one.aviso_horas,
        one.anunciado_at,
        one.cancelado_at,
      ])
      return await reply.headers(csvHeaders('mantenimientos')).send(csv(head, lines))
    })

    server.post(paths.consoleMaintenance, HIDDEN, async (request, reply) => {
      const staff = await requireStaff(app, request, 'mantenimiento.anunciar')
      const { body } = request
      const field = (campo: (typeof FIELDS)[number]): string => typed(body, campo)
      const entidad = typeof body === 'object' && body !== null && 'entidad' in body ? field('entidad') : undefined
      const [inicio, fin, que, responde] = [field('inicio'), field('fin'), field('que'), field('responde')]
      try {
        const folio = await announce(app, staff, { entidad, inicio, fin, que, responde })
        return await reply.redirect(paths.consoleMaintenanceOf(folio), 303)
      } catch (error) {
        return await showAll(request, reply, staff, sentBack(error, body))
      }
    })

    server.get<One>(patterns.consoleMaintenanceOf, HIDDEN, async (request, reply) => {
      return await showOne(reply, await requireStaff(app, request, 'tableros'), request.params.aviso)
    })

    server.post<One>(patterns.consoleMaintenanceOff, HIDDEN, async (request, reply) => {
      const staff = await requireStaff(app, request, 'mantenimiento.anunciar')
      const { aviso: folio } = request.params
      try {
        await callOff(app, staff, folio, typed(request.body, 'motivo'))
      } catch (error) {
        return await showOne(reply, staff, folio, sentBack(error, request.body))
      }
      return await reply.redirect(paths.consoleMaintenanceOf(folio), 303)
    })
  }
}

function isChosen(one: AvisoRow, chosen: Readonly<Record<string, string>>, now: Temporal.Instant): boolean {
  const notice = one.corto ? 'corto' : 'a-tiempo'
  const { situacion = situationOf(one, now), aviso = notice, estado = one.entidad } = chosen
  return situacion === situationOf(one, now) && aviso === notice && estado === one.entidad
}

/** The form as it was sent, with what must be mended. What nobody can mend is thrown on. */
function sentBack(error: unknown, body: unknown): Sent {
  return { ...toMend(error), values: Object.fromEntries(FIELDS.map((one) => [one, typed(body, one)])) }
}
