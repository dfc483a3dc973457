// Takes pictures of pages at phone and desktop size, so that two runs of the same program give the same picture.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

const SIZES = [
  { name: 'telefono', width: 360, height: 640, scale: 1 },
  { name: 'escritorio', width: 1280, height: 800, scale: 0.65 },
] as const
/** Longer pages are cut: their end is one more row of the same table. */
const MOST_HEIGHT = 2_000
const QUALITY = 35

export type Size = (typeof SIZES)[number]['name']

export interface Picture {
  readonly section: string
  readonly title: string
  readonly files: Readonly<Record<Size, string>>
}

export interface Camera {
  readonly pictures: readonly Picture[]
  /** What follows belongs to another part of the index. */
  section(name: string): void
  /** Pictures of the page as it stands; the name is that of the files and of the caption. */
  take(page: Page, name: string): Promise<void>
}

/** What is drawn by chance and would make every picture new: each value gives way to the same example in every run. */
const BY_CHANCE = `(() => {
  const seen = globalThis.__seen ??= new Map()
  const digits = (text) => { let at = 0; return text.replace(/\\d/g, () => '12340'[at++ % 5]) }
  const mend = (text) => text
    .replace(/\\b(ACT|REP|REC|INC)-[0-9A-Z]{10}\\b/g, (whole, kind) => kind + '-EJEMPLO001')
    .replace(/\\b\\d[\\d -]{17,}\\d\\b/g, digits)
    .replace(/\\b(?=\\d*[a-f])[0-9a-f]{16,}\\b/g, (hex) => '0123456789abcdef'.repeat(8).slice(0, hex.length))
    .replace(/127\\.0\\.0\\.1:\\d+/g, '127.0.0.1:8080')
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) { const now = mend(walker.currentNode.data); if (now !== walker.currentNode.data) walker.currentNode.data = now }
  document.title = mend(document.title)
  for (const age of document.querySelectorAll('[data-edad]')) age.textContent = ''
  for (const field of document.querySelectorAll('input:not([type=hidden]), textarea')) {
    const now = mend(field.value); if (now !== field.value && field.type !== 'file') field.value = now
  }
  getSelection()?.removeAllRanges(); document.activeElement?.blur?.()
})()`

export function openCamera(folder: string): Camera {
  const pictures: Picture[] = []
  let section = ''
  return {
    pictures,
    section(name) {
      section = name
    },
    async take(page, name) {
      await page.evaluate(BY_CHANCE)
      const client = await page.context().newCDPSession(page)
      const files: Partial<Record<Size, string>> = {}
      for (const { name: size, width, height, scale } of SIZES) {
        await client.send('Emulation.setDeviceMetricsOverride', {
          width,
          height,
          deviceScaleFactor: scale,
          mobile: false,
        })
        const { cssContentSize } = await client.send('Page.getLayoutMetrics')
        const { data } = await client.send('Page.captureScreenshot', {
          format: 'webp',
          quality: QUALITY,
          captureBeyondViewport: true,
          clip: { x: 0, y: 0, width, height: Math.min(cssContentSize.height, MOST_HEIGHT), scale: 1 },
        })
        const file = `${name}-${size}.webp`
        writeFileSync(join(folder, file), Buffer.from(data, 'base64'))
        files[size] = file
      }
      await client.send('Emulation.clearDeviceMetricsOverride')
      await client.detach()
      pictures.push({
        section,
        title: (await page.title()).replace(/ - Actas$/, ''),
        files: files as Record<Size, string>,
      })
    },
  }
}
