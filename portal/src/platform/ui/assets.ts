// The static files of the pages, read once; their addresses carry a hash of their content, so they are kept for ever.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { THEMES } from '#config'
import type { Config, Theme } from '#config'

export interface Asset {
  readonly href: string
  readonly type: string
  readonly plain: Buffer
  readonly gzip: Buffer
  readonly brotli: Buffer
}

function asset(name: string, type: string, ...files: readonly URL[]): Asset {
  const plain = Buffer.concat(files.map((one) => readFileSync(one)))
  const hash = createHash('sha256').update(plain).digest('hex').slice(0, 12)
  const [stem, extension] = name.split('.')
  return {
    href: `/recursos/${stem}.${hash}.${extension}`,
    type,
    plain,
    gzip: gzipSync(plain, { level: 9 }),
    brotli: brotliCompressSync(plain),
  }
}

const file = (name: string): URL => new URL(name, import.meta.url)
const themed = <T>(make: (theme: Theme) => T): Readonly<Record<Theme, T>> =>
  Object.fromEntries(THEMES.map((theme) => [theme, make(theme)])) as Record<Theme, T>

/** The tokens of a theme and what all themes share, as one file: one request. */
const styles = themed((theme) =>
  asset(`portal-${theme}.css`, 'text/css; charset=utf-8', file(`themes/${theme}.css`), file('portal.css')),
)
const logos = themed((theme) => readLogo(file(`themes/${theme}.svg`)))
/** One request: the library that compares two states of a page, what uses it, and the keys. */
const consoleScript = asset(
  'consola.js',
  'text/javascript; charset=utf-8',
  pathToFileURL(createRequire(import.meta.url).resolve('idiomorph/dist/idiomorph.min.js')),
  file('panel-vivo.js'),
  file('consola.js'),
)
const consoleStyle = asset('consola.css', 'text/css; charset=utf-8', file('consola.css'))
const reto = asset('reto.js', 'text/javascript; charset=utf-8', file('reto.js'))

/** The picture that an institution puts beside a theme; none comes with the program. */
export function readLogo(place: URL): Asset | null {
  return existsSync(place) ? asset('logo.svg', 'image/svg+xml', place) : null
}

export const ASSETS: readonly Asset[] = [
  reto,
  consoleScript,
  consoleStyle,
  ...Object.values(styles),
  ...Object.values(logos).filter((one) => one !== null),
]
export const RETO_HREF = reto.href
/** What the pages of the console have besides: nobody else pays for it. */
export const CONSOLE = { script: consoleScript.href, style: consoleStyle.href } as const

export function styleOf(theme: Theme): Asset {
  return styles[theme]
}

/** The picture in the head of the page. Never in a demonstration, which must not look like anybody's official site. */
export function logoOf(
  site: Pick<Config, 'demonstration' | 'theme'>,
  known: Readonly<Record<Theme, Asset | null>> = logos,
): Asset | null {
  return site.demonstration ? null : known[site.theme]
}
