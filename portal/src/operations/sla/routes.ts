// The public JSON of the service state, and the rows behind every figure of indicator 1 as CSV.
import { Readable } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '#schema'
import { wire } from '#clock'
import type { App } from '#context'
import { listEntidades } from '#directory'
import { DomainError } from '#errors'
import type { Ventana } from '#modelo'
import { csv, csvHeaders } from '#ui/csv'
import { paths } from '#ui/paths'
import { estadoReader } from './estado.ts'
import type { EstadoRow } from './estado.ts'
import { PORTAL, openClaves } from './sums.ts'
import * as sums from './sums/store.ts'

const Query = Type.Object({
  desde: Type.String({ maxLength: 40 }),
  hasta: Type.String({ maxLength: 40 }),
  entidad: Type.Optional(Type.String({ maxLength: 10 })),
})

/** Evidence is read day by day, so that a long window takes no memory; more than this at once is refused. */
const LONGEST_DAYS = 400
const DAY = { hours: 24 }

export function slaRoutes(app: App): FastifyPluginAsyncTypebox {
  const estado = estadoReader(app)
  return async (server) => {
    server.get(
      paths.apiStatus,
      { schema: { summary: 'Estado del servicio de las 32 entidades y del portal', tags: ['servicio'] } },
      async (_request, reply) => {
        const { en, zona, desde, hasta, filas } = await estado()
        reply.header('cache-control', 'no-cache')
        const [portal, ...entidades] = filas
        return {
          en: wire(en),
          zona,
          desde: wire(desde),
          hasta: wire(hasta),
          portal: shown(portal!),
          entidades: entidades.map(shown),
        }
      },
    )

    server.get(
      paths.evidenceMinutes,
      {
        schema: {
          summary: 'Los minutos juzgados; un minuto sin renglón es UNKNOWN',
          tags: ['evidencia'],
          querystring: Query,
        },
      },
      async (request, reply) => {
        const { claves, ventana } = await asked(app, request.query)
        return await reply
          .headers(csvHeaders('minutos'))
          .send(
            Readable.from(
              byDay(MINUTE_HEAD, ventana, async (span) =>
                (await sums.selectMinutes(app.db, { claves, ...span })).map((m) => [
                  m.entidad,
                  m.minute,
                  m.state,
                  m.maint,
                  m.probe_n,
                  m.probe_lt3,
                  m.probe_lt10,
                  m.probe_err,
                  m.missed,
                  m.call_n,
                  m.call_lt3,
                  m.call_lt10,
                  m.call_err,
                ]),
              ),
            ),
          )
      },
    )

    server.get(
      paths.evidenceResources,
      {
        schema: { summary: 'Los recursos de cada minuto, como parte de uno', tags: ['evidencia'], querystring: Query },
      },
      async (request, reply) => {
        const { claves, ventana } = await asked(app, request.query)
        return await reply
          .headers(csvHeaders('recursos'))
          .send(
            Readable.from(
              byDay(RESOURCE_HEAD, ventana, async (span) =>
                (await sums.selectResources(app.db, { claves, ...span })).map((r) => [
                  r.entidad,
                  r.minute,
                  r.cpu,
                  r.memoria,
                  r.io,
                  r.gc,
                ]),
              ),
            ),
          )
      },
    )
  }
}

const MINUTE_HEAD = [
  'entidad',
  'minuto',
  'estado',
  'mantenimiento',
  'sondas',
  'sondasMenor3s',
  'sondasMenor10s',
  'sondasError',
  'sondasPerdidas',
  'organicas',
  'organicasMenor3s',
  'organicasMenor10s',
  'organicasError',
]
const RESOURCE_HEAD = ['entidad', 'minuto', 'cpu', 'memoria', 'io', 'gc']

const EMPTY_LINE = '\r\n'

type Row = Parameters<typeof csv>[1][number]

async function* byDay(
  head: readonly string[],
  { desde, hasta }: Ventana,
  read: (span: Ventana) => Promise<Row[]>,
): AsyncGenerator<string> {
  yield csv(head, [])
  for (let at = desde; Temporal.Instant.compare(at, hasta) < 0;) {
    const next = at.add(DAY)
    const end = Temporal.Instant.compare(next, hasta) < 0 ? next : hasta
    const rows = await read({ desde: at, hasta: end })
    // Without its heading, which stands once at the top.
    yield csv([], rows).slice(EMPTY_LINE.length)
    at = end
  }
}

/** @throws invalid `ventana-invalida` · invalid `entidad-desconocida` */
async function asked(
  app: App,
  query: { readonly desde: string; readonly hasta: string; readonly entidad?: string },
): Promise<{ claves: readonly string[]; ventana: Ventana }> {
  const ventana = { desde: instant(query.desde), hasta: instant(query.hasta) }
  const hours = (ventana.hasta.epochMilliseconds - ventana.desde.epochMilliseconds) / 3_600_000
  if (hours < 0 || hours > LONGEST_DAYS * DAY.hours) throw new DomainError('invalid', 'ventana-invalida')
  if (query.entidad === undefined) return { claves: await openClaves(app), ventana }
  const known = query.entidad === PORTAL || (await listEntidades(app)).some((one) => one.clave === query.entidad)
  if (!known) throw new DomainError('invalid', 'entidad-desconocida')
  return { claves: [query.entidad], ventana }
}

function instant(text: string): Temporal.Instant {
  try {
    return Temporal.Instant.from(text)
  } catch {
    throw new DomainError('invalid', 'ventana-invalida')
  }
}

function shown(row: EstadoRow): Record<string, unknown> {
  const { clave, nombre, abierta, servicio, ahora, minuto, caida, dias, respuesta, error, disponibilidad, cobertura } =
    row
  const mantenimientos = row.mantenimientos.map(({ inicio, fin, cortoHoras }) => ({
    inicio: wire(inicio),
    fin: wire(fin),
    avisoCorto: cortoHoras !== null,
  }))
  return {
    clave,
    ...(nombre === null ? {} : { nombre, abierta, mantenimientos }),
    servicio,
    ahora,
    minuto: minuto === null ? null : wire(minuto),
    caida: caida === null ? null : { desde: wire(caida.desde) },
    cobertura: cobertura / 100,
    respuesta,
    error,
    disponibilidad,
    dias,
  }
}
