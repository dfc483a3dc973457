// The filiation rule against its published vectors and the corners around them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { filiacionMatches, type FiliationPerson } from './filiacion.ts'

const person = (nombres: string, primerApellido: string, segundoApellido: string | null = null): FiliationPerson => ({
  nombres,
  primerApellido,
  segundoApellido,
})
const MARIA = person('MARÍA ELENA', 'GÜEMES', 'GARCÍA')
const JUAN = person('JUAN', 'MUÑOZ')

const VECTORS: [string, FiliationPerson[], string, boolean][] = [
  ['case and accents do not count', [MARIA], 'maria elena guemes garcia', true],
  ['any order will do and the second surname may be left out', [MARIA], 'Güemes María Elena', true],
  ['a missing given name does not match', [MARIA], 'María Güemes', false],
  ['a second surname that is typed must agree', [MARIA], 'María Elena Güemes Gómez', false],
  ['an N is no Ñ', [JUAN], 'Juan Munoz', false],
  ['an ñ typed as n and a loose tilde is an Ñ', [JUAN], 'Juan Mun\u0303oz', true],
  ['particles are dropped', [person('JOSÉ', 'DE LA CRUZ', 'PÉREZ')], 'jose cruz', true],
  [
    'apostrophes and hyphens are spaces',
    [person('ANA', "O'FARRIL", 'GARCÍA-ROJAS')],
    'Ana O Farril García Rojas',
    true,
  ],
  [
    'pieces of two parents make no parent',
    [person('LUIS', 'TORRES', 'SOLÍS'), person('EVA', 'MEDINA', 'LEÓN')],
    'Luis Medina',
    false,
  ],
  ['the person who registered counts', [person('ROSA', 'MEDINA', 'LEÓN')], 'Rosa Medina', true],
]

for (const [title, persons, typed, expected] of VECTORS) {
  test(title, () => assert.equal(filiacionMatches(typed, persons), expected))
}

test('the second parent is as good as the first', () => {
  const parents = [person('LUIS', 'TORRES', 'SOLÍS'), person('EVA', 'MEDINA', 'LEÓN')]
  assert.ok(filiacionMatches('eva medina', parents))
  assert.ok(filiacionMatches('TORRES SOLIS LUIS', parents))
})

test('extra words, half a second surname and repeated words do not match', () => {
  assert.ok(!filiacionMatches('Juan Muñoz López', [JUAN]))
  assert.ok(!filiacionMatches('Juan Juan Muñoz', [JUAN]))
  assert.ok(!filiacionMatches('Ana O Farril García', [person('ANA', "O'FARRIL", 'GARCÍA-ROJAS')]))
})

test('a parent with the same surname twice needs it once, or twice', () => {
  const parent = person('ROSA', 'LÓPEZ', 'LÓPEZ')
  assert.ok(filiacionMatches('rosa lopez', [parent]))
  assert.ok(filiacionMatches('rosa lopez lopez', [parent]))
  assert.ok(!filiacionMatches('rosa lopez lopez lopez', [parent]))
})

test('a surname that is all particle still has to be typed', () => {
  const parent = person('ANA', 'LE', 'GÓMEZ')
  assert.ok(filiacionMatches('ana le', [parent]))
  assert.ok(filiacionMatches('Ana Le Gómez', [parent]))
  assert.ok(!filiacionMatches('ana', [parent]))
  assert.ok(!filiacionMatches('ana gomez', [parent]))
})

test('an empty filiation opens nothing, nor does anything open an acta without names', () => {
  for (const typed of ['', ' ', '-', 'de la', '\u0000']) assert.ok(!filiacionMatches(typed, [MARIA, JUAN]))
  assert.ok(!filiacionMatches('', []))
  assert.ok(!filiacionMatches('juan', []))
  assert.ok(!filiacionMatches('', [person('', '')]))
})

test('text far longer than any name is refused', () => {
  assert.ok(!filiacionMatches(`Juan Muñoz${' '.repeat(100_000)}`, [JUAN]))
})

test('the words of a parent match in any order and any case, and never fail', () => {
  const words = ['MARÍA', 'ELENA', 'GÜEMES', 'GARCÍA']
  fc.assert(
    fc.property(fc.shuffledSubarray(words, { minLength: 4 }), (shuffled) => {
      assert.ok(filiacionMatches(shuffled.join('  ').toLowerCase(), [MARIA]))
    }),
  )
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (typed) => {
      assert.equal(filiacionMatches(typed, [MARIA]), false)
    }),
  )
})
