// The sandbox as outsiders meet it over HTTP: what it hands out, what it takes, and how it refuses.
import assert from 'node:assert/strict'
import { request } from 'node:http'
import { after, before, test } from 'node:test'
import { createTransport } from 'nodemailer'
import { parseCurp } from '@actas/node-kit/contract/curp.ts'
import { call, look, openCharge, startTestWorld, until, type Answer, type TestWorld } from './test-world.ts'

let world: TestWorld
let sandbox: string
before(async () => {
  world = await startTestWorld()
  sandbox = world.sandbox
})
after(async () => {
  await world.end()
})

const get = (path: string): Promise<Answer> => call('GET', `${sandbox}${path}`)

function refused(answer: Answer, status: number, codigo: string): void {
  assert.equal(answer.status, status, JSON.stringify(answer.body))
  assert.equal(answer.headers.get('content-type'), 'application/problem+json; charset=utf-8')
  assert.deepEqual([answer.body.type, answer.body.status, answer.body.codigo], ['about:blank', status, codigo])
  assert.match(answer.body.title, /^[«A-ZÁÉÍÓÚÑ].*\.$/)
}

test('sample people come with what a search needs, ordinary ones unless a case is named', async () => {
  const { status, body } = await get('/personas?entidad=14&n=5')
  assert.equal(status, 200)
  assert.equal(body.length, 5)
  for (const one of body) {
    assert.ok(parseCurp(one.curp).ok)
    assert.deepEqual(
      ['nombres', 'primerApellido', 'segundoApellido', 'sexo', 'fechaNacimiento', 'entidadRegistro'].filter(
        (field) => !(field in one),
      ),
      [],
    )
    assert.ok(one.filiacion.length > 0)
    assert.deepEqual([one.entidadRegistro, one.caso, one.sintetico], ['14', 'normal', true])
  }
  assert.deepEqual((await get('/personas?entidad=14&n=5')).body, body)
  assert.equal((await get('/personas?entidad=01&caso=sin-padres&n=3')).body[2].caso, 'sin-padres')
  assert.equal((await get('/personas?entidad=14&n=500')).body.length, 60)
  assert.equal((await get('/personas')).body.length, 5)
})

test('an unknown entidad or case and an impossible number of people are refused by name', async () => {
  refused(await get('/personas?entidad=33'), 422, 'entidad-desconocida')
  refused(await get('/personas?entidad=<script>'), 422, 'entidad-desconocida')
  refused(await get('/personas?entidad=14&caso=nadie'), 422, 'caso-desconocido')
  for (const n of ['0', '-1', '501', '1.5', 'x', '1e2', '99999999999999'])
    refused(await get(`/personas?entidad=14&n=${n}`), 422, 'cantidad-invalida')
})

test('the cases are listed with a sentence each, and whether a search finds their people', async () => {
  const { body } = await get('/personas/casos')
  assert.ok(body.length >= 30)
  assert.deepEqual(Object.keys(body[0]).toSorted(), ['caso', 'descripcion', 'personas', 'seEncuentra', 'sintetico'])
  assert.equal(body.find((one: { caso: string }) => one.caso === 'reservada').seEncuentra, false)
})

test('entidades are listed with address and temperament, which can be changed and read again', async () => {
  const { body } = await get('/entidades')
  assert.deepEqual(
    body.map((one: { clave: string }) => one.clave),
    ['13', '14'],
  )
  assert.match(body[0].url, /^https:\/\/127\.0\.0\.1:\d+$/)
  assert.deepEqual(body[0].temperamento, { tipo: 'normal' })
  const changed = await call('PUT', `${sandbox}/entidades/13/temperamento`, { tipo: 'lenta', ms: 50 })
  assert.deepEqual([changed.status, changed.body.temperamento], [200, { tipo: 'lenta', ms: 50 }])
  assert.deepEqual((await get('/entidades')).body[0].temperamento, { tipo: 'lenta', ms: 50 })
  assert.deepEqual((await get('/entidades/13/temperamento')).body, { tipo: 'lenta', ms: 50 })
  refused(
    await call('PUT', `${sandbox}/entidades/13/temperamento`, { tipo: 'furiosa' }),
    422,
    'temperamento-desconocido',
  )
  refused(await call('PUT', `${sandbox}/entidades/99/temperamento`, { tipo: 'normal' }), 404, 'entidad-desconocida')
  assert.deepEqual((await get('/entidades/13/temperamento')).body, { tipo: 'lenta', ms: 50 })
  await call('PUT', `${sandbox}/entidades/13/temperamento`, { tipo: 'normal' })
})

test('the temperaments are listed with their parameters, and each can be asked for as listed', async () => {
  const { body } = await get('/temperamentos')
  assert.deepEqual(
    body.map((one: { tipo: string }) => one.tipo),
    ['normal', 'lenta', 'caida', 'intermitente', 'descompuesta', 'mentirosa'],
  )
  for (const { tipo, descripcion, parametros } of body) {
    assert.match(descripcion, /\.$/)
    const defaults = Object.fromEntries(
      parametros.map((one: { nombre: string; defecto: unknown }) => [one.nombre, one.defecto]),
    )
    const changed = await call('PUT', `${sandbox}/entidades/13/temperamento`, { tipo, ...defaults })
    assert.deepEqual([changed.status, changed.body.temperamento], [200, { tipo, ...defaults }])
  }
  await call('PUT', `${sandbox}/entidades/13/temperamento`, { tipo: 'normal' })
})

test('a charge is paid by card through the sandbox, once, and the portal is told', async () => {
  const { cobro } = await openCharge(world, 'ACT-SANDBOX')
  const pay = (body: object): Promise<Answer> => call('POST', `${sandbox}/banco/tarjeta/${cobro}`, body)
  refused(await pay({ numero: '4111111111111112' }), 422, 'tarjeta-numero')
  refused(await pay({}), 422, 'tarjeta-falta')
  assert.equal((await pay({ numero: '4111111111111111', resultado: 'rechazado' })).body.estado, 'rechazado')
  const answers = await Promise.all([1, 2, 3].map(() => pay({ numero: '4111111111111111' })))
  for (const one of answers)
    assert.deepEqual(
      [one.status, one.body.estado, one.body.autorizacion],
      [200, 'capturado', answers[0]?.body.autorizacion],
    )
  await until('the notice', () => world.portal.heard.find((one) => one.body.cobro === cobro))
  assert.equal(world.portal.heard.filter((one) => one.body.cobro === cobro).length, 1)
  refused(await call('POST', `${sandbox}/banco/tarjeta/c_no`, { numero: '4111111111111111' }), 404, 'cobro-desconocido')
  await call(
    'POST',
    `${world.banco}/cobros/${cobro}/devolucion`,
    { importeCentavos: 9_800 },
    { authorization: `Bearer ${world.portal.secret}` },
  )
  refused(await pay({ numero: '4111111111111111' }), 409, 'cobro-cerrado')
})

test('the bank’s own calls are for whoever knows the secret', async () => {
  const { cobro } = await openCharge(world, 'ACT-SECRETO')
  for (const authorization of ['', 'Bearer no', `Bearer ${world.portal.secret}x`]) {
    refused(await call('GET', `${world.banco}/cobros/${cobro}`, undefined, { authorization }), 401, 'no-autorizado')
    refused(await call('POST', `${world.banco}/cobros`, {}, { authorization }), 401, 'no-autorizado')
    refused(
      await call('POST', `${world.banco}/cobros/${cobro}/devolucion`, {}, { authorization }),
      401,
      'no-autorizado',
    )
  }
})

test('finance of an entidad can be made slow, and a wrong delay is refused', async () => {
  const delay = async (retrasoHoras: unknown) => await call('PUT', `${sandbox}/entidades/13/finanzas`, { retrasoHoras })
  assert.deepEqual((await delay(80)).body.finanzas, { retrasoHoras: 80 })
  assert.deepEqual((await get('/entidades/13/finanzas')).body, { retrasoHoras: 80 })
  for (const wrong of [-1, 1.5, 'ayer']) refused(await delay(wrong), 422, 'numero-fuera')
  assert.deepEqual((await delay(0)).body.finanzas, { retrasoHoras: 0 })
})

test('the clock is read and moved over HTTP, and a bad change is refused', async () => {
  const before = (await get('/reloj')).body
  assert.equal(before.velocidad, 1)
  const moved = await call('PUT', `${sandbox}/reloj`, { avanza: 'PT72H' })
  assert.deepEqual([moved.status, Object.keys(moved.body)], [200, ['ahora', 'velocidad', 'pasos']])
  const hours = Temporal.Instant.from(moved.body.ahora).since(Temporal.Instant.from(before.ahora)).total('hours')
  assert.ok(hours >= 72 && hours < 72.01)
  refused(await call('PUT', `${sandbox}/reloj`, { avanza: 'PT-1H' }), 422, 'avanza-invalido')
  refused(await call('PUT', `${sandbox}/reloj`, {}), 422, 'reloj-sin-cambio')
})

test('mails are answered as JSON by address, here and at the mailbox’s own site', async () => {
  const transport = createTransport({ ...world.smtp, secure: false })
  await transport.sendMail({
    from: 'a@ejemplo.mx',
    to: 'berta@ejemplo.mx',
    subject: 'Hola',
    text: 'Abre https://ejemplo.mx/x',
  })
  transport.close()
  for (const site of [sandbox, world.buzon]) {
    const { body } = await call('GET', `${site}/mensajes?para=berta@ejemplo.mx`)
    assert.equal(body.length, 1)
    assert.deepEqual(
      [body[0].para, body[0].asunto, body[0].texto.trim(), body[0].html, body[0].adjuntos],
      ['berta@ejemplo.mx', 'Hola', 'Abre https://ejemplo.mx/x', null, []],
    )
    assert.deepEqual((await call('GET', `${site}/mensajes/${body[0].id}`)).body, body[0])
    refused(await call('GET', `${site}/mensajes/999999`), 404, 'mensaje-desconocido')
  }
})

test('the first page leads everywhere, and everything it leads to is there', async () => {
  const { text, status, headers } = await look(`${sandbox}/`)
  assert.equal(status, 200)
  assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'/)
  for (const words of ['DEMOSTRACIÓN', 'sintético', '4111 1111 1111 1111', 'Filiación'])
    assert.ok(text.includes(words), words)
  const curps = [...text.matchAll(/<span class="clave">([A-Z]{4}\d{6}\w{8})<\/span>/g)]
  assert.equal(curps.length, 5)
  for (const [, curp = ''] of curps) assert.ok(parseCurp(curp).ok, curp)
  const hrefs = [...text.matchAll(/href="(\/[^"#]*|http[^"]*)"/g)].map(([, href = '']) => new URL(href, sandbox).href)
  const own = hrefs.filter((href) => !href.startsWith(world.portal.url))
  assert.ok(own.length >= 9 && hrefs.length > own.length)
  for (const href of own) assert.ok([200, 303].includes((await look(href)).status), href)
})

test('forms of the pages change the world and say what is wrong', async () => {
  const changed = await look(`${sandbox}/entidades/13/temperamento`, { tipo: 'lenta', numero: '70', mentira: 'basura' })
  assert.deepEqual([changed.status, changed.headers.get('location')], [303, '/entidades/13'])
  assert.match((await look(`${sandbox}/entidades/13`)).text, /lenta \(70 ms\)/)
  const wrong = await look(`${sandbox}/entidades/13/temperamento`, { tipo: 'lenta', numero: '-1' })
  assert.equal(wrong.status, 422)
  assert.match(wrong.text, /<title>Error:/)
  assert.match(wrong.text, /href="#numero"/)
  await look(`${sandbox}/entidades/13/temperamento`, { tipo: 'normal' })
  const moved = await look(`${sandbox}/reloj`, { avanza: 'PT1H' })
  assert.deepEqual([moved.status, moved.headers.get('location')], [303, '/reloj?pasos=1'])
  assert.equal((await look(`${sandbox}/reloj`, { avanza: 'x' })).status, 422)
})

test('the page of a charge takes a card, leads back to the portal, and allows its form to go only there', async () => {
  const { url } = await openCharge(world, 'ACT-PAGINA')
  const page = await look(url)
  assert.match(
    page.headers.get('content-security-policy') ?? '',
    new RegExp(`form-action 'self' ${world.portal.url.replaceAll('.', '\\.')};`),
  )
  assert.ok(page.text.includes('$98.00') && page.text.includes('ACT-PAGINA'))
  assert.equal((await look(url, { numero: '1' })).status, 422)
  const refusedCard = await look(url, { numero: '4000000000000002' })
  assert.ok(refusedCard.text.includes('No se cobró nada'))
  const paid = await look(url, { numero: '4111111111111111' })
  assert.deepEqual([paid.status, paid.headers.get('location')], [303, `${world.portal.url}/regreso`])
  assert.match((await look(url)).text, /ya está pagado/)
  assert.equal((await look(url, { numero: '4242424242424242' })).status, 303)
})

test('a page of another site changes nothing here', async () => {
  for (const site of ['cross-site', 'same-site']) {
    refused(
      await call('PUT', `${sandbox}/entidades/13/temperamento`, { tipo: 'caida' }, { 'sec-fetch-site': site }),
      403,
      'otro-sitio',
    )
    refused(
      await call('POST', `${sandbox}/reloj`, 'avanza=PT1H', {
        'content-type': 'application/x-www-form-urlencoded',
        'sec-fetch-site': site,
      }),
      403,
      'otro-sitio',
    )
  }
})

test('whatever is sent, the answer is a problem in Spanish and never a stack', async () => {
  const send = (path: string, body: string, type = 'application/json'): Promise<Answer> =>
    call('PUT', `${sandbox}${path}`, body, { 'content-type': type })
  refused(await send('/reloj', '{'), 400, 'peticion-ilegible')
  refused(await send('/reloj', '[]'), 422, 'no-es-objeto')
  refused(await send('/reloj', 'null'), 422, 'no-es-objeto')
  refused(await send('/reloj', '7', 'text/plain'), 422, 'no-es-objeto')
  refused(await send('/reloj', `{"avanza":"${'x'.repeat(70_000)}"}`), 413, 'cuerpo-grande')
  refused(await send('/reloj', '{"__proto__":{"avanza":"PT1H"}}'), 422, 'reloj-sin-cambio')
  refused(await get('/no-existe'), 404, 'direccion-desconocida')
  refused(await get('//'), 404, 'direccion-desconocida')
  refused(await get('/entidades/%ff'), 400, 'peticion-ilegible')
  const wrong = await call('DELETE', `${sandbox}/reloj`)
  refused(wrong, 405, 'metodo-no-permitido')
  assert.equal(wrong.headers.get('allow'), 'GET, PUT, POST')
  const shown = await look(`${sandbox}/no-existe`)
  assert.equal(shown.status, 404)
  assert.match(shown.text, /<h1>No se pudo<\/h1>/)
})

test('what programs send without saying that it is JSON is read all the same', async () => {
  const answer = await new Promise<number>((resolve, reject) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    request(`${sandbox}/entidades/13/temperamento`, { method: 'PUT', headers }, (response) =>
      resolve(response.resume().statusCode ?? 0),
    )
      .on('error', reject)
      .end('{"tipo":"normal"}')
  })
  assert.equal(answer, 200)
})
