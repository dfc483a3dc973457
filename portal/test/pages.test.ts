// What must hold for every page in every state: structure, escaping, words, weight. Pages are functions, so this is quick.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { ASSETS, CONSOLE, RETO_HREF, styleOf } from '../src/platform/ui/assets.ts'
import { THEMES } from '#config'
import { SCANNER } from '../src/platform/ui/scanner-routes.ts'
import { HOSTILE, pageSamples } from './page-samples.ts'

const samples = pageSamples()
const sizeOf = (href: string): number => ASSETS.find((one) => one.href === href)!.gzip.length
const all = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map((match) => match[1] ?? match[0])
const unescaped = (text: string): string =>
  text
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#39;/g, "'")
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ')

test('every page has one h1, one main, a language and a title that names the site', (t) => {
  t.diagnostic(`${samples.length} pages in all their states`)
  assert.ok(samples.length >= 55)
  for (const { name, text } of samples) {
    assert.equal(all(text, /<h1>/g).length, 1, name)
    assert.equal(all(text, /<main id="contenido">/g).length, 1, name)
    assert.match(text, /^<!doctype html>\n<html lang="es-MX"/, name)
    assert.match(text, /<title>[^<]+ - Actas<\/title>/, name)
    assert.doesNotMatch(text, /undefined|\[object|NaN|>null</, name)
    // What a search engine shows below the title; a page that must not be found needs none.
    assert.match(text, /<meta name="(description" content="[^"]{80,170}|robots" content="noindex)">/, name)
  }
})

test('the word DEMOSTRACIÓN stands on every page of a demonstration and on no other', () => {
  for (const { name, text } of samples) {
    const expected = name !== 'inicio-sin-demostracion'
    assert.equal(/<strong class="tema">DEMOSTRACIÓN<\/strong>/.test(text), expected, name)
    assert.equal(/data-tema="DEMOSTRACIÓN"/.test(text), expected, name)
  }
})

test('every page can be left: skip link, official strip, help, privacy, accessibility and service state', () => {
  for (const { name, text } of samples) {
    for (const href of ['#contenido', '/como-se-que-es-oficial', '/ayuda', '/privacidad', '/accesibilidad', '/estado'])
      assert.ok(text.includes(`href="${href}"`), `${name}: ${href}`)
  }
})

test('no two elements share an id, and every reference to one finds it', () => {
  for (const { name, text } of samples) {
    const ids = all(text, / id="([^"]+)"/g)
    assert.equal(new Set(ids).size, ids.length, `${name}: ${ids.join(' ')}`)
    const wanted = [
      ...all(text, / for="([^"]+)"/g),
      ...all(text, /href="#([^"]+)"/g),
      ...all(text, / aria-(?:describedby|labelledby)="([^"]+)"/g).flatMap((list) => list.split(' ')),
    ]
    for (const id of wanted) assert.ok(ids.includes(id), `${name}: nothing is called ${id}`)
  }
})

test('every input that a person fills in has its label', () => {
  for (const { name, text } of samples) {
    const labelled = new Set(all(text, /<label for="([^"]+)"/g))
    for (const input of all(text, /<(?:input(?![^>]*type="hidden")|select|textarea)[^>]*>/g)) {
      const id = input.match(/ id="([^"]+)"/)?.[1]
      assert.ok(id && labelled.has(id), `${name}: ${input}`)
    }
  }
})

test('an error is said in the title, in the summary and at its field, in the same words', () => {
  const faulty = samples.filter(({ name }) => /error$|larga$/.test(name) && !name.startsWith('error'))
  assert.ok(faulty.length >= 8)
  for (const { name, text } of faulty) {
    assert.match(text, /<title>Error: /, name)
    assert.match(text, /<main[^>]*>\s*<div class="resumen" role="alert"/, name)
    const links = [...text.matchAll(/<li><a href="#([^"]+)">([\s\S]*?)<\/a><\/li>/g)].filter(
      (one) => text.indexOf(one[0]) < text.indexOf('</div>', text.indexOf('class="resumen"')),
    )
    assert.ok(links.length > 0, name)
    for (const [, campo, words] of links) {
      const own = text.match(new RegExp(`id="${campo}-error"><span class="oculto">Error: </span>([\\s\\S]*?)</p>`))?.[1]
      assert.equal(own, words, `${name}: ${campo}`)
    }
  }
})

test('nothing that was typed becomes markup, and nothing that was typed is lost', () => {
  for (const { name, text } of samples) {
    assert.doesNotMatch(text, /<img|onerror=alert\(1\)>|<script>|javascript:/, name)
    assert.doesNotMatch(text, / on\w+="| style="/, name)
  }
  for (const name of [
    'curp-error',
    'persona-error',
    'filiacion-error',
    'resultado-error',
    'recuperar-error',
    'verificar-error',
  ]) {
    const { text } = samples.find((one) => one.name === name)!
    assert.ok(unescaped(text.replace(/value="([^"]*)"/g, '> $1 <')).includes(HOSTILE), `${name} lost what was typed`)
  }
})

test('scripts and styles come only from files of this site, and no page needs a script', () => {
  for (const { name, text } of samples) {
    const scripts = all(text, /<script[^>]*>/g)
    assert.deepEqual(
      scripts,
      text.includes('data-reto=')
        ? [`<script type="module" src="${RETO_HREF}">`]
        : name === 'camara'
          ? [`<script type="module" src="${SCANNER.script}">`]
          : text.includes('class="consola"')
            ? [`<script type="module" src="${CONSOLE.script}">`]
            : [],
      name,
    )
    assert.doesNotMatch(text, /<style/, name)
  }
})

test('the first view of any page weighs at most 14 kB and the next one at most 4 kB, of a board at most 40 kB', () => {
  // As gzip, which every browser takes and which is the heavier of the two that are served; with the heaviest theme.
  const style = Math.max(...THEMES.map((theme) => styleOf(theme).gzip.length))
  const consoleBytes = ASSETS.find((one) => one.href === CONSOLE.script)!.plain.length
  for (const { name, text } of samples) {
    const own = gzipSync(text).length
    const more = [RETO_HREF, CONSOLE.script, CONSOLE.style].filter((one) => text.includes(one))
    const scripts = more.reduce((sum, one) => sum + sizeOf(one), 0)
    if (text.includes(CONSOLE.script)) assert.ok(consoleBytes <= 30_720, 'scripts of the console, as they are run')
    // A board of the console is for whoever works there all day: its own bound.
    if (text.includes('class="consola"')) {
      assert.ok(own + style + scripts <= 40_960, `${name}: ${own + style + scripts} bytes`)
      continue
    }
    assert.ok(own <= 4_096, `${name}: ${own} bytes`)
    assert.ok(own + style + scripts <= 14_336, `${name}: ${own + style + scripts} bytes at first view`)
  }
})

test('no page asks a browser to refresh by an element: a header does it', () => {
  for (const { name, text } of samples) assert.doesNotMatch(text, /http-equiv/, name)
})

test('sentences of the catalogues have at most twenty words', () => {
  const files = [
    'platform/ui',
    'citizen/search',
    'citizen/orders',
    'citizen/copies',
    'citizen/guide',
    'platform/errors',
  ].map((folder) => `../src/${folder}/es-MX.json`)
  let seen = 0
  const long: string[] = []
  for (const file of files) {
    const catalogue = JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as Record<string, string>
    for (const [key, text] of Object.entries(catalogue)) {
      for (const sentence of text.split(/[.:;?!]\s+|\n/)) {
        seen += 1
        const words = sentence.split(/\s+/).filter((word) => /[\p{L}\p{N}{]/u.test(word)).length
        if (words > 20) long.push(`${file} ${key}: ${words}`)
      }
    }
  }
  assert.ok(seen > 300, `only ${seen} sentences were seen`)
  assert.deepEqual(long, [])
})
