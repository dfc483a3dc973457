// The pages that open the journey: their weight on the wire and how many a second, beside the same bytes from memory.
import { gzipSync } from 'node:zlib'
import { startWorld } from '../test/world.ts'
import { interleave } from './measure.ts'
import type { Result } from './measure.ts'
import { constantServer, load } from './load.ts'

const ROUNDS = 5

export async function benchPages(): Promise<Result[]> {
  const world = await startWorld({ persons: 60 })
  try {
    const results: Result[] = []
    for (const path of ['/actas/curp', '/']) {
      const page = await (await fetch(`${world.url}${path}`, { headers: { accept: 'text/html' } })).text()
      const styles = [...page.matchAll(/<link[^>]+href="([^"]+\.css[^"]*)"/g)].map((match) => match[1]!)
      let bytes = gzipSync(page).length
      for (const style of styles) bytes += gzipSync(await (await fetch(new URL(style, world.url))).text()).length
      const peer = await constantServer(page, 'text/html; charset=utf-8')
      results.push(
        await interleave(
          `first view of ${path}`,
          'kB',
          1,
          async () => bytes / 1024,
          { name: 'the page alone, without style', run: async () => gzipSync(page).length / 1024 },
          '≤ 14 kB',
        ),
        await interleave(`serving ${path}`, 'req/s', ROUNDS, () => load(`${world.url}${path}`, { seconds: 4 }), {
          name: 'node:http, same bytes from memory',
          run: () => load(peer.url, { seconds: 2 }),
        }),
      )
      peer.close()
    }
    return results
  } finally {
    await world.end()
  }
}
