// The addresses of reconciliation for programs: where a bank delivers its files, and the rows behind indicator 6.
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '#schema'
import type { App } from '#context'
import { readEntidad } from '#directory'
import { DomainError } from '#errors'
import { readModelo } from '#modelo'
import type { Ventana } from '#modelo'
import { csv, csvHeaders } from '#ui/csv'
import { paths } from '#ui/paths'
import { EVIDENCE_HEAD } from './indicator.ts'
import { acceptDelivery, importBankFile, paymentsEvidence } from './reconciliation.ts'
import type { FileReport } from './reconciliation.ts'

/** A day of a large entidad is some thousands of lines; this is some tens of thousands. */
export const MAX_FILE = 5 * 1024 * 1024

const WINDOW = Type.Object({
  desde: Type.Optional(Type.String({ maxLength: 60 })),
  hasta: Type.Optional(Type.String({ maxLength: 60 })),
  entidad: Type.Optional(Type.String({ pattern: '^[0-9]{2}$' })),
})

export function reconciliationRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      paths.evidencePayments,
      { schema: { summary: 'Los pagos detrás del indicador 6', tags: ['indicadores'], querystring: WINDOW } },
      async (request, reply) => {
        const { entidad } = request.query
        const clave = entidad === undefined ? null : (await readEntidad(app, entidad)).clave
        const rows = await paymentsEvidence(app, await windowOf(app, request.query), clave)
        return await reply.headers(csvHeaders('pagos')).send(csv(EVIDENCE_HEAD, rows))
      },
    )

    await server.register(async (bank) => {
      // The signature covers the bytes, so the body must reach us unparsed.
      bank.removeAllContentTypeParsers()
      bank.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_FILE }, (_request, body, done) =>
        done(null, body),
      )
      bank.post<{ Params: { entidad: string } }>(
        '/avisos/banco/archivos/:entidad',
        { schema: { hide: true }, bodyLimit: MAX_FILE },
        async (request) => {
          const header = (name: string): string => String(request.headers[name] ?? '')
          const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
          const signed = { evento: header('banco-evento'), en: header('banco-en'), firma: header('banco-firma') }
          acceptDelivery(app, { ...signed, body: bytes })
          const { entidad } = request.params
          return requireTaken(await importBankFile(app, { entidad, bytes, channel: 'banco', actor: 'banco' }))
        },
      )
    })
  }
}

/** What was taken. @throws invalid, conflict: the reason why a file was refused or kept apart */
export function requireTaken(report: FileReport): FileReport {
  if (report.motivo === undefined) return report
  throw new DomainError(report.estado === 'cuarentena' ? 'conflict' : 'invalid', report.motivo)
}

/** The asked window, or as many days back as an iteration has. @throws invalid `ventana-invalida` */
export async function windowOf(app: App, query: { desde?: string; hasta?: string }): Promise<Ventana> {
  const days = (await readModelo(app)).contenido.piloto.dias.valor
  const read = (text: string | undefined, fallback: Temporal.Instant): Temporal.Instant => {
    if (text === undefined || text === '') return fallback
    try {
      return Temporal.Instant.from(text)
    } catch {
      throw new DomainError('invalid', 'ventana-invalida')
    }
  }
  const hasta = read(query.hasta, app.clock.now())
  const desde = read(query.desde, hasta.subtract({ hours: 24 * days }))
  if (Temporal.Instant.compare(desde, hasta) >= 0) throw new DomainError('invalid', 'ventana-invalida')
  return { desde, hasta }
}
