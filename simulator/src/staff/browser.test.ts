// What a small browser must get right: cookies by host and path, redirects, and the fields of a form as they stand.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { openBrowser, readPage } from './browser.ts'
import { choicesOf, formFor, namesBelow, send } from './forms.ts'

const PAGE = `<!doctype html><html><body><p>a &amp; b</p>
<a href="/consola/mesa/REP-1?x=1">uno</a><a href="/consola/mesa/REP-1">otra vez</a><a href="/consola/mesa.csv">csv</a>
<a href="/consola/mesa/REP-2/paso">paso</a><a href='/consola/mesa/REP-2'>dos</a>
<form method="post" action="/consola/mesa/REP-1/solucion" novalidate>
<input type="hidden" name="sello" value="a&quot;b&#39;c"><select name="codigo_solucion"><option value="x">X</option><option value="y" selected>Y</option></select>
<textarea name="respuesta_solucion">dos
líneas &lt;b&gt;</textarea><input type="checkbox" name="consentimiento" value="si"><input type="radio" name="r" value="1"><input type="radio" name="r" value="2" checked>
<button type="submit" name="boton" value="ir">Ir</button></form>
<form action="/buscar"><input name="q" value="hola"></form></body></html>`

test('the fields of a form are read as they stand, with what is hidden, chosen and escaped', () => {
  const page = readPage('http://portal.invalid/consola/mesa/REP-1', 200, PAGE)
  const form = formFor(page, 'solucion')
  assert.ok(form)
  assert.deepEqual(form.fields, {
    sello: `a"b'c`,
    codigo_solucion: 'y',
    respuesta_solucion: 'dos\nlíneas <b>',
    r: '2',
  })
  assert.deepEqual(choicesOf(form, 'codigo'), ['x', 'y'])
  assert.deepEqual(form.buttons, [{ name: 'boton', value: 'ir' }])
  assert.equal(page.forms[1]?.method, 'GET')
  assert.equal(formFor(page, 'buscar'), undefined, 'a search is no step')
  assert.deepEqual(namesBelow(page, '/consola/mesa'), ['REP-1', 'REP-2'])
})

test('cookies go only where they belong, and whoever was sent on arrives with them', async (t) => {
  const seen: { path: string; cookie: string; body: string; method: string }[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', (): unknown => {
      const path = (request.url ?? '').split('?')[0] ?? ''
      seen.push({ path, cookie: request.headers.cookie ?? '', body, method: request.method ?? '' })
      if (path === '/entrar')
        return response
          .writeHead(303, {
            location: '/consola',
            'set-cookie': ['sesion=s1; Path=/consola; HttpOnly', 'todo=t; Path=/'],
          })
          .end()
      if (path === '/salir')
        return response
          .writeHead(303, { location: '/consola', 'set-cookie': 'sesion=; Path=/consola; Max-Age=0' })
          .end()
      if (path === '/vuelta') return response.writeHead(302, { location: '/vuelta' }).end()
      if (path.endsWith('/solucion')) return response.writeHead(303, { location: '/consola' }).end()
      return response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const browser = openBrowser(new AbortController().signal)
  const page = await browser.open(`${base}/entrar`)
  assert.equal(page.url, `${base}/consola`)
  assert.equal(seen.at(-1)?.cookie, 'sesion=s1; todo=t')
  await browser.open(`${base}/otra`)
  assert.equal(seen.at(-1)?.cookie, 'todo=t')
  const form = formFor(page, 'solucion')
  assert.ok(form)
  const after = await send(browser, page, form, { respuesta: 'sí', codigo: 'x', consentimiento: 'si', ajeno: 'z' })
  assert.equal(after?.url, `${base}/consola`)
  const sent = new URLSearchParams(seen.find((one) => one.method === 'POST')?.body)
  assert.deepEqual(
    [sent.get('respuesta_solucion'), sent.get('codigo_solucion'), sent.get('consentimiento'), sent.get('ajeno')],
    ['sí', 'x', 'si', null],
  )
  assert.throws(() => void browser.submit(page, form, { ajeno: 'z' }), /no field ajeno/)
  await browser.open(`${base}/salir`)
  assert.equal(seen.at(-1)?.cookie, 'todo=t')
  await assert.rejects(browser.open(`${base}/vuelta`), /too many redirects/)
})
