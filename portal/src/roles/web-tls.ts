// The portal's own TLS: one port that speaks it, tells whoever comes in the clear where to go, and renews its certificate.
import { createServer as createPlainServer } from 'node:http'
import type { RequestListener } from 'node:http'
import { createServer } from 'node:https'
import type { Server } from 'node:https'
import type { Socket } from 'node:net'
import type { FastifyServerFactory } from 'fastify'
import { machineNow, repeat, sleep } from '#clock'
import { namesNow } from '#config'
import type { Config } from '#config'
import type { Log } from '#context'
import { openServerCertificate } from '#server-certificate'
import type { ServerCertificate } from '#server-certificate'
import { onlyHttpsPage } from '#ui/only-https'
import { tlsFolder } from './tls-folder.ts'

/** The first byte of TLS; no request of HTTP begins with it. */
const HANDSHAKE = 22
const FIRST_BYTE_MS = 3_000
const LOOK_MS = 3_600_000
const OLDEST = 'TLSv1.2'

/** The certificate for the names that this machine has now. @throws a file error */
export async function certificateNow(config: Config): Promise<ServerCertificate> {
  return await openServerCertificate(tlsFolder(config), namesNow(config), machineNow())
}

export interface Tls {
  readonly factory: FastifyServerFactory
  /** Ends the watch over the certificate, not the server. */
  stop(): Promise<void>
}

/** TLS for the portal: the server is made by the framework, the certificate is looked at every hour. */
export async function openTls(config: Config, log: Log): Promise<Tls> {
  const first = await certificateNow(config)
  let server: Server | null = null
  let known = first.fingerprint
  const watch = repeat(LOOK_MS, async () => {
    try {
      const { key, cert, fingerprint } = await certificateNow(config)
      if (fingerprint === known) return
      server?.setSecureContext({ key, cert, minVersion: OLDEST })
      known = fingerprint
      log.warn('tls.renewed', { fingerprint })
    } catch (error) {
      log.error('tls.renewal', error)
    }
  })
  return {
    factory: (handler) => {
      server = tlsServer(first, config.publicUrl, handler)
      // The framework's types know only the plain server, which has the same methods.
      return server as unknown as ReturnType<FastifyServerFactory>
    },
    stop: watch.stop,
  }
}

/** A server for https. What comes without it gets one short answer, and no page of ours. */
export function tlsServer({ key, cert }: ServerCertificate, publicUrl: string, handler: RequestListener): Server {
  const times = { handshakeTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 20_000 }
  const server = createServer({ key, cert, minVersion: OLDEST, ...times }, handler)
  const page = onlyHttpsPage(publicUrl)
  const plain = createPlainServer({ requestTimeout: 10_000 }, (_request, response) => {
    response.writeHead(400, { 'content-type': 'text/html; charset=utf-8', connection: 'close' }).end(page)
  })
  const [begin] = server.listeners('connection')
  server.removeAllListeners('connection')
  server.on('connection', (socket: Socket) => {
    const spoke = new AbortController()
    const giveUp = (): void => void socket.destroy()
    void sleep(FIRST_BYTE_MS, spoke.signal).then(giveUp, () => undefined)
    // A peer that goes away before it said anything is no fault of ours.
    socket.once('error', giveUp)
    socket.once('readable', () => {
      spoke.abort()
      const first = socket.read(1) as Buffer | null
      if (first === null) return giveUp()
      socket.off('error', giveUp)
      socket.unshift(first)
      if (first[0] === HANDSHAKE) begin!.call(server, socket)
      else plain.emit('connection', socket)
    })
  })
  return server
}
