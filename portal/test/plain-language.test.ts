// Every page and mail that a person in trouble must understand is easy Spanish, and the measure itself is held to words counted by hand.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mailSamples } from './mail-samples.ts'
import { pageSamples } from './page-samples.ts'
import { read, sentencesOf, syllablesOf, wordsOf } from './plain-language.ts'

const ENOUGH_WORDS = 50
const EASE = 60
const MEAN = 20

/** Counted by hand, syllable by syllable, with the rule that each is there for. */
const COUNTED: Readonly<Record<string, number>> = {
  sol: 1,
  pan: 1,
  y: 1,
  ley: 1,
  muy: 1,
  buey: 1,
  rey: 1,
  yo: 1,
  que: 1,
  quien: 1,
  guía: 2,
  guion: 1,
  pie: 1,
  dio: 1,
  acta: 2,
  pago: 2,
  copia: 2,
  folio: 2,
  banco: 2,
  estado: 3,
  registro: 3,
  solicitud: 4,
  verificar: 4,
  derechos: 3,
  país: 2,
  día: 2,
  río: 2,
  oír: 2,
  ahí: 2,
  ahora: 3,
  búho: 2,
  prohibir: 2,
  raíz: 2,
  Raúl: 2,
  tío: 2,
  había: 3,
  todavía: 4,
  aéreo: 4,
  poeta: 3,
  caos: 2,
  leer: 2,
  creer: 2,
  línea: 3,
  oeste: 3,
  cooperar: 4,
  teatro: 3,
  zoológico: 5,
  ciudad: 2,
  cuidado: 3,
  construir: 2,
  jesuita: 3,
  viuda: 2,
  ruido: 2,
  cuídate: 3,
  construí: 2,
  chiita: 3,
  pingüino: 3,
  lingüística: 4,
  guerra: 2,
  guitarra: 3,
  averigüéis: 4,
  agua: 2,
  antiguo: 3,
  cigüeña: 3,
  quita: 2,
  queso: 2,
  limpiáis: 2,
  Paraguay: 3,
  Uruguay: 3,
  paranoia: 4,
  vivíais: 3,
  leía: 3,
  caía: 3,
  hoy: 1,
  ayer: 2,
  mayo: 2,
  apoyo: 3,
  filiación: 3,
  entidad: 3,
  oficialía: 5,
  constancia: 3,
  código: 3,
  dígito: 3,
  número: 3,

  México: 3,
  DEMOSTRACIÓN: 4,
  gob: 1,
  PDF: 3,
  CURP: 1,
  electrónico: 5,
  identificador: 6,
  ñandú: 2,
  huella: 2,
  ahijado: 3,
  huérfano: 3,
}

test('the syllables of words are those that a person counts', (t) => {
  const wrong = Object.entries(COUNTED).flatMap(([word, syllables]) => {
    const found = syllablesOf(word)
    return found === syllables ? [] : [`${word}: ${found}, by hand ${syllables}`]
  })
  t.diagnostic(`${Object.keys(COUNTED).length} words`)
  assert.deepEqual(wrong, [])
})

test('a text whose words and sentences were counted by hand has the ease that the formula gives', () => {
  const { words, sentences, ease, mean } = read(sentencesOf('<p>Paga en el banco. No pagues dos veces.</p>'))
  assert.deepEqual({ words, sentences, mean }, { words: 8, sentences: 2, mean: 4 })
  // pa-ga en el ban-co · no pa-gues dos ve-ces: 6 and 6 syllables in 8 words.
  assert.equal(ease.toFixed(2), (206.84 - 60 * (12 / 8) - 1.02 * 4).toFixed(2))
})

test('law, words of persons, codes and data stand apart; a line of a list is a sentence', () => {
  const said = sentencesOf(
    '<h1>¿Es tu acta?</h1><ul><li>Uno</li><li>Dos &amp; tres</li></ul><dl><dt>Folio</dt><dd>x</dd></dl><blockquote><p>La ley dice.</p></blockquote><p>Tu folio es <strong class="folio">ACT-1</strong>. Entra a <a href="/x">la página</a>.</p><table><caption>Nada</caption></table>',
  )
  assert.deepEqual(said, ['Uno', 'Dos & tres', 'Tu folio es .', 'Entra a la página.'])
  assert.deepEqual(wordsOf('El 3 de agosto, 10:15: $1,234.50 (PDF).'), [
    'El',
    '3',
    'de',
    'agosto',
    '10:15',
    '1,234.50',
    'PDF',
  ])
})

test('a hard text is refused by both measures', () => {
  const hard = read([
    'La interoperabilidad interinstitucional posibilita fehacientemente la materialización automatizada de certificaciones registrales.',
  ])
  assert.ok(hard.ease < 0, String(hard.ease))
  assert.ok(read([Array.from({ length: 21 }, () => 'pan').join(' ')]).mean > MEAN)
})

test('every page and every mail of fifty words or more is easy to read, in short sentences', (t) => {
  // Of a page its own words, not the frame that is the same on each; words that nobody would type are no language.
  const pages = pageSamples()
    .filter(({ name, text }) => !/hostil|error|larga|errores/.test(name) && !text.includes('<div class="consola">'))
    .map(({ name, text }) => ({ name, text: text.slice(text.indexOf('<main'), text.indexOf('</main>')) }))
  const mails = mailSamples()
    .filter(({ name, language }) => language === 'es-MX' && !name.includes('hostil'))
    .map(({ name, html }) => ({ name: `correo ${name}`, text: html }))
  const all = [...pages, ...mails].map(({ name, text }) => ({ name, ...read(sentencesOf(text)) }))
  const measured = all.filter((one) => one.words >= ENOUGH_WORDS)
  const hardest = measured.toSorted((a, b) => a.ease - b.ease).slice(0, 5)
  t.diagnostic(`${measured.length} of ${all.length} have ${ENOUGH_WORDS} words or more`)
  for (const { name, ease, mean } of hardest)
    t.diagnostic(`${name}: ${ease.toFixed(1)}, ${mean.toFixed(1)} words a sentence`)
  assert.ok(measured.length >= 50, 'too few pages and mails were measured')
  const said = ({ name, ease, mean, longest }: (typeof measured)[number]): string =>
    `${name}: ease ${ease.toFixed(1)}, ${mean.toFixed(1)} words a sentence; longest «${longest}»`
  assert.deepEqual(measured.filter((one) => one.ease < EASE || one.mean > MEAN).map(said), [])
})
