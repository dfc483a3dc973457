// Who keeps asking for codes that were never issued waits; whoever holds a good copy is not counted.
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { fastifyCookie } from '@fastify/cookie'
import formbody from '@fastify/formbody'
import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import { newCodigoVerificacion } from '@actas/node-kit/contract/damm.ts'
import { sendProblem } from '#problems'
import { openTestApp, setClock } from '../../../test/app.ts'
import type { TestApp } from '../../../test/app.ts'
import { atEnd } from '../../../test/database.ts'
import { addIssuedCopy } from '../../../test/issued-copy.ts'
import { copyPageRoutes } from './page-routes.ts'
import { copyRoutes } from './routes.ts'

const AT = '2017-08-03T15:15:00Z'
let app: TestApp
let good: string

before(async () => {
  app = await openTestApp()
  setClock(app, AT)
  good = (await addIssuedCopy(app.db, '06', AT)).codigo
})

async function serve(): Promise<FastifyInstance> {
  const server = Fastify({ logger: false })
  const trusting = { ...app, sealTrust: { seals: [] } as never }
  server.setErrorHandler(async (error, request, reply) => await sendProblem(app, request, reply, error))
  await server.register(fastifyCookie)
  await server.register(formbody)
  await server.register(copyRoutes(trusting))
  await server.register(copyPageRoutes(trusting))
  atEnd(() => server.close())
  return server
}

const ask = async (server: FastifyInstance, remoteAddress: string, codigoVerificacion: string) =>
  await server.inject({ method: 'POST', url: '/api/v1/verificaciones', payload: { codigoVerificacion }, remoteAddress })

/** Asks for codes that nobody issued until it is told to wait; how many were answered before. */
async function exhaust(server: FastifyInstance, remoteAddress: string): Promise<number> {
  for (let answered = 0; answered < 1_000; answered += 1) {
    const { statusCode } = await ask(server, remoteAddress, newCodigoVerificacion())
    if (statusCode === 429) return answered
    assert.equal(statusCode, 200)
  }
  throw new Error('it was never told to wait')
}

test('a network that keeps asking for codes that were never issued waits ten minutes, and no other network does', async () => {
  const server = await serve()
  assert.ok((await exhaust(server, '203.0.113.9')) >= 50, 'an office may err often')
  const held = await ask(server, '203.0.113.9', good)
  assert.equal(held.statusCode, 429)
  assert.equal((JSON.parse(held.body) as { codigo: string }).codigo, 'demasiadas-verificaciones')
  assert.ok(Number(held.headers['retry-after']) > 0)
  assert.equal((await ask(server, '198.51.100.7', good)).statusCode, 200)
  setClock(app, '2017-08-03T15:26:00Z')
  assert.equal((await ask(server, '203.0.113.9', good)).statusCode, 200)
})

test('a person who is told to wait reads it on a page, with nothing said against the paper', async () => {
  const server = await serve()
  await exhaust(server, '203.0.113.9')
  const page = await server.inject({
    method: 'POST',
    url: '/verificar',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: `codigoVerificacion=${newCodigoVerificacion()}`,
    remoteAddress: '203.0.113.9',
  })
  assert.equal(page.statusCode, 429)
  assert.ok(Number(page.headers['retry-after']) > 0)
  assert.match(page.body, /<h1>Demasiados intentos<\/h1>[\s\S]*no dice nada de tu papel/)
})

test('good copies and mistyped codes are never counted', async () => {
  const server = await serve()
  const mistyped = good.replace(/^\d/, (digit) => String((Number(digit) + 1) % 10))
  for (let i = 0; i < 300; i += 1) {
    const code = i % 2 === 0 ? good : mistyped
    assert.equal((await ask(server, '192.0.2.4', code)).statusCode, 200)
  }
  const mended = await server.inject({ method: 'GET', url: `/v/${mistyped}`, remoteAddress: '192.0.2.4' })
  assert.equal(mended.statusCode, 422)
  assert.match(mended.body, /Revisa el grupo 1: tiene un dígito equivocado/)
})
