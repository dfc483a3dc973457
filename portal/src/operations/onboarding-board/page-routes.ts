// The board of onboarding and what its forms do; an office of an entidad sees its own and nothing of another.
import type {} from '@fastify/cookie'
import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import type { App } from '#context'
import { DomainError } from '#errors'
import {
  DE_LA_ENTIDAD,
  PASOS,
  changeLiaison,
  changeObservation,
  declareReady,
  listDeliveries,
  orderReports,
  readBoard,
  readLiaisons,
  readObservations,
} from '#onboarding'
import type { Evento } from '#onboarding'
import { toMend } from '#problems'
import { may, requireStaff, scopeOf } from '#staff'
import type { Staff } from '#staff'
import { readTrainingOf } from '#training'
import { typed } from '#ui/fields'
import { sendPage } from '#ui/layout'
import { paths, patterns } from '#ui/paths'
import { boardPage, entidadPage } from './pages.ts'
import type { Given } from './pages.ts'

const HIDDEN = { schema: { hide: true } }
type Named = { Params: { clave: string } }
type Step = { Params: { clave: string; paso: string } }

interface Asked {
  readonly app: App
  readonly staff: Staff
  readonly clave: string
  readonly body: unknown
}

function require(staff: Staff, right: Parameters<typeof may>[1], clave: string): void {
  if (!may(staff, right, clave)) throw new DomainError('forbidden', 'sin-permiso')
}

/** The last part of a form's address: what it does, and the ending of its fields. */
const STEPS: Readonly<Record<string, { run: (asked: Asked) => Promise<void>; ending: (body: unknown) => string }>> = {
  reporte: {
    async run({ app, staff, clave }) {
      require(staff, 'integracion.observar', clave)
      await orderReports(app, staff.id, clave)
    },
    ending: () => '',
  },
  lista: {
    async run({ app, staff, clave }) {
      require(staff, 'integracion.observar', clave)
      await declareReady(app, staff.id, clave)
    },
    ending: () => '',
  },
  observacion: {
    async run({ app, staff, clave, body }) {
      const [evento, id] = [typed(body, 'evento'), typed(body, 'observacion')]
      if (!may(staff, 'integracion.observar', clave)) require(staff, 'integracion.atender', clave)
      if (!Object.hasOwn(PASOS, evento))
        throw new DomainError('invalid', 'datos-invalidos', { campos: [{ campo: 'evento', codigo: 'campo-invalido' }] })
      const step = evento as Evento
      require(staff, DE_LA_ENTIDAD.has(step) ? 'integracion.atender' : 'integracion.observar', clave)
      const evidencia = typed(body, `evidencia_${id}`)
      await changeObservation(app, staff.id, { id, entidad: clave, evento: step, evidencia })
    },
    ending: (body) => `_${typed(body, 'observacion')}`,
  },
  enlace: {
    async run({ app, staff, clave, body }) {
      const id = typed(body, 'enlace')
      const [nombre, correo] = [typed(body, `nombre_${id}`), typed(body, `correo_${id}`)]
      await changeLiaison(app, staff.id, { id, entidad: clave, nombre, correo })
    },
    ending: (body) => `_${typed(body, 'enlace')}`,
  },
}

export function onboardingBoardRoutes(app: App): FastifyPluginAsync {
  return async (server) => {
    const site = app.config

    server.get(paths.consoleOnboarding, HIDDEN, async (request, reply) => {
      const staff = await requireStaff(app, request, 'integracion.ver')
      const scope = scopeOf(staff)
      const entries = (await readBoard(app)).filter((one) => scope === null || one.clave === scope)
      return await sendPage(reply, boardPage({ site, staff, entries, deliveries: await listDeliveries(app, scope) }))
    })

    server.post(paths.consoleOnboarding, HIDDEN, async (request, reply) => {
      const staff = await requireStaff(app, request, 'integracion.observar')
      await orderReports(app, staff.id, null)
      return await reply.redirect(paths.consoleOnboarding, 303)
    })

    const show = async (
      reply: FastifyReply,
      staff: Staff,
      clave: string,
      sent?: { given: Given; status: number },
    ): Promise<FastifyReply> => {
      const entry = (await readBoard(app)).find((one) => one.clave === clave)
      if (entry === undefined) throw new DomainError('notFound', 'direccion-no-encontrada')
      const [observations, liaisons, deliveries, training] = await Promise.all([
        readObservations(app, clave),
        readLiaisons(app, clave),
        listDeliveries(app, clave),
        readTrainingOf(app, clave),
      ])
      const { given, status } = sent ?? {}
      const text = entidadPage({
        site,
        staff,
        entry,
        observations,
        liaisons,
        deliveries,
        training,
        ...(given ? { given } : {}),
      })
      return await sendPage(reply, text, status === undefined ? {} : { status })
    }

    server.get<Named>(patterns.consoleOnboardingOf, HIDDEN, async (request, reply) => {
      const { clave } = request.params
      return await show(reply, await requireStaff(app, request, 'integracion.ver', clave), clave)
    })

    server.post<Step>(`${patterns.consoleOnboardingOf}/:paso`, HIDDEN, async (request, reply) => {
      const { clave, paso } = request.params
      const staff = await requireStaff(app, request, 'integracion.ver', clave)
      const step = Object.hasOwn(STEPS, paso) ? STEPS[paso] : undefined
      if (step === undefined) throw new DomainError('notFound', 'direccion-no-encontrada')
      if (paso === 'enlace') await requireStaff(app, request, 'enlaces.cambiar', clave)
      const { body } = request
      try {
        await step.run({ app, staff, clave, body })
      } catch (error) {
        const { errors, status } = toMend(error, step.ending(body))
        const names = Object.keys(typeof body === 'object' && body !== null ? body : {})
        const values = Object.fromEntries(names.map((name) => [name, typed(body, name)]))
        return await show(reply, staff, clave, { given: { errors, values }, status })
      }
      return await reply.redirect(paths.consoleOnboardingOf(clave), 303)
    })
  }
}
