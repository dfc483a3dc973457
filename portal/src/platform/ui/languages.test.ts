// The registry of languages refuses what nobody could vouch for; what no person has read is never shown as reviewed.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  LANGUAGES,
  OFFERED,
  ORIGINAL,
  offeredLanguage,
  perLanguage,
  readLanguages,
  speaking,
  withSpeech,
} from './languages.ts'
import { html } from './html.ts'
import { page } from './layout.ts'

const ORIGINAL_LINE =
  '{ codigo: es-MX, nombre: español, base: null, formato: es-MX, revision: original, revisadoPor: null }'
const registry = (line: string): string => `idiomas:\n  - ${ORIGINAL_LINE}\n  - ${line}\n`
const english = (revision: string, by = 'null'): string =>
  `{ codigo: en, nombre: English, base: es-MX, formato: en-GB, revision: ${revision}, revisadoPor: ${by} }`
// As a variable, so that a frame that asks for less of its site takes it too.
const site = { demonstration: true, publicUrl: 'http://127.0.0.1', theme: 'demostracion' } as const
const SIGNED = '{ nombre: Persona Sintética, fecha: 2026-01-31, huella: 0123456789abcdef }'

test('Spanish is the original, and a language without texts is not offered', () => {
  assert.equal(ORIGINAL.codigo, 'es-MX')
  assert.ok(LANGUAGES.length > OFFERED.length, 'no language without texts was seen')
  for (const word of ['nah', 'xx', '', '__proto__', null, undefined]) assert.equal(offeredLanguage(word), ORIGINAL)
  assert.equal(offeredLanguage('en').nombre, 'English')
})

test('a language counts as reviewed exactly when a person signed, with the day and the texts that were read', () => {
  assert.equal(readLanguages(registry(english('revisada', SIGNED)))[1]!.revisadoPor!.nombre, 'Persona Sintética')
  const refused: [string, RegExp][] = [
    [english('revisada'), /signs/],
    [english('sin-revision-humana', SIGNED), /signs/],
    [english('revisada', '{ nombre: "", fecha: 2026-01-31, huella: 0123456789abcdef }'), /fingerprint/],
    [english('revisada', '{ nombre: Ana, fecha: ayer, huella: 0123456789abcdef }'), /fingerprint/],
    [english('revisada', '{ nombre: Ana, fecha: 2026-01-31, huella: x }'), /fingerprint/],
    [english('bonita'), /revision/],
    [english('original'), /original/],
    [english('sin-traduccion').replace('es-MX', 'nah'), /base/],
    [english('sin-traduccion').replace('codigo: en', 'codigo: EN'), /canonical/],
    [english('sin-traduccion').replace('codigo: en', 'codigo: es-MX'), /twice/],
    [english('sin-traduccion').replace('en-GB', 'zzz'), /Intl/],
  ]
  for (const [line, why] of refused) assert.throws(() => readLanguages(registry(line)), why, line)
})

test('a page says on itself that no person has reviewed its language, until one has', () => {
  const shown = (revision: 'sin-revision-humana' | 'revisada'): string =>
    speaking({ ...offeredLanguage('en'), revision }, () => page({ site, question: '?', body: html`` }))
  assert.match(
    shown('sin-revision-humana'),
    /No person has reviewed this translation\.[^<]*<a href="\/idioma\/es-MX\?volver=%2F"/,
  )
  assert.match(shown('sin-revision-humana'), /^<!doctype html>\n<html lang="en"/)
  assert.doesNotMatch(shown('revisada'), /reviewed/)
})

test('the footer offers each language in its own words, with the way back; where there is no choice it offers none', () => {
  const shown = (choice: boolean): string =>
    withSpeech({ language: ORIGINAL, path: '/actas/curp', choice }, () => page({ site, question: '?', body: html`` }))
  assert.match(shown(true), /<a href="\/idioma\/en\?volver=%2Factas%2Fcurp"[^>]* lang="en"[^>]*>English<\/a>/)
  assert.match(shown(true), /<li>español<\/li>/)
  assert.doesNotMatch(shown(false), /\/idioma\//)
})

test('what is kept for everybody is kept for each language', () => {
  let made = 0
  const kept = perLanguage(() => `${++made}`)
  const english = (): string => speaking(offeredLanguage('en'), kept)
  assert.deepEqual([kept(), english(), kept(), english()], ['1', '2', '1', '2'])
})
