// The whole server, not yet listening, asked by people who chose English and people who did not, also when something fails.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import type { LightMyRequestResponse } from 'fastify'
import type { AddressInfo } from 'node:net'
import { openConsoleServer } from './console-server.ts'

const { app, server, close } = await openConsoleServer()

const FORM = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' }

async function ask(
  url: string,
  idioma: string | null,
  { payload, headers }: { payload?: string; headers?: Record<string, string> } = {},
): Promise<LightMyRequestResponse> {
  return await server.inject({
    method: payload === undefined ? 'GET' : 'POST',
    url,
    headers: { accept: 'text/html', ...(payload === undefined ? {} : FORM), ...headers },
    ...(idioma === null ? {} : { cookies: { idioma } }),
    ...(payload === undefined ? {} : { payload }),
  })
}

const languageOf = ({ body }: LightMyRequestResponse): string => /<html lang="([^"]+)"/.exec(body)?.[1] ?? ''

describe('a language in the service', () => {
  after(close)

  test('pages that are kept for everybody are kept for each language', async () => {
    for (const url of ['/', '/actas/curp', '/ayuda', '/entidades', '/estado', '/incidencias', '/verificar']) {
      for (const [idioma, wanted] of [
        [null, 'es-MX'],
        ['en', 'en'],
        [null, 'es-MX'],
        ['en', 'en'],
        ['nah', 'es-MX'],
      ] as const) {
        const answer = await ask(url, idioma)
        assert.equal(answer.statusCode, 200, url)
        assert.equal(languageOf(answer), wanted, url)
        if (String(answer.headers['cache-control']).includes('public'))
          assert.match(String(answer.headers.vary), /cookie/i, url)
      }
    }
  })

  test('what is wrong with a form is said in the language of its page, and the way back is the page of the form', async () => {
    const spanish = await ask('/actas/curp', null, { payload: 'curp=PEGJ' })
    const english = await ask('/actas/curp', 'en', { payload: 'curp=PEGJ' })
    assert.deepEqual([spanish.statusCode, english.statusCode], [422, 422])
    assert.match(spanish.body, /La CURP tiene 18 caracteres\. Leímos «PEGJ»/)
    assert.match(english.body, /The CURP has 18 characters\. We read “PEGJ”/)
    assert.match(english.body, /<title>Error: What is the CURP\? - Actas<\/title>/)
    assert.match(english.body, /href="\/idioma\/es-MX\?volver=%2Factas%2Fcurp"/)
  })

  test('an address that is not there is refused in the language of the person', async () => {
    const nowhere = await ask('/no-existe', 'en')
    assert.deepEqual([nowhere.statusCode, languageOf(nowhere)], [404, 'en'])
    assert.match(nowhere.body, /We did not find that address/)
    assert.match(nowhere.body, /href="\/idioma\/es-MX\?volver=%2F"/)
    assert.equal(languageOf(await ask('/no-existe', null)), 'es-MX')
  })

  test('over a real connection the language outlives the reading of a form, and its failing', async () => {
    await server.listen({ port: 0, host: '127.0.0.1' })
    const { port } = server.server.address() as AddressInfo
    const send = async (idioma: string, chunks: readonly string[]): Promise<string> => {
      const response = await fetch(`http://127.0.0.1:${port}/actas/curp`, {
        method: 'POST',
        headers: { accept: 'text/html', cookie: `idioma=${idioma}`, ...FORM },
        // In pieces, as a slow line brings it.
        body: ReadableStream.from(chunks.map((one) => Buffer.from(one))),
        duplex: 'half',
      })
      const body = await response.text()
      return `${response.status} ${/<html lang="([^"]+)"/.exec(body)?.[1]}`
    }
    const large = ['curp=', ...Array.from({ length: 100 }, () => 'x'.repeat(1_000))]
    const asked = [
      send('en', ['curp=', 'PEGJ']),
      send('es-MX', ['curp=', 'PEGJ']),
      send('en', large),
      send('es-MX', large),
      send('en', ['curp=PE', 'GJ', '&x=y']),
    ]
    assert.deepEqual(await Promise.all(asked), ['422 en', '422 es-MX', '413 en', '413 es-MX', '422 en'])
  })

  test('the mails of a report are in the language in which it was written', async () => {
    for (const idioma of ['en', 'es-MX']) {
      const form = await ask('/reportes/nuevo?tipo=otro', idioma)
      const token = /name="formulario" value="([^"]*)"/.exec(form.body)?.[1] ?? ''
      const correo = `${idioma.toLowerCase()}@ejemplo.mx`
      const payload = new URLSearchParams({ tipo: 'otro', formulario: token, texto: 'Una duda.', correo }).toString()
      const sent = await ask('/reportes/nuevo', idioma, { payload })
      assert.equal(sent.statusCode, 303, sent.body)
      const kept = await app.db.query('select idioma from helpdesk.contacto where correo = $1', [correo])
      assert.deepEqual(kept, [{ idioma }])
    }
  })

  test('the console and the API speak Spanish to everybody', async () => {
    const door = await ask('/consola/entrar', 'en')
    assert.deepEqual([door.statusCode, languageOf(door)], [200, 'es-MX'])
    assert.doesNotMatch(door.body, /\/idioma\//)
    const problem = await server.inject({
      method: 'POST',
      url: '/api/v1/busquedas',
      cookies: { idioma: 'en' },
      payload: { curp: 'PEGJ' },
    })
    assert.match(problem.body, /Hay datos que corregir|CURP tiene 18 caracteres|reto|robot/)
    assert.doesNotMatch(problem.body, /Some details|must be corrected|The CURP/)
  })
})
