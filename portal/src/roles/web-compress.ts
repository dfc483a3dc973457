// Compresses each page on its way out; what is not a page, or is compressed already, goes as it is.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { packPage } from '../platform/ui/compress.ts'

export async function sendInFewBytes(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
  if (typeof payload !== 'string' || !String(reply.getHeader('content-type')).startsWith('text/html')) return payload
  const personal = !String(reply.getHeader('cache-control')).startsWith('public')
  reply.header('vary', [reply.getHeader('vary'), 'accept-encoding'].filter(Boolean).join(', '))
  const packed = packPage(payload, request.headers, personal)
  if (packed === null) return payload
  reply.header('content-encoding', packed.encoding)
  return packed.body
}
