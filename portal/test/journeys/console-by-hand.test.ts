// The console in a real browser: its pages as the roles read them judged by axe, and its main paths without mouse or without scripts.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import { SESSION_COOKIE, openSession } from '#staff'
import { CHROMIUM, CHROMIUM_ARGS } from '../browser.ts'
import { plantConsolePages } from '../console-addresses.ts'
import { openConsoleWorld } from '../console-world.ts'
import type { Planted } from '../planted.ts'
import { judge } from '../judge.ts'
import { needsProgram } from '../programs.ts'
import { EVERYTHING, oneOf } from '../sampling.ts'

const world = await openConsoleWorld()
const { app, server, jalisco, colima, owner } = world
const pages = await plantConsolePages(world)
const url = await server.listen({ port: 0, host: '127.0.0.1' })
let browser: Browser | undefined

/** A page of somebody who is signed in, as the console's own sign-in leaves them. */
async function openAs(account: string, more: { width?: number; javaScriptEnabled?: boolean } = {}): Promise<Page> {
  browser ??= await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_ARGS })
  const { width = 1280, javaScriptEnabled = true } = more
  const context = await browser.newContext({ baseURL: url, viewport: { width, height: 800 }, javaScriptEnabled })
  const { secret } = await openSession(app, account)
  await context.addCookies([{ name: SESSION_COOKIE, value: secret, url: `${url}/consola` }])
  return await context.newPage()
}

/** How a person gets somewhere: the same steps by keyboard alone and by a mouse without scripts. */
interface Hand {
  go(page: Page, board: string, key: string): Promise<void>
  press(page: Page, what: string): Promise<void>
  type(page: Page, field: string, text: string): Promise<void>
  choose(page: Page, field: string): Promise<void>
}

const mouse: Hand = {
  go: async (page, board) => await page.click(`.tableros a[href="${board}"]`),
  press: async (page, what) => await page.locator(what).first().click(),
  type: async (page, field, text) => await page.fill(field, text),
  choose: async (page, field) => void (await page.selectOption(field, { index: 1 })),
}

/** Tab until the keyboard is there; wherever it stands on the way, that is to be seen. */
async function tabTo(page: Page, what: string): Promise<void> {
  for (let i = 0; i < 250; i += 1) {
    await page.keyboard.press('Tab')
    const at = await page.evaluate<{ found: boolean; outline: string; tag: string } | null>(`(() => {
      const e = document.activeElement
      if (!e || e === document.body) return null
      const s = getComputedStyle(e)
      return { found: e === [...document.querySelectorAll(${JSON.stringify(what)})].find((one) => one.checkVisibility()), tag: e.outerHTML.slice(0, 80), outline: s.outlineStyle + ' ' + Number.parseFloat(s.outlineWidth) }
    })()`)
    if (at === null) continue
    assert.match(at.outline, /^(?!none)\w+ [2-9]/, `${at.tag} does not show its focus`)
    if (at.found) return
  }
  assert.fail(`the keyboard never reached ${what} on ${page.url()}`)
}

const keyboard: Hand = {
  async go(page, board, key) {
    await page.keyboard.press('g')
    await page.keyboard.press(key)
    await page.waitForURL(url + board)
  },
  async press(page, what) {
    await tabTo(page, what)
    await page.keyboard.press('Enter')
  },
  async type(page, field, text) {
    await tabTo(page, field)
    await page.keyboard.type(text)
  },
  async choose(page, field) {
    await tabTo(page, field)
    await page.keyboard.press('ArrowDown')
  },
}

/** The main paths on what one entidad has. Each ends on what the next reader sees. */
async function paths(hand: Hand, of: Planted, more: { javaScriptEnabled: boolean }): Promise<void> {
  const clave = of.entidad
  const desk = await openAs(`mesa-${clave}`, more)
  await desk.goto('/consola')
  assert.match(await desk.innerText('h1'), /Mi turno/)
  await hand.go(desk, '/consola/mesa', 'm')
  await hand.press(desk, `main a[href="/consola/mesa/${of.ticket}"]`)
  await desk.waitForURL(`${url}/consola/mesa/${of.ticket}`)
  for (const step of ['acuse', 'toma-n2']) {
    const next = step === 'acuse' ? 'toma-n2' : 'respuesta-n2'
    await hand.press(desk, `form[action$="/${step}"] button`)
    await desk.locator(`form[action$="/${next}"]`).waitFor()
  }
  await hand.choose(desk, 'select[id="codigo_respuesta-n2"]')
  await hand.type(desk, 'textarea[id="respuesta_respuesta-n2"]', 'La oficialía ya tiene su caso.')
  await hand.press(desk, 'form[action$="/respuesta-n2"] button')
  await desk.getByText('La oficialía ya tiene su caso.').first().waitFor()

  const enlace = await openAs(`enlace-${clave}`, more)
  await enlace.goto('/consola')
  await hand.go(enlace, '/consola/incidencias', 'i')
  await hand.press(enlace, `main a[href="/consola/incidencias/${of.incident}"]`)
  await enlace.waitForURL(`${url}/consola/incidencias/${of.incident}`)
  await hand.press(enlace, 'main details > summary')
  await hand.type(enlace, 'details[open] textarea[name^="texto_"]', 'Llamé al Registro Civil.')
  await hand.press(enlace, 'details[open] form[action$="/entregar"] button')
  await enlace.getByText('Llamé al Registro Civil.').first().waitFor()

  const federal = await openAs('ugd', more)
  await federal.goto('/consola')
  await hand.go(federal, '/consola/cuentas', 'c')
  await hand.press(federal, 'main details > summary')
  await hand.type(federal, '#cuenta', `nueva-${clave}`)
  await hand.type(federal, '#nombre', `Persona nueva de ${clave}`)
  await hand.type(federal, '#correo', `nueva-${clave}@registro.invalid`)
  await hand.choose(federal, '#rol')
  await hand.type(federal, '#motivo', 'Empieza hoy.')
  await hand.press(federal, 'form[action="/consola/cuentas"] button')
  await federal.getByText(`nueva-${clave}`).first().waitFor()

  await hand.go(federal, '/consola/bitacora', 'h')
  await hand.press(federal, 'main details > summary')
  await hand.type(federal, '#folio', of.ticket)
  await hand.press(federal, 'form[action="/consola/bitacora"] button')
  await federal.waitForURL(/folio=/)
  assert.match(await federal.innerText('main table'), new RegExp(of.ticket))
  for (const page of [desk, enlace, federal]) await page.context().close()
}

async function approve(hand: Hand, account: string, more: { javaScriptEnabled: boolean }): Promise<void> {
  const page = await openAs(account, more)
  await page.goto('/consola')
  await hand.go(page, '/consola/piloto', 'p')
  await hand.press(page, 'main a[href^="/consola/piloto/decisiones/"]')
  await page.waitForURL(/decisiones/)
  const before = (await owner.query('select 1 from journal.entry where event like $1', ['pilot.%'])).length
  await hand.press(page, 'form[action$="/aprobaciones"] button')
  await page.getByText(account, { exact: false }).last().waitFor()
  const after = (await owner.query('select 1 from journal.entry where event like $1', ['pilot.%'])).length
  assert.ok(after > before, 'the approval is on record')
  await page.context().close()
}

describe('the console in a browser', () => {
  after(async () => {
    await browser?.close()
    await world.close()
  })

  test(
    'no page of the console, as a role reads it, has a violation or runs over a narrow screen',
    { timeout: 600_000 },
    async (t) => {
      if (!needsProgram(t, 'chromium')) return
      const roles = ['renapo', 'mesa-1', 'mesa-14', 'finanzas-14', 'oic-14', 'enlace-14', 'gubernatura-14', 'auditor']
      // Of Aguascalientes nothing is on record: what its offices see is empty.
      const views = [
        ...pages.flatMap((page) =>
          oneOf(page, EVERYTHING ? ['ugd', ...roles] : ['ugd', 'ugd', ...roles]).map((who) => ({ who, page })),
        ),
        ...pages.filter((one) => /^\/consola(\/[a-z]+)?$/.test(one)).map((page) => ({ who: 'enlace-01', page })),
        { who: 'ugd', page: '/consola/bitacora?desde=ayer' },
        { who: 'ugd', page: '/consola/mesa/busquedas?motivo=' },
        { who: 'ugd', page: '/consola/buscar?q=nada' },
        { who: 'mesa-14', page: '/consola/mesa/busquedas' },
      ]
      const problems: string[] = []
      let judged = 0
      const open = new Map<string, Page>()
      for (const { who, page: address } of views)
        for (const width of oneOf(`${who} ${address}`, [320, 768, 1280])) {
          const page = open.get(who) ?? (await openAs(who))
          open.set(who, page)
          await page.setViewportSize({ width, height: 800 })
          const answer = await page.goto(address)
          if (answer?.status() === 403 || answer?.status() === 404) continue
          const wide = await page.evaluate<number>('document.documentElement.scrollWidth')
          if (wide > width) problems.push(`${who} ${width} ${address}: ${wide} px wide`)
          for (const found of await judge(page)) problems.push(`${who} ${width} ${address}: ${found}`)
          judged += 1
        }
      t.diagnostic(`${judged} views judged`)
      assert.ok(judged >= (EVERYTHING ? 300 : 30))
      assert.deepEqual(problems, [])
    },
  )

  test(
    'by keyboard alone a report is answered, a step of an incident done, an account invited, the bitácora searched',
    { timeout: 180_000 },
    async (t) => {
      if (!needsProgram(t, 'chromium')) return
      await paths(keyboard, jalisco, { javaScriptEnabled: true })
    },
  )

  test(
    'without JavaScript the same is done, and a decision has its second signature',
    { timeout: 120_000 },
    async (t) => {
      if (!needsProgram(t, 'chromium')) return
      await paths(mouse, colima, { javaScriptEnabled: false })
      await approve(mouse, 'presidencia', { javaScriptEnabled: false })
    },
  )
})
