// A language is chosen by a link, leads back to where it stood and nowhere else, and holds for all that a request touches.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fastifyCookie } from '@fastify/cookie'
import formbody from '@fastify/formbody'
import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import { languageRoutes, speakLanguages } from './language-routes.ts'
import { currentSpeech } from './languages.ts'
import { sendPage } from './layout.ts'
import { ownPath } from './paths.ts'

/** A server that answers with the language of the request, wherever it is asked. */
async function openServer(): Promise<FastifyInstance> {
  const server = Fastify()
  await server.register(fastifyCookie)
  speakLanguages(server)
  await server.register(formbody)
  await server.register(languageRoutes({ publicUrl: 'http://127.0.0.1' }))
  const answer = async (): Promise<string> => {
    await new Promise((done) => setImmediate(done))
    const { language, path, choice } = currentSpeech()
    return `${language.codigo} ${path} ${choice}`
  }
  for (const url of ['/ayuda', '/consola/mesa', '/consolador', '/api/v1/x', '/reportes/:folio']) server.get(url, answer)
  for (const url of ['/ayuda', '/reportes/:folio/:paso', '/suelta']) server.post(url, answer)
  server.get('/publica', async (_request, reply) => await sendPage(reply, 'x', { personal: false }))
  return server
}

test('the link keeps the choice in a cookie of its own and leads back; Spanish needs no cookie', async () => {
  const server = await openServer()
  const chosen = await server.inject('/idioma/en?volver=%2Factas%2Fcurp')
  assert.equal(chosen.statusCode, 303)
  assert.equal(chosen.headers.location, '/actas/curp')
  assert.match(String(chosen.headers['set-cookie']), /^idioma=en; Max-Age=31536000; Path=\/; HttpOnly; SameSite=Lax$/)
  const back = await server.inject('/idioma/es-MX?volver=%2F')
  assert.match(String(back.headers['set-cookie']), /^idioma=; .*Expires=Thu, 01 Jan 1970/)
  for (const other of ['nah', 'xx', '%00'])
    assert.match(String((await server.inject(`/idioma/${other}`)).headers['set-cookie']), /^idioma=;/, other)
})

test('no way back leads to another site', async () => {
  const server = await openServer()
  const ours = ['/', '/actas/curp', '/solicitudes/ACT-7K3M9QX2PD', '/v/123?x=1#y', '/.//otra.example']
  for (const path of ours) assert.equal(ownPath(path), path)
  const hostile = [
    '',
    'ayuda',
    '//otra.example',
    '/\\otra.example',
    '\\\\otra.example',
    'https://otra.example',
    '/\t/otra.example',
    '/\n/otra.example',
    '/ayuda\r\nset-cookie: a=b',
    'javascript:alert(1)',
    '/ñ',
    ' /ayuda',
    `/${'a'.repeat(600)}`,
  ]
  for (const volver of hostile) {
    assert.equal(ownPath(volver), '/', JSON.stringify(volver))
    const answer = await server.inject({ url: '/idioma/en', query: { volver } })
    assert.equal(answer.headers.location, '/', JSON.stringify(volver))
  }
  assert.equal(ownPath(['/a', '/b']), '/')
  assert.equal((await server.inject('/idioma/en?volver=/a&volver=//b.example')).headers.location, '/')
})

test('the language holds through reading a form, and console and API stay Spanish', async () => {
  const server = await openServer()
  const ask = async (method: 'GET' | 'POST', url: string, idioma = 'en'): Promise<string> =>
    (
      await server.inject({
        method,
        url,
        cookies: { idioma },
        ...(method === 'POST'
          ? { payload: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } }
          : {}),
      })
    ).body
  assert.equal(await ask('GET', '/ayuda?secreto=1'), 'en /ayuda true')
  assert.equal(await ask('POST', '/ayuda'), 'en /ayuda true')
  assert.equal(await ask('GET', '/ayuda', 'xx'), 'es-MX /ayuda true')
  assert.equal(await ask('GET', '/consola/mesa'), 'es-MX / false')
  assert.equal(await ask('GET', '/api/v1/x'), 'es-MX / false')
  assert.equal(await ask('GET', '/consolador'), 'en /consolador true')
  // Where only a form stands, the way back is the page above it.
  assert.equal(await ask('POST', '/reportes/REP-1/confirmar'), 'en /reportes/REP-1 true')
  assert.equal(await ask('POST', '/suelta'), 'en / true')
})

test('a page that caches may keep says that it differs by cookie', async () => {
  const { headers } = await (await openServer()).inject('/publica')
  assert.match(String(headers['cache-control']), /public/)
  assert.equal(headers.vary, 'cookie')
})
