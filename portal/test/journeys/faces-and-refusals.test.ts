// After the copy: how it went in one tap, and what follows when an authority does not take it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { signIn } from '../staff.ts'
import { call, downloadCopy, getCopy, person, readOrder, startWorld, until } from '../world.ts'
import type { Order, World } from '../world.ts'

let world: World
let copy: { order: Order; view: Record<string, any>; pdf: Buffer }

before(async () => {
  world = await startWorld()
  copy = await getCopy(world, await person(world, '15'))
})
after(async () => {
  await world.end()
})

async function send(
  path: string,
  fields: Record<string, string>,
  cookie = '',
): Promise<{ status: number; text: string; to: string; cookie: string }> {
  const response = await fetch(new URL(path, world.url), {
    method: 'POST',
    redirect: 'manual',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'text/html',
      'sec-fetch-site': 'same-origin',
      ...(cookie ? { cookie } : {}),
    },
    body: new URLSearchParams(fields).toString(),
  })
  const [own = ''] = response.headers.getSetCookie().map((one) => one.split(';')[0]!)
  const to = response.headers.get('location') ?? ''
  return { status: response.status, text: await response.text(), to, cookie: own }
}
const page = async (path: string, cookie = ''): Promise<string> =>
  await (await fetch(new URL(path, world.url), { headers: { cookie } })).text()

async function window(): Promise<string> {
  const ahora = Temporal.Instant.from((await call('GET', `${world.sandbox}/reloj`)).body.ahora as string)
  return `desde=${ahora.subtract({ hours: 48 }).toString()}&hasta=${ahora.add({ hours: 1 }).toString()}`
}
async function indicators(entidad: string): Promise<Record<string, any>> {
  return (await call('GET', `${world.url}/api/v1/indicadores?${await window()}`)).body.entidades[entidad]
}

test('three faces with words on one page, one answer for one service, and words once more', async () => {
  const { body } = await readOrder(world, copy.order)
  const { url } = (body as { encuesta: { url: string } }).encuesta
  assert.equal(((await readOrder(world, copy.order)).body as { encuesta: { url: string } }).encuesta.url, url)
  const path = new URL(url).pathname
  const form = await page(path)
  const faces = [...form.matchAll(/type="radio"[^>]*value="(\w+)"[^>]*><label[^>]*>([^<]+)</g)].map((one) => [
    one[1],
    one[2],
  ])
  assert.deepEqual(faces, [
    ['mal', 'Mal'],
    ['regular', 'Regular'],
    ['bien', 'Bien'],
  ])
  assert.doesNotMatch(form, /<script/)
  assert.equal((await send(path, { comentario: '' })).status, 422)
  assert.equal((await send(path, { cara: 'bien' })).status, 303)
  const token = path.split('/').at(-1)!
  const again = async (answer: object): Promise<number> =>
    (await call('POST', `${world.url}/api/v1/encuestas/${token}`, answer)).status
  assert.equal(await again({ cara: 'mal' }), 409)
  assert.equal(await again({ comentario: 'Todo claro.' }), 201)
  assert.equal(await again({ comentario: 'Algo más.' }), 409)
  assert.equal(
    (await call('POST', `${world.url}/api/v1/encuestas/${token.slice(0, -1)}`, { cara: 'bien' })).status,
    404,
  )

  const { i3 } = await indicators('15')
  assert.deepEqual([i3.encuesta.valor, i3.encuesta.literal, i3.encuesta.n], [100, 'OPTIMO', 1])
  assert.equal(i3.encuesta.estricta, 'NO_CONCLUYENTE')
  const rows = (await page(i3.encuesta.evidencia)).trimEnd().split('\r\n').slice(1)
  assert.deepEqual(
    rows.map((row) => row.split(',').slice(1).join(',')),
    ['15,tarjeta,exito,bien,1', '15,tarjeta,exito,mostrada,1'],
  )
  const after = (await readOrder(world, copy.order)).body as { encuesta?: unknown }
  assert.equal(after.encuesta, undefined)
})

test('a day later there is no invitation any more, and an unused one is over', async () => {
  const { order: placed } = await getCopy(world, await person(world, '01'))
  const { url } = ((await readOrder(world, placed)).body as { encuesta: { url: string } }).encuesta
  await call('PUT', `${world.sandbox}/reloj`, { avanza: 'PT24H1M' })
  assert.equal(((await readOrder(world, placed)).body as { encuesta?: unknown }).encuesta, undefined)
  const late = await call('POST', `${world.url}/api/v1/encuestas/${url.split('/').at(-1)}`, { cara: 'mal' })
  assert.deepEqual([late.status, late.body.codigo], [404, 'invitacion-no-encontrada'])
})

test('refused at an office: verified at once, the constancia at hand, the legal text by mail, four doors and one case', async () => {
  const codigo = copy.view['copia'].codigoVerificacion as string
  const form = await page(`/me-la-rechazaron?copia=${codigo}`)
  assert.match(form, new RegExp(`value="${codigo}"`))
  const { cookie } = await send('/me-la-rechazaron', { copia: codigo })
  const where = await page('/me-la-rechazaron/donde', cookie)
  const formulario = where.match(/name="formulario" value="([^"]+)"/)![1]!
  const told = {
    autoridad: 'escuela',
    oficina: 'Secundaria 5',
    palabras: 'Piden papel verde.',
    formulario,
  }
  const unfinished = await send('/me-la-rechazaron/donde', { ...told, autoridad: '' }, cookie)
  assert.equal(unfinished.status, 422)
  assert.match(unfinished.text, /href="#autoridad"/)
  const sent = await send('/me-la-rechazaron/donde', { ...told, correo: 'rosa@ejemplo.mx' }, cookie)
  assert.equal(sent.to, '/me-la-rechazaron/que-hacer', sent.text)
  const taken = { text: await page(sent.to, cookie) }
  assert.match(taken.text, /hoja blanca, papel tipo bond, deberá ser aceptada/)
  const constancia = await fetch(new URL(taken.text.match(/href="(\/verificaciones\/[^"]+)"/)![1]!, world.url))
  assert.equal(constancia.headers.get('content-type'), 'application/pdf')
  const caso = taken.text.match(/REC-[0-9A-Z]{10}/)![0]
  const mail = await until('the letter', async () => {
    const { body } = await call<{ asunto: string; texto: string }[]>(
      'GET',
      `${world.buzon}/mensajes?para=rosa@ejemplo.mx`,
    )
    return body.find((one) => one.asunto.includes(caso))
  })
  assert.match(mail.texto, /hoja blanca deberá ser aceptada y reconocida/)
  assert.match(mail.texto, /\/verificaciones\/v_[\w-]+\/constancia/)

  const common = { copia: copy.order.folio, autoridad: 'escuela', palabras: 'Vino una persona.' }
  const local = await signIn(world, 'mesa-15')
  assert.match((await local.post('/consola/aceptacion', common)).url, new RegExp(caso))
  const oic = await signIn(world, 'oic-15')
  for (const puerta of ['oic', 'contraloria']) await oic.post('/consola/aceptacion', { ...common, puerta })
  const forged = await local.post('/consola/aceptacion', { ...common, puerta: 'oic' })
  assert.equal(forged.status, 422, 'a local desk wrote at the door of the control body')
  const other = await signIn(world, 'oic-14')
  assert.equal((await other.get(`/consola/aceptacion/${caso}`)).status, 404)

  const { i4 } = await indicators('15')
  assert.equal(i4.total, 1)
  assert.deepEqual(i4.porPuerta, { gobmx: 1, mesaLocal: 1, oic: 1, contraloria: 1 })
  const [, row] = (await page(i4.evidencia)).split('\r\n')
  assert.match(
    row!,
    new RegExp(`^${caso},[0-9a-f]{64},15,escuela,autoridad,.*,gobmx\\|mesaLocal\\|oic\\|contraloria,valida,`),
  )

  assert.equal((await local.post(`/consola/aceptacion/${caso}/cierre`)).status, 409)
  for (const step of ['notificacion', 'respuesta', 'correccion', 'cierre'])
    assert.equal((await local.post(`/consola/aceptacion/${caso}/${step}`)).status, 200, step)
  assert.match((await local.get(`/consola/aceptacion/${caso}`)).text, /Cerrada/)
})

test('a refused copy that was never ours counts against nobody', async () => {
  const before = (await indicators('15'))['i4'].total as number
  const { status, body } = await call('POST', `${world.url}/api/v1/reportes`, {
    tipo: 'rechazo',
    texto: 'No la aceptaron.',
    autoridad: 'imss',
    codigoVerificacion: '123456789012345678901234567890',
  })
  assert.equal(status, 201, JSON.stringify(body))
  assert.equal((await indicators('15'))['i4'].total, before)
  const csv = await page(`/api/v1/evidencia/rechazos.csv?${await window()}`)
  assert.match(csv, /,imss,autoridad,.*,no_emitida,improcedente,no/)
  assert.ok((await downloadCopy(world, copy.order)).equals(copy.pdf))
})
