// Every page in every state in a real browser: accessibility judged by axe, narrow screens, visible focus, paper, policy.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chromium } from 'playwright-core'
import type { Browser } from 'playwright-core'
import { OFFERED, ORIGINAL } from '#ui/languages'
import type { Language } from '#ui/languages'
import { CHROMIUM, CHROMIUM_ARGS } from '../browser.ts'
import { judge } from '../judge.ts'
import { needsProgram } from '../programs.ts'
import { plainText } from '../read-pdf.ts'
import { serveSamples } from '../sample-site.ts'
import { EVERYTHING, oneIn, oneOf } from '../sampling.ts'

async function inBrowser(
  run: (browser: Browser, url: string, names: readonly string[]) => Promise<void>,
  language: Language = ORIGINAL,
): Promise<void> {
  const { url, names, close } = await serveSamples('demostracion', language)
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_ARGS })
  try {
    await run(browser, url, names)
  } finally {
    await browser.close()
    close()
  }
}

for (const language of OFFERED) {
  const pages = language === ORIGINAL ? 'no page' : `no page in ${language.codigo}`
  const widths = [320, 768, 1280]
  // `npm test` looks at two pages of three, half of them where there is least room. What another language changes is the
  // length of words: of it some pages, there alone.
  const drawn = [320, 320, 768, 1280, null, null]
  const looked = (name: string, width: number): boolean =>
    EVERYTHING ||
    (language === ORIGINAL ? oneOf(name, drawn).includes(width) : width === 320 && oneIn(3, [name]).length > 0)
  const rules = 'has an accessibility violation, runs over the edge of a narrow screen, or breaks its own policy'
  test(`${pages} ${rules}`, { timeout: 600_000 }, async (t) => {
    if (!needsProgram(t, 'chromium')) return
    await inBrowser(async (browser, url, names) => {
      const problems: string[] = []
      let judged = 0
      for (const width of widths) {
        const page = await browser.newPage({ viewport: { width, height: 720 } })
        page.on('console', (message) => {
          if (/Content Security Policy/i.test(message.text()))
            problems.push(`${width} ${page.url()}: ${message.text()}`)
        })
        for (const name of names.filter((one) => looked(one, width))) {
          await page.goto(url + name)
          const [wide, seen] = await page.evaluate<[number, number]>(
            '[document.documentElement.scrollWidth, innerWidth]',
          )
          if (wide > seen) problems.push(`${width} ${name}: ${wide} px wide`)
          for (const found of await judge(page)) problems.push(`${width} ${name}: ${found}`)
          judged += 1
        }
        await page.close()
      }
      t.diagnostic(`${judged} views judged`)
      assert.ok(judged >= (EVERYTHING ? 300 : language === ORIGINAL ? 100 : 20))
      assert.deepEqual(problems, [])
    }, language)
  })
}

test(
  'whatever the keyboard reaches shows where it is, and what a finger presses is large enough',
  { timeout: 60_000 },
  async (t) => {
    if (!needsProgram(t, 'chromium')) return
    await inBrowser(async (browser, url) => {
      const page = await browser.newPage({ viewport: { width: 360, height: 640 } })
      for (const name of [
        '/inicio',
        '/persona-error',
        '/resultado-varias',
        '/solicitud-pago',
        '/verificar',
        '/camara',
        '/entidades',
      ]) {
        await page.goto(url + name)
        let stops = 0
        for (let i = 0; i < 40; i += 1) {
          await page.keyboard.press('Tab')
          const at = await page.evaluate<{
            tag: string
            outline: string
            width: string
            height: number
            form: boolean
          } | null>(`(() => {
          const e = document.activeElement; if (!e || e === document.body) return null
          const s = getComputedStyle(e)
          return { tag: e.outerHTML.slice(0, 80), outline: s.outlineStyle, width: s.outlineWidth, height: e.getBoundingClientRect().height, form: /^(INPUT|SELECT|TEXTAREA|BUTTON)$/.test(e.tagName) || e.classList.contains('boton') }
        })()`)
          if (at === null) break
          stops += 1
          assert.ok(
            at.outline !== 'none' && Number.parseFloat(at.width) >= 3,
            `${name}: ${at.tag} does not show its focus`,
          )
          if (at.form) assert.ok(at.height >= 44, `${name}: ${at.tag} is ${at.height} px high`)
        }
        assert.ok(stops >= 8, `${name}: the keyboard reached only ${stops} things`)
      }
    })
  },
)

test(
  'on paper the word, the folio and the address stay, and what can only be pressed is gone',
  { timeout: 60_000 },
  async (t) => {
    if (!needsProgram(t, 'chromium')) return
    await inBrowser(async (browser, url) => {
      const page = await browser.newPage()
      await page.emulateMedia({ media: 'print' })
      for (const [name, words] of [
        ['/solicitud-lista', ['DEMOSTRACIÓN', 'ACT-7K3M9QX2PD', 'http://127.0.0.1:8080/recuperar', '12340 12340']],
        ['/veredicto-valida', ['DEMOSTRACIÓN', 'Válida', 'http://127.0.0.1:8080/v/1234012340', 'PEÑA']],
      ] as const) {
        await page.goto(url + name)
        const text = await page.evaluate<string>('document.body.innerText')
        for (const word of words) assert.ok(text.includes(word), `${name}: ${word}`)
        assert.equal(await page.locator('nav >> visible=true').count(), 0, name)
        assert.equal(await page.locator('.boton >> visible=true').count(), 0, name)
      }
    })
  },
)

test(
  'a verdict prints on one letter sheet that says what was verified, when, and where to verify it again',
  { timeout: 60_000 },
  async (t) => {
    if (!needsProgram(t, 'chromium') || !needsProgram(t, 'pdftotext')) return
    await inBrowser(async (browser, url) => {
      const page = await browser.newPage()
      for (const [name, words] of [
        [
          '/veredicto-valida',
          ['Válida', '12340 12340 12340', 'PEGJ900512HJCRRS04', '/v/123401234012340123401234012340'],
        ],
        ['/veredicto-superada', ['versión más nueva', 'Si algo es distinto', '/v/123401234012340123401234012340']],
        ['/veredicto-cancelada', ['Cancelada', 'ya no sirve para trámites', 'JOSÉ DE JESÚS PEÑA GÜEMES']],
        ['/veredicto-no-emitida', ['No la emitimos', 'Qué pudo pasar', 'http://127.0.0.1:8080/verificar']],
        ['/veredicto-alterada', ['Archivo modificado', 'Pide el archivo original']],
      ] as const) {
        await page.goto(url + name)
        const paper = await page.pdf({ preferCSSPageSize: true })
        const raw = paper.toString('latin1')
        assert.equal(raw.match(/\/Type \/Page\b/g)?.length, 1, `${name}: more than one sheet`)
        assert.match(raw, /\/MediaBox \[0 0 612 792\]/, name)
        const text = plainText(paper)
        for (const word of [...words, 'DEMOSTRACIÓN', '10:15, hora del Centro'])
          assert.ok(text.includes(word), `${name}: ${word}`)
        for (const word of ['Verificar otra copia', 'Descargar', 'Reportar', 'Privacidad'])
          assert.ok(!text.includes(word), `${name}: ${word} can only be pressed`)
      }
    })
  },
)

test(
  'the scanning page has no accessibility violation whatever its script shows of it',
  { timeout: 60_000 },
  async (t) => {
    if (!needsProgram(t, 'chromium')) return
    await inBrowser(async (browser, url) => {
      for (const width of [320, 1280]) {
        const page = await browser.newPage({ viewport: { width, height: 720 } })
        await page.goto(`${url}/camara`)
        for (const part of ['listo', 'viendo', 'luz', 'consejos', 'otro-sitio', 'sin-script']) {
          await page.evaluate(`document.querySelector('[data-parte="${part}"]').hidden = false`)
          await page.evaluate(`document.querySelector('[data-parte=aviso]').textContent = 'Buscando un código…'`)
          assert.ok(await page.locator(`[data-parte="${part}"]`).isVisible(), part)
          assert.deepEqual(await judge(page), [], `${width} ${part}`)
          assert.ok(await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth'), part)
        }
        await page.close()
      }
    })
  },
)
