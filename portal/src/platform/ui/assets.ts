// The two static files of the pages, read once; their addresses carry a hash of their content, so they are kept for ever.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { brotliCompressSync, gzipSync } from 'node:zlib'

export interface Asset {
  readonly href: string
  readonly type: string
  readonly plain: Buffer
  readonly gzip: Buffer
  readonly brotli: Buffer
}

function load(name: string, type: string): Asset {
  const plain = readFileSync(new URL(name, import.meta.url))
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

const style = load('portal.css', 'text/css; charset=utf-8')
const reto = load('reto.js', 'text/javascript; charset=utf-8')

export const ASSETS: readonly Asset[] = [style, reto]
export const STYLE_HREF = style.href
export const RETO_HREF = reto.href
