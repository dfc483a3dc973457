// Serves what the scanning page can do more with: its script, and the reader for browsers that read no codes themselves.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'
import type { FastifyPluginAsync } from 'fastify'

const HIDDEN = { schema: { hide: true } }
const JAVASCRIPT = 'text/javascript; charset=utf-8'
const compress = promisify(brotliCompress)

/** A file that is read and compressed only when somebody asks for it: most never do, and the reader is large. */
export interface Served {
  readonly href: string
  readonly type: string
  readonly file: string
}

const own = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const { resolve } = createRequire(import.meta.url)
const WASM = resolve('zxing-wasm/reader/zxing_reader.wasm')
const DIST = new URL('../', pathToFileURL(WASM))
const { version } = JSON.parse(readFileSync(new URL('../package.json', DIST), 'utf8')) as { version: string }

/** Small files are named by their content, the reader by its version, which the lock file pins to its bytes. */
function named(name: string, type: string): Served {
  const hash = createHash('sha256')
    .update(readFileSync(own(name)))
    .digest('hex')
    .slice(0, 12)
  const [stem, extension] = name.split('.')
  return { href: `/recursos/${stem}.${hash}.${extension}`, type, file: own(name) }
}

function ofReader(path: string, type: string): Served {
  return { href: `/recursos/lector-${version}/${path}`, type, file: fileURLToPath(new URL(path, DIST)) }
}

const script = named('camara.js', JAVASCRIPT)
const style = named('camara.css', 'text/css; charset=utf-8')
const reader = ofReader('es/reader/index.js', JAVASCRIPT)
const shared = ofReader('es/share.js', JAVASCRIPT)
const wasm = ofReader('reader/zxing_reader.wasm', 'application/wasm')

/** Addresses for the page. The reader and its WebAssembly are fetched only after somebody pressed a button. */
export const SCANNER = { script: script.href, style: style.href, reader: reader.href, wasm: wasm.href } as const

export const SCANNER_FILES: readonly Served[] = [script, style, reader, shared, wasm]

export function scannerRoutes(): FastifyPluginAsync {
  return async (server) => {
    for (const one of SCANNER_FILES) {
      let known: Promise<Read> | undefined
      server.get(one.href, HIDDEN, async (request, reply) => {
        const { plain, brotli } = await (known ??= load(one.file).catch((error: unknown) => {
          known = undefined
          throw error
        }))
        const small = /\bbr\b/.test(String(request.headers['accept-encoding'] ?? ''))
        if (small) reply.header('content-encoding', 'br')
        return await reply
          .headers({
            'content-type': one.type,
            'cache-control': 'public, max-age=31536000, immutable',
            vary: 'accept-encoding',
            'cross-origin-resource-policy': 'same-origin',
          })
          .send(small ? brotli : plain)
      })
    }
  }
}

interface Read {
  readonly plain: Buffer
  readonly brotli: Buffer
}

async function load(file: string): Promise<Read> {
  const plain = await readFile(file)
  // 368 kB of 947 in a tenth of a second; the highest quality saves 47 kB more and takes nine (measured).
  const brotli = await compress(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })
  return { plain, brotli }
}
