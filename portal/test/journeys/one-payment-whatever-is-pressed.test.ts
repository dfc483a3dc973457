// What hurried and unlucky people do at the payment, without JavaScript: each ends where they should and pays once.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { TestContext } from 'node:test'
import { chromium } from 'playwright-core'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { CHROMIUM, CHROMIUM_ARGS } from '../browser.ts'
import { needsProgram } from '../programs.ts'
import { person, startWorld, until } from '../world.ts'
import type { Person, World } from '../world.ts'

let world: World | undefined
let browser: Browser | undefined
after(async () => {
  await browser?.close()
  await world?.end()
})

async function device(t: TestContext): Promise<BrowserContext | null> {
  if (!needsProgram(t, 'chromium')) return null
  world ??= await startWorld()
  browser ??= await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_ARGS })
  return await browser.newContext({ viewport: { width: 360, height: 640 }, javaScriptEnabled: false })
}

const WAIT = { timeout: 60_000 }
const CARD = '4111111111111111'

async function toTheResult(page: Page, who: Person): Promise<void> {
  await page.goto(`${world!.url}/actas/curp`)
  await page.fill('[name=curp]', who.curp!)
  await page.click('main button')
  await page.fill('[name=filiacion]', who.filiacion[0]!)
  await page.click('main button')
  await page.waitForURL(/\/actas\/resultado/, WAIT)
}

async function payAtTheBank(page: Page): Promise<void> {
  await page.fill('[name=numero]', CARD)
  await page.click('main button >> nth=0')
  await page.waitForURL(/\/solicitudes\/ACT-/, WAIT)
}

/** The charges that the bank has for these orders, and how many of them it captured; read on its own page. */
async function charges(bank: string, folios: readonly string[]): Promise<{ all: number; captured: number }> {
  const text = await (await fetch(bank)).text()
  const rows = [...text.matchAll(/<tr[^>]*>([\s\S]*?)<\/tr>/g)].map(([, row]) => row!.replace(/<[^>]*>/g, ' '))
  const own = rows.filter((row) => folios.some((folio) => row.includes(folio)))
  return { all: own.length, captured: own.filter((row) => /[Cc]apturado|[Pp]agado/.test(row)).length }
}

const folioOf = (page: Page): string => page.url().match(/ACT-\w{10}/)![0]

async function readyPage(page: Page, folio: string): Promise<void> {
  await until(
    'the copy to be ready',
    async () => {
      await page.goto(`${world!.url}/solicitudes/${folio}`)
      return (await page.title()).includes('lista') ? true : undefined
    },
    60_000,
  )
}

test('whoever presses twice, in two tabs, and goes back after paying has one order and one payment', async (t) => {
  const context = await device(t)
  if (context === null) return
  const [page, tab] = [await context.newPage(), await context.newPage()]
  await toTheResult(page, await person(world!, '14'))
  await tab.goto(page.url())
  await page.dblclick('#pagar')
  await page.waitForURL(/\/pagar\//, WAIT)
  await tab.click('#pagar')
  await tab.waitForURL(/\/pagar\//, WAIT)
  assert.equal(tab.url(), page.url(), 'both tabs stand at the same charge')
  const bank = new URL(page.url()).origin
  await payAtTheBank(page)
  const folio = folioOf(page)
  await tab.fill('[name=numero]', CARD)
  await tab.click('main button >> nth=0')
  await tab.waitForLoadState()
  await readyPage(page, folio)
  // Back to the page of the acta, and once more to the payment: it leads to the order, not to the bank.
  await tab.goto(`${world!.url}/actas/resultado`)
  await tab.click('#pagar')
  await tab.waitForURL(/\/solicitudes\/ACT-/, WAIT)
  assert.equal(folioOf(tab), folio)
  await page.goBack()
  await page.waitForLoadState()
  assert.deepEqual(await charges(bank, [folio]), { all: 1, captured: 1 })
  await context.close()
})

test('whoever loses the connection while sending the order, and again while paying, finds the paid order by folio and CURP', async (t) => {
  const context = await device(t)
  if (context === null) return
  const page = await context.newPage()
  const who = await person(world!, '06')
  await toTheResult(page, who)
  // The order reaches us and the answer does not reach the person.
  let sent = 0
  await page.route('**/actas/pago', async (route) => {
    sent += 1
    if (sent > 1) return await route.continue()
    await route.fetch({ maxRedirects: 0 })
    return await route.abort('connectionreset')
  })
  await page.click('#pagar').catch(() => undefined)
  // The browser shows its own page of a lost connection, in its own time; only then does the person go back.
  const lost = async (): Promise<true | undefined> => (page.url().startsWith('chrome-error:') ? true : undefined)
  await until('the page of the browser', lost, 30_000)
  await page.goto(`${world!.url}/actas/resultado`)
  await page.click('#pagar')
  await page.waitForURL(/\/pagar\//, WAIT)
  assert.equal(sent, 2)
  const bank = new URL(page.url()).origin
  const folio = (await page.locator('main').innerText()).match(/ACT-\w{10}/)![0]
  // The bank takes the money; the way back never arrives.
  await page.route('**/solicitudes/**', async (route) => await route.abort('internetdisconnected'))
  await page.fill('[name=numero]', CARD)
  await page.click('main button >> nth=0').catch(() => undefined)
  await until(
    'the bank to capture',
    async () => ((await charges(bank, [folio])).captured === 1 ? true : undefined),
    30_000,
  )
  await context.close()

  const other = (await device(t))!
  const later = await other.newPage()
  const hidden = await later.goto(`${world!.url}/solicitudes/${folio}`)
  assert.equal(hidden?.status(), 404, 'another device sees nothing of the order by its folio alone')
  await later.click('main a.boton')
  await later.fill('[name=folio]', folio.toLowerCase().replace('-', ' '))
  await later.fill('[name=curp]', ` ${who.curp!.toLowerCase().replace(/(.{4})/g, '$1-')} `)
  await later.click('main button >> nth=0')
  await later.waitForURL(/\/solicitudes\/ACT-/, WAIT)
  const told = await later.locator('main').innerText()
  assert.doesNotMatch(told, /Ir a pagar/, 'a paid order asks for no money')
  await readyPage(later, folio)
  assert.deepEqual(await charges(bank, [folio]), { all: 1, captured: 1 })
  await other.close()
})

test('whose answers expired is told so and loses nothing but them; whose card is refused pays the same order with another', async (t) => {
  const context = await device(t)
  if (context === null) return
  const page = await context.newPage()
  const who = await person(world!, '15')
  await page.goto(`${world!.url}/actas/curp`)
  await page.fill('[name=curp]', who.curp!)
  await page.click('main button')
  await page.fill('[name=filiacion]', who.filiacion[0]!)
  await context.clearCookies()
  await page.click('main button')
  await page.waitForURL(/\/actas\/curp\?aviso=sesion/, WAIT)
  assert.match(await page.locator('main').innerText(), /No encontramos tus respuestas/)

  await toTheResult(page, who)
  await page.click('#pagar')
  await page.waitForURL(/\/pagar\//, WAIT)
  const bank = new URL(page.url()).origin
  await page.fill('[name=numero]', '4000000000000002')
  await page.click('main button >> nth=0')
  await page.click('a[href*="/regreso"]')
  await page.waitForURL(/\/solicitudes\/ACT-/, WAIT)
  const folio = folioOf(page)
  assert.match(await page.title(), /El banco rechazó tu tarjeta/)
  assert.match(await page.locator('main').innerText(), /No se te cobró nada/)
  await page.click('main a.boton')
  await page.waitForURL(/\/pagar\//, WAIT)
  await payAtTheBank(page)
  assert.equal(folioOf(page), folio)
  await readyPage(page, folio)
  assert.deepEqual(await charges(bank, [folio]), { all: 1, captured: 1 })
  await context.close()
})
