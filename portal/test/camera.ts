// For tests only: a rendered paper, and a Chromium whose camera shows it.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import type { Browser } from 'playwright-core'
import { CHROMIUM, CHROMIUM_ARGS } from './browser.ts'

export const FAKE_PERMISSION = '--use-fake-ui-for-media-stream'

/** Parts of a letter page at 150 dpi: the lower half, with both codes, and its right corner, with the small one. */
export const LOWER = { x: 0, y: 900, w: 1_274, h: 748 }
export const RIGHT = { x: 850, y: 1_100, w: 424, h: 548 }

/** A part of `folder`/copia.pdf as a photograph. */
export function photograph(folder: string, name: string, box: { x: number; y: number; w: number; h: number }): string {
  const { x, y, w, h } = box
  const area = ['-x', x, '-y', y, '-W', w, '-H', h].map(String)
  const pdf = join(folder, 'copia.pdf')
  execFileSync('pdftoppm', ['-r', '150', '-jpeg', '-l', '1', '-singlefile', ...area, pdf, join(folder, name)])
  return join(folder, `${name}.jpg`)
}

/** A browser whose camera shows a photograph for ever; without one it has no camera at all. */
export async function browserWith(photo: string | null, ...more: string[]): Promise<Browser> {
  const args = [...CHROMIUM_ARGS, ...more]
  if (photo !== null) {
    const film = photo.replace(/jpg$/, 'mjpeg')
    writeFileSync(film, readFileSync(photo))
    args.push('--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${film}`)
  }
  return await chromium.launch({ executablePath: CHROMIUM, args })
}
