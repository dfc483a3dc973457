// The board of acceptance for whoever stands at one of the four doors.
import type {} from '@fastify/cookie'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { WithTrust } from '#copies'
import { listEntidades } from '#directory'
import { DomainError, isDomainError } from '#errors'
import { problemOf } from '#problems'
import { may, requireStaff, scopeOf } from '#staff'
import type { Staff } from '#staff'
import { isoDate, typed, typedDate } from '#ui/fields'
import type { FieldError } from '#ui/fields'
import { sendPage } from '#ui/layout'
import { evidenceOf, paths, patterns } from '#ui/paths'
import { refuseOtherSites } from '#same-site'
import { lastWindow } from '../console-routes.ts'
import { errorsOf } from '../page-routes.ts'
import { acceptanceIndicator } from './acceptance-indicator.ts'
import { STEP_NAMES, acceptancePage, casePage } from './pages.ts'
import { DOORS } from './refusal.ts'
import type { Door } from './refusal.ts'
import { actOnRefusal, listCases, readRefusal, takeRefusal } from './refusals.ts'
import type { RefusalInput } from './refusals.ts'

const HIDDEN = { schema: { hide: true } }
const FIELDS = ['copia', 'autoridad', 'autoridadOtra', 'oficina', 'palabras', 'correo'] as const

export function refusalPageRoutes(app: WithTrust): FastifyPluginAsync {
  return async (server) => {
    const site = app.config

    refuseOtherSites(server, site)

    const board = async (
      reply: FastifyReply,
      staff: Staff,
      request: FastifyRequest,
      sent?: { errors: FieldError[]; status: number },
    ): Promise<FastifyReply> => {
      const { ventana, days } = await lastWindow(app)
      const scope = scopeOf(staff)
      const text = acceptancePage({
        site,
        staff,
        names: await namesOf(),
        indicator: await acceptanceIndicator(app, ventana, scope),
        cases: await listCases(app, ventana, scope),
        days,
        csv: evidenceOf(paths.evidenceRefusals, ventana, scope),
        doors: doorsOf(staff),
        given: sent ? { ...givenIn(request), puerta: typed(request.body, 'puerta') } : {},
        ...(sent ? { errors: sent.errors, fecha: typedDate(request.body, 'fecha') } : {}),
      })
      return await sendPage(reply, text, { status: sent?.status ?? 200 })
    }
    const namesOf = async (): Promise<Map<string, string>> =>
      new Map((await listEntidades(app)).map((one) => [one.clave, one.nombre]))

    server.get(paths.consoleAcceptance, HIDDEN, async (request, reply) => {
      return await board(reply, await requireStaff(app, request, 'tableros'), request)
    })

    server.post(paths.consoleAcceptance, HIDDEN, async (request, reply) => {
      const staff = await requireStaff(app, request, 'rechazo.atender', null)
      const doors = doorsOf(staff)
      const puerta = typed(request.body, 'puerta') === '' ? doors[0] : typed(request.body, 'puerta')
      try {
        const door = doors.find((one) => one === puerta)
        if (!door)
          throw new DomainError('invalid', 'datos-invalidos', {
            campos: [{ campo: 'puerta', codigo: 'campo-invalido' }],
          })
        const { folio } = await takeRefusal(app, inputOf(request, givenIn(request), door, staff.id))
        const seen = await readRefusal(app, staff, folio).catch((error: unknown) => {
          // A copy of another entidad was told at this door: the case goes to who may attend it.
          if (isDomainError(error) && error.kind === 'notFound') return null
          throw error
        })
        return await reply.redirect(seen ? paths.consoleRefusal(folio) : paths.consoleAcceptance, 303)
      } catch (error) {
        if (!isDomainError(error) || error.kind === 'unavailable') throw error
        return await board(reply, staff, request, {
          errors: errorsOf(error, 'copia'),
          status: problemOf(error).status,
        })
      }
    })

    server.get<{ Params: { folio: string } }>(patterns.consoleRefusal, HIDDEN, async (request, reply) => {
      const staff = await requireStaff(app, request, 'rechazo.atender', null)
      const view = await readRefusal(app, staff, request.params.folio.slice(0, 60))
      return await sendPage(reply, casePage({ site, staff, names: await namesOf(), view }))
    })

    server.post<{ Params: { folio: string; paso: string } }>(
      patterns.consoleRefusalStep,
      HIDDEN,
      async (request, reply) => {
        const staff = await requireStaff(app, request, 'rechazo.atender', null)
        const { paso } = request.params
        const folio = request.params.folio.slice(0, 60)
        const step = Object.hasOwn(STEP_NAMES, paso) ? STEP_NAMES[paso] : undefined
        if (step === undefined) throw new DomainError('notFound', 'direccion-no-encontrada')
        try {
          await actOnRefusal(app, staff, folio, step)
          return await reply.redirect(paths.consoleRefusal(folio), 303)
        } catch (error) {
          if (!isDomainError(error) || error.kind !== 'conflict') throw error
          const view = await readRefusal(app, staff, folio)
          const errors = errorsOf(error, 'pasos')
          return await sendPage(reply, casePage({ site, staff, names: await namesOf(), view, errors }), { status: 409 })
        }
      },
    )
  }
}

/** At which doors this person stands: the federal desk, a local one, or the control bodies of an entidad. */
function doorsOf(staff: Staff): readonly Door[] {
  if (!may(staff, 'rechazo.atender', staff.entidad)) return []
  if (staff.entidad === null) return DOORS
  return staff.rol === 'oic' ? ['oic', 'contraloria'] : ['mesaLocal']
}

function givenIn(request: FastifyRequest): Record<string, string> {
  return Object.fromEntries(FIELDS.map((one) => [one, typed(request.body, one)]))
}

function inputOf(
  request: FastifyRequest,
  given: Readonly<Record<string, string>>,
  puerta: Door,
  actor: string,
): RefusalInput {
  const fecha = typed(request.body, 'fecha') || isoDate(typedDate(request.body, 'fecha'))
  const kept = Object.fromEntries(
    (['autoridadOtra', 'oficina', 'correo'] as const).flatMap((one) => (given[one]?.trim() ? [[one, given[one]]] : [])),
  )
  const { copia = '', palabras = '', autoridad = '' } = given
  // On a page the authority must be chosen: an empty choice is a field to mend, not an unnamed one.
  return { copia, palabras, autoridad, puerta, actor, ...(fecha ? { fecha } : {}), ...kept }
}
