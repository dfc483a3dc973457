// For the tests only: the portal's public API as citizens see it, good or bad by choice, with a record of every call.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'

/** How it answers: well, with nonsense, with an error, never, or as one that lacks survey and reports. */
export type Mood = 'bien' | 'basura' | 'error' | 'calla' | 'incompleto' | 'otra-forma'

export interface FakeService {
  url: string
  mood: Mood
  calls: { method: string; path: string; body: Record<string, unknown> | null; at: number }[]
  count(method: string, path: RegExp): number
  close(): Promise<void>
}

export async function startFakeService(): Promise<FakeService> {
  const service: FakeService = {
    url: '',
    mood: 'bien',
    calls: [],
    count: (method, path) => service.calls.filter((one) => one.method === method && path.test(one.path)).length,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  let orders = 0
  const good = async (method: string, path: string): Promise<[number, unknown]> => {
    if (path === '/api/v1/reto')
      return [
        200,
        await createChallenge({
          algorithm: 'PBKDF2/SHA-256',
          cost: 10,
          counter: 3,
          deriveKey,
          expiresAt: Math.floor(Date.now() / 1000) + 60,
          hmacSignatureSecret: 'uno',
          hmacKeySignatureSecret: 'dos',
        }),
      ]
    if (path === '/api/v1/entidades') return [200, [{ clave: '14', abierta: true }]]
    if (path === '/api/v1/busquedas')
      return [200, { actas: CLAVES.map((one) => ({ busqueda: `b_${one}`, entidadRegistro: one })) }]
    if (method === 'POST' && path === '/api/v1/solicitudes') {
      orders += 1
      const pago = { url: `${service.url}/pagar/c_${orders}`, cobro: `c_${orders}` }
      return [201, { folio: `ACT-${orders}`, acceso: 'a', estado: 'pago_pendiente', importeCentavos: 9_800, pago }]
    }
    if (/^\/pagar\//.test(path)) return [303, null]
    if (/\/copia$/.test(path)) return [200, 'PDF']
    if (/^\/api\/v1\/solicitudes\//.test(path))
      return [
        200,
        {
          estado: 'emitida',
          copia: { identificadorElectronico: '1', codigoVerificacion: '2' },
          encuesta: { url: `${service.url}/encuesta/testigo` },
        },
      ]
    if (service.mood === 'incompleto') return [404, { codigo: 'direccion-no-encontrada' }]
    return [201, { folio: 'REP-1', acceso: 'a' }]
  }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', (): unknown => {
      const method = request.method ?? ''
      const path = (request.url ?? '').split('?')[0] ?? ''
      const text = Buffer.concat(chunks).toString('utf8')
      const body = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : null
      service.calls.push({ method, path, body, at: performance.now() })
      if (service.mood === 'calla') return request.socket.destroy()
      const json = { 'content-type': 'application/json' }
      if (service.mood === 'basura') return response.writeHead(200, json).end('{"actas":[{"bus')
      if (service.mood === 'error') return response.writeHead(503, json).end('{"codigo":"error-interno"}')
      if (service.mood === 'otra-forma' && path !== '/api/v1/reto')
        return response.writeHead(200, json).end('{"actas":{"x":[]},"copia":7}')
      return good(method, path).then(([status, answer]) => {
        response.writeHead(status, { ...json, ...(status === 303 ? { location: `${service.url}/regreso` } : {}) })
        response.end(JSON.stringify(answer))
      })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  service.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return service
}

const CLAVES = ['01', '06', '13', '14', '15']
