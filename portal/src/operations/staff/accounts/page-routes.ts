// The pages of accounts: an office sees and manages its own entidad's, the UGD all.
import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import type { App } from '#context'
import { listEntidades } from '#directory'
import { toMend } from '#problems'
import { csv, csvHeaders } from '#ui/csv'
import { typed } from '#ui/fields'
import { sendPage } from '#ui/layout'
import { paths, patterns } from '#ui/paths'
import { requireStaff } from '../sessions.ts'
import { scopeOf } from '../staff.ts'
import type { Staff } from '../staff.ts'
import { dismiss, invite, listWorkers, readWorker } from './accounts.ts'
import { accountPage, accountsPage } from './pages.ts'
import type { Given } from './pages.ts'

const HIDDEN = { schema: { hide: true } }
const FIELDS = ['cuenta', 'nombre', 'correo', 'rol', 'entidad', 'motivo']
type One = { Params: { cuenta: string } }
type Sent = { readonly given: Given; readonly status: number }

export function accountPageRoutes(app: App): FastifyPluginAsync {
  return async (server) => {
    const site = app.config

    const showAll = async (reply: FastifyReply, staff: Staff, sent?: Sent): Promise<FastifyReply> => {
      const [accounts, entidades] = await Promise.all([listWorkers(app, scopeOf(staff)), listEntidades(app)])
      const given = sent ? { given: sent.given } : {}
      return await sendPage(reply, accountsPage({ site, staff, entidades, accounts, ...given }), statusOf(sent))
    }
    const showOne = async (reply: FastifyReply, staff: Staff, cuenta: string, sent?: Sent): Promise<FastifyReply> => {
      const account = await readWorker(app, scopeOf(staff), cuenta)
      const given = sent ? { given: sent.given } : {}
      const text = accountPage({ site, staff, entidades: await listEntidades(app), account, ...given })
      return await sendPage(reply, text, statusOf(sent))
    }

    server.get(paths.consoleAccounts, HIDDEN, async (request, reply) => {
      return await showAll(reply, await requireStaff(app, request, 'cuentas.ver'))
    })

    server.get(paths.consoleAccountsCsv, HIDDEN, async (request, reply) => {
      const staff = await requireStaff(app, request, 'cuentas.ver')
      const accounts = await listWorkers(app, scopeOf(staff))
      return await reply.headers(csvHeaders('cuentas')).send(
        csv(
          ['cuenta', 'nombre', 'correo', 'rol', 'entidad', 'activa', 'alta', 'baja', 'ultima_entrada'],
          accounts.map((one) => [
            one.id,
            one.nombre,
            one.correo,
            one.rol,
            one.entidad,
            one.active,
            one.created_at,
            one.left_at,
            one.entered_at,
          ]),
        ),
      )
    })

    server.post(paths.consoleAccounts, HIDDEN, async (request, reply) => {
      const staff = await requireStaff(app, request, 'cuentas.administrar')
      const { body } = request
      const field = (campo: string): string => typed(body, campo)
      const hasEntidad = typeof body === 'object' && body !== null && Object.hasOwn(body, 'entidad')
      try {
        await invite(app, staff, {
          cuenta: field('cuenta'),
          nombre: field('nombre'),
          correo: field('correo'),
          rol: field('rol'),
          entidad: hasEntidad ? field('entidad') : undefined,
          motivo: field('motivo'),
        })
      } catch (error) {
        return await showAll(reply, staff, sentBack(error, body))
      }
      return await reply.redirect(paths.consoleAccounts, 303)
    })

    server.get<One>(patterns.consoleAccount, HIDDEN, async (request, reply) => {
      return await showOne(reply, await requireStaff(app, request, 'cuentas.ver'), request.params.cuenta)
    })

    server.post<One>(patterns.consoleAccountLeaving, HIDDEN, async (request, reply) => {
      const staff = await requireStaff(app, request, 'cuentas.administrar')
      const { cuenta } = request.params
      await readWorker(app, scopeOf(staff), cuenta)
      try {
        await dismiss(app, staff, cuenta, typed(request.body, 'motivo'))
      } catch (error) {
        return await showOne(reply, staff, cuenta, sentBack(error, request.body))
      }
      return await reply.redirect(paths.consoleAccount(cuenta), 303)
    })
  }
}

const statusOf = (sent: Sent | undefined): { status?: number } => (sent ? { status: sent.status } : {})

/** The form as it was typed, with what must be mended. What nobody can mend is thrown on. */
function sentBack(error: unknown, body: unknown): Sent {
  const { errors, status } = toMend(error)
  return { given: { errors, values: Object.fromEntries(FIELDS.map((campo) => [campo, typed(body, campo)])) }, status }
}
