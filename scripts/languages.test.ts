// What a language says of each room is counted, and a hole, a stray sentence or another parameter is refused.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LANGUAGES, ORIGINAL, offeredLanguage } from '../portal/src/platform/ui/languages.ts'
import type { Language } from '../portal/src/platform/ui/languages.ts'
import { asks, lookUp, missingKeys, readCatalogues } from './catalogues.ts'
import type { Catalogue } from './catalogues.ts'
import { isFresh } from './generated-doc.ts'
import { DOCUMENT, coverageOf, fingerprint, holesOf, markdownOf, problems, staleReviews } from './languages.ts'

const catalogues = readCatalogues(LANGUAGES.map((one) => one.codigo))
const english = offeredLanguage('en')
const nahuatl: Language = { ...ORIGINAL, codigo: 'nah', base: 'es-MX', revision: 'sin-revision-humana' }

const room = (others: Catalogue['others'], rest: Partial<Catalogue> = {}): Catalogue => ({
  file: 'citizen/sala/es-MX.json',
  es: { hola: 'Hola, {nombre}.', n: '{n, plural, one {# acta} other {# actas}}', 'consola.menu': 'Menú' },
  spanishOnly: null,
  spanish: /^consola\./,
  others,
  ...rest,
})
const SAID = { hola: 'Hello, {nombre}.', n: '{n, plural, one {# acta} other {# actas}}' }

test('every sentence that a citizen may read is said in every language that is offered', (t) => {
  const read = catalogues.filter((one) => one.spanishOnly === null)
  const keys = read.reduce((sum, one) => sum + coverageOf(one, 'en').keys, 0)
  const { seen } = missingKeys()
  t.diagnostic(`${read.length} catalogues, ${keys} sentences; ${seen} places of the code ask for one`)
  assert.ok(read.length >= 10 && keys >= 500 && seen >= 800, 'the catalogues or the code were not seen')
  assert.deepEqual(problems(catalogues), [])
})

test('the table of languages in docs is the one that the catalogues give', () => {
  assert.ok(isFresh(DOCUMENT, markdownOf(catalogues, LANGUAGES)), `${DOCUMENT} is old: run node scripts/languages.ts`)
})

test('a hole, a stray sentence, a console sentence and another parameter are named', () => {
  assert.deepEqual(holesOf([room({ en: SAID })], english), [])
  const broken: [Record<string, string>, RegExp][] = [
    [{ n: SAID.n }, /le falta «hola»/],
    [{ ...SAID, adios: 'Bye.' }, /le sobra «adios»/],
    [{ ...SAID, 'consola.menu': 'Menu' }, /le sobra «consola.menu»/],
    [{ ...SAID, hola: 'Hello.' }, /«hola» usa {2}y debe usar nombre/],
    [{ ...SAID, hola: 'Hello, {name}.' }, /usa name y debe usar nombre/],
    [{ ...SAID, n: '# actas' }, /«n» usa {2}y debe usar n/],
  ]
  for (const [en, said] of broken) assert.match(holesOf([room({ en })], english).join('\n'), said)
  assert.equal(holesOf([room({})], english).length, 2, 'a room of citizens without the language is a hole')
  assert.deepEqual(holesOf([room({}, { spanishOnly: 'idiomas.papel' })], english), [])
  assert.equal(holesOf([room({ en: { hola: SAID.hola } }, { spanishOnly: 'idiomas.correo' })], english).length, 1)
})

test('a language whose plurals nobody knows uses none, and one that is not offered may have holes', () => {
  const nah = { hola: 'Pialli, {nombre}.' }
  assert.match(holesOf([room({ nah: { ...nah, n: SAID.n } })], nahuatl).join('\n'), /plurales/)
  assert.deepEqual(holesOf([room({ nah: { ...nah, n: '{n} actas' } })], nahuatl), [])
  assert.deepEqual(holesOf([room({ nah })], { ...nahuatl, revision: 'sin-traduccion' }), [])
})

test('a review that was signed for other texts does not count', () => {
  const texts = [room({ en: SAID })]
  const signed = (huella: string): Language => ({
    ...english,
    revision: 'revisada',
    revisadoPor: { nombre: 'Persona Sintética', fecha: '2026-01-31', huella },
  })
  assert.deepEqual(staleReviews(texts, [signed(fingerprint(texts, 'en'))]), [])
  assert.match(
    staleReviews([room({ en: { ...SAID, hola: 'Hi, {nombre}.' } })], [signed(fingerprint(texts, 'en'))]).join(),
    /otros textos/,
  )
})

test('the choices of a select are part of what a sentence asks for', () => {
  const { parameters } = asks('{sexo, select, H {él} other {{quien}}}', 'es-MX')
  assert.deepEqual(parameters, ['quien', 'sexo: H,other'])
})

test('a sentence that the code asks for and no catalogue has is named, also through a file that passes the name on', () => {
  const modules = new Map([
    ['/r/words.ts', "import es from './es-MX.json' with { type: 'json' }\nexport const t = catalogue(es, { en })\n"],
    ['/r/pages.ts', "export { t as said } from './words.ts'\n"],
    [
      '/r/a.ts',
      "import { said } from './pages.ts'\nsaid('hay')\nsaid('no-hay')\nsaid(`tipo.${one}`)\nsaid(`clase.${one}`)\nother.said('nada')\n",
    ],
  ])
  const { seen, missing } = lookUp(modules, () => ['hay', 'tipo.uno'])
  assert.equal(seen, 4)
  assert.deepEqual(missing, ['/r/a.ts: no-hay', '/r/a.ts: clase.${one}'])
})
