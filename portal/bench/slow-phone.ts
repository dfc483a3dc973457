// A cheap phone on a slow line: 360 × 640, 400 kbit/s with 400 ms, a sixth of this machine's speed; cold at every visit.
import type { Browser, CDPSession, Page } from 'playwright-core'

export interface Visit {
  readonly lcpMs: number
  /** On the wire, headers included. */
  readonly kilobytes: number
}

const LINE = { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 }
const SLOWER = 6
const LCP = `new Promise((done, fail) => {
  setTimeout(() => fail(new Error('no largest paint was told')), 20000)
  new PerformanceObserver((list) => done(list.getEntries().at(-1).startTime)).observe({ type: 'largest-contentful-paint', buffered: true })
})`

/** One visit by a new person; with `before`, as the page after that one, whose shared files are then known. */
export async function visit(browser: Browser, url: string, before?: string): Promise<Visit> {
  return await onSlowPhone(browser, async (page, client) => {
    if (before) await page.goto(before)
    let bytes = 0
    client.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength))
    await page.goto(url, { timeout: 60_000 })
    // Letters arrive after the page itself is loaded.
    await page.evaluate('document.fonts.ready.then(() => null)')
    return { lcpMs: await page.evaluate<number>(LCP), kilobytes: bytes / 1000 }
  })
}

export async function onSlowPhone<T>(
  browser: Browser,
  run: (page: Page, client: CDPSession) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext({ viewport: { width: 360, height: 640 }, deviceScaleFactor: 2 })
  try {
    const page = await context.newPage()
    const client = await context.newCDPSession(page)
    await client.send('Network.enable')
    await client.send('Network.emulateNetworkConditions', LINE)
    await client.send('Emulation.setCPUThrottlingRate', { rate: SLOWER })
    return await run(page, client)
  } finally {
    await context.close()
  }
}
