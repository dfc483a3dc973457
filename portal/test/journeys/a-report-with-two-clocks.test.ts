// A report from the person's page to its answer: two desks, two clocks, one folio, and the figure that comes of it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { signIn } from '../staff.ts'
import type { StaffSession } from '../staff.ts'
import { call, order, payByCard, person, startWorld, until } from '../world.ts'
import type { World } from '../world.ts'

let world: World
let mesa: StaffSession
let jalisco: StaffSession

before(async () => {
  world = await startWorld()
  mesa = await signIn(world, 'mesa-1')
  jalisco = await signIn(world, 'mesa-14')
})
after(async () => {
  await world.end()
})

async function now(): Promise<Temporal.Instant> {
  return Temporal.Instant.from((await call('GET', `${world.sandbox}/reloj`)).body.ahora as string)
}

async function forward(avanza: string): Promise<void> {
  const moved = await call('PUT', `${world.sandbox}/reloj`, { avanza })
  assert.equal(moved.status, 200, JSON.stringify(moved.body))
}

interface Timeline {
  readonly estado: string
  readonly responsable: string
  readonly historial: readonly { paso: string; estado: string; en: string; texto?: string; de?: string }[]
  readonly plazos: readonly { nivel: number; venceEn: string; desde: string; aTiempo: boolean | null }[]
  readonly tenencia: Readonly<Record<string, number>>
  readonly totalMs: number
}

async function timeline(one: { folio: string; acceso: string }): Promise<Timeline> {
  const { status, body } = await call('GET', `${world.url}/api/v1/reportes/${one.folio}`, undefined, {
    authorization: `Bearer ${one.acceso}`,
  })
  assert.equal(status, 200, JSON.stringify(body))
  return body as Timeline
}

/** The link of the newest mail to this address that matches. */
async function mailed(para: string, subject: RegExp): Promise<{ liga: string; texto: string }> {
  return await until(`a mail to ${para}`, async () => {
    const { body } = await call<{ asunto: string; texto: string }[]>('GET', `${world.buzon}/mensajes?para=${para}`)
    const mail = body.find((one) => subject.test(one.asunto))
    const liga = mail?.texto.match(/http:\S+\/reportes\/\S+/)?.[0]
    return mail && liga ? { liga, texto: mail.texto } : undefined
  })
}

/** Sends a form of the person's pages as a browser without JavaScript does. */
async function send(path: string, fields: Record<string, string>, cookie = ''): Promise<Response> {
  return await fetch(new URL(path, world.url), {
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
}

const cookieOf = (response: Response): string => response.headers.getSetCookie()[0]?.split(';')[0] ?? ''
const PACKET = { intentado: 'Se revisó la vista previa.', evidencia: 'Captura del 3 de agosto.', consentimiento: 'si' }
const ANSWER = { codigo: 'correccion', respuesta: 'El dato se corrige en la oficialía que lo registró.' }

test('wrong data: the person writes a page, level 1 answers in nine minutes, the registry of the state in a day', async () => {
  const own = cookieOf(await send('/reportes/datos', { dato: 'nombres' }))
  const step = async (path: string, fields: Record<string, string>): Promise<Response> => await send(path, fields, own)
  const unfinished = await step('/reportes/datos/correccion', { 'debeDecir-nombres': 'JOSÉ MARÍA' })
  assert.equal(unfinished.status, 422)
  assert.match(await unfinished.text(), /href="#dice-nombres"/)
  await step('/reportes/datos/correccion', { 'dice-nombres': 'JOSÉ', 'debeDecir-nombres': 'JOSÉ MARÍA' })
  await step('/reportes/datos/acta', { entidad: '14' })
  const review = await (await fetch(`${world.url}/reportes/datos/envio`, { headers: { cookie: own } })).text()
  const formulario = review.match(/name="formulario" value="([^"]+)"/)?.[1] ?? ''
  const written = { correo: 'ana@ejemplo.mx', formulario }
  const sent = await step('/reportes/datos/envio', written)
  assert.equal(sent.status, 303, await sent.text())
  const folio = sent.headers.get('location')!.split('/').at(-1)!
  assert.match(folio, /^REP-[0-9A-Z]{10}$/)
  const again = await step('/reportes/datos/envio', written)
  assert.equal(again.headers.get('location'), '/reportes/datos/ya-avisado', 'the same form was taken twice')

  const { liga } = await mailed('ana@ejemplo.mx', new RegExp(`Recibimos.*${folio}`))
  const acceso = new URL(liga).searchParams.get('acceso')!
  const entered = await fetch(liga, { redirect: 'manual' })
  const cookie = cookieOf(entered)
  const page = await (await fetch(new URL(`/reportes/${folio}`, world.url), { headers: { cookie } })).text()
  assert.match(page, /Debe decir: JOSÉ MARÍA\./)
  assert.match(page, /La mesa de ayuda de gob\.mx/)

  await mesa.post(`/consola/mesa/${folio}/toma`)
  await forward('PT9M')
  const answered = await mesa.post(`/consola/mesa/${folio}/respuesta`, ANSWER)
  assert.equal(answered.status, 200)
  const incomplete = await mesa.post(`/consola/mesa/${folio}/escalamiento`, { ...PACKET, evidencia: '' })
  assert.equal(incomplete.status, 422)
  assert.match(incomplete.text, /href="#evidencia"/)
  await mesa.post(`/consola/mesa/${folio}/escalamiento`, PACKET)

  const other = await signIn(world, 'mesa-15')
  assert.equal((await other.get(`/consola/mesa/${folio}`)).status, 404)
  assert.equal((await other.post(`/consola/mesa/${folio}/acuse`)).status, 404)
  const auditor = await signIn(world, 'auditor')
  assert.equal((await auditor.get(`/consola/mesa/${folio}`)).status, 403)
  assert.doesNotMatch((await auditor.get('/consola/mesa')).text, /JOSÉ MARÍA/)

  assert.match((await jalisco.get('/consola/mesa')).text, new RegExp(folio))
  await jalisco.post(`/consola/mesa/${folio}/acuse`)
  await jalisco.post(`/consola/mesa/${folio}/toma-n2`)
  await forward('PT2H')
  await jalisco.post(`/consola/mesa/${folio}/pregunta`, { respuesta: '¿Tienes tu cartilla de vacunación?' })
  const waits = await timeline({ folio, acceso })
  assert.deepEqual([waits.estado, waits.responsable], ['espera_ciudadano', 'ciudadano'])
  await forward('PT30H')
  const replied = await send(`/reportes/${folio}/contestacion`, { texto: 'Sí, la tengo.' }, cookie)
  assert.equal(replied.status, 303)
  await forward('PT5H')
  const refused = await jalisco.post(`/consola/mesa/${folio}/acuse`)
  assert.equal(refused.status, 409)
  await jalisco.post(`/consola/mesa/${folio}/solucion-n2`, ANSWER)

  const view = await timeline({ folio, acceso })
  assert.deepEqual([view.estado, view.responsable], ['resuelto_N2', 'ciudadano'])
  assert.deepEqual(
    view.plazos.map((one) => [one.nivel, one.aTiempo]),
    [
      [1, true],
      [2, true],
    ],
    'level 2 answered after 37 hours, 30 of which it waited for the person',
  )
  assert.equal(
    Object.values(view.tenencia).reduce((a, b) => a + b, 0),
    view.totalMs,
  )
  assert.ok(Math.abs(view.tenencia['ciudadano']! - 30 * 3_600_000) < 120_000, JSON.stringify(view.tenencia))
  const { texto } = await mailed('ana@ejemplo.mx', new RegExp(`Hay respuesta.*${folio}`))
  assert.match(texto, /acceso=/)

  await forward('PT170H')
  const closed = await until('the report to close by itself', async () => {
    const one = await timeline({ folio, acceso })
    return one.estado === 'cerrado' ? one : undefined
  })
  const [solvedAt, closedAt] = closed.historial.slice(-2).map((one) => Temporal.Instant.from(one.en))
  assert.equal(closedAt!.since(solvedAt!).total('hours'), 168)
  const reopened = await send(`/reportes/${folio}/reapertura`, { texto: 'Sigue igual.' }, cookie)
  assert.equal(reopened.status, 303)
  assert.equal((await timeline({ folio, acceso })).estado, 'en_N2')
})

test('indicator 5 of the window is what anyone computes from its evidence', async () => {
  const desde = await now()
  const opened: { folio: string; acceso: string }[] = []
  for (let i = 0; i < 4; i += 1) {
    const { status, body } = await call('POST', `${world.url}/api/v1/reportes`, {
      tipo: 'otro',
      entidad: '06',
      texto: `Pregunta ${i}`,
    })
    assert.equal(status, 201, JSON.stringify(body))
    opened.push(body as { folio: string; acceso: string })
  }
  for (const { folio } of opened) await mesa.post(`/consola/mesa/${folio}/toma`)
  await forward('PT5M')
  for (const { folio } of opened.slice(0, 3)) await mesa.post(`/consola/mesa/${folio}/respuesta`, ANSWER)
  await forward('PT6M')
  await mesa.post(`/consola/mesa/${opened[3]!.folio}/respuesta`, ANSWER)
  const hasta = (await now()).add({ seconds: 1 })
  const window = `desde=${desde.toString()}&hasta=${hasta.toString()}`
  const { body } = await call('GET', `${world.url}/api/v1/indicadores?${window}`)
  const { n1, n2 } = body.entidades['06'].i5
  assert.deepEqual([n1.valor, n1.veredicto, n1.n], [75, 'FUERA', 4])
  assert.equal(n2.veredicto, 'SIN_DATOS')
  const evidence = await (await fetch(new URL(n1.evidencia, world.url))).text()
  const rows = evidence.trimEnd().split('\r\n').slice(1)
  const own = rows.filter((row) => row.includes(',frN1,'))
  assert.equal(own.length, 4)
  assert.equal((own.filter((row) => row.endsWith(',a_tiempo')).length * 100) / own.length, n1.valor)
})

test('a paid order whose money falls due to be sent back opens a report by itself', async () => {
  const one = await order(world, await person(world, '14'))
  await call('PUT', `${world.sandbox}/entidades/14/temperamento`, { tipo: 'caida' })
  await payByCard(world, one)
  await until('the order to be paid', async () => {
    const { body } = await call('GET', `${world.url}/api/v1/solicitudes/${one.folio}`, undefined, {
      authorization: `Bearer ${one.acceso}`,
    })
    return ['pagada', 'emitiendo'].includes(body.estado as string) ? true : undefined
  })
  await forward('PT73H')
  await call('PUT', `${world.sandbox}/entidades/14/temperamento`, { tipo: 'normal' })
  const line = await until('a report of the service', async () => {
    const csv = (await mesa.get('/consola/mesa.csv')).text
    const hasta = (await now()).add({ hours: 1 })
    const window = `desde=${hasta.subtract({ hours: 100 }).toString()}&hasta=${hasta.toString()}&entidad=14`
    const rows = await (await fetch(`${world.url}/api/v1/evidencia/reportes.csv?${window}`)).text()
    const found = rows.split('\r\n').find((row) => row.includes(',pago,sistema,frN1,'))
    return found && csv.includes(found.split(',')[0]!) ? found : undefined
  })
  assert.match(line, /^REP-/)
  assert.match(line, /,automatico$/)
})
