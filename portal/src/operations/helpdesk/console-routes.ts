// The desk's pages in the console and what their forms do; every list is cut to the entidad of whoever reads it.
import type {} from '@fastify/cookie'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '#context'
import { listEntidades } from '#directory'
import { DomainError, isDomainError } from '#errors'
import { readModelo } from '#modelo'
import type { Ventana } from '#modelo'
import { parseFolio } from '#orders'
import { problemOf } from '#problems'
import { readChosen, requireStaff, scopeOf } from '#staff'
import type { Staff } from '#staff'
import { csv, csvHeaders } from '#ui/csv'
import { typed } from '#ui/fields'
import type { FieldError } from '#ui/fields'
import { sendPage } from '#ui/layout'
import { paths, patterns } from '#ui/paths'
import { deskFilters, deskPage, deskTicketPage, isChosen } from './console-pages.ts'
import { actOnTicket, deskIndicator, listQueue, readTicketForDesk } from './helpdesk.ts'
import type { Act } from './helpdesk.ts'
import { errorsOf } from './page-routes.ts'
import { levelOf } from './ticket-view.ts'
import { STATES, STEP_NAMES } from './ticket.ts'
import type { TicketStep } from './ticket.ts'

const HIDDEN = { schema: { hide: true } }
const FIELDS = ['codigo', 'respuesta', 'nota', 'entidad', 'intentado', 'evidencia', 'consentimiento'] as const

export function helpdeskConsoleRoutes(app: App): FastifyPluginAsync {
  return async (server) => {
    const site = app.config
    const namesOf = async (): Promise<Map<string, string>> =>
      new Map((await listEntidades(app)).map((one) => [one.clave, one.nombre]))

    server.get(paths.consoleDesk, HIDDEN, async (request, reply) => {
      const staff = await requireStaff(app, request, 'tableros')
      const scope = scopeOf(staff)
      const { ventana, days } = await lastWindow(app)
      const names = await namesOf()
      const chosen = readChosen(deskFilters(staff, names), request.query)
      const text = deskPage({
        site,
        staff,
        rows: (await listQueue(app, scope)).filter((row) => isChosen(row, chosen)),
        chosen,
        names,
        now: app.clock.now(),
        indicator: await deskIndicator(app, ventana, scope),
        days,
        opens: (row) => levelOf(staff, row) !== null,
      })
      return await sendPage(reply, text)
    })

    server.get(paths.consoleDeskCsv, HIDDEN, async (request, reply) => {
      const staff = await requireStaff(app, request, 'tableros')
      const chosen = readChosen(deskFilters(staff, await namesOf()), request.query)
      const rows = (await listQueue(app, scopeOf(staff))).filter((row) => isChosen(row, chosen))
      return await reply.headers(csvHeaders('mesa')).send(
        csv(
          ['folio', 'asunto', 'entidad', 'estado', 'abierto', 'reloj', 'vence'],
          rows.map((one) => [
            one.folio,
            one.tipo,
            one.entidad,
            STATES[one.state].wire,
            one.opened_at,
            one.reloj,
            one.due_at,
          ]),
        ),
      )
    })

    const show = async (
      reply: FastifyReply,
      staff: Staff,
      folio: string,
      sent?: { errors: FieldError[]; given: Record<string, string>; status: number },
    ): Promise<FastifyReply> => {
      const found = await readTicketForDesk(app, staff, folio)
      const names = await namesOf()
      const { who: _level, ...shown } = found
      const common = { site, staff, names, ...shown }
      if (!sent) return await sendPage(reply, deskTicketPage(common))
      const { errors, given, status } = sent
      return await sendPage(reply, deskTicketPage({ ...common, errors, given }), { status })
    }
    const deskStaff = async (request: FastifyRequest): Promise<Staff> => {
      const staff = await requireStaff(app, request, 'tableros')
      if (levelOf(staff, { entidad: scopeOf(staff) }) === null) throw new DomainError('forbidden', 'sin-permiso')
      return staff
    }

    server.get<{ Params: { folio: string } }>(patterns.consoleTicket, HIDDEN, async (request, reply) => {
      return await show(reply, await deskStaff(request), request.params.folio)
    })

    server.post<{ Params: { folio: string; paso: string } }>(
      patterns.consoleTicketStep,
      HIDDEN,
      async (request, reply) => {
        const staff = await deskStaff(request)
        const { paso } = request.params
        const folio = parseFolio(request.params.folio, 'REP') ?? ''
        const step = Object.hasOwn(STEP_NAMES, paso) ? STEP_NAMES[paso] : undefined
        if (step === undefined) throw new DomainError('notFound', 'direccion-no-encontrada')
        await readTicketForDesk(app, staff, folio)
        const given = Object.fromEntries(FIELDS.map((one) => [one, fieldOf(request.body, one, paso)]))
        try {
          await actOnTicket(app, staff, folio, actOf(step, given))
          return await reply.redirect(paths.consoleTicket(folio), 303)
        } catch (error) {
          if (!isDomainError(error) || error.kind === 'unavailable' || error.kind === 'notFound') throw error
          const errors = errorsOf(error).map((one) => (one.campo === 'texto' ? { ...one, campo: 'respuesta' } : one))
          return await show(reply, staff, folio, {
            errors,
            given: { ...given, paso },
            status: problemOf(error).status,
          })
        }
      },
    )
  }
}

/** A page with many forms gives the same field a name of its own in each; a program may send the bare one. */
function fieldOf(body: unknown, campo: string, paso: string): string {
  return typed(body, campo) || typed(body, `${campo}_${paso}`)
}

function actOf(step: TicketStep, given: Readonly<Record<string, string>>): Act {
  const { codigo = '', respuesta = '', nota = '', entidad = '', intentado = '', evidencia = '' } = given
  const escalates = step === 'escalated' || step === 'escalatedAgain'
  return {
    step,
    ...(codigo ? { codigo } : {}),
    ...(respuesta ? { texto: respuesta } : {}),
    ...(nota ? { nota } : {}),
    ...(escalates && entidad ? { entidad } : {}),
    ...(escalates ? { paquete: { intentado, evidencia, consentimiento: given['consentimiento'] === 'si' } } : {}),
  }
}

/** The days of the Modelo up to now. */
export async function lastWindow(app: App): Promise<{ ventana: Ventana; days: number }> {
  const days = (await readModelo(app)).contenido.piloto.dias.valor
  const hasta = app.clock.now().add({ milliseconds: 1 })
  return { ventana: { desde: hasta.subtract({ hours: 24 * days }), hasta }, days }
}
