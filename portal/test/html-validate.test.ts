// html-validate has nothing against any page in any state, in Spanish and in English.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OFFERED, speaking } from '#ui/languages'
import { complaintsOf } from './html-judge.ts'
import { pageSamples } from './page-samples.ts'

for (const language of OFFERED) {
  test(`html-validate has nothing against a page in any state in ${language.codigo}`, async (t) => {
    const samples = speaking(language, pageSamples)
    const found: string[] = []
    for (const { name, text } of samples) found.push(...(await complaintsOf(name, text)))
    t.diagnostic(`${samples.length} pages`)
    assert.ok(samples.length >= 90)
    assert.deepEqual(found, [])
  })
}

test('the judge notices what a page must not do', async () => {
  const page = (main: string): string =>
    `<!doctype html>\n<html lang="es-MX"><head><meta charset="utf-8"><title>x</title></head><body><main><h1>x</h1>${main}</main></body></html>`
  assert.deepEqual(await complaintsOf('bien', page('<p>x</p>')), [])
  const broken = [
    '<p id="a">x</p><p id="a">y</p>',
    '<p><div>x</div></p>',
    '<label for="b">x</label>',
    '<img src="/x.png">',
    '<h4>x</h4>',
  ]
  for (const one of broken) assert.notDeepEqual(await complaintsOf('mal', page(one)), [], one)
})
