// In a browser without JavaScript: the data are wrong, the acta is not found, the payment does not show. Each is one case.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { TestContext } from 'node:test'
import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import { CHROMIUM, CHROMIUM_ARGS } from '../browser.ts'
import { needsProgram } from '../programs.ts'
import { signIn } from '../staff.ts'
import { call, order, person, startWorld, until } from '../world.ts'
import type { World } from '../world.ts'

let world: World
let browser: Browser | undefined
/** Of the first case, which the registry of Jalisco has. */
let escalated: string | undefined

before(async () => {
  world = await startWorld()
})
after(async () => {
  await browser?.close()
  await world.end()
})

async function openPage(t: TestContext): Promise<Page | null> {
  if (!needsProgram(t, 'chromium')) return null
  browser ??= await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_ARGS })
  const context = await browser.newContext({ viewport: { width: 360, height: 640 }, javaScriptEnabled: false })
  return await context.newPage()
}
const press = async (page: Page, name: string): Promise<void> => await page.getByRole('button', { name }).click()
const follow = async (page: Page, name: string): Promise<void> => await page.getByRole('link', { name }).first().click()

async function look(page: Page, curp: string, filiacion: string): Promise<void> {
  await page.goto(`${world.url}/actas/curp`)
  await page.getByLabel('CURP', { exact: true }).fill(curp)
  await press(page, 'Continuar')
  await page.getByLabel(/Nombre completo/).fill(filiacion)
  await press(page, 'Buscar el acta')
  await page.waitForURL(/\/actas\/(resultado|no-encontrada)$/, { timeout: 30_000 })
}
async function folioOf(page: Page): Promise<string> {
  await page.waitForURL(/\/reportes\/REP-[0-9A-Z]{10}$/, { timeout: 30_000 })
  return page.url().split('/').at(-1)!
}

test('before paying: which datum, what it says and should say, and the registry of the state reads it as a table', async (t) => {
  const page = await openPage(t)
  if (page === null) return
  const who = await person(world, '14')
  await look(page, who.curp!, who.filiacion[0]!)
  await follow(page, 'Reportar que los datos están mal')
  await page.getByLabel(/^Nombre o nombres/).check()
  await page.getByLabel('Libro').check()
  await press(page, 'Continuar')
  assert.equal(await page.getByLabel('Nombre o nombres: ¿qué dice?').inputValue(), who.nombres)
  await press(page, 'Continuar')
  assert.match(await page.title(), /^Error: /)
  await page.getByLabel('Nombre o nombres: ¿qué debe decir?').fill('MARÍA DE LA LUZ')
  await page.getByLabel('Libro: ¿qué debe decir?').fill('99')
  await press(page, 'Continuar')
  assert.match(await page.innerText('main'), /Jalisco[\s\S]*No se cobra/)
  await press(page, 'Enviar mi reporte')
  const folio = await folioOf(page)
  assert.match(await page.innerText('main'), /MARÍA DE LA LUZ/)

  const mesa = await signIn(world, 'mesa-1')
  await mesa.post(`/consola/mesa/${folio}/toma`)
  const packet = { intentado: 'Vista previa.', evidencia: 'Su búsqueda.', consentimiento: 'si' }
  await mesa.post(`/consola/mesa/${folio}/escalamiento`, packet)
  const local = await signIn(world, 'mesa-14')
  escalated = folio
  const { text } = await local.get(`/consola/mesa/${folio}`)
  assert.match(text, /<th scope="row">Nombre o nombres<\/th><td>[^<]+<\/td><td>MARÍA DE LA LUZ<\/td>/)
})

test('not found: the registry is asked to look, and the person sees the place in line', async (t) => {
  const page = await openPage(t)
  if (page === null) return
  const who = await person(world, '15')
  await look(page, who.curp!, 'NADIE DE AQUÍ')
  await follow(page, 'Pedir que la busquen')
  const words = await page.innerText('main')
  assert.ok(words.includes(who.curp!) && !words.includes('NADIE DE AQUÍ'))
  await page.getByLabel(/Qué más sabes/).fill('Oficialía 3.')
  await press(page, 'Pedir que la busquen')
  const folio = await folioOf(page)
  assert.match(await page.innerText('main'), /Eres la 1\.ª de 1 solicitud de búsqueda de México\./)
  const local = await signIn(world, 'mesa-15')
  assert.ok((await local.get('/consola/mesa/busquedas?motivo=atencion')).text.includes(folio))
  assert.match((await local.post(`/consola/mesa/${folio}/toma-n2`)).text, /Con el registro del estado/)
})

test('paid and not seen: a receipt that is no picture or too large is refused in words, a good one goes to the desk', async (t) => {
  const page = await openPage(t)
  if (page === null) return
  const one = await order(world, await person(world, '14'), { medioDePago: 'referencia' })
  await page.goto(`${world.url}/solicitudes/${one.folio}/entrar?acceso=${one.acceso}`)
  await follow(page, 'Ya pagué y no se ve')
  const boxes = { Día: '2', Mes: '1', Año: '2017' }
  for (const [label, value] of Object.entries(boxes)) await page.getByLabel(label, { exact: true }).fill(value)
  await page.getByLabel(/En qué banco/).fill('Banco de la plaza')
  const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3])
  const files = {
    wrong: { name: 'foto.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('<script>alert(1)</script>') },
    large: { name: 'foto.jpg', mimeType: 'image/jpeg', buffer: Buffer.concat([jpeg, Buffer.alloc(20 * 1024 * 1024)]) },
    good: { name: 'foto.jpg', mimeType: 'image/jpeg', buffer: jpeg },
  }
  for (const [file, words] of [
    [files.wrong, /no es una foto JPG o PNG ni un PDF/],
    [files.large, /pesa más de 5 MB/],
  ] as const) {
    await page.getByLabel(/Foto o PDF/).setInputFiles(file)
    await press(page, 'Enviar mi comprobante')
    assert.match(await page.innerText('.resumen'), words)
    assert.equal(await page.getByLabel(/En qué banco/).inputValue(), 'Banco de la plaza')
    assert.equal(await page.getByLabel('Año', { exact: true }).inputValue(), '2017')
  }
  await page.getByLabel(/Foto o PDF/).setInputFiles(files.good)
  await press(page, 'Enviar mi comprobante')
  const folio = await folioOf(page)
  const list = (await (await signIn(world, 'finanzas-14')).get('/consola/mesa/comprobantes')).text
  assert.ok(list.includes(folio) && list.includes(one.folio))
  assert.ok(!(await (await signIn(world, 'finanzas-15')).get('/consola/mesa/comprobantes')).text.includes(one.folio))
})

test('who must see the payments of that report and may not borrows the right for an hour, in the sight of who watches', async (t) => {
  if (escalated === undefined) return t.skip('the first case needs chromium')
  const mesa = await signIn(world, 'mesa-1')
  assert.equal((await mesa.get('/consola/pagos')).status, 403)
  const fields = { motivo: 'pago-de-un-reporte', entidad: '14', asunto: escalated }
  const lent = await mesa.post('/consola/emergencias', fields)
  const id = /EME-[0-9A-Z]{10}/.exec(lent.text)?.[0]
  assert.ok(id, lent.text)
  const payments = await mesa.get('/consola/pagos')
  assert.equal(payments.status, 200)
  assert.ok(payments.text.includes(id), 'every page says under which access')
  for (const para of ['auditor@gob.invalid', 'oic-14@entidad.invalid']) {
    const mail = await until(`the mail to ${para}`, async () => {
      const { body } = await call<{ asunto: string; texto: string }[]>(
        'GET',
        `${world.buzon}/mensajes?para=${encodeURIComponent(para)}`,
      )
      return body.find((one) => one.asunto.includes(id))
    })
    assert.match(mail.texto, /mesa-1/)
  }
  const auditor = await signIn(world, 'auditor')
  await auditor.post(`/consola/emergencias/${id}/fin`)
  assert.equal((await mesa.get('/consola/pagos')).status, 403, 'with the next request')
  const reviewed = await auditor.post(`/consola/emergencias/${id}/revision`, { hallazgo: 'justificado' })
  assert.match(reviewed.text, /Justificado/i)
})
