// P13 by a plain form with a file, and the receipts for those who look for the payment.
import type {} from '@fastify/cookie'
import multipart from '@fastify/multipart'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '#context'
import { listEntidades } from '#directory'
import { DomainError, isDomainError } from '#errors'
import { parseFolio, readOrder } from '#orders'
import type { OrderView } from '#orders'
import { asDomainError, problemOf } from '#problems'
import { requireStaff } from '#staff'
import { cleanText } from '#ui/clean-text'
import { isoDate } from '#ui/fields'
import type { DateParts, FieldError } from '#ui/fields'
import { sendPage } from '#ui/layout'
import { orderCookie, paths, patterns, reportCookieOptions } from '#ui/paths'
import { refuseOtherSites } from '#same-site'
import { errorsOf } from '../page-routes.ts'
import { levelOf } from '../ticket-view.ts'
import { receiptPage, receiptsPage } from './pages.ts'
import { MAX_BYTES } from './receipt.ts'
import { listReceipts, mayLackPayment, readReceipt, sendReceipt } from './receipts.ts'

const HIDDEN = { schema: { hide: true } }
/** A field of text; one that is longer is cut by the parser and then refused as too long. */
const FIELD_SIZE = 100_000

export function receiptPageRoutes(app: App): FastifyPluginAsync {
  return async (server) => {
    const site = app.config
    await server.register(multipart, { limits: { fileSize: MAX_BYTES, files: 1, fields: 8, fieldSize: FIELD_SIZE } })

    refuseOtherSites(server, site)

    /** The order for this device, while its payment may be missing; else its own page says what is so. */
    const orderFor = async (
      request: FastifyRequest<{ Params: { folio: string } }>,
      reply: FastifyReply,
    ): Promise<{ order: OrderView; acceso: string | undefined } | null> => {
      const folio = parseFolio(request.params.folio) ?? ''
      const acceso = request.cookies[orderCookie(folio)]
      const order = await readOrder(app, folio, acceso).catch((error: unknown) => {
        if (isDomainError(error) && error.kind === 'notFound') return null
        throw error
      })
      if (order && mayLackPayment(order)) return { order, acceso }
      await reply.redirect(paths.order(folio || request.params.folio), 303)
      return null
    }

    server.get<{ Params: { folio: string } }>(patterns.orderPaid, HIDDEN, async (request, reply) => {
      const found = await orderFor(request, reply)
      if (found === null) return reply
      const { folio, importeCentavos } = found.order
      return await sendPage(reply, receiptPage({ site, folio, importeCentavos, banco: '' }))
    })

    server.post<{ Params: { folio: string } }>(patterns.orderPaid, HIDDEN, async (request, reply) => {
      const found = await orderFor(request, reply)
      if (found === null) return reply
      const { order, acceso } = found
      const given = await readForm(request)
      const again = async (errors: FieldError[], status: number): Promise<FastifyReply> => {
        const { folio, importeCentavos } = order
        const text = receiptPage({ site, folio, importeCentavos, banco: given.banco, fecha: given.fecha, errors })
        return await sendPage(reply, text, { status })
      }
      try {
        const input = { fecha: isoDate(given.fecha), banco: given.banco, bytes: given.bytes }
        const kept = await sendReceipt(app, { folio: order.folio, acceso }, input, { ip: request.ip })
        return await reply
          .setCookie(orderCookie(kept.folio), kept.acceso, reportCookieOptions(site, kept.folio))
          .redirect(paths.reportFollow(kept.folio), 303)
      } catch (error) {
        if (!isDomainError(error) || error.kind === 'unavailable') throw error
        const large = error.details.campos?.some((one) => one.codigo === 'comprobante-grande')
        return await again(errorsOf(error, 'archivo'), large ? 413 : problemOf(error).status)
      }
    })

    server.get(paths.consoleReceipts, HIDDEN, async (request, reply) => {
      const staff = await requireStaff(app, request, 'comprobante.ver')
      const names = new Map((await listEntidades(app)).map((one) => [one.clave, one.nombre]))
      const rows = await listReceipts(app, staff)
      return await sendPage(
        reply,
        receiptsPage({ site, staff, rows, names, opens: (row) => levelOf(staff, row) !== null }),
      )
    })

    server.get<{ Params: { id: string } }>(patterns.consoleReceipt, HIDDEN, async (request, reply) => {
      const staff = await requireStaff(app, request, 'comprobante.ver')
      const { bytes, tipo, name } = await readReceipt(app, staff, request.params.id)
      // Whatever else these bytes may be: they are saved, never shown, never run, and load nothing.
      return await reply
        .headers({
          'content-type': tipo,
          'content-disposition': `attachment; filename="${name}"`,
          'x-content-type-options': 'nosniff',
          'content-security-policy': "default-src 'none'; sandbox",
          'cache-control': 'private, no-store',
          'x-robots-tag': 'noindex',
        })
        .send(bytes)
    })
  }
}

interface Sent {
  readonly fecha: DateParts
  readonly banco: string
  readonly bytes: Buffer | 'tooLarge' | null
}

/** The form as it came. A file that is too large is dropped while it arrives, and what was typed beside it is kept. */
async function readForm(request: FastifyRequest): Promise<Sent> {
  const typed: Record<string, string> = {}
  let bytes: Sent['bytes'] = null
  try {
    if (!request.isMultipart()) throw new DomainError('invalid', 'tipo-de-contenido')
    for await (const part of request.parts()) {
      if (part.type !== 'file') typed[part.fieldname] = typeof part.value === 'string' ? cleanText(part.value) : ''
      else if (part.fieldname === 'archivo') {
        const read = await part.toBuffer()
        bytes = read.length > 0 ? read : null
      } else part.file.resume()
    }
  } catch (error) {
    const known = asDomainError(error)
    if (known.kind !== 'tooLarge') throw known
    bytes = 'tooLarge'
  }
  const { banco = '' } = typed
  const fecha = { dia: typed['fecha-dia'] ?? '', mes: typed['fecha-mes'] ?? '', anio: typed['fecha-anio'] ?? '' }
  return { fecha, banco, bytes }
}
