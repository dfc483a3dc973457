// A day at the console in a real browser without JavaScript: in by one click, out again, and nothing left behind.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { TestContext } from 'node:test'
import { chromium } from 'playwright-core'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { CHROMIUM, CHROMIUM_ARGS } from '../browser.ts'
import { needsProgram } from '../programs.ts'
import { openBrowser } from '../staff.ts'
import { codeOf, stepAt } from '../../src/operations/staff/second-factor/totp.ts'
import { ask, walkToReturn } from '../walk-to-provider.ts'
import { startWorld } from '../world.ts'
import type { World } from '../world.ts'

const SESSION = 'actas_consola'
const started: Promise<World> = startWorld()
let browser: Browser | undefined
after(async () => {
  await browser?.close()
  await (await started).end()
})

async function openPage(
  t: TestContext,
  width = 360,
): Promise<{ page: Page; context: BrowserContext; world: World } | null> {
  if (!needsProgram(t, 'chromium')) return null
  const world = await started
  browser ??= await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_ARGS })
  const context = await browser.newContext({ viewport: { width, height: 720 }, javaScriptEnabled: false })
  return { page: await context.newPage(), context, world }
}

const session = async (context: BrowserContext): Promise<string | undefined> =>
  (await context.cookies()).find((one) => one.name === SESSION)?.value

/** What an address answers to a bearer of a cookie, not followed. */
test('one click on the start page signs in as UGD, the next as the enlace of an entidad, and what ended stays dead', async (t) => {
  const opened = await openPage(t)
  if (!opened) return
  const { page, context, world } = opened
  await page.goto(world.url)
  await page.getByRole('link', { name: 'SFP, Unidad de Gobierno Digital' }).click()
  await page.waitForURL(`${world.url}/consola`)
  assert.equal(await page.getByRole('heading', { level: 1 }).textContent(), 'Mi turno')
  assert.match((await page.textContent('main')) ?? '', /Trabajas como SFP, Unidad de Gobierno Digital/)
  const first = await session(context)
  assert.ok(first)
  assert.equal(await page.evaluate('document.cookie'), '', 'no script may read the session')
  assert.ok(await page.locator('nav.tableros a[href="/consola/piloto"]').isVisible())

  await page.goto(`${world.url}/consola/entrar?cuenta=enlace-14`)
  await page.waitForURL(`${world.url}/consola`)
  assert.match((await page.textContent('main')) ?? '', /Trabajas como Enlace técnico de Jalisco/)
  const second = await session(context)
  assert.notEqual(second, first, 'a new person never takes over the session of the one before')
  assert.equal((await ask(`${world.url}/consola`, `${SESSION}=${first}`)).status, 303, 'the session before has ended')
  const browserName = String(await page.evaluate('navigator.userAgent'))
  const asThePage = { headers: { 'user-agent': browserName } }
  assert.equal((await ask(`${world.url}/consola`, `${SESSION}=${second}`, asThePage)).status, 200)

  await page.getByRole('button', { name: 'Salir' }).click()
  await page.waitForURL(`${world.url}/consola/entrar`)
  assert.equal(await session(context), undefined)
  assert.equal(
    (await ask(`${world.url}/consola`, `${SESSION}=${second}`, asThePage)).status,
    303,
    'the old cookie is dead',
  )
  await page.goto(`${world.url}/consola`)
  assert.match(page.url(), /\/consola\/entrar\?vuelve=%2Fconsola$/)
})

test('without a choice the provider shows all accounts, and one leads back to the page that was wanted', async (t) => {
  const opened = await openPage(t, 1280)
  if (!opened) return
  const { page, world } = opened
  await page.goto(`${world.url}/consola?desde=liga`)
  assert.match(page.url(), /\/consola\/entrar\?vuelve=/)
  await page.getByRole('link', { name: 'Entrar', exact: true }).click()
  await page.waitForURL(/\/cuenta\//)
  assert.match((await page.textContent('body')) ?? '', /DEMOSTRACIÓN[\s\S]*sintético/)
  await page.getByText('Hidalgo', { exact: false }).first().click()
  await page.getByRole('button', { name: 'finanzas-13' }).click()
  await page.waitForURL(`${world.url}/consola?desde=liga`)
  assert.match((await page.textContent('main')) ?? '', /Trabajas como Finanzas de Hidalgo/)
})

test('the pages of the sign-in and of the turn fit a narrow phone', async (t) => {
  const opened = await openPage(t, 320)
  if (!opened) return
  const { page, world } = opened
  const fits = async (): Promise<void> => {
    const wide = await page.evaluate('document.documentElement.scrollWidth')
    assert.ok(Number(wide) <= 320, `${page.url()} is ${String(wide)} wide`)
  }
  await page.goto(`${world.url}/consola/entrar`)
  await fits()
  await page.getByRole('link', { name: 'Entrar', exact: true }).click()
  await page.waitForURL(/\/cuenta\//)
  await fits()
  await page.goto(`${world.url}/consola/entrar?cuenta=ugd`)
  await page.waitForURL(`${world.url}/consola`)
  await fits()
})

test('a sign-in is worth one session: its code opens nothing twice, elsewhere, or for another beginning', async () => {
  const world = await started
  const { pending, back } = await walkToReturn(world, '/consola/entrar/inicio?cuenta=ugd', '/consola/entrar/regreso')
  const elsewhere = await ask(back)
  assert.equal(elsewhere.status, 403, 'a browser that did not begin it')
  const other = await walkToReturn(world, '/consola/entrar/inicio?cuenta=renapo', '/consola/entrar/regreso')
  const mixed = await ask(back, other.pending)
  assert.equal(mixed.status, 403, 'a browser that began another')
  const altered = new URL(back)
  altered.searchParams.set('code', `${altered.searchParams.get('code')}x`)
  const forged = await ask(altered.href, pending)
  assert.equal(forged.status, 403, 'a code that the provider did not give')
  for (const one of [elsewhere, mixed, forged]) {
    assert.ok(!one.headers.getSetCookie().some((cookie) => cookie.startsWith(`${SESSION}=`)))
    assert.match(await one.text(), /Empieza otra vez/)
  }
  const planted = 'A'.repeat(43)
  const entered = await ask(other.back, `${other.pending}; ${SESSION}=${planted}`)
  assert.equal(entered.status, 303)
  assert.equal(
    (await ask(`${world.url}/consola`, `${SESSION}=${planted}`)).status,
    303,
    'what others chose is no session',
  )
  const cookie = entered.headers.getSetCookie().find((one) => one.startsWith(`${SESSION}=`))!
  assert.ok(!cookie.includes(planted))
  assert.match(cookie, /HttpOnly/)
  assert.match(cookie, /SameSite=Lax/)
  assert.match(cookie, /Path=\/consola/)
  const again = await ask(other.back, other.pending)
  assert.equal(again.status, 403, 'a code that was used')
})

test('the form of another site signs nobody out', async () => {
  const world = await started
  const { pending, back } = await walkToReturn(
    world,
    '/consola/entrar/inicio?cuenta=auditor',
    '/consola/entrar/regreso',
  )
  const cookie = (await ask(back, pending)).headers
    .getSetCookie()
    .find((one) => one.startsWith(`${SESSION}=`))!
    .split(';')[0]!
  const foreign = await ask(`${world.url}/consola/salir`, cookie, {
    method: 'POST',
    headers: { 'sec-fetch-site': 'cross-site' },
  })
  assert.equal(foreign.status, 403)
  assert.equal((await ask(`${world.url}/consola`, cookie)).status, 200, 'and the session lives on')
})

test('where the provider asked for no second factor the portal asks for one of its own, and then leads on', async () => {
  const browser = openBrowser(await started)
  const provider = await browser.get('/consola/entrar/inicio?vuelve=%2Fconsola%2Fcuentas')
  assert.match(provider.text, /Que lo pida el portal/)
  const asked = await browser.post(provider.url, { cuenta: 'auditor', factor: 'portal' })
  assert.match(asked.url, /\/consola\/segundo-factor\?vuelve=%2Fconsola%2Fcuentas$/)
  const key = asked.text.match(/<p><code class="largo">([A-Z2-7 ]+)<\/code><\/p>/)?.[1]?.replaceAll(' ', '') ?? ''
  const bits = [...key]
    .map((one) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(one).toString(2).padStart(5, '0'))
    .join('')
  const secret = Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)))
  const entered = await browser.post('/consola/segundo-factor', {
    sello: asked.text.match(/name="sello" value="([^"]+)"/)?.[1] ?? '',
    vuelve: '/consola/cuentas',
    codigo: codeOf(secret, stepAt(Temporal.Now.instant())),
  })
  assert.equal(entered.status, 200, entered.text)
  assert.match(entered.url, /\/consola\/cuentas$/)
})

test('npm start prints an address for each role that enters by one click', async () => {
  const world = await started
  const lines = world.output().match(/^ {2}[a-z0-9-]+ .*\/consola\/entrar\?cuenta=.*$/gm) ?? []
  assert.equal(lines.length, 10)
  assert.ok(lines.some((one) => one.includes('?cuenta=ugd')))
})
