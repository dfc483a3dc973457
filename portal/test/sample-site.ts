// The page samples as a site, with the very headers that the portal sends and the look of a theme.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Theme } from '#config'
import { ORIGINAL, speaking } from '#ui/languages'
import type { Language } from '#ui/languages'
import { ASSETS, styleOf } from '../src/platform/ui/assets.ts'
import { pageHeaders } from '../src/platform/ui/layout.ts'
import { SCANNER_FILES } from '../src/platform/ui/scanner-routes.ts'
import { pageSamples } from './page-samples.ts'

export interface SampleSite {
  readonly url: string
  /** Paths, one for each sample. */
  readonly names: readonly string[]
  close(): void
}

export async function serveSamples(theme: Theme = 'demostracion', language: Language = ORIGINAL): Promise<SampleSite> {
  const dressed = (text: string): string => text.replace(styleOf('demostracion').href, styleOf(theme).href)
  const samples = new Map(speaking(language, pageSamples).map(({ name, text }) => [`/${name}`, dressed(text)]))
  const server = createServer((request, response) => {
    const asset = ASSETS.find((one) => one.href === request.url)
    const text = samples.get(request.url ?? '')
    const scanner = SCANNER_FILES.find((one) => one.href === request.url)
    if (scanner) response.writeHead(200, { 'content-type': scanner.type }).end(readFileSync(scanner.file))
    else if (asset) response.writeHead(200, { 'content-type': asset.type }).end(asset.plain)
    else if (text !== undefined) response.writeHead(200, pageHeaders({ camera: request.url === '/camara' })).end(text)
    else response.writeHead(404, { 'content-type': 'application/json' }).end('{}')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    names: [...samples.keys()],
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
