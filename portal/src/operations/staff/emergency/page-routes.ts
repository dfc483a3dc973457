// The pages of emergency accesses and what their forms do. What somebody may not see is answered as what does not exist.
import type {} from '@fastify/cookie'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '#context'
import { listEntidades } from '#directory'
import { DomainError } from '#errors'
import { toMend } from '#problems'
import { csv, csvHeaders } from '#ui/csv'
import { typed } from '#ui/fields'
import type { FieldError } from '#ui/fields'
import { sendPage } from '#ui/layout'
import { paths, patterns } from '#ui/paths'
import { readChosen } from '../console-filters.ts'
import { requireStaff } from '../sessions.ts'
import type { Staff } from '../staff.ts'
import * as door from './emergency.ts'
import type { EmergencyRow, OpenCase } from './emergency.ts'
import { emergenciesPage, emergencyFilters, emergencyPage, situationOf } from './pages.ts'

const HIDDEN = { schema: { hide: true } }
type One = { Params: { emergencia: string } }
type Step = { Params: { emergencia: string; paso: string } }

/** The last part of a form's address, and what the form does. */
const STEPS: Readonly<Record<string, (app: App, staff: Staff, id: string, body: unknown) => Promise<void>>> = {
  acuse: async (app, staff, id) => await door.acknowledgeEmergency(app, staff, id),
  fin: async (app, staff, id) => await door.endEmergency(app, staff, id),
  revision: async (app, staff, id, body) => await door.reviewEmergency(app, staff, id, typed(body, 'hallazgo')),
}

/** `openCase` asks the rooms that have the reports and the incidents, which know this one. */
export function emergencyPageRoutes(app: App, openCase: OpenCase): FastifyPluginAsync {
  return async (server) => {
    const site = app.config

    const listFor = async (staff: Staff, chosen: Readonly<Record<string, string>>): Promise<EmergencyRow[]> => {
      const now = app.clock.now()
      return (await door.listEmergencies(app, staff)).filter((one) => {
        const { situacion = situationOf(one, now), estado = one.entidad } = chosen
        return situacion === situationOf(one, now) && estado === one.entidad
      })
    }
    const showAll = async (
      request: FastifyRequest,
      reply: FastifyReply,
      staff: Staff,
      sent?: Sent,
    ): Promise<FastifyReply> => {
      const entidades = await listEntidades(app)
      const chosen = readChosen(emergencyFilters(staff, entidades), request.query)
      const rows = await listFor(staff, chosen)
      const common = { site, staff, entidades, rows, chosen, now: app.clock.now() }
      if (!sent) return await sendPage(reply, emergenciesPage(common))
      const { errors, values, status } = sent
      return await sendPage(reply, emergenciesPage({ ...common, errors, values }), { status })
    }
    const showOne = async (reply: FastifyReply, staff: Staff, id: string, sent?: Sent): Promise<FastifyReply> => {
      const found = await door.readEmergency(app, staff, id)
      const common = { site, staff, entidades: await listEntidades(app), now: app.clock.now(), ...found }
      if (!sent) return await sendPage(reply, emergencyPage(common))
      return await sendPage(reply, emergencyPage({ ...common, errors: sent.errors }), { status: sent.status })
    }

    server.get(paths.consoleEmergencies, HIDDEN, async (request, reply) => {
      return await showAll(request, reply, await requireStaff(app, request, 'emergencia.ver'))
    })

    server.get(paths.consoleEmergenciesCsv, HIDDEN, async (request, reply) => {
      const staff = await requireStaff(app, request, 'emergencia.ver')
      const chosen = readChosen(emergencyFilters(staff, await listEntidades(app)), request.query)
      const rows = await listFor(staff, chosen)
      const now = app.clock.now()
      return await reply.headers(csvHeaders('emergencias')).send(
        csv(
          ['folio', 'cuenta', 'rol', 'entidad', 'motivo', 'caso', 'inicio', 'fin', 'revision_vence', 'situacion'],
          rows.map((one) => [
            one.id,
            one.account,
            one.rol,
            one.entidad,
            one.motivo,
            one.asunto,
            one.opened_at,
            one.ended_at ?? one.ends_at,
            one.review_due_at,
            situationOf(one, now),
          ]),
        ),
      )
    })

    server.post(paths.consoleEmergencies, HIDDEN, async (request, reply) => {
      const staff = await requireStaff(app, request, 'emergencia.pedir')
      const { body } = request
      const field = (campo: string): string => typed(body, campo)
      const hasEntidad = typeof body === 'object' && body !== null && Object.hasOwn(body, 'entidad')
      try {
        const entidad = hasEntidad ? field('entidad') : undefined
        const wanted = { motivo: field('motivo'), entidad, asunto: field('asunto') }
        const id = await door.openEmergency(app, staff, wanted, openCase)
        return await reply.redirect(paths.consoleEmergency(id), 303)
      } catch (error) {
        return await showAll(request, reply, staff, sentBack(error, body))
      }
    })

    server.get<One>(patterns.consoleEmergency, HIDDEN, async (request, reply) => {
      return await showOne(reply, await requireStaff(app, request, 'emergencia.ver'), request.params.emergencia)
    })

    server.post<Step>(`${patterns.consoleEmergency}/:paso`, HIDDEN, async (request, reply) => {
      const staff = await requireStaff(app, request, 'emergencia.ver')
      const { emergencia: id, paso } = request.params
      const step = Object.hasOwn(STEPS, paso) ? STEPS[paso] : undefined
      if (step === undefined) throw new DomainError('notFound', 'direccion-no-encontrada')
      try {
        await step(app, staff, id, request.body)
      } catch (error) {
        return await showOne(reply, staff, id, sentBack(error, request.body))
      }
      return await reply.redirect(paths.consoleEmergency(id), 303)
    })
  }
}

interface Sent {
  readonly errors: readonly FieldError[]
  readonly values: Readonly<Record<string, string>>
  readonly status: number
}

/** The form as it was sent, with what must be mended. What nobody can mend is thrown on. */
function sentBack(error: unknown, body: unknown): Sent {
  const values = Object.fromEntries(['motivo', 'entidad', 'asunto'].map((one) => [one, typed(body, one)]))
  return { ...toMend(error), values }
}
