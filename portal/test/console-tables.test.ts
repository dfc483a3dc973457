// Every page of the console, read as the roles read it: its tables are there as CSV, its times say their zone, no data is no good news.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { plantConsolePages } from './console-addresses.ts'
import { openConsoleWorld } from './console-world.ts'

const world = await openConsoleWorld()
const { ask, close } = world

/** Who sees most of what there is, and who sees it cut to an entidad. */
const READERS = ['ugd', 'renapo', 'mesa-1', 'mesa-14', 'finanzas-14', 'oic-14', 'enlace-14', 'auditor']

/** Pages with a table that holds no data. */
const NO_DATA: readonly string[] = ['/consola/teclas']

interface Seen {
  readonly who: string
  readonly url: string
  readonly text: string
}
const pages: Seen[] = []
const addresses = await plantConsolePages(world)
for (const url of addresses)
  for (const who of READERS) {
    const answer = await ask(who, url)
    if (answer.statusCode === 200) pages.push({ who, url, text: answer.body })
  }

const unescaped = (text: string): string => text.replaceAll('&amp;', '&').replaceAll('&#39;', "'")

describe('a page of the console', () => {
  after(close)

  test('is seen by somebody, each of them', () => {
    const seen = new Set(pages.map((one) => one.url))
    const unseen = addresses.filter((url) => !seen.has(url))
    assert.deepEqual(unseen, [])
    assert.ok(pages.some((one) => one.text.includes('<table')))
  })

  test('has each table as CSV too, unless the table holds no data', async (t) => {
    let tables = 0
    for (const { who, url, text } of pages) {
      for (const [caption, after] of tablesOf(text)) {
        if (NO_DATA.includes(url)) continue
        const href = /<a href="([^"]*csv[^"]*)"/.exec(after)?.[1]
        assert.ok(href, `${who} ${url}: «${caption}» has no CSV`)
        const answer = await ask(who, unescaped(href))
        assert.equal(answer.statusCode, 200, `${who} ${href}`)
        assert.match(String(answer.headers['content-type']), /^text\/csv/, `${who} ${href}`)
        assert.ok(answer.body.split('\r\n').length >= 2, `${who} ${href} is empty`)
        tables += 1
      }
    }
    t.diagnostic(`${tables} tables on ${pages.length} pages`)
    assert.ok(tables >= 60)
  })

  test('says the zone of each time in its cell, its line or the head of its column', () => {
    const missing = pages.flatMap(({ who, url, text }) => timesWithoutZone(text).map((one) => `${who} ${url}: ${one}`))
    assert.deepEqual([...new Set(missing)], [])
  })

  test('never shows the sign of what is well where there are no data', () => {
    for (const { who, url, text } of pages) {
      const good = text.matchAll(/<(\w+) class="[^"]*\b(?:v-optimo|optimo|bien)\b[^"]*"[^>]*>([\s\S]*?)<\/\1>/g)
      for (const [whole] of good) assert.doesNotMatch(whole, /sin datos|sin_datos|●[^<]*sin/i, `${who} ${url}`)
    }
  })
})

/** Each table with what stands between it and the next. */
function tablesOf(text: string): [string, string][] {
  const parts = text.split('<table').slice(1)
  return parts.map((part) => [/<caption>(.*?)<\/caption>/.exec(part)?.[1] ?? '', part])
}

const TIME = /(?<![\d:.-])([01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?![\d:])/
const ZONE = /hora del (Centro|Pacífico|Noroeste|Sureste)|\bUTC\b/i

function timesWithoutZone(text: string): string[] {
  const body = text.slice(text.indexOf('<main'))
  const tables = body.match(/<table[\s\S]*?<\/table>/g) ?? []
  const found = tables.flatMap((table) => {
    const heads = [...table.matchAll(/<th scope="col">([\s\S]*?)<\/th>/g)].map((one) => words(one[1]!))
    return [...table.matchAll(/<tr>([\s\S]*?)<\/tr>/g)].flatMap(([, row = '']) =>
      [...row.matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)]
        .map((cell, i) => [words(cell[1]!), heads[i] ?? ''] as const)
        .filter(([cell, head]) => TIME.test(cell) && !ZONE.test(cell) && !ZONE.test(head))
        .map(([cell]) => cell),
    )
  })
  const lines = body
    .replace(/<table[\s\S]*?<\/table>/g, '')
    .split(/<\/?(?:p|li|dd|dt|h\d|div|label|summary|text|option)\b[^>]*>/)
  return [...found, ...lines.map(words).filter((one) => TIME.test(one) && !ZONE.test(one))]
}

function words(markup: string): string {
  return markup
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 200)
}
