// What the console refused to somebody who is signed in: a right that they lack, an id of others, a form of another site.
import type { FastifyInstance } from 'fastify'
import type { App } from '#context'
import { withoutReach } from '#db'
import { isDomainError } from '#errors'
import type { DomainError } from '#errors'
import { append } from '#journal'
import { accessOf, currentStaff } from '#staff'

const KEPT: ReadonlySet<string> = new Set(['otro-sitio', 'sin-permiso'])

/** What names a thing and finds none may be a folio of others; an address without a line of the policy is a slip. */
const isRefusal = ({ kind, codigo }: DomainError, pattern: string): boolean =>
  KEPT.has(codigo) || (kind === 'notFound' && pattern.includes('/:'))

/** Whoever tries the same again and again is on record once in this time, so that trying fills no journal. */
const AGAIN_AFTER_MS = 60_000
/** More accounts and addresses than there are; beyond it the oldest are forgotten. */
const MOST_KEYS = 10_000

/** Registered once, after the gate. What cannot be put on record is said in the diagnostics; it was refused all the same. */
export function watchRefusals(server: FastifyInstance, app: App): void {
  const last = new Map<string, number>()

  server.addHook('onError', async (request, _reply, error) => {
    const pattern = request.routeOptions.url ?? ''
    if (!isDomainError(error) || !isRefusal(error, pattern)) return
    if (!pattern.startsWith('/consola') || accessOf(request.method, pattern) === undefined) return
    const direccion = `${request.method} ${pattern}`
    try {
      const staff = await currentStaff(app, request)
      if (staff === null) {
        app.log.warn('console.refused', { codigo: error.codigo, route: pattern })
        return
      }
      const { id, rol, entidad } = staff
      if (!isNew(last, `${id} ${direccion} ${error.codigo}`, app.clock.now().epochMilliseconds)) return
      const data = { rol, motivo: error.codigo, direccion }
      await withoutReach(
        async () =>
          await app.db.tx(async (tx) => {
            await append(app, tx, { event: 'staff.refused', actor: id, subject: id, entidad, data })
          }),
      )
    } catch (failure) {
      app.log.error('console.refused-unrecorded', failure, { route: pattern })
    }
  })
}

function isNew(last: Map<string, number>, key: string, now: number): boolean {
  const before = last.get(key)
  if (before !== undefined && now - before < AGAIN_AFTER_MS && now >= before) return false
  last.delete(key)
  last.set(key, now)
  if (last.size > MOST_KEYS) last.delete(last.keys().next().value!)
  return true
}
