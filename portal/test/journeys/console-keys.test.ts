// The keys of the console in a real browser, over pages without a service behind them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chromium } from 'playwright-core'
import type { Page } from 'playwright-core'
import { CHROMIUM, CHROMIUM_ARGS } from '../browser.ts'
import { needsProgram } from '../programs.ts'
import { serveSamples } from '../sample-site.ts'

const focused = async (page: Page): Promise<string> => await page.evaluate('document.activeElement.id')
const off = async (page: Page): Promise<string | null> => await page.evaluate("localStorage.getItem('actas-teclas')")

/** Writes down where a link would lead, at the instant it is followed, and stays: nothing has to be waited for. */
const STAYS = `window.led = null
addEventListener('click', (event) => {
  const link = event.target.closest('a')
  if (link === null) return
  event.preventDefault()
  window.led = link.pathname
}, true)`
const led = async (page: Page): Promise<string | null> => await page.evaluate('window.led')

async function pressed(page: Page, keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key)
}

test(
  'the keys lead to the search, to a board and to their help, never out of a field, and can be switched off',
  { timeout: 120_000 },
  async (t) => {
    if (!needsProgram(t, 'chromium')) return
    const { url, close } = await serveSamples()
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_ARGS })
    try {
      const page = await browser.newPage({ viewport: { width: 1280, height: 720 } })
      await page.addInitScript(STAYS)
      /** What these keys on the quiet first page lead to; null when they lead nowhere. */
      const leads = async (keys: readonly string[], before?: () => Promise<void>): Promise<string | null> => {
        await page.goto(`${url}/turno-vacio`)
        await before?.()
        await pressed(page, keys)
        return await led(page)
      }
      await t.test('each key does what its help says', async () => {
        await page.goto(`${url}/turno-vacio`)
        await pressed(page, ['/'])
        assert.equal(await focused(page), 'buscar')
        assert.equal(await page.inputValue('#buscar'), '', 'the key itself is not typed')
        assert.equal(await leads(['g', 'i']), '/consola/incidencias')
        assert.equal(await leads(['g', 'P']), '/consola/piloto')
        assert.equal(await leads(['?']), '/consola/teclas')
        assert.equal(await leads(['i']), null, 'a letter alone does nothing')
        assert.equal(await leads(['g', 'z']), null, 'no board has this letter')
        assert.equal(await leads(['g', 'z', 'i']), null, 'the wrong letter ends it')
        assert.equal(await leads(['Control+g', 'i']), null, 'what the browser keeps for itself')
      })
      await t.test('while somebody types in a field every key is a letter', async () => {
        assert.equal(await leads(['g', 'i', '?', '/'], async () => await page.focus('#buscar')), null)
        assert.equal(await page.inputValue('#buscar'), 'gi?/')
        await page.evaluate('document.activeElement.blur()')
        await pressed(page, ['g', 'i'])
        assert.equal(await led(page), null, 'what was typed and not sent would be lost')
      })
      await t.test('switched off on their page they do nothing anywhere, and come back the same way', async () => {
        await page.goto(`${url}/teclas`)
        assert.match(await page.innerText('[data-dicho]'), /encendidas/)
        await page.click('[data-teclas]')
        assert.match(await page.innerText('[data-dicho]'), /apagadas/)
        assert.equal(await page.innerText('[data-teclas]'), 'Encender las teclas')
        assert.equal(await off(page), 'no')
        assert.equal(await leads(['g', 'i', '?']), null)
        await pressed(page, ['/'])
        assert.notEqual(await focused(page), 'buscar')
        await page.goto(`${url}/teclas`)
        assert.match(await page.innerText('[data-dicho]'), /apagadas/)
        await page.click('[data-teclas]')
        assert.equal(await leads(['g', 'i']), '/consola/incidencias')
      })
      await t.test('without JavaScript the help is read, and it offers no switch that would do nothing', async () => {
        const plain = await browser.newPage({ javaScriptEnabled: false })
        await plain.goto(`${url}/teclas`)
        assert.equal(await plain.locator('[data-teclas] >> visible=true').count(), 0)
        assert.match(await plain.innerText('main'), /Abrir Incidencias/)
        assert.match(await plain.innerText('[data-dicho]'), /JavaScript/)
      })
    } finally {
      await browser.close()
      close()
    }
  },
)
