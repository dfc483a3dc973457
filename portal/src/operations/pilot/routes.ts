// The indicators for everyone, as JSON and CSV, and the receipt of the comunicado.
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '#schema'
import type { App } from '#context'
import { listEntidades } from '#directory'
import { DomainError } from '#errors'
import { readModelo } from '#modelo'
import type { Ventana } from '#modelo'
import { csv, csvHeaders } from '#ui/csv'
import { sendPage } from '#ui/layout'
import { isFromThisSite, paths, patterns } from '#ui/paths'
import { announcementPage, receiptPage } from './pages.ts'
import { acknowledgeNotice, readBoard, readIndicators } from './pilot.ts'
import type { Indicadores } from './policy.ts'

const Window = Type.Object({
  desde: Type.Optional(Type.String({ maxLength: 60 })),
  hasta: Type.Optional(Type.String({ maxLength: 60 })),
})
const HIDDEN = { hide: true }

export function pilotRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (server) => {
    const site = app.config
    const table = async (query: { desde?: string; hasta?: string }) => {
      const open = (await listEntidades(app)).filter((one) => one.abierta).map((one) => one.clave)
      return await readIndicators(app, await windowOf(app, query), open)
    }
    server.get(
      '/api/v1/indicadores',
      {
        schema: {
          summary: 'Los seis indicadores de Anexo 1, por entidad y juntos',
          tags: ['gobernanza'],
          querystring: Window,
        },
      },
      async (request, reply) => {
        reply.header('cache-control', 'no-store')
        return await table(request.query)
      },
    )
    server.get(paths.indicatorsCsv, { schema: { ...HIDDEN, querystring: Window } }, async (request, reply) => {
      const { entidades, total } = await table(request.query)
      const rows = [...Object.entries(entidades), ['total', total] as const].flatMap(([entidad, one]) =>
        flat(one).map((row) => [entidad, ...row]),
      )
      return await reply
        .headers(csvHeaders('indicadores'))
        .send(
          csv(
            ['entidad', 'indicador', 'valor', 'veredicto', 'literal', 'estricta', 'n', 'responsable', 'evidencia'],
            rows,
          ),
        )
    })

    server.get<{ Params: { secreto: string } }>(patterns.noticeReceipt, { schema: HIDDEN }, async (_request, reply) => {
      return await sendPage(reply, receiptPage({ site, at: null }))
    })
    server.post<{ Params: { secreto: string } }>(patterns.noticeReceipt, { schema: HIDDEN }, async (request, reply) => {
      if (!isFromThisSite(request.headers, site)) throw new DomainError('forbidden', 'no-autorizado')
      const { at } = await acknowledgeNotice(app, request.params.secreto.slice(0, 100))
      return await sendPage(reply, receiptPage({ site, at }))
    })
    server.get<{ Params: { grupo: string } }>(patterns.announcement, { schema: HIDDEN }, async (request, reply) => {
      const found = (await readBoard(app)).announcements.find(
        (one) => one.grupo === request.params.grupo && one.estado === 'publicado',
      )
      // Until it is published nobody outside hears that a text exists.
      if (!found) throw new DomainError('notFound', 'direccion-no-encontrada')
      return await sendPage(reply, announcementPage({ site, texto: found.texto }), { personal: false })
    })
  }
}

/** The asked window, or the current iteration. @throws invalid `ventana-invalida` */
async function windowOf(app: App, query: { desde?: string; hasta?: string }): Promise<Ventana> {
  const now = app.clock.now()
  const iteration = (await readBoard(app)).iterations.findLast((one) => Temporal.Instant.compare(one.desde, now) <= 0)
  const { contenido: modelo } = await readModelo(app)
  const fallback = iteration ?? { desde: now.subtract({ hours: 24 * modelo.piloto.dias.valor }), hasta: now }
  const read = (text: string | undefined, other: Temporal.Instant): Temporal.Instant => {
    if (text === undefined) return other
    try {
      return Temporal.Instant.from(text)
    } catch {
      throw new DomainError('invalid', 'ventana-invalida')
    }
  }
  const ventana = { desde: read(query.desde, fallback.desde), hasta: read(query.hasta, fallback.hasta) }
  if (Temporal.Instant.compare(ventana.desde, ventana.hasta) >= 0) throw new DomainError('invalid', 'ventana-invalida')
  return ventana
}

/** Every indicator of one entidad as rows, however deep it stands. */
function flat(one: Indicadores): (string | number | null)[][] {
  const rows: (string | number | null)[][] = []
  const walk = (path: string, value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    const found = value as Record<string, unknown>
    if (typeof found['veredicto'] === 'string') {
      rows.push([
        path,
        found['valor'] as number | null,
        found['veredicto'],
        found['literal'] as string,
        found['estricta'] as string,
        found['n'] as number,
        (found['responsable'] as string[]).join(' · '),
        found['evidencia'] as string,
      ])
      return
    }
    for (const [key, child] of Object.entries(found)) walk(path === '' ? key : `${path}.${key}`, child)
  }
  walk('', one)
  return rows
}
