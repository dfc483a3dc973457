// The console page of payments: whoever may see them sees their own entidad's, and may upload the bank's file by right.
import type {} from '@fastify/cookie'
import multipart from '@fastify/multipart'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '#context'
import { listEntidades } from '#directory'
import { DomainError, isDomainError } from '#errors'
import { listSurplus } from '#payments'
import { asDomainError, problemOf } from '#problems'
import { may, requireStaff, scopeOf } from '#staff'
import type { Staff } from '#staff'
import { csv, csvHeaders } from '#ui/csv'
import type { FieldError } from '#ui/fields'
import { sendPage } from '#ui/layout'
import { catalogue } from '#ui/messages'
import { paths } from '#ui/paths'
import { refuseOtherSites } from '#same-site'
import { readAgeing, readFiles, readOddLines, readPaymentsBoard } from './board.ts'
import es from './es-MX.json' with { type: 'json' }
import { paymentsPage } from './pages.ts'
import { importBankFile } from './reconciliation.ts'
import { MAX_FILE, requireTaken } from './routes.ts'

const t = catalogue(es)
const HIDDEN = { schema: { hide: true } }

export function reconciliationPageRoutes(app: App): FastifyPluginAsync {
  return async (server) => {
    const site = app.config
    refuseOtherSites(server, site)
    await server.register(multipart, { limits: { fileSize: MAX_FILE, files: 1, fields: 2, fieldSize: 100 } })

    const show = async (
      reply: FastifyReply,
      staff: Staff,
      more: { done?: string; errors?: readonly FieldError[]; chosen?: string; status?: number } = {},
    ): Promise<FastifyReply> => {
      const board = await readPaymentsBoard(app, scopeOf(staff))
      const upload = (await listEntidades(app)).filter(
        (one) => may(staff, 'pagos.archivo', one.clave) && (scopeOf(staff) ?? one.clave) === one.clave,
      )
      const { status = 200, ...said } = more
      return await sendPage(reply, paymentsPage({ site, staff, board, upload, ...said }), { status })
    }

    server.get(paths.consolePayments, HIDDEN, async (request, reply) => {
      const staff = await requireStaff(app, request, 'pagos.ver')
      return await show(reply, staff)
    })

    server.post(paths.consolePaymentsFile, HIDDEN, async (request, reply) => {
      const staff = await requireStaff(app, request, 'pagos.archivo')
      const given = await readUpload(request)
      const fail = async (campo: string, error: DomainError): Promise<FieldError[]> => [
        { campo, mensaje: problemOf(error).title },
      ]
      if (!given.entidad || !given.bytes?.length) {
        const missing = given.entidad
          ? ({ campo: 'archivo', codigo: 'archivo-falta' } as const)
          : ({ campo: 'entidad', codigo: 'falta-entidad' } as const)
        const errors = await fail(missing.campo, new DomainError('invalid', missing.codigo))
        return await show(reply, staff, { errors, chosen: given.entidad, status: 422 })
      }
      // Of another entidad's account not even the existence is told.
      await requireStaff(app, request, 'pagos.archivo', given.entidad)
      try {
        const { entidad, bytes } = given
        const report = requireTaken(await importBankFile(app, { entidad, bytes, channel: 'consola', actor: staff.id }))
        const done = t(`subido.${report.estado === 'repetido' ? 'repetido' : 'aceptado'}`, { n: report.registros })
        return await show(reply, staff, { done })
      } catch (error) {
        if (!isDomainError(error)) throw error
        const errors = await fail(error.codigo === 'entidad-desconocida' ? 'entidad' : 'archivo', error)
        return await show(reply, staff, { errors, chosen: given.entidad, status: problemOf(error).status })
      }
    })

    const asCsv = (
      path: string,
      name: string,
      rows: (scope: string | null) => Promise<{ head: readonly string[]; rows: (string | number | null)[][] }>,
    ): void => {
      server.get(path, HIDDEN, async (request, reply) => {
        const staff = await requireStaff(app, request, 'pagos.ver')
        const { head, rows: found } = await rows(scopeOf(staff))
        return await reply.headers(csvHeaders(name)).send(csv(head, found))
      })
    }
    asCsv(paths.consolePaymentsAgeing, 'pagos-antiguedad', async (scope) => ({
      head: ['entidad', 'hasta24h', 'hasta48h', 'hasta72h', 'masDe72h', 'masAntiguo'],
      rows: (await readAgeing(app, scope)).map((one) => [
        one.entidad,
        one.h24,
        one.h48,
        one.h72,
        one.beyond,
        one.oldest.toString(),
      ]),
    }))
    asCsv(paths.consolePaymentsFiles, 'archivos-de-banco', async (scope) => ({
      head: [
        'archivo',
        'entidad',
        'sha256',
        'dia',
        'secuencia',
        'registros',
        'sumaCentavos',
        'estado',
        'motivo',
        'recibidoEn',
      ],
      rows: (await readFiles(app, scope)).map((one) => [
        one.id,
        one.entidad,
        one.sha256,
        one.day,
        one.sequence,
        one.lines,
        one.centavos,
        t(`archivo.${one.state}`),
        one.reason,
        one.received_at.toString(),
      ]),
    }))
    asCsv(paths.consolePaymentsLines, 'lineas-sin-conciliar', async (scope) => ({
      head: [
        'archivo',
        'n',
        'entidad',
        'lineaDeCaptura',
        'importeCentavos',
        'pagadoDesde',
        'pagadoHasta',
        'estado',
        'motivo',
        'folio',
      ],
      rows: (await readOddLines(app, scope)).map((one) => [
        one.file,
        one.n,
        one.entidad,
        one.linea,
        one.centavos,
        one.paid_lo.toString(),
        one.paid_hi.toString(),
        one.estado,
        one.reason,
        one.folio,
      ]),
    }))
    asCsv(paths.consolePaymentsRefunds, 'devoluciones', async (scope) => ({
      head: ['folio', 'entidad', 'importeCentavos', 'motivo', 'venceEn'],
      rows: (await listSurplus(app, scope)).map((one) => [
        one.folio,
        one.entidad,
        one.centavos,
        one.reason,
        one.due_at.toString(),
      ]),
    }))
  }
}

/** The two fields of the form; what is missing is empty. @throws tooLarge `archivo-grande` · invalid `archivo-uno` */
async function readUpload(request: FastifyRequest): Promise<{ entidad: string; bytes: Buffer | null }> {
  let entidad = ''
  let bytes: Buffer | null = null
  // A form of another kind brings no file: it is told so like one that was sent empty.
  if (!request.isMultipart()) return { entidad, bytes }
  try {
    for await (const part of request.parts()) {
      if (part.type === 'file') bytes = await part.toBuffer()
      else if (part.fieldname === 'entidad' && typeof part.value === 'string') entidad = part.value
    }
  } catch (error) {
    throw asDomainError(error)
  }
  return { entidad, bytes }
}
