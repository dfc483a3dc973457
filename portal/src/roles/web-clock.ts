// The controls by which the sandbox moves the portal's clock; only in the demonstration, only with the world's secret.
import { timingSafeEqual } from 'node:crypto'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '#schema'
import type { DrivableClock } from '#clock'
import { wire } from '#clock'
import { driveClock } from '#driven-clock'
import { DomainError } from '#errors'
import { nextDue, sweepWhatIsDue } from '../deadlines.ts'
import type { WorkerApp } from '../edges.ts'

/** How long one step may wait for the work that a deadline set off. */
const SETTLE_MS = 15_000
const MAX_SPEED = 3_600

export function clockRoutes(app: WorkerApp, clock: DrivableClock): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.addHook('onRequest', async (request) => {
      const given = Buffer.from(request.headers.authorization?.replace(/^Bearer +/i, '') ?? '')
      const expected = Buffer.from(app.secrets.bank)
      if (given.length !== expected.length || !timingSafeEqual(given, expected))
        throw new DomainError('forbidden', 'no-autorizado')
    })
    server.get('/interno/reloj', { schema: { hide: true } }, async () => ({
      ahora: wire(clock.now()),
      velocidad: clock.speed,
    }))
    server.get(
      '/interno/reloj/proximo',
      { schema: { hide: true, querystring: Type.Object({ hasta: Type.String({ maxLength: 60 }) }) } },
      async (request) => {
        const until = instant(request.query.hasta)
        const due = await nextDue(app)
        const soonest = due !== null && Temporal.Instant.compare(due, until) < 0 ? due : until
        // Something overdue is swept at the present instant: the clock never runs backwards.
        const proximo = Temporal.Instant.compare(soonest, clock.now()) < 0 ? clock.now() : soonest
        return { proximo: Temporal.Instant.compare(proximo, until) > 0 ? until.toString() : proximo.toString() }
      },
    )
    server.put(
      '/interno/reloj',
      {
        schema: {
          hide: true,
          body: Type.Object({
            ahora: Type.Optional(Type.String({ maxLength: 60 })),
            velocidad: Type.Optional(Type.Number({ minimum: 0, maximum: MAX_SPEED })),
          }),
        },
      },
      async (request) => {
        const { ahora, velocidad } = request.body
        const shown = ahora === undefined ? undefined : instant(ahora)
        // A clock that runs may have passed the wanted instant by the length of one call.
        if (shown && Temporal.Instant.compare(shown, clock.now().subtract({ seconds: 5 })) < 0)
          throw new DomainError('invalid', 'reloj-atras')
        await driveClock(app.db, clock, {
          ...(shown ? { shown } : {}),
          ...(velocidad === undefined ? {} : { speed: velocidad }),
        })
        if (shown) {
          await sweepWhatIsDue(app)
          await app.jobs.settle(SETTLE_MS)
        }
        return { ahora: wire(clock.now()), velocidad: clock.speed }
      },
    )
  }
}

function instant(text: string): Temporal.Instant {
  try {
    return Temporal.Instant.from(text)
  } catch {
    throw new DomainError('invalid', 'reloj-invalido')
  }
}
