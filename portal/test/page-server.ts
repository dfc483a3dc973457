// For tests only: the pages of a room behind what the whole server puts before them, without the other rooms.
import { fastifyCookie } from '@fastify/cookie'
import formbody from '@fastify/formbody'
import Fastify from 'fastify'
import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import type { App } from '#context'
import { sendProblem } from '#problems'

const BODY = { bodyLimit: 64 * 1024 }

/** Errors are told as programs read them. Close it in an `after`. */
export async function servePages(app: App, ...rooms: FastifyPluginAsync[]): Promise<FastifyInstance> {
  const server = Fastify(BODY)
  server.setErrorHandler(async (error, request, reply) => await sendProblem(app, request, reply, error))
  await server.register(fastifyCookie)
  await server.register(formbody, BODY)
  for (const room of rooms) await server.register(room)
  return server
}
