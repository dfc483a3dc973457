// Whoever chose English reads English on every page: no sentence of the Spanish catalogues is left, but for what must stay.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { offeredLanguage, speaking } from '#ui/languages'
import { styleOf } from '../src/platform/ui/assets.ts'
import { pageSamples } from './page-samples.ts'

// The console and its door stay Spanish, and so does the sheet that is handed over with the paper.
const samples = speaking(offeredLanguage('en'), pageSamples).filter(
  ({ name, text }) => !text.includes('<div class="consola">') && !/^entrar|^solicitud-fundamento$/.test(name),
)
const ROOMS = [
  'platform/ui',
  'citizen/search',
  'citizen/orders',
  'citizen/copies',
  'citizen/guide',
  'operations/survey',
  'operations/sla',
  'operations/helpdesk',
  'operations/helpdesk/captures',
  'operations/helpdesk/corrections',
  'operations/helpdesk/refusals',
]

/** Sentences of Spanish that English says in other words: two words or more, without what is filled in. */
function spanishSentences(): string[] {
  return ROOMS.flatMap((room) => {
    const [es, en] = ['es-MX', 'en'].map(
      (code) =>
        JSON.parse(readFileSync(new URL(`../src/${room}/${code}.json`, import.meta.url), 'utf8')) as Record<
          string,
          string
        >,
    ) as [Record<string, string>, Record<string, string>]
    return Object.entries(es).flatMap(([key, text]) =>
      en[key] !== undefined && en[key] !== text
        ? text.split(/\{[^{}]*\}/).filter((part) => /\p{L}{3,} +\p{L}{2,}/u.test(part) && !part.includes('{'))
        : [],
    )
  })
}

/** What a person reads of a page, without the words that are marked as Spanish and without those of the samples themselves. */
function readable(text: string): string {
  return text
    .replace(/<(span|a|li)\b[^>]* lang="es[^"]*"[^>]*>[\s\S]*?<\/\1>/g, ' ')
    .replace('El Registro Civil canceló esta acta.', ' ')
    .replace(/<(div class="resumen"|p class="error")[\s\S]*?<\/(div|p)>/g, ' ')
}

test('no page in English says a sentence of the Spanish catalogues', (t) => {
  const spanish = spanishSentences()
  t.diagnostic(`${samples.length} pages, ${spanish.length} sentences that may not stand there`)
  assert.ok(samples.length >= 80 && spanish.length >= 500)
  const left = samples.flatMap(({ name, text }) =>
    spanish.filter((one) => readable(text).includes(one.trim())).map((one) => `${name}: ${one}`),
  )
  assert.deepEqual(left, [])
})

test('a page in English says its language, that no person has reviewed it, and how to read it in Spanish', () => {
  for (const { name, text } of samples) {
    assert.match(text, /^<!doctype html>\n<html lang="en"/, name)
    assert.match(text, /No person has reviewed this translation/, name)
    assert.match(text, /<a href="\/idioma\/es-MX\?volver=/, name)
  }
})

test('the words of a registry and of the law stay in Spanish, and are marked as Spanish', () => {
  const of = (name: string): string => samples.find((one) => one.name === name)!.text
  assert.match(of('veredicto-valida'), /<dt>Name<\/dt><dd><span lang="es-MX">JOSÉ DE JESÚS PEÑA GÜEMES<\/span><\/dd>/)
  assert.match(of('resultado'), /<dt>Name<\/dt><dd><span lang="es-MX">JOSÉ DE JESÚS PEÑA GÜEMES<\/span><\/dd>/)
  assert.match(of('rechazo-ahora'), /<blockquote><p><span lang="es-MX">Toda copia certificada/)
})

test('pages in English are no heavier than the budget', () => {
  const style = styleOf('demostracion').gzip.length
  for (const { name, text } of samples) {
    const own = gzipSync(text).length
    assert.ok(own <= 4_096 && own + style <= 14_336, `${name}: ${own} bytes`)
  }
})
