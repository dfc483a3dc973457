// When a page goes out compressed, and when its length must not tell what it says.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { packPage } from './compress.ts'

const PAGE = `<p>${'La CURP de la persona. '.repeat(80)}</p>`
const browser = { 'accept-encoding': 'gzip, deflate, br', 'sec-fetch-site': 'same-origin' }

test('a public page is compressed for whoever can read it, whoever asked, and says the same', () => {
  for (const site of ['cross-site', 'same-origin', undefined]) {
    const packed = packPage(PAGE, { ...browser, 'sec-fetch-site': site }, false)
    assert.equal(packed?.encoding, 'br')
    assert.equal(brotliDecompressSync(packed.body).toString(), PAGE)
    assert.ok(packed.body.length < PAGE.length / 4)
  }
  const gzip = packPage(PAGE, { 'accept-encoding': 'gzip' }, false)
  assert.equal(gzip?.encoding, 'gzip')
  assert.equal(gunzipSync(gzip.body).toString(), PAGE)
})

test('a page about a person is compressed for this site and for whoever typed the address, for nobody else', () => {
  const of = (site: string | undefined): string | undefined =>
    packPage(PAGE, { ...browser, 'sec-fetch-site': site }, true)?.encoding
  assert.deepEqual(['same-origin', 'none', 'same-site', 'cross-site', undefined].map(of), [
    'gzip',
    'gzip',
    undefined,
    undefined,
    undefined,
  ])
})

test('a browser that reads no compression, and a page that is short anyway, get the text', () => {
  assert.equal(packPage(PAGE, {}, false), null)
  assert.equal(packPage(PAGE, { 'accept-encoding': 'identity' }, false), null)
  assert.equal(packPage('<p>corta</p>', browser, false), null)
})

test('old texts give way to new ones, and come back the same', () => {
  for (let i = 0; i < 300; i += 1) packPage(`${PAGE}${i}`, browser, false)
  assert.equal(brotliDecompressSync(packPage(`${PAGE}0`, browser, false)!.body).toString(), `${PAGE}0`)
})
