// The parts of the sign-in that need no provider: where one may be led back to, and what happens when there is none.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { routesApp } from '../../../test/routes-app.ts'
import { beginSignIn, discoverOnce, finishSignIn, safeReturn } from './sign-in.ts'

const app = routesApp(null as never, null as never)

test('after signing in one is led back below the console and nowhere else', () => {
  for (const good of ['/consola', '/consola/piloto', '/consola/mesa?cola=n1&pagina=2', '/consola?x=%2F%2F'])
    assert.equal(safeReturn(good), good)
  const bad = [
    undefined,
    '',
    'consola',
    '//evil.example/consola',
    '/\\evil.example/consola',
    '/\t/evil.example/consola',
    'https://evil.example/consola',
    '/consola/../solicitudes/ACT-1',
    '/consola/%2e%2e/solicitudes',
    '/consolador',
    '/consola@evil.example',
    '/consola/entrar?vuelve=/consola/entrar',
    '/consola/salir',
    'javascript:alert(1)//consola',
  ]
  for (const one of bad) assert.equal(safeReturn(one), '/consola', String(one))
})

test('an installation without a provider says so and lets nobody in', async () => {
  const none = discoverOnce({ signIn: null, world: 'ninguno' })
  await assert.rejects(beginSignIn(app, none, { back: '/consola', account: null }), { codigo: 'entrada-sin-proveedor' })
})

test('whoever comes back without having begun here, or with a forged beginning, starts again', async () => {
  const never = (): never => assert.fail('the provider was asked')
  const url = '/consola/entrar/regreso?code=x&state=y'
  const forged = `${Buffer.from(JSON.stringify({ state: 'y', until: '2999-01-01T00:00:00Z' })).toString('base64url')}.AAAA`
  for (const sealed of [undefined, '', 'x', forged])
    await assert.rejects(finishSignIn(app, never, { url, sealed }), { codigo: 'entrada-vencida' })
})

test('a provider that fails is asked again by the next who wants to sign in', async () => {
  let asked = 0
  const server = createServer((_request, response) => {
    asked += 1
    response.writeHead(500).end()
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = discoverOnce({ signIn: { issuer, client: 'c', secret: 's' }, world: 'quieto' })
  try {
    for (const times of [1, 2]) {
      const begun = beginSignIn(app, provider, { back: '/consola', account: null })
      await assert.rejects(begun, { kind: 'unavailable', codigo: 'entrada-no-disponible' })
      assert.equal(asked, times)
    }
  } finally {
    server.close()
  }
})

test('outside the demonstration a provider without https is refused', async () => {
  const provider = discoverOnce({
    signIn: { issuer: 'http://127.0.0.1:9', client: 'c', secret: 's' },
    world: 'ninguno',
  })
  await assert.rejects(provider(), { code: 'OAUTH_HTTP_REQUEST_FORBIDDEN' })
})
