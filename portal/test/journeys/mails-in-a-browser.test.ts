// Every mail as a reader's program shows it: accessibility judged by axe, in light and dark, on the narrowest screen.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chromium } from 'playwright-core'
import { CHROMIUM, CHROMIUM_ARGS } from '../browser.ts'
import { judge } from '../judge.ts'
import { mailSamples } from '../mail-samples.ts'
import { needsProgram } from '../programs.ts'
import { EVERYTHING, oneOf } from '../sampling.ts'

test(
  'no mail has an accessibility violation or runs over the edge, in light and in dark',
  { timeout: 240_000 },
  async (t) => {
    if (!needsProgram(t, 'chromium')) return
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_ARGS })
    t.after(async () => await browser.close())
    const problems: string[] = []
    let judged = 0
    const looks = [
      [320, 'light'],
      [320, 'dark'],
      [1280, 'light'],
    ] as const
    for (const look of looks) {
      const [width, colorScheme] = look
      const page = await browser.newPage({ viewport: { width, height: 640 }, colorScheme })
      page.on('request', (request) => problems.push(`${width}: asks for ${request.url()}`))
      for (const { name, html } of mailSamples().filter((one) => oneOf(one.name, looks).includes(look))) {
        await page.setContent(html)
        const [wide, seen] = await page.evaluate<[number, number]>('[document.documentElement.scrollWidth, innerWidth]')
        if (wide > seen) problems.push(`${width} ${name}: ${wide} px wide`)
        const background = await page.evaluate<string>('getComputedStyle(document.documentElement).colorScheme')
        if (background !== 'light dark') problems.push(`${width} ${name}: takes no part in ${colorScheme}`)
        for (const found of await judge(page)) problems.push(`${width} ${colorScheme} ${name}: ${found}`)
        judged += 1
      }
      await page.close()
    }
    t.diagnostic(`${judged} views judged`)
    assert.ok(judged >= (EVERYTHING ? 120 : 40))
    assert.deepEqual(problems, [])
  },
)
