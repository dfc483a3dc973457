// What a name may hold, and how names are folded to be compared.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { foldName, nameProblem, placeProblem } from './names.ts'

test('names of real people are accepted as they are', () => {
  for (const name of [
    'ÑÁÑEZ',
    "O'FARRIL",
    'D’ANGELO',
    'Mª',
    'MA. DEL CARMEN',
    'GARCÍA-ROJAS',
    'D/AMICO',
    'XÓCHITL',
    'KU’UK’',
    'Łódź',
    '李',
  ]) {
    assert.equal(nameProblem(name), null, name)
  }
})

test('each thing wrong with a name has its own word', () => {
  assert.equal(nameProblem(''), 'vacio')
  assert.equal(nameProblem('   '), 'vacio')
  assert.equal(nameProblem('A'.repeat(100)), null)
  assert.equal(nameProblem('A'.repeat(101)), 'largo')
  assert.equal(nameProblem('A'.repeat(1e6)), 'largo')
  assert.equal(nameProblem('JUAN\u0007'), 'control')
  assert.equal(nameProblem('JUAN\u202eNAUJ'), 'control')
  assert.equal(nameProblem('JU\u200bAN'), 'control')
  assert.equal(nameProblem('JUAN\nPEREZ'), 'control')
  assert.equal(nameProblem('NU\u0301N\u0303EZ'), 'no-nfc')
  assert.equal(nameProblem('<b>JUAN</b>'), 'caracteres')
  assert.equal(nameProblem('JUAN 2'), 'caracteres')
  assert.equal(nameProblem('JUAN 😀'), 'caracteres')
  assert.equal(nameProblem('JUAN\ud800'), 'caracteres')
})

test('places may also hold digits, commas and brackets', () => {
  assert.equal(placeProblem('18 DE MARZO (EJIDO), ZONA 2'), null)
  assert.equal(placeProblem('<script>'), 'caracteres')
})

test('folding takes accents and case away but keeps Ñ', () => {
  assert.equal(foldName('  José   ñúñez Güemes '), 'JOSE ÑUÑEZ GUEMES')
  assert.equal(foldName('n\u0303'), 'Ñ')
})

test('folding twice changes nothing more', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
      assert.equal(foldName(foldName(text)), foldName(text))
    }),
    { numRuns: 500 },
  )
})
