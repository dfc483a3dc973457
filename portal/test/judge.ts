// What axe says of the page that a browser shows, as lines that name rule and place.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** Every violation of the rules of WCAG 2.2 AA and of good practice. */
export async function judge(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  return await page.evaluate(async (rules) => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(where: unknown, options: unknown): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>
      }
    }
    const { violations } = await axe.run((globalThis as unknown as { document: unknown }).document, { runOnly: rules })
    return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`)
  }, RULES)
}
