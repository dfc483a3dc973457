// Before and after every page of the console: whoever reads people's data without a case states why, and each look is kept.
import type {} from '@fastify/cookie'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { App } from '#context'
import { parseFolio } from '#orders'
import { currentStaff, may } from '#staff'
import type { Staff } from '#staff'
import { sendPage } from '#ui/layout'
import { REASONS, keepLooks, lookOf, wasShown } from './looks.ts'
import type { Look, Reason, Seen } from './looks.ts'
import { reasonPage } from './reason-page.ts'
import { isSameLook, rememberLook } from './same-look.ts'

/** Registered once, after the gate: a page is sent only when it is on record who looks at it. */
export function watchLooks(server: FastifyInstance, app: App): void {
  const keep = keepLooks(app)

  server.addHook('preHandler', async (request, reply) => {
    const look = lookHere(request)
    if (look?.que !== 'busquedas') return
    const staff = await currentStaff(app, request)
    if (staff === null || !isShown(look, staff) || reasonIn(request) !== null) return
    const asked = 'motivo' in (request.query as object)
    const text = reasonPage({ site: app.config, staff, action: request.url.split('?')[0]!, missing: asked })
    await sendPage(reply, text, { status: asked ? 422 : 200 })
  })

  server.addHook('onSend', async (request, reply) => {
    const look = lookHere(request)
    if (look === undefined || !wasShown(request.method, reply.statusCode)) return
    const staff = await currentStaff(app, request)
    if (staff === null) return
    const seen = seenHere(request, look, staff)
    if (seen === null || isSameLook(app, request, seen)) return
    await keep(seen)
    rememberLook(app, request, reply, seen)
  })
}

function lookHere(request: FastifyRequest): Look | undefined {
  return lookOf(request.method, request.routeOptions.url ?? '')
}

function seenHere(request: FastifyRequest, look: Look, staff: Staff): Seen | null {
  if (look.que !== 'busquedas') return { staff, que: look.que, asunto: subjectOf(request, look), motivo: 'caso' }
  const motivo = reasonIn(request)
  return motivo !== null && isShown(look, staff) ? { staff, que: look.que, asunto: look.que, motivo } : null
}

function isShown(look: Look & { que: 'busquedas' }, staff: Staff): boolean {
  return look.shownTo.some((right) => may(staff, right, staff.entidad))
}

function reasonIn(request: FastifyRequest): Reason | null {
  const { motivo } = request.query as { motivo?: unknown }
  return REASONS.find((one) => one === motivo) ?? null
}

/** The case as its room names it, however its folio was typed in the address. */
function subjectOf(request: FastifyRequest, look: Exclude<Look, { que: 'busquedas' }>): string {
  const given = (request.params as Readonly<Record<string, string>>)[look.param] ?? ''
  if (look.que === 'solicitud') return parseFolio(given) ?? given
  return look.que === 'reporte' ? (parseFolio(given, 'REP') ?? given) : given
}
