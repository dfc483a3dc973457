// One call over the wire: what comes back whole, what is cut off by time or size, and how connections are shared.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { IncomingMessage, RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { httpCall, keepConnections } from './http.ts'
import type { Connections, Failure } from './http.ts'

const ending: (() => void)[] = []
after(() => ending.forEach((end) => end()))

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  ending.push(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function kept(most: number): Connections {
  const connections = keepConnections(most)
  ending.push(() => connections.close())
  return connections
}

const LIMITS = { limitMs: 20_000, mostBytes: 1_000 }

async function failure(url: string, limits: object = {}): Promise<Failure> {
  const reply = await httpCall(url, { method: 'GET', ...LIMITS, ...limits })
  assert.ok('failure' in reply, 'it answered')
  return reply.failure
}

test('a call sends its body and brings back status, headers and body', async () => {
  const heard: [string, string | undefined, string][] = []
  const url = await serve((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (text: string) => (body += text))
    request.on('end', () => {
      heard.push([request.method!, request.headers['content-length'], body])
      response.writeHead(409, { 'x-motivo': 'ya estaba' }).end('adiós')
    })
  })
  const reply = await httpCall(`${url}/ruta`, { method: 'POST', body: 'señal', ...LIMITS })
  assert.ok(!('failure' in reply))
  assert.deepEqual([reply.status, reply.headers['x-motivo'], reply.body.toString()], [409, 'ya estaba', 'adiós'])
  assert.deepEqual(heard, [['POST', '6', 'señal']])
})

test('silence, half an answer and too much of one are each told as what they are', async () => {
  const silent = await serve(() => undefined)
  assert.equal(await failure(silent, { limitMs: 50 }), 'timeout')
  const stuck = await serve((_request, response) => void response.write('a'))
  assert.equal(await failure(stuck, { limitMs: 50 }), 'timeout')
  const cut = await serve((_request, response) => {
    response.writeHead(200, { 'content-length': '10' })
    response.write('a', () => response.destroy())
  })
  assert.equal(await failure(cut), 'unreachable')
  const large = await serve((_request, response) => void response.end('a'.repeat(1_001)))
  assert.equal(await failure(large), 'too-large')
  assert.equal(await failure('http://127.0.0.1:1'), 'unreachable')
  assert.equal(await failure('no es una dirección'), 'unreachable')
})

test('a connection is used again, and those who find all of them busy wait for their turn', async () => {
  const open = new Set<IncomingMessage['socket']>()
  let under = 0
  let most = 0
  const url = await serve((request, response) => {
    open.add(request.socket)
    most = Math.max(most, (under += 1))
    setImmediate(() => {
      under -= 1
      response.end('ya')
    })
  })
  const connections = kept(2)
  const calls = Array.from({ length: 10 }, () => httpCall(url, { method: 'GET', connections, ...LIMITS }))
  for (const reply of await Promise.all(calls)) assert.ok('status' in reply && reply.status === 200)
  assert.ok(most <= 2, `${most} at a time`)
  assert.ok(open.size <= 2, `${open.size} connections`)
})

test('a call that waits in vain for a connection ends in time, and gives up its place', async () => {
  let release = (): void => undefined
  let asked = 0
  const url = await serve((_request, response) => {
    asked += 1
    if (asked === 1) release = () => void response.end('ya')
    else response.end('ya')
  })
  const connections = kept(1)
  const first = httpCall(url, { method: 'GET', connections, ...LIMITS })
  while (asked === 0) await new Promise(setImmediate)
  assert.equal(await failure(url, { limitMs: 50, connections }), 'timeout')
  release()
  assert.ok('status' in (await first))
  assert.ok('status' in (await httpCall(url, { method: 'GET', connections, ...LIMITS })))
  assert.equal(asked, 2, 'who gave up was not asked for')
})

test('connections that are retired let their calls end well and then close', async () => {
  let release = (): void => undefined
  const closed: Promise<void>[] = []
  const url = await serve((request, response) => {
    closed.push(new Promise((resolve) => request.socket.once('close', () => resolve())))
    release = () => void response.end('ya')
  })
  const connections = kept(1)
  const call = httpCall(url, { method: 'GET', connections, ...LIMITS })
  while (closed.length === 0) await new Promise(setImmediate)
  connections.retire()
  release()
  assert.ok('status' in (await call))
  await closed[0]
})
