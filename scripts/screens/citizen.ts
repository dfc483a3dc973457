// Walks through the citizen's side as a person would, without JavaScript, and takes a picture at each screen and state.
import type { Browser, Page } from 'playwright-core'
import { call, getCopy, person, until } from '../../portal/test/world.ts'
import type { Person, World } from '../../portal/test/world.ts'
import type { Camera } from './camera.ts'

const TRIES = 5
const MOST_STEPS = 6
const WORD = 'GUADALUPE'
const SLOW = { tipo: 'lenta', ms: 8_000 }
const DOWN = { tipo: 'caida' }
const NORMAL = { tipo: 'normal' }

interface Walk {
  readonly world: World
  readonly camera: Camera
  readonly browser: Browser
}

async function newPerson(walk: Walk): Promise<Page> {
  const context = await walk.browser.newContext({ javaScriptEnabled: false, baseURL: walk.world.url })
  return await context.newPage()
}

/** The main form of the page: fields by name, then its first button. */
async function send(page: Page, fields: Readonly<Record<string, string>> = {}): Promise<void> {
  for (const [name, value] of Object.entries(fields)) {
    const field = page.locator(`main [name="${name}"]:not([type=hidden])`)
    const kind = await field.first().evaluate((one) => (one as unknown as { type: string }).type)
    if (kind === 'radio' || kind === 'checkbox') await page.locator(`main [name="${name}"][value="${value}"]`).check()
    else if (kind === 'select-one') await field.selectOption(value)
    else if (kind === 'file')
      await field.setInputFiles({
        name: 'copia.pdf',
        mimeType: 'application/pdf',
        buffer: Buffer.from(value, 'latin1'),
      })
    else await field.fill(value)
  }
  const last = Object.keys(fields).at(-1)
  const form =
    last === undefined
      ? page.locator('main form').first()
      : page.locator('main form', { has: page.locator(`[name="${last}"]`) })
  await form.locator('button').first().click()
}

/** Whatever a step asks for: the first choice, a word in each empty field, and on. */
async function answer(page: Page): Promise<void> {
  const choice = page.locator('main :is([type=checkbox], [type=radio])').first()
  if ((await choice.count()) > 0) await choice.check()
  for (const list of await page.locator('main select').all()) await list.selectOption({ index: 1 })
  for (const field of await page.locator('main :is(input[type=text]:not([inputmode=numeric]), textarea)').all())
    if ((await field.inputValue()) === '' && (await field.getAttribute('autocomplete')) !== 'email')
      await field.fill(WORD)
  await page.locator('main form button').first().click()
}

/** The steps that lead to a report, each with its picture. */
async function toTheReport(page: Page, camera: Camera, name: string): Promise<void> {
  for (let step = 1; step <= MOST_STEPS && !page.url().includes('/REP-'); step += 1) {
    await camera.take(page, `${name}-${step}`)
    await answer(page)
  }
  await camera.take(page, `${name}-reporte`)
}

async function temper(walk: Walk, entidad: string, how: object): Promise<void> {
  await call('PUT', `${walk.world.sandbox}/entidades/${entidad}/temperamento`, how)
}

async function toFiliation(page: Page, who: Person): Promise<void> {
  await page.goto('/actas/curp')
  await send(page, { curp: who.curp ?? '' })
  if (page.url().endsWith('/entidad')) await send(page, { entidadRegistro: who.entidadRegistro })
}

async function toResult(page: Page, who: Person): Promise<void> {
  await toFiliation(page, who)
  await send(page, { filiacion: who.filiacion[0] ?? '' })
  await page.waitForURL(/resultado/)
}

async function searching(walk: Walk): Promise<void> {
  const { camera, world } = walk
  const page = await newPerson(walk)
  const who = await person(world, '14', 'enie')
  await page.goto('/')
  await camera.take(page, 'inicio')
  await page.goto('/actas/curp')
  await camera.take(page, 'curp')
  await send(page, { curp: 'PEGJ900512HJCRRS0' })
  await camera.take(page, 'curp-error')
  await page.goto('/actas/datos')
  await camera.take(page, 'datos')
  await send(page)
  await camera.take(page, 'datos-error')
  await page.goto('/actas/curp')
  await send(page, { curp: (await person(world, '14', 'nacido-en-el-extranjero')).curp ?? '' })
  await page.goto('/actas/entidad')
  await camera.take(page, 'entidad')
  await send(page)
  await camera.take(page, 'entidad-error')
  await toFiliation(page, who)
  await camera.take(page, 'filiacion')
  await send(page)
  await camera.take(page, 'filiacion-error')
  await temper(walk, '14', SLOW)
  await send(page, { filiacion: who.filiacion[0] ?? '' })
  await page.waitForURL(/buscando/)
  await camera.take(page, 'buscando')
  await page.waitForURL(/resultado/)
  await temper(walk, '14', NORMAL)
  await camera.take(page, 'resultado')
  await page.goto('/actas/datos-mal')
  await toTheReport(page, camera, 'datos-mal')
  await toResult(page, await person(world, '14', 'nombre-largo'))
  await camera.take(page, 'resultado-nombre-largo')
  await toResult(page, await person(world, '14', 'doble-registro'))
  await camera.take(page, 'resultado-varias')
}

async function searchEndsBadly(walk: Walk): Promise<void> {
  const { camera, world } = walk
  const page = await newPerson(walk)
  const stranger = await person(world, '06')
  for (let i = 0; i < TRIES; i += 1) {
    await toFiliation(page, stranger)
    await send(page, { filiacion: 'NADIE QUE EXISTA' })
    if (i === 0) await camera.take(page, 'no-encontrada')
  }
  await page.goto('/actas/pedir-busqueda')
  await camera.take(page, 'pedir-busqueda')
  await answer(page)
  await camera.take(page, 'pedir-busqueda-reporte')
  await toFiliation(page, stranger)
  await send(page, { filiacion: 'NADIE QUE EXISTA' })
  await camera.take(page, 'espera')
  await toFiliation(page, await person(world, '21'))
  await camera.take(page, 'entidad-cerrada')
  await temper(walk, '13', DOWN)
  await toFiliation(page, await person(world, '13'))
  await send(page, { filiacion: (await person(world, '13')).filiacion[0] ?? '' })
  await page.waitForURL(/sin-servicio/)
  await camera.take(page, 'sin-servicio')
  await send(page, { correo: 'ana@correo.invalid' })
  await camera.take(page, 'avisame-pedido')
  await temper(walk, '13', NORMAL)
}

async function paying(walk: Walk): Promise<void> {
  const { camera, world } = walk
  const page = await newPerson(walk)
  await toResult(page, await person(world, '15'))
  await send(page, { medioDePago: 'referencia' })
  await camera.take(page, 'pago-en-banco')
  await page.goto(`${page.url()}/ficha`)
  await camera.take(page, 'ficha')
  const asked = await page.goto(page.url().replace('/ficha', '/ya-pague'))
  if (asked?.ok()) await camera.take(page, 'ya-pague')
  const card = await newPerson(walk)
  await toResult(card, await person(world, '14'))
  await send(card, { medioDePago: 'tarjeta' })
  await camera.take(card, 'banco-del-ensayo')
  await card.goto('/actas/resultado')
  await send(card, { medioDePago: 'tarjeta' })
  await temper(walk, '14', DOWN)
  await send(card, { numero: '4111111111111111' })
  await card.waitForURL(/solicitudes/)
  await camera.take(card, 'pago-en-confirmacion')
  await until('the payment to be known', async () => {
    await card.goto(card.url().replace(/\?.*$/, ''))
    return (await card.getByText('Pago recibido').count()) > 0 ? true : undefined
  })
  await camera.take(card, 'pagada')
  await temper(walk, '14', NORMAL)
}

async function having(walk: Walk): Promise<void> {
  const { camera, world } = walk
  const page = await newPerson(walk)
  const who = await person(world, '01', 'enie')
  const { order, view, pdf } = await getCopy(world, who)
  await page.goto(`/solicitudes/${order.folio}/entrar?acceso=${encodeURIComponent(order.acceso)}`)
  await camera.take(page, 'lista')
  await page.goto('/recuperar')
  await camera.take(page, 'recuperar')
  await send(page, { folio: 'ACT-0000000000', curp: who.curp ?? '' })
  await camera.take(page, 'recuperar-error')
  const { codigoVerificacion } = view['copia'] as { codigoVerificacion: string }
  await page.goto('/verificar')
  await camera.take(page, 'verificar')
  await send(page, {
    codigoVerificacion: `${codigoVerificacion.slice(0, 29)}${(Number(codigoVerificacion[29]) + 1) % 10}`,
  })
  await camera.take(page, 'verificar-error')
  await page.goto(`/v/${codigoVerificacion}`)
  await camera.take(page, 'veredicto-valida')
  await page.goto('/verificar')
  await send(page, { archivo: `${pdf.toString('latin1')}\n% otra línea` })
  await camera.take(page, 'veredicto-alterada')
  const survey = await until('the survey', async () => {
    const { body } = await call('GET', `${world.url}/api/v1/solicitudes/${order.folio}`, undefined, {
      authorization: `Bearer ${order.acceso}`,
    })
    return (body as { encuesta?: { url: string } }).encuesta?.url
  })
  await page.goto(new URL(survey).pathname)
  await camera.take(page, 'encuesta')
  await send(page)
  await camera.take(page, 'encuesta-error')
  await send(page, { cara: 'bien' })
  await camera.take(page, 'encuesta-gracias')
  await page.goto('/me-la-rechazaron')
  await camera.take(page, 'rechazo')
  await send(page, { copia: '12345' })
  await camera.take(page, 'rechazo-error')
  await send(page, { copia: codigoVerificacion })
  await camera.take(page, 'rechazo-donde')
  await answer(page)
  await camera.take(page, 'rechazo-que-hacer')
}

async function reporting(walk: Walk): Promise<void> {
  const { camera } = walk
  const page = await newPerson(walk)
  await page.goto('/reportes/nuevo')
  await camera.take(page, 'reportes')
  await page.goto('/reportes/nuevo?tipo=pago')
  await camera.take(page, 'reporte-pago')
  await send(page)
  await camera.take(page, 'reporte-error')
  await page.goto('/reportes/nuevo?tipo=otro')
  await send(page, { texto: 'La página no me deja imprimir en la biblioteca.' })
  await page.waitForURL(/REP-/)
  await camera.take(page, 'reporte-seguimiento')
}

async function reading(walk: Walk): Promise<void> {
  const page = await newPerson(walk)
  for (const [name, path] of [
    ['camara', '/verificar/camara'],
    ['oficial', '/como-se-que-es-oficial'],
    ['entidades', '/entidades'],
    ['estado', '/estado'],
    ['incidencias', '/incidencias'],
    ['ayuda', '/ayuda'],
    ['privacidad', '/privacidad'],
    ['accesibilidad', '/accesibilidad'],
    ['desarrolladores', '/desarrolladores'],
    ['solicitud-no-encontrada', '/solicitudes/ACT-0000000000'],
    ['error-404', '/no-existe'],
  ] as const) {
    await page.goto(path)
    await walk.camera.take(page, name)
  }
}

export async function walkAsCitizen(world: World, browser: Browser, camera: Camera): Promise<void> {
  const walk = { world, browser, camera }
  camera.section('pedir')
  await searching(walk)
  camera.section('sin-acta')
  await searchEndsBadly(walk)
  camera.section('pagar')
  await paying(walk)
  camera.section('tener')
  await having(walk)
  camera.section('reportar')
  await reporting(walk)
  camera.section('leer')
  await reading(walk)
}
