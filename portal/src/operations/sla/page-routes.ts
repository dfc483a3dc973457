// The page anyone may read of the service state, and the board of the service levels in the console.
import type { FastifyPluginAsync } from 'fastify'
import { readDay } from '#clock'
import type { App } from '#context'
import { listEntidades } from '#directory'
import { DomainError } from '#errors'
import { readModelo } from '#modelo'
import type { Modelo } from '#modelo'
import { requireStaff, scopeOf } from '#staff'
import type { Staff } from '#staff'
import { csv, csvHeaders } from '#ui/csv'
import { sendPage } from '#ui/layout'
import { paths } from '#ui/paths'
import { METRICS, levelsPage, portalName } from './console-pages.ts'
import type { LevelsRow, LevelsView } from './console-pages.ts'
import { estadoReader } from './estado.ts'
import { estadoPage } from './pages.ts'
import { PORTAL, countsOf, elapsed, levelsOf, localDays, together } from './sums.ts'
import * as sums from './sums/store.ts'

const HIDDEN = { schema: { hide: true } }
const MOST_RUNS = 200
const LONGEST_DAYS = 92

export function slaPageRoutes(app: App): FastifyPluginAsync {
  const estado = estadoReader(app)
  return async (server) => {
    server.get(
      paths.status,
      HIDDEN,
      async (_request, reply) =>
        await sendPage(reply, estadoPage({ site: app.config, estado: await estado() }), { personal: false }),
    )
    server.get<{ Querystring: Days }>(paths.consoleSla, HIDDEN, async (request, reply) => {
      const staff = await requireStaff(app, request, 'indicadores')
      return await sendPage(reply, levelsPage(await view(app, staff, request.query)))
    })
    server.get<{ Querystring: Days }>(paths.consoleSlaCsv, HIDDEN, async (request, reply) => {
      const staff = await requireStaff(app, request, 'indicadores')
      const { filas } = await view(app, staff, request.query)
      return await reply.headers(csvHeaders('niveles')).send(
        csv(
          ['entidad', 'metrica', 'valor', 'veredicto', 'literal', 'estricta', 'n', 'cuentas', 'evidencia'],
          filas.flatMap(({ nombre, levels }) =>
            METRICS.map((metric) => {
              const one = levels[metric]
              const counts = JSON.stringify(one.cuentas)
              return [nombre, metric, one.valor, one.veredicto, one.literal, one.estricta, one.n, counts, one.evidencia]
            }),
          ),
        ),
      )
    })
  }
}

interface Days {
  readonly desde?: string
  readonly hasta?: string
}

async function view(app: App, staff: Staff, asked: Days): Promise<LevelsView> {
  const { version, contenido: modelo } = await readModelo(app)
  const days = daysOf(asked, app.clock.now(), modelo)
  const ventana = elapsed(localDays(days.last, days.count, modelo.zona.valor), app.clock.now())
  const scope = scopeOf(staff)
  const entidades = (await listEntidades(app)).filter((one) => scope === null || one.clave === scope)
  // The portal is one more party; an entidad's staff sees only its own.
  const claves = [...(scope === null ? [PORTAL] : []), ...entidades.map((one) => one.clave)]
  const counts = await countsOf(app.db, modelo, ventana, claves)
  const nameOf = new Map([[PORTAL, portalName], ...entidades.map((one) => [one.clave, one.nombre] as const)])
  const open = entidades.filter((one) => one.abierta).map((one) => counts.get(one.clave)!)
  const filas: LevelsRow[] = claves.map((clave) => ({
    nombre: nameOf.get(clave)!,
    levels: levelsOf(counts.get(clave)!, modelo, ventana, clave),
  }))
  if (scope === null) filas.unshift({ nombre: null, levels: levelsOf(together(open), modelo, ventana, null) })
  const query = new URLSearchParams({ desde: days.first.toString(), hasta: days.last.toString() })
  return {
    site: app.config,
    staff,
    version,
    modelo,
    ...ventana,
    dias: [days.first.toString(), days.last.toString()],
    filas,
    caidas: (await sums.downRuns(app.db, { claves, ...ventana }, MOST_RUNS)).map((one) => ({
      nombre: nameOf.get(one.entidad)!,
      desde: one.desde,
      minutos: one.minutos,
    })),
    csv: `${paths.consoleSlaCsv}?${query.toString()}`,
  }
}

/** The days asked for, or the last ones of the Modelo's length. @throws invalid `ventana-invalida` */
function daysOf(
  { desde, hasta }: Days,
  now: Temporal.Instant,
  modelo: Modelo,
): { first: Temporal.PlainDate; last: Temporal.PlainDate; count: number } {
  const today = now.toZonedDateTimeISO(modelo.zona.valor).toPlainDate()
  const last = hasta ? day(hasta) : today
  const first = desde ? day(desde) : last.subtract({ days: modelo.piloto.dias.valor - 1 })
  const count = first.until(last, { largestUnit: 'days' }).days + 1
  if (count < 1 || count > LONGEST_DAYS) throw new DomainError('invalid', 'ventana-invalida')
  return { first, last, count }
}

function day(text: string): Temporal.PlainDate {
  const read = readDay(text)
  if (read === null) throw new DomainError('invalid', 'ventana-invalida')
  return read
}
