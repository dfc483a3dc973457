// The pages of incidents and what their forms do. What belongs to another entidad is answered as what does not exist.
import type {} from '@fastify/cookie'
import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import type { App } from '#context'
import { listEntidades } from '#directory'
import { DomainError } from '#errors'
import { readModelo } from '#modelo'
import { toMend } from '#problems'
import { may, readChosen, requireStaff, scopeOf } from '#staff'
import type { Staff } from '#staff'
import { typed } from '#ui/fields'
import { sendPage } from '#ui/layout'
import { paths, patterns } from '#ui/paths'
import * as door from './incidents.ts'
import type { Evidence } from './evidence.ts'
import { incidentPage, isChosen, listFilters, listPage, publicPage } from './pages.ts'
import type { Given } from './view.ts'

const HIDDEN = { schema: { hide: true } }
type Named = { Params: { incidencia: string } }
type Step = { Params: { incidencia: string; paso: string } }

interface Asked {
  readonly app: App
  readonly staff: Staff
  readonly id: string
  readonly body: unknown
  readonly zona: string
}

/** Which action a form is about. */
function actionIn(body: unknown): { accion: string; vez: number; key: string } {
  const [accion, vez] = [typed(body, 'accion'), Number(typed(body, 'vez'))]
  if (!Number.isInteger(vez)) throw new DomainError('notFound', 'direccion-no-encontrada')
  return { accion, vez, key: `${accion}_${vez}` }
}

function evidenceIn(body: unknown, key: string, zona: string): Evidence {
  return {
    texto: typed(body, `texto_${key}`),
    url: typed(body, `url_${key}`),
    sha256: typed(body, `sha256_${key}`),
    ocurrio: localTime(typed(body, `ocurrio_${key}`), zona, 'ocurrio'),
  }
}

/** A time as it is typed, by the clock on the wall of the centre; null when nothing was typed. @throws invalid `fecha-invalida` */
function localTime(text: string, zona: string, campo: string): Temporal.Instant | null {
  if (text.trim() === '') return null
  try {
    return Temporal.PlainDateTime.from(text.trim()).toZonedDateTime(zona, { disambiguation: 'reject' }).toInstant()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new DomainError('invalid', 'datos-invalidos', { campos: [{ campo, codigo: 'fecha-invalida' }] })
  }
}

const review =
  (evento: 'validar' | 'rechazar') =>
  async ({ app, staff, id, body }: Asked): Promise<void> => {
    const { accion, vez, key } = actionIn(body)
    const seen = { sha256: typed(body, 'sha256'), motivo: typed(body, `motivo_${key}`) }
    await door.reviewAction(app, staff, id, { accion, vez, evento, ...seen })
  }

/** The last part of a form's address, and what the form does. */
const STEPS: Readonly<Record<string, (asked: Asked) => Promise<void>>> = {
  iniciar: async ({ app, staff, id, body }) => {
    const { accion, vez } = actionIn(body)
    await door.startAction(app, staff, id, accion, vez)
  },
  entregar: async ({ app, staff, id, body, zona }) => {
    const { accion, vez, key } = actionIn(body)
    await door.deliverAction(app, staff, id, accion, vez, evidenceIn(body, key, zona))
  },
  validar: review('validar'),
  rechazar: review('rechazar'),
  omitir: async ({ app, staff, id, body }) => {
    const { accion, vez, key } = actionIn(body)
    await door.excuseAction(app, staff, id, accion, vez, typed(body, `motivo_${key}`))
  },
  otra: async ({ app, staff, id, body, zona }) =>
    await door.recordExtraAction(app, staff, id, typed(body, 'nombre_otra'), evidenceIn(body, 'otra', zona)),
  severidad: async ({ app, staff, id, body }) =>
    await door.changeSeverity(app, staff, id, typed(body, 'severidad'), typed(body, 'motivo_severidad')),
  borrador: async ({ app, staff, id, body }) => await door.publishNotice(app, staff, id, typed(body, 'texto'), false),
  publicar: async ({ app, staff, id, body }) => await door.publishNotice(app, staff, id, typed(body, 'texto'), true),
  comprobar: async ({ app, staff, id }) => await door.requestVerification(app, staff, id),
  descartar: async ({ app, staff, id, body }) =>
    await door.discardIncident(app, staff, id, typed(body, 'motivo_descartar')),
  cerrar: async ({ app, staff, id }) => await door.closeIncident(app, staff, id),
}

/** How the fields of a step are called on the page: those of an action carry its name. */
function fieldEnding(paso: string, body: unknown): string {
  if (['iniciar', 'entregar', 'validar', 'rechazar', 'omitir'].includes(paso)) return `_${actionIn(body).key}`
  return paso === 'otra' ? '_otra' : paso === 'descartar' ? '_descartar' : ''
}

/** What was wrong, at the fields of the form that was sent, with what was typed; a refusal, at the top of the page. */
function mended(error: unknown, body: unknown, ending: string): { given: Given; status: number } {
  const { errors, status } = toMend(error, ending)
  const names = Object.keys(typeof body === 'object' && body !== null ? body : {})
  const values = Object.fromEntries(names.map((name) => [name, typed(body, name)]))
  return { given: { errors, values }, status }
}

export function incidentPageRoutes(app: App): FastifyPluginAsync {
  return async (server) => {
    const site = app.config

    server.get(paths.incidents, HIDDEN, async (_request, reply) => {
      const entidades = await listEntidades(app)
      const named = (clave: string | null): string => entidades.find((one) => one.clave === clave)?.nombre ?? ''
      const text = publicPage({ site, incidents: await door.readPublicIncidents(app), named })
      return await sendPage(reply, text, { personal: false })
    })

    const showList = async (
      reply: FastifyReply,
      staff: Staff,
      query: unknown,
      sent?: { given: Given; status: number },
    ): Promise<FastifyReply> => {
      const scope = scopeOf(staff)
      const { piloto } = (await readModelo(app)).contenido
      const hasta = app.clock.now()
      const ventana = { desde: hasta.subtract({ hours: 24 * piloto.dias.valor }), hasta }
      const all = await listEntidades(app)
      const entidades = all.filter((one) => may(staff, 'incidencia.actuar', one.clave))
      const filters = listFilters(staff, all)
      const chosen = readChosen(filters, query)
      const text = listPage({
        site,
        staff,
        filters,
        chosen,
        incidents: (await door.listIncidents(app, scope)).filter((one) => isChosen(one, chosen)),
        indicator: await door.protocolIndicator(app, ventana, scope),
        entidades,
        ...(sent ? { given: sent.given } : {}),
      })
      return await sendPage(reply, text, sent ? { status: sent.status } : {})
    }

    server.get(paths.consoleIncidents, HIDDEN, async (request, reply) => {
      return await showList(reply, await requireStaff(app, request, 'tableros'), request.query)
    })

    server.post(paths.consoleIncidents, HIDDEN, async (request, reply) => {
      const staff = await requireStaff(app, request, 'incidencia.actuar', typed(request.body, 'entidad') || null)
      const { body } = request
      const zona = (await readModelo(app)).contenido.zona.valor
      try {
        const id = await door.openIncident(app, staff, {
          entidad: typed(body, 'entidad'),
          causa: typed(body, 'causa'),
          severidad: typed(body, 'severidad'),
          inicio: localTime(typed(body, 'inicio'), zona, 'inicio'),
          texto: typed(body, 'texto'),
        })
        return await reply.redirect(paths.consoleIncident(id), 303)
      } catch (error) {
        return await showList(reply, staff, {}, mended(error, body, ''))
      }
    })

    /** The incident for whoever may see it; another's is as if it did not exist. */
    const shown = async (request: Parameters<typeof requireStaff>[1], id: string) => {
      await requireStaff(app, request, 'tableros')
      const view = await door.readIncident(app, id)
      return { view, staff: await requireStaff(app, request, 'tableros', view.incident.entidad) }
    }

    server.get<Named>(patterns.consoleIncident, HIDDEN, async (request, reply) => {
      const { view, staff } = await shown(request, request.params.incidencia)
      return await sendPage(reply, incidentPage({ site, staff, ...view }))
    })

    server.post<Step>(`${patterns.consoleIncident}/:paso`, HIDDEN, async (request, reply) => {
      const { incidencia: id, paso } = request.params
      const { staff } = await shown(request, id)
      const step = Object.hasOwn(STEPS, paso) ? STEPS[paso] : undefined
      if (step === undefined) throw new DomainError('notFound', 'direccion-no-encontrada')
      const { body } = request
      const zona = (await readModelo(app)).contenido.zona.valor
      try {
        await step({ app, staff, id, body, zona })
        return await reply.redirect(paths.consoleIncident(id), 303)
      } catch (error) {
        const { given, status } = mended(error, body, fieldEnding(paso, body))
        return await sendPage(reply, incidentPage({ site, staff, ...(await door.readIncident(app, id)), given }), {
          status,
        })
      }
    })
  }
}
