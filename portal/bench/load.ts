// A bounded load on loopback, and the peer server that only sends bytes.
import { createServer } from 'node:http'
import autocannon from 'autocannon'

/** Requests per second answered with 2xx. Loopback only, bounded in connections and time. */
export async function load(
  url: string,
  options: { seconds: number; bodies?: readonly string[]; connections?: number },
): Promise<number> {
  const { hostname } = new URL(url)
  if (hostname !== '127.0.0.1' && hostname !== 'localhost') throw new Error('load goes to loopback only')
  const result = await autocannon({
    url,
    connections: options.connections ?? 32,
    duration: options.seconds,
    ...(options.bodies
      ? {
          requests: options.bodies.map((body) => ({
            method: 'POST' as const,
            headers: { 'content-type': 'application/json' },
            body,
          })),
        }
      : {}),
  })
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${result.non2xx} refusals and ${result.errors} errors under load`)
  return result.requests.total / result.duration
}

export async function constantServer(body: string | Buffer, type: string): Promise<{ url: string; close: () => void }> {
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () => {
      response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(body) })
      response.end(body)
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as { port: number }
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() }
}
