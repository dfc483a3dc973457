// The whole way of a person in a real browser: no JavaScript, no mouse, from the first page to the file and its verification.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import type { TestContext } from 'node:test'
import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import { CHROMIUM, CHROMIUM_ARGS } from '../browser.ts'
import { needsProgram } from '../programs.ts'
import { call, person, startWorld } from '../world.ts'
import type { World } from '../world.ts'

let world: World | undefined
let browser: Browser | undefined
after(async () => {
  await browser?.close()
  await world?.end()
})

async function openPage(t: TestContext, javaScriptEnabled: boolean): Promise<Page | null> {
  if (!needsProgram(t, 'chromium')) return null
  world ??= await startWorld()
  browser ??= await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_ARGS })
  const context = await browser.newContext({
    viewport: { width: 360, height: 640 },
    javaScriptEnabled,
    acceptDownloads: true,
  })
  const page = await context.newPage()
  done.set(page, { actions: 0, answers: 0 })
  return page
}

/** What the keyboard is at: the words that a person would hear. Read by the browser's own protocol, page scripts or not. */
async function focused(page: Page): Promise<string> {
  const client = await page.context().newCDPSession(page)
  const { nodes } = (await client.send('Accessibility.getFullAXTree')) as {
    nodes: { name?: { value?: string }; properties?: { name: string; value: { value?: unknown } }[] }[]
  }
  await client.detach()
  const at = nodes.filter((node) => node.properties?.some((one) => one.name === 'focused' && one.value.value === true))
  return at.at(-1)?.name?.value ?? ''
}

/** Presses Tab until the keyboard is at something of that name. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  const seen: string[] = []
  for (let i = 0; i < 60; i += 1) {
    await page.keyboard.press('Tab')
    const at = await focused(page)
    seen.push(at)
    if (name.test(at)) return
  }
  throw new Error(`the keyboard never reached ${name} at ${page.url()}: ${seen.join(' | ')}`)
}

/** What a person did since the start page: links and submissions, and answers that had to be typed. */
const done = new WeakMap<Page, { actions: number; answers: number }>()
const doneBy = (page: Page): { actions: number; answers: number } => done.get(page)!

/** Follows the link or sends the form that the keyboard is at. */
async function enter(page: Page): Promise<void> {
  doneBy(page).actions += 1
  await page.keyboard.press('Enter')
}

async function answer(page: Page, text: string): Promise<void> {
  doneBy(page).answers += 1
  await page.keyboard.type(text)
}

async function press(page: Page, name: RegExp, address: RegExp | ((url: URL) => boolean)): Promise<void> {
  await tabTo(page, name)
  await enter(page)
  await page.waitForURL(address, { timeout: 30_000 })
}

type Searched = { curp: string | null; filiacion: readonly string[] }

/** What a person looks for on the pages of each language. The bank's own page is in Spanish. */
const WORDS = {
  'es-MX': {
    start: /^Empezar ahora$/,
    name: /[Nn]ombre/,
    pay: /ir a pagar/,
    ready: 'lista',
    download: /[Dd]escargar/,
    verify: /^Verificar un acta$/,
    code: /[Cc]ódigo/,
    valid: 'Válida',
  },
  en: {
    start: /^Start now$/,
    name: /[Nn]ame/,
    pay: /go and pay/,
    ready: 'ready',
    download: /[Dd]ownload/,
    verify: /^Verify an acta$/,
    code: /[Cc]ode/,
    valid: 'Valid',
  },
} as const
type Spoken = keyof typeof WORDS

/** The page at hand speaks the language that was chosen, and says so to whoever hears it. */
async function speaks(page: Page, language: Spoken): Promise<void> {
  assert.equal(await page.locator('html').getAttribute('lang'), language, page.url())
}

async function toTheResult(page: Page, who: Searched, language: Spoken = 'es-MX'): Promise<void> {
  const words = WORDS[language]
  await page.goto(world!.url)
  if (language === 'en') {
    // The browser has just read this address in Spanish and may keep it: the answer after the choice must not be that one.
    await press(page, /^English$/, (url) => url.pathname === '/')
  }
  await speaks(page, language)
  done.set(page, { actions: 0, answers: 0 })
  await press(page, words.start, /\/actas\/curp/)
  await tabTo(page, /CURP/)
  await answer(page, who.curp!)
  await enter(page)
  await page.waitForURL(/\/actas\/filiacion/)
  await speaks(page, language)
  await tabTo(page, words.name)
  await answer(page, who.filiacion[0]!)
  await enter(page)
  await page.waitForURL(/\/actas\/resultado/, { timeout: 30_000 })
  await speaks(page, language)
}

async function toTheBank(page: Page, who: Searched, language: Spoken): Promise<void> {
  await toTheResult(page, who, language)
  await press(page, WORDS[language].pay, /\/pagar\//)
}

const WAYS = [
  { javaScript: false, language: 'es-MX', entidad: '14' },
  { javaScript: true, language: 'es-MX', entidad: '06' },
  { javaScript: false, language: 'en', entidad: '01' },
] as const

for (const { javaScript, language, entidad } of WAYS) {
  const words = WORDS[language]
  const how = `${javaScript ? 'and' : 'but no'} JavaScript gets a copy${language === 'en' ? ' in English' : ''}`
  test(`a person with a keyboard ${how} and verifies it`, async (t) => {
    const page = await openPage(t, javaScript)
    if (page === null) return
    const who = await person(world!, entidad, 'enie')
    await toTheBank(page, who, language)
    await tabTo(page, /[Tt]arjeta/)
    await answer(page, '4111111111111111')
    await enter(page)
    await page.waitForURL(/\/solicitudes\/ACT-/, { timeout: 30_000 })
    for (let i = 0; i < 30 && !(await page.title()).includes(words.ready); i += 1) {
      await page.waitForTimeout(500)
      await page.goto(page.url().replace(/\?.*$/, ''))
    }
    await speaks(page, language)
    assert.match(await page.title(), /ACT-\w{10}/, 'the folio stands in the title')
    const download = page.waitForEvent('download')
    await tabTo(page, words.download)
    await enter(page)
    const file = await (await download).path()
    const { actions, answers } = doneBy(page)
    t.diagnostic(`first copy in ${actions} actions and ${answers} typed answers`)
    assert.ok(actions <= 6 && answers <= 3, `${actions} actions and ${answers} typed answers`)
    const pdf = readFileSync(file)
    assert.ok(pdf.subarray(0, 5).equals(Buffer.from('%PDF-')))
    const verified = await fetch(`${world!.url}/api/v1/verificaciones`, {
      method: 'POST',
      headers: { 'content-type': 'application/pdf' },
      body: new Uint8Array(pdf),
    })
    const { veredicto, copia, acta } = (await verified.json()) as {
      veredicto: string
      copia: { codigoVerificacion: string }
      acta: { nombres: string }
    }
    assert.equal(veredicto, 'valida')
    // A clerk at a counter verifies the paper by its code, in one field.
    await page.goto(world!.url)
    await press(page, words.verify, /\/verificar/)
    await tabTo(page, words.code)
    await answer(page, copia.codigoVerificacion)
    await enter(page)
    await page.getByText(words.valid).first().waitFor({ timeout: 10_000 })
    const text = await page.locator('main').innerText()
    assert.ok(text.includes(acta.nombres), 'the data to compare with the paper are shown')
    await speaks(page, language)
    await page.context().close()
  })
}

test('a person without JavaScript chooses to pay at a bank, and prints the slip for it', async (t) => {
  const page = await openPage(t, false)
  if (page === null) return
  await toTheResult(page, await person(world!, '15'))
  await tabTo(page, /^Con tarjeta/)
  await page.keyboard.press('ArrowDown')
  assert.match(await focused(page), /línea de captura/)
  await press(page, /ir a pagar/, /\/solicitudes\/ACT-/)
  const order = await page.locator('main').innerText()
  for (const words of [/Último día para pagar/, /hasta 72 horas/, /No pagues otra vez/]) assert.match(order, words)
  await press(page, /ficha para imprimir/, /\/ficha$/)
  const slip = await page.locator('main').innerText()
  const linea = slip.match(/(\d{4} ){4}\d{4}/)?.[0] ?? ''
  assert.ok(order.includes(linea) && linea !== '', 'the slip shows another line than the order')
  const centavos = Number(slip.match(/\$([\d,.]+)/)![1]!.replace(/\D/g, ''))
  const body = { lineaDeCaptura: linea, importeCentavos: centavos }
  assert.equal(
    (await call('POST', `${world!.sandbox}/banco/ventanilla`, body)).status,
    201,
    'a teller does not take it',
  )
})

test('what is wrong is said in the title, in a summary and at the field, and nothing typed is lost', async (t) => {
  const page = await openPage(t, false)
  if (page === null) return
  await page.goto(`${world!.url}/actas/curp`)
  await page.keyboard.press('Tab')
  await tabTo(page, /CURP/)
  await answer(page, 'PEGJ900512HJCRRS05')
  const answered = page.waitForEvent('domcontentloaded')
  await enter(page)
  await answered
  assert.match(await page.title(), /^Error: /)
  const summary = page.locator('[aria-labelledby], .resumen, [role=alert]').first()
  assert.ok((await summary.innerText()).length > 10)
  assert.equal(await page.locator('input[name=curp]').inputValue(), 'PEGJ900512HJCRRS05')
  await page.context().close()
})

test('an entidad that does not answer is said on the page with a way to try again, and others are untouched', async (t) => {
  const page = await openPage(t, false)
  if (page === null) return
  const who = await person(world!, '13')
  await call('PUT', `${world!.sandbox}/entidades/13/temperamento`, { tipo: 'caida' })
  await page.goto(`${world!.url}/actas/curp`)
  await tabTo(page, /CURP/)
  await answer(page, who.curp!)
  await enter(page)
  await page.waitForURL(/\/actas\/filiacion/)
  await tabTo(page, /[Nn]ombre/)
  await answer(page, who.filiacion[0]!)
  await enter(page)
  await page.waitForURL(/\/actas\/sin-servicio/, { timeout: 30_000 })
  assert.match(await page.locator('main').innerText(), /Hidalgo/)
  await call('PUT', `${world!.sandbox}/entidades/13/temperamento`, { tipo: 'normal' })
  await page.context().close()
})
