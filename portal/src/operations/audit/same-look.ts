// A panel that brings itself up to date shows what its reader was just put on record for: one look, for a few minutes.
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { machineNow } from '#clock'
import type { App } from '#context'
import { consoleCookie, isRefresh, sessionCookie } from '#staff'
import type { Seen } from './looks.ts'

/** Ours. A window that stays open is on record again each time this ends, so the record also says until when it was open. */
const SAME_S = 15 * 60

const cookieHere = (app: App, request: FastifyRequest): ReturnType<typeof consoleCookie> =>
  consoleCookie(app.config, 'actas_mirada', request.url.replace(/[?#].*$/, ''), SAME_S)

/** After a look was put on record: a note for this page alone, good for the same session and the same case. */
export function rememberLook(app: App, request: FastifyRequest, reply: FastifyReply, seen: Seen): void {
  if (request.method !== 'GET') return
  const { name, options } = cookieHere(app, request)
  const until = machineNow().add({ seconds: SAME_S }).epochMilliseconds
  reply.setCookie(name, `${until}.${signature(app, request, seen, until).toString('base64url')}`, options)
}

/** Whether nobody asked anew, and this very look is on record since a few minutes. A refresh never makes it last longer. */
export function isSameLook(app: App, request: FastifyRequest, seen: Seen): boolean {
  if (!isRefresh(request)) return false
  const [until = '', sign = ''] = (request.cookies[cookieHere(app, request).name] ?? '').split('.')
  if (!/^\d{1,15}$/.test(until) || Number(until) < machineNow().epochMilliseconds) return false
  const given = Buffer.from(sign, 'base64url')
  const expected = signature(app, request, seen, Number(until))
  return given.length === expected.length && timingSafeEqual(given, expected)
}

/** A key of its own; the session's secret makes the note worthless to any other session. */
function signature(app: App, request: FastifyRequest, seen: Seen, until: number): Buffer {
  const key = hkdfSync('sha256', app.secrets.formToken, '', 'consola.mirada', 32)
  const session = request.cookies[sessionCookie(app.config).name] ?? ''
  const { staff, que, asunto, motivo } = seen
  return createHmac('sha256', Buffer.from(key))
    .update(JSON.stringify([session, staff.id, staff.emergencia?.id ?? null, que, asunto, motivo, until]))
    .digest()
}
