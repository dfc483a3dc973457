// What holds the port of an entidad: a server that can be closed so that another takes its place on the same port.
import { createServer, type Server } from 'node:net'

export interface Listener {
  close(): Promise<void>
}

/** Listens on exactly this port; resolves with the way to stop. Rejects when the port is taken. */
export async function listenOn(server: Server, port: number, host: string): Promise<() => Promise<void>> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  return () => new Promise((resolve) => server.close(() => resolve()))
}

/** A dead server that still keeps its port: every connection is cut at once, before a word is said. */
export async function startDead(port: number, host: string): Promise<Listener> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.resetAndDestroy()
  })
  return { close: await listenOn(server, port, host) }
}
