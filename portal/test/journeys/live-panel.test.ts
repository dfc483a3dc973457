// The panel that brings itself up to date, in a real browser: what a person points at, opens or types stays theirs.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { chromium } from 'playwright-core'
import type { Page } from 'playwright-core'
import { consolePage, consoleTable, whileAsked } from '#staff'
import { html } from '#ui/html'
import { ASSETS } from '../../src/platform/ui/assets.ts'
import { pageHeaders } from '../../src/platform/ui/layout.ts'
import { CHROMIUM, CHROMIUM_ARGS } from '../browser.ts'
import { needsProgram } from '../programs.ts'

const site = { demonstration: true, publicUrl: 'http://127.0.0.1:8080', theme: 'demostracion' } as const
const staff = { id: 'ugd', nombre: 'UGD', rol: 'ugd', entidad: null } as const
const ADDRESS = '/consola/mesa?estado=14'

/** A page whose rows, from one time to the next, come in another order and with other words. */
function pageOf(folios: readonly string[], word: string, withForm: boolean): string {
  const at = Temporal.Instant.from('2017-08-03T15:15:03Z')
  const body = html`${consoleTable({
    caption: 'Reportes',
    head: ['Folio', 'Estado'],
    rows: folios.map((one) => [html`<a href="/consola/mesa/${one}">${one}</a>`, word]),
  })}<details><summary>Historia</summary><p>${word}</p></details>
<p id="texto">Texto que nadie cambia</p>
${withForm ? html`<form method="post" action="/consola/mesa/x"><label for="nota">Nota</label><textarea id="nota" name="nota"></textarea><button type="submit">Enviar</button></form>` : ''}`
  const text = whileAsked({ address: ADDRESS, at }, () =>
    consolePage({ site, staff, question: 'Mesa', body, live: true }),
  )
  return text.replace(/data-cada="\d+"/, 'data-cada="0.05"')
}

type Answer = { readonly status: number; readonly text?: string; readonly location?: string }

test(
  'a panel brings itself up to date and takes neither focus, caret, selection nor words from whoever works in it',
  { timeout: 120_000 },
  async (t) => {
    if (!needsProgram(t, 'chromium')) return
    let answer: Answer = { status: 200, text: pageOf(['REP-A', 'REP-B'], 'nuevo', true) }
    let asked = 0
    let last: { url: string; headers: IncomingHttpHeaders } | null = null
    const server = createServer((request, response) => {
      const asset = ASSETS.find((one) => one.href === request.url)
      if (asset) return response.writeHead(200, { 'content-type': asset.type }).end(asset.plain)
      asked += 1
      last = { url: request.url ?? '', headers: request.headers }
      const { status, text = '', location } = answer
      return response.writeHead(status, { ...pageHeaders(), ...(location ? { location } : {}) }).end(text)
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_ARGS })
    /** A page of a browser that has just begun, as the server answers now. */
    const open = async (): Promise<Page> => {
      answer = { status: 200, text: pageOf(['REP-A', 'REP-B'], 'nuevo', true) }
      const page = await (await browser.newContext()).newPage()
      page.on('pageerror', (error) => assert.fail(error))
      page.on('console', (message) => assert.doesNotMatch(message.text(), /Content Security Policy/))
      await page.goto(url + ADDRESS)
      return page
    }
    const until = async (page: Page, text: string): Promise<void> => await page.getByText(text).first().waitFor()
    /** Two more times asked and answered: what was to happen has happened. */
    const rounds = async (n = 2): Promise<void> => {
      const wanted = asked + n
      while (asked < wanted) await new Promise((done) => setTimeout(done, 20))
    }
    try {
      await t.test('new rows come, and the link that has the focus keeps it where its row now is', async () => {
        const page = await open()
        await page.click('summary')
        await page.focus('a[href="/consola/mesa/REP-B"]')
        await page.evaluate("document.getSelection().selectAllChildren(document.getElementById('texto'))")
        answer = { status: 200, text: pageOf(['REP-0', 'REP-B', 'REP-1', 'REP-A'], 'atendido', true) }
        await until(page, 'REP-0')
        assert.equal(await page.evaluate('document.activeElement.textContent'), 'REP-B')
        assert.equal(await page.evaluate('document.activeElement.closest("tr").rowIndex'), 2)
        assert.equal(await page.evaluate('document.getSelection().toString()'), 'Texto que nadie cambia')
        assert.equal(await page.evaluate('document.querySelector("details").open'), true)
        assert.equal(await page.innerText('details p'), 'atendido')
        assert.equal(last?.url, ADDRESS, 'its own address with its filters')
        assert.equal(last?.headers['actas-refresco'], '1')
        answer = { status: 200, text: pageOf(['REP-0'], 'cerrado', true) }
        await until(page, 'cerrado')
        assert.equal(await page.evaluate('document.activeElement.hasAttribute("data-contenido")'), true)
        await page.close()
      })
      await t.test('what is being typed stays with its caret, also when its form is no longer there', async () => {
        const page = await open()
        await page.fill('#nota', 'Llamé a la oficialía')
        await page.evaluate("document.getElementById('nota').setSelectionRange(5, 5)")
        answer = { status: 200, text: pageOf(['REP-0'], 'atendido', false) }
        await until(page, 'REP-0')
        assert.equal(await page.inputValue('#nota'), 'Llamé a la oficialía')
        assert.equal(await page.evaluate('document.activeElement.selectionStart'), 5)
        await page.evaluate('document.activeElement.blur()')
        await rounds()
        assert.equal(await page.inputValue('#nota'), 'Llamé a la oficialía', 'left for a moment, and not yet sent')
        await page.close()
      })
      await t.test('it says its hour, and since when it could not refresh, once', async () => {
        const page = await open()
        assert.match(await page.innerText('.al-dia'), /Al día a las 10:15:03, hora del Centro\./)
        await page.evaluate(`window.said = 0
          new MutationObserver(() => (window.said += 1)).observe(document.querySelector('[data-aviso]'), { childList: true })`)
        answer = { status: 503 }
        await until(page, 'No se pudo actualizar. Lo que ves es de las 10:15:03, hora del Centro.')
        await rounds()
        assert.equal(await page.evaluate('window.said'), 1)
        assert.doesNotMatch(await page.innerText('.al-dia'), /Al día/)
        answer = { status: 200, text: pageOf(['REP-Z'], 'nuevo', true) }
        await until(page, 'REP-Z')
        assert.match(await page.innerText('.al-dia'), /^Al día/)
        await page.close()
      })
      await t.test('when the session ended it says so, stops, and shows no sign-in in its place', async () => {
        const page = await open()
        answer = { status: 303, location: '/consola/entrar', text: '' }
        await until(page, 'Tu sesión terminó')
        const before = asked
        await page.waitForTimeout(300)
        assert.equal(asked, before)
        assert.match(await page.innerText('main'), /REP-A/)
        await page.close()
        const other = await open()
        answer = { status: 200, text: '<!doctype html><title>x</title><main>Entra a la consola</main>' }
        await until(other, 'Tu sesión terminó')
        assert.doesNotMatch(await other.innerText('main'), /Entra a la consola/)
        await other.close()
      })
      await t.test('a person may stop it, and the next page remembers', async () => {
        const page = await open()
        await page.click('[data-pausa]')
        await page.reload()
        assert.match(await page.innerText('.al-dia'), /En pausa\. Lo que ves es de las 10:15:03/)
        const before = asked
        await page.waitForTimeout(300)
        assert.equal(asked, before)
        await page.click('[data-pausa]')
        await rounds()
        assert.match(await page.innerText('.al-dia'), /Al día/)
        await page.close()
      })
      await t.test('nobody looks: nobody asks', async () => {
        const page = await open()
        await page.evaluate(`Object.defineProperty(document, 'hidden', { value: true })
          document.dispatchEvent(new Event('visibilitychange'))`)
        await page.waitForTimeout(200)
        const before = asked
        await page.waitForTimeout(300)
        assert.equal(asked, before)
        await page.close()
      })
      await t.test('without JavaScript a link does the same, and no button promises more', async () => {
        answer = { status: 200, text: pageOf(['REP-A'], 'nuevo', false) }
        const page = await browser.newPage({ javaScriptEnabled: false })
        await page.goto(url + ADDRESS)
        assert.equal(await page.locator('[data-pausa] >> visible=true').count(), 0)
        answer = { status: 200, text: pageOf(['REP-N'], 'nuevo', false) }
        await page.click('text=Actualizar')
        assert.match(await page.innerText('main'), /REP-N/)
        assert.equal(page.url(), url + ADDRESS)
      })
    } finally {
      await browser.close()
      server.closeAllConnections()
      server.close()
    }
  },
)
