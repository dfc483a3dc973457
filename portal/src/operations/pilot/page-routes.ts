// The console pages of the pilot: each form does one thing, is answered by a redirection, and says its errors on the board.
import type {} from '@fastify/cookie'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '#context'
import { listEntidades } from '#directory'
import { DomainError, isDomainError } from '#errors'
import { readModelo } from '#modelo'
import { problemOf } from '#problems'
import { requireStaff, scopeOf } from '#staff'
import type { Right, Staff } from '#staff'
import { typed } from '#ui/fields'
import type { FieldError } from '#ui/fields'
import { sendPage } from '#ui/layout'
import { paths } from '#ui/paths'
import { readEach } from './indicators.ts'
import { heatPage } from './heat.ts'
import { boardPage, decisionPage } from './pages.ts'
import {
  approveDecision,
  evaluateIteration,
  listNotices,
  proposeDecision,
  proposeGroup,
  publishAnnouncement,
  readBoard,
  sendNotice,
  signAnnouncement,
  signGroup,
  writeAnnouncement,
} from './pilot.ts'

const HIDDEN = { schema: { hide: true } }
const TYPED = ['nombre', 'inicio', 'decision', 'entidades', 'motivo'] as const

type Decision = 'repetir_mismas' | 'liberar_grupo' | 'suspender'
type WithGroup = { Params: { grupo: string } }

export function pilotPageRoutes(app: App): FastifyPluginAsync {
  return async (server) => {
    const site = app.config
    const base = paths.consolePilot

    const show = async (
      reply: FastifyReply,
      staff: Staff,
      more: {
        errors?: readonly FieldError[]
        typed?: Record<string, string>
        status?: number
        iteracion?: string | undefined
      } = {},
    ) => {
      const board = await readBoard(app)
      const now = app.clock.now()
      const begun = board.iterations.filter((one) => Temporal.Instant.compare(one.desde, now) <= 0)
      // What waits for a decision comes first; otherwise what began last.
      const current =
        begun.find((one) => one.id === more.iteracion) ?? begun.find((one) => one.estado === 'evaluada') ?? begun.at(-1)
      const evaluation = current ? await evaluateIteration(app, current.id) : null
      const scope = scopeOf(staff)
      const cut =
        evaluation && scope !== null
          ? { ...evaluation, tabla: { ...evaluation.tabla, entidades: only(evaluation.tabla.entidades, scope) } }
          : evaluation
      const text = boardPage({
        site,
        staff,
        board,
        evaluation: cut,
        entidades: await listEntidades(app),
        notices: await listNotices(app, scope),
        ...(more.errors ? { errors: more.errors } : {}),
        ...(more.typed ? { typed: more.typed } : {}),
      })
      return await sendPage(reply, text, { status: more.status ?? 200 })
    }

    /** Runs what a form asks for; what is wrong with it is said on the board, with what was typed. */
    const act = async (
      request: FastifyRequest,
      reply: FastifyReply,
      right: Right,
      entidad: (staff: Staff) => string | null,
      run: (staff: Staff) => Promise<string | void>,
    ) => {
      const staff = await requireStaff(app, request, 'tableros', null)
      await requireStaff(app, request, right, entidad(staff))
      try {
        const address = await run(staff)
        return await reply.redirect(address ?? base, 303)
      } catch (error) {
        if (!isDomainError(error) || error.kind === 'notFound') throw error
        const { title, campos, status } = problemOf(error)
        const errors = campos
          ? campos.map(({ campo, mensaje }) => ({ campo, mensaje }))
          : [{ campo: 'contenido', mensaje: title }]
        const kept = Object.fromEntries(TYPED.map((name) => [name, typed(request.body, name)]))
        return await show(reply, staff, { errors, typed: kept, status })
      }
    }
    const everyone = (): null => null
    const own = (staff: Staff): string | null => staff.entidad

    server.get<{ Querystring: { iteracion?: string } }>(base, HIDDEN, async (request, reply) => {
      const staff = await requireStaff(app, request, 'indicadores', await scopeFor(app, request))
      return await show(reply, staff, { iteracion: request.query.iteracion })
    })

    server.get(paths.consoleHeat, HIDDEN, async (request, reply) => {
      const staff = await requireStaff(app, request, 'indicadores', await scopeFor(app, request))
      const scope = scopeOf(staff)
      const entidades = (await listEntidades(app)).filter((one) => scope === null || one.clave === scope)
      const hasta = app.clock.now()
      const dias = (await readModelo(app)).contenido.piloto.dias.valor
      const ventana = { desde: hasta.subtract({ hours: 24 * dias }), hasta }
      const tabla = await readEach(
        app,
        ventana,
        entidades.map((one) => one.clave),
      )
      return await sendPage(reply, heatPage({ site, staff, tabla, entidades }))
    })

    server.post(
      `${base}/grupos`,
      HIDDEN,
      async (request, reply) =>
        await act(request, reply, 'piloto.proponer', everyone, async (staff) => {
          await proposeGroup(app, staff, {
            nombre: typed(request.body, 'nombre'),
            entidades: several(request.body, 'claves'),
            inicio: typed(request.body, 'inicio'),
          })
        }),
    )
    server.post<WithGroup>(
      `${base}/grupos/:grupo/firmas`,
      HIDDEN,
      async (request, reply) =>
        await act(
          request,
          reply,
          'piloto.aprobar',
          own,
          async (staff) => void (await signGroup(app, staff, request.params.grupo)),
        ),
    )
    server.post<WithGroup>(
      `${base}/grupos/:grupo/anuncio`,
      HIDDEN,
      async (request, reply) =>
        await act(
          request,
          reply,
          'piloto.proponer',
          everyone,
          async (staff) =>
            await writeAnnouncement(
              app,
              staff,
              request.params.grupo,
              typed(request.body, `texto-${request.params.grupo}`),
            ),
        ),
    )
    server.post<WithGroup>(
      `${base}/grupos/:grupo/anuncio/firmas`,
      HIDDEN,
      async (request, reply) =>
        await act(
          request,
          reply,
          'anuncio.firmar',
          own,
          async (staff) => void (await signAnnouncement(app, staff, request.params.grupo)),
        ),
    )
    server.post<WithGroup>(
      `${base}/grupos/:grupo/anuncio/publicacion`,
      HIDDEN,
      async (request, reply) =>
        await act(
          request,
          reply,
          'piloto.proponer',
          everyone,
          async (staff) => await publishAnnouncement(app, staff, request.params.grupo),
        ),
    )
    server.post<WithGroup>(
      `${base}/grupos/:grupo/comunicados`,
      HIDDEN,
      async (request, reply) =>
        await act(
          request,
          reply,
          'comunicado.enviar',
          everyone,
          async (staff) => void (await sendNotice(app, staff, request.params.grupo)),
        ),
    )
    server.post(
      `${base}/decisiones`,
      HIDDEN,
      async (request, reply) =>
        await act(request, reply, 'piloto.proponer', everyone, async (staff) => {
          const made = await proposeDecision(app, staff, {
            iteracion: typed(request.body, 'iteracion'),
            decision: decisionOf(typed(request.body, 'decision')),
            entidades: typed(request.body, 'entidades')
              .split(/[\s,]+/)
              .filter((one) => /^\d{2}$/.test(one)),
            motivo: typed(request.body, 'motivo').slice(0, 2000),
          })
          return paths.consoleDecision(made.id)
        }),
    )
    server.get<{ Params: { id: string } }>(`${base}/decisiones/:id`, HIDDEN, async (request, reply) => {
      const staff = await requireStaff(app, request, 'indicadores', await scopeFor(app, request))
      const decision = (await readBoard(app)).decisions.find((one) => one.id === request.params.id)
      if (!decision) throw new DomainError('notFound', 'direccion-no-encontrada')
      const names = new Map((await listEntidades(app)).map((one) => [one.clave, one.nombre]))
      const scope = scopeOf(staff)
      const evidencia = decision.evidencia as { entidades: Record<string, unknown> }
      const cut =
        scope === null
          ? decision
          : { ...decision, evidencia: { ...evidencia, entidades: only(evidencia.entidades, scope) } }
      return await sendPage(reply, decisionPage({ site, staff, decision: cut, names }))
    })
    server.post<{ Params: { id: string } }>(
      `${base}/decisiones/:id/aprobaciones`,
      HIDDEN,
      async (request, reply) =>
        await act(request, reply, 'piloto.aprobar', own, async (staff) => {
          await approveDecision(app, staff, request.params.id)
          return paths.consoleDecision(request.params.id)
        }),
    )
  }
}

/** The entidad that whoever asks is confined to; without a session the check that follows refuses. */
async function scopeFor(app: App, request: FastifyRequest): Promise<string | null> {
  return scopeOf(await requireStaff(app, request, 'tableros', null))
}

function only<T>(entidades: Readonly<Record<string, T>>, clave: string): Record<string, T> {
  return Object.fromEntries(Object.entries(entidades).filter(([key]) => key === clave))
}

/** Every value of a field that may come once, several times or not at all. */
function several(body: unknown, campo: string): string[] {
  const value = (body as Record<string, unknown> | null)?.[campo]
  return [value].flat().filter((one): one is string => typeof one === 'string')
}

function decisionOf(text: string): Decision {
  if (text === 'repetir_mismas' || text === 'liberar_grupo' || text === 'suspender') return text
  throw new DomainError('invalid', 'datos-invalidos', { campos: [{ campo: 'decision', codigo: 'campo-invalido' }] })
}
