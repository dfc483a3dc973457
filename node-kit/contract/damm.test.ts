// The código de verificación: its check digits catch what fingers and eyes get wrong, and name the group.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { checkCodigo, dammDigit, formatCodigo, newCodigoVerificacion } from './damm.ts'

const digits = (length: number): fc.Arbitrary<string> =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((list) => list.join(''))
const codigos = digits(24).map(newCodigoVerificacion)
const replaceAt = (text: string, at: number, by: string): string => text.slice(0, at) + by + text.slice(at + by.length)

test('the check digit of 572 is 4, as in the published example', () => {
  assert.equal(dammDigit('572'), '4')
  assert.equal(dammDigit('5724'), '0')
})

test('a new código has thirty digits, all its groups agree, and no two are alike', () => {
  const made = Array.from({ length: 200 }, () => newCodigoVerificacion())
  for (const codigo of made) assert.deepEqual(checkCodigo(codigo), { ok: true, codigo })
  assert.equal(new Set(made).size, 200)
})

test('any mistyped digit names its group', () => {
  fc.assert(
    fc.property(codigos, fc.nat(29), fc.integer({ min: 1, max: 9 }), (codigo, at, step) => {
      const other = String((Number(codigo[at]) + step) % 10)
      const read = checkCodigo(replaceAt(codigo, at, other))
      assert.deepEqual(read, { ok: false, motivo: 'grupo', grupos: [Math.floor(at / 5) + 1] })
    }),
    { numRuns: 2000 },
  )
})

test('two neighbouring digits swapped within a group name their group', () => {
  fc.assert(
    fc.property(codigos, fc.nat(5), fc.nat(3), (codigo, group, offset) => {
      const at = group * 5 + offset
      const swapped = replaceAt(codigo, at, `${codigo[at + 1]}${codigo[at]}`)
      fc.pre(swapped !== codigo)
      assert.deepEqual(checkCodigo(swapped), { ok: false, motivo: 'grupo', grupos: [group + 1] })
    }),
    { numRuns: 2000 },
  )
})

test('several wrong groups are all named', () => {
  const codigo = newCodigoVerificacion('0'.repeat(24))
  const wrong = replaceAt(replaceAt(codigo, 0, '1'), 29, '1')
  assert.deepEqual(checkCodigo(wrong), { ok: false, motivo: 'grupo', grupos: [1, 6] })
})

test('a código is read as printed, with spaces or hyphens of any kind', () => {
  const codigo = newCodigoVerificacion('123456789012345678901234')
  assert.equal(formatCodigo(codigo).length, 35)
  assert.match(formatCodigo(codigo), /^(\d{5} ){5}\d{5}$/)
  for (const text of [
    formatCodigo(codigo),
    ` ${codigo}\n`,
    codigo.replace(/(\d{5})/g, '$1–'),
    codigo.replace(/(.)/g, '$1\u00a0'),
  ]) {
    assert.deepEqual(checkCodigo(text), { ok: true, codigo })
  }
})

test('anything that is not thirty digits is refused for its length, without failing', () => {
  for (const text of ['', '1', '1'.repeat(29), '1'.repeat(31), 'O'.repeat(30), '١'.repeat(30), '1'.repeat(1e6)]) {
    assert.deepEqual(checkCodigo(text), { ok: false, motivo: 'longitud' })
  }
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void checkCodigo(text)))
})

test('only 24 digits make a código', () => {
  for (const wrong of ['', '1'.repeat(23), 'x'.repeat(24)]) assert.throws(() => newCodigoVerificacion(wrong))
})
