// The question for the CURP as three public design systems would put it, each with its own style, script and letters.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { brotliCompressSync } from 'node:zlib'

export interface Peer {
  readonly name: string
  readonly url: string
}

interface Kit {
  readonly name: string
  readonly root: string
  readonly style: string
  readonly scripts: string
  readonly body: string
}

const LABEL = 'CURP'
const HINT = 'Son 18 letras y números, por ejemplo PEGJ900512HJCRRS04. Puedes pegarla con espacios.'
const QUESTION = '¿Cuál es la CURP?'

const KITS: readonly Kit[] = [
  {
    name: 'GOV.UK Frontend',
    root: 'govuk-frontend/dist/govuk',
    style: '/govuk-frontend.min.css',
    scripts: `<script type="module" src="/govuk-frontend.min.js"></script>`,
    body: `<header class="govuk-header"><div class="govuk-header__container govuk-width-container"><a class="govuk-header__link" href="/">Actas</a></div></header>
<div class="govuk-width-container"><main class="govuk-main-wrapper"><h1 class="govuk-heading-l">${QUESTION}</h1><form method="post"><div class="govuk-form-group"><label class="govuk-label" for="curp">${LABEL}</label><div class="govuk-hint" id="h">${HINT}</div><input class="govuk-input" id="curp" name="curp" aria-describedby="h"></div><button class="govuk-button" data-module="govuk-button">Continuar</button></form></main></div>
<footer class="govuk-footer"><div class="govuk-width-container"><ul class="govuk-footer__inline-list"><li class="govuk-footer__inline-list-item"><a class="govuk-footer__link" href="/ayuda">Ayuda</a></li></ul></div></footer>`,
  },
  {
    name: 'USWDS',
    root: '@uswds/uswds/dist',
    style: '/css/uswds.min.css',
    scripts: `<script src="/js/uswds-init.min.js"></script><script src="/js/uswds.min.js" defer></script>`,
    body: `<header class="usa-header usa-header--basic"><div class="usa-nav-container"><div class="usa-navbar"><div class="usa-logo"><a href="/">Actas</a></div></div></div></header>
<main class="grid-container"><h1>${QUESTION}</h1><form class="usa-form" method="post"><label class="usa-label" for="curp">${LABEL}</label><div class="usa-hint" id="h">${HINT}</div><input class="usa-input" id="curp" name="curp" aria-describedby="h"><button class="usa-button">Continuar</button></form></main>
<footer class="usa-footer usa-footer--slim"><div class="grid-container"><a class="usa-footer__primary-link" href="/ayuda">Ayuda</a></div></footer>`,
  },
  {
    name: 'DSFR',
    root: '@gouvfr/dsfr/dist',
    style: '/dsfr.min.css',
    scripts: `<script type="module" src="/dsfr.module.min.js"></script>`,
    body: `<header class="fr-header"><div class="fr-header__body"><div class="fr-container"><div class="fr-header__service"><a href="/"><p class="fr-header__service-title">Actas</p></a></div></div></div></header>
<main class="fr-container"><h1>${QUESTION}</h1><form method="post"><div class="fr-input-group"><label class="fr-label" for="curp">${LABEL}<span class="fr-hint-text">${HINT}</span></label><input class="fr-input" id="curp" name="curp"></div><button class="fr-btn">Continuar</button></form></main>
<footer class="fr-footer"><div class="fr-container"><a class="fr-footer__bottom-link" href="/ayuda">Ayuda</a></div></footer>`,
  },
]

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/** Each kit on a port of its own, compressed as well as ours and kept by the browser as long. */
export async function servePeers(modules: string): Promise<{ peers: readonly Peer[]; close(): void }> {
  const servers = await Promise.all(
    KITS.map(async (kit) => {
      const page = `<!doctype html><html lang="es-MX"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${QUESTION}</title><link rel="icon" href="data:,"><link rel="stylesheet" href="${kit.style}">${kit.scripts}</head><body>${kit.body}</body></html>`
      const packed = new Map<string, Buffer>()
      const server = createServer((request, response) => {
        const path = normalize((request.url ?? '/').replace(/\?.*/, ''))
        const type = path === '/' ? 'text/html; charset=utf-8' : TYPES[extname(path)]
        const plain = path === '/' ? Buffer.from(page) : type && read(join(modules, kit.root, path))
        if (!plain || !type) return response.writeHead(404).end()
        const body = packed.get(path) ?? (type.startsWith('font') ? plain : brotliCompressSync(plain))
        packed.set(path, body)
        return response
          .writeHead(200, {
            'content-type': type,
            'content-length': body.length,
            'cache-control': 'public, max-age=31536000',
            ...(body === plain ? {} : { 'content-encoding': 'br' }),
          })
          .end(body)
      })
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
      return { name: kit.name, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server }
    }),
  )
  return {
    peers: servers,
    close() {
      for (const { server } of servers) {
        server.closeAllConnections()
        server.close()
      }
    },
  }
}

function read(file: string): Buffer | null {
  try {
    return readFileSync(file)
  } catch {
    // A kit may ask for a file that it does not ship at that place; a browser is told so and goes on.
    return null
  }
}
