// Lighthouse as its own program, mobile, on the system's Chromium: four scores of a page, and what it found wrong.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { CHROMIUM, CHROMIUM_ARGS } from '../test/browser.ts'

export const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'] as const
export type Category = (typeof CATEGORIES)[number]

export interface Verdict {
  readonly scores: Readonly<Record<Category, number>>
  /** Audits below full marks, apart from those of speed. */
  readonly wrong: readonly string[]
}

interface Report {
  readonly categories: Readonly<
    Record<
      Category,
      { readonly score: number | null; readonly auditRefs: readonly { readonly id: string; readonly weight: number }[] }
    >
  >
  readonly audits: Readonly<Record<string, { readonly title: string; readonly score: number | null }>>
}

/** Judges one page; `cookie` opens what belongs to a person. */
export async function judge(
  modules: string,
  url: string,
  cookie = '',
  only: readonly Category[] = CATEGORIES,
): Promise<Verdict> {
  const args = [
    join(modules, 'lighthouse', 'cli', 'index.js'),
    url,
    '--output=json',
    '--quiet',
    '--no-enable-error-reporting',
    `--only-categories=${only.join(',')}`,
    `--chrome-flags=--headless=new ${CHROMIUM_ARGS.join(' ')}`,
    ...(cookie ? [`--extra-headers=${JSON.stringify({ Cookie: cookie })}`] : []),
  ]
  const env = { ...process.env, CHROME_PATH: CHROMIUM }
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    env,
    maxBuffer: 64 * 2 ** 20,
    timeout: 120_000,
  })
  const report = JSON.parse(stdout) as Report
  const score = (one: Category): number => Math.round((report.categories[one]?.score ?? 0) * 100)
  const wrong = only
    .filter((one) => one !== 'performance')
    .flatMap((one) => report.categories[one].auditRefs.filter((ref) => ref.weight > 0))
    .filter((ref) => (report.audits[ref.id]?.score ?? 1) < 1)
    .map((ref) => `${ref.id}: ${report.audits[ref.id]!.title}`)
  return {
    scores: {
      performance: score('performance'),
      accessibility: score('accessibility'),
      'best-practices': score('best-practices'),
      seo: score('seo'),
    },
    wrong,
  }
}
