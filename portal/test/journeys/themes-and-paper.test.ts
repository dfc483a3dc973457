// Each look in a real browser: contrast and focus as they are drawn, the colours of the system, and pages as letter paper.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { test } from 'node:test'
import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import { THEMES } from '#config'
import type { Theme } from '#config'
import { temporaryFolder } from '../app.ts'
import { CHROMIUM, CHROMIUM_ARGS } from '../browser.ts'
import { needsProgram } from '../programs.ts'
import { serveSamples } from '../sample-site.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
/** One page of each kind of part: verdict boxes, errors, tables, the console's bars, forms, steps. */
const VARIED = ['/inicio', '/persona-error', '/estado', '/veredicto-cancelada', '/turno', '/solicitud-linea']
const LETTER = 'Page size:       612 x 792 pts (letter)'

async function inTheme(theme: Theme, run: (browser: Browser, url: string) => Promise<void>): Promise<void> {
  const { url, close } = await serveSamples(theme)
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_ARGS })
  try {
    await run(browser, url)
  } finally {
    await browser.close()
    close()
  }
}

async function tooFaint(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  return await page.evaluate<string[]>(`axe.run(document, { runOnly: ['color-contrast'] })
    .then(({ violations }) => violations.flatMap((one) => one.nodes.map((node) => node.html.slice(0, 90))))`)
}

for (const theme of THEMES)
  test(
    `in the theme ${theme} all text can be read, focus is seen, and the watermark catches no click`,
    { timeout: 90_000 },
    async (t) => {
      if (!needsProgram(t, 'chromium')) return
      await inTheme(theme, async (browser, url) => {
        const page = await browser.newPage({ viewport: { width: 360, height: 640 } })
        for (const name of VARIED) {
          await page.goto(url + name)
          assert.deepEqual(await tooFaint(page), [], name)
          const mark = await page.evaluate<Record<string, string>>(
            `(({ content, pointerEvents, position }) => ({ content, pointerEvents, position }))(getComputedStyle(document.documentElement, '::after'))`,
          )
          assert.match(mark['content'] ?? '', /^"DEMOSTRACIÓN"/, name)
          assert.equal(mark['pointerEvents'], 'none')
          assert.equal(mark['position'], 'fixed')
        }
        await page.goto(`${url}/inicio`)
        for (let i = 0; i < 8; i += 1) {
          await page.keyboard.press('Tab')
          const drawn = await page.evaluate<string>(
            `(({ outline, boxShadow }) => outline + ' ' + boxShadow)(getComputedStyle(document.activeElement))`,
          )
          assert.equal(drawn, 'rgb(0, 0, 0) solid 3px rgb(255, 221, 0) 0px 0px 0px 6px')
        }
      })
    },
  )

test(
  'with the colours of the system focus, edges and choices stay visible, and the watermark does not lie over the text',
  { timeout: 60_000 },
  async (t) => {
    if (!needsProgram(t, 'chromium')) return
    await inTheme('demostracion', async (browser, url) => {
      const page = await browser.newPage({ viewport: { width: 360, height: 640 }, forcedColors: 'active' })
      await page.goto(`${url}/persona-error`)
      assert.equal(await page.evaluate(`getComputedStyle(document.documentElement, '::after').display`), 'none')
      for (const selector of ['.resumen', '.boton', 'input[type=text]', 'select']) {
        const edge = await page.evaluate<string>(
          `(({ borderTopStyle, borderTopWidth }) => borderTopStyle + parseFloat(borderTopWidth))(getComputedStyle(document.querySelector(${JSON.stringify(selector)})))`,
        )
        assert.match(edge, /^solid[1-9]/, selector)
      }
      assert.equal(
        await page.evaluate(`getComputedStyle(document.querySelector('input[type=radio]')).appearance`),
        'auto',
      )
      await page.keyboard.press('Tab')
      const focus = await page.evaluate<string>('getComputedStyle(document.activeElement).outline')
      assert.match(focus, /solid 3px/)
    })
  },
)

test(
  'status, slip, verdict and finished order print on letter paper with word, folio and address, without what can only be pressed',
  { timeout: 90_000 },
  async (t) => {
    if (!needsProgram(t, 'chromium') || !needsProgram(t, 'pdftotext')) return
    await inTheme('2024', async (browser, url) => {
      const page = await browser.newPage()
      for (const [name, sheets, words] of [
        ['solicitud-pagada', 1, ['ACT-7K3M9QX2PD', 'http://127.0.0.1:8080/recuperar']],
        ['solicitud-ficha', 1, ['ACT-7K3M9QX2PD', 'http://127.0.0.1:8080', '$98.00']],
        ['solicitud-linea', 2, ['ACT-7K3M9QX2PD', 'http://127.0.0.1:8080/recuperar', '1412 3456 7890 1699 2097']],
        [
          'solicitud-fundamento',
          1,
          ['ACT-7K3M9QX2PD', 'http://127.0.0.1:8080/verificar', '12340 12340', 'artículo 121'],
        ],
        ['solicitud-lista', 2, ['ACT-7K3M9QX2PD', 'http://127.0.0.1:8080/recuperar']],
        ['veredicto-valida', 1, ['Válida', 'http://127.0.0.1:8080/v/1234012340']],
        ['reporte-seguimiento', 3, ['REP-7K3M9QX2PD']],
      ] as const) {
        await page.goto(`${url}/${name}`)
        const input = await page.pdf({ preferCSSPageSize: true, printBackground: true })
        const info = execFileSync('pdfinfo', ['-'], { input, encoding: 'utf8' })
        assert.ok(info.includes(LETTER), `${name}: ${info}`)
        assert.ok(Number(/Pages: +(\d+)/.exec(info)?.[1]) <= sheets, `${name}: ${info}`)
        const text = execFileSync('pdftotext', ['-raw', '-', '-'], { input, encoding: 'utf8' })
        const marks = [...text.matchAll(/DEMOSTRACIÓN/g)].length
        assert.ok(marks >= 2, `${name}: the word stands ${marks} times, in the strip and across the paper it should`)
        for (const word of words) assert.ok(text.includes(word), `${name}: ${word}\n${text}`)
        for (const word of ['Ir al contenido', 'Precios por estado', 'Desarrolladores'])
          assert.ok(!text.includes(word), `${name}: ${word} is on the paper`)
      }
    })
  },
)

test(
  'the bars of a printed slip and of a printed order are read as the line, under the word across the paper',
  { timeout: 90_000 },
  async (t) => {
    if (!needsProgram(t, 'chromium') || !needsProgram(t, 'pdftoppm') || !needsProgram(t, 'zbarimg')) return
    const folder = temporaryFolder()
    await inTheme('demostracion', async (browser, url) => {
      const page = await browser.newPage()
      for (const name of ['solicitud-ficha', 'solicitud-linea']) {
        await page.goto(`${url}/${name}`)
        const input = await page.pdf({ preferCSSPageSize: true, printBackground: true })
        execFileSync('pdftoppm', ['-r', '150', '-png', '-f', '1', '-l', '1', '-singlefile', '-', join(folder, name)], {
          input,
        })
        const read = execFileSync('zbarimg', ['-q', '--raw', join(folder, `${name}.png`)], {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'ignore'],
        })
        assert.equal(read.trim(), '14123456789016992097', name)
      }
    })
  },
)
