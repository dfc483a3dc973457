// The file of a bank: what is read from it, and each way in which it can be wrong.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readBankFile } from './bank-file.ts'
import { bankFile } from '../../../test/bank-file.ts'

const LINES = [
  { linea: '14000000000117105279', centavos: 10_200, day: '20170804', hour: '180000', autorizacion: '00000001' },
  { linea: '14000000000217105270', centavos: 5_000, day: '20170804', hour: '', autorizacion: '00000002' },
]
const read = (text: string, entidad = '14') => readBankFile(Buffer.from(text), entidad)
const reason = (text: string, entidad?: string): string => {
  const one = read(text, entidad)
  return one.ok ? 'read' : one.reason
}

test('a file is read to the last field, with and without an hour, with either line end', () => {
  const text = bankFile('14', LINES)
  for (const one of [read(text), read(text.replaceAll('\n', '\r\n'))]) {
    assert.ok(one.ok)
    assert.deepEqual(one.identity, { bank: '990', account: '990140000000000001', day: '2017-08-04', sequence: 1 })
    assert.equal(one.centavos, 15_200)
    assert.deepEqual(
      one.lines.map(({ n, linea, centavos, day, hour }) => ({ n, linea, centavos, day, hour })),
      [
        { n: 1, linea: LINES[0]!.linea, centavos: 10_200, day: '2017-08-04', hour: '18:00:00' },
        { n: 2, linea: LINES[1]!.linea, centavos: 5_000, day: '2017-08-04', hour: null },
      ],
    )
  }
})

test('a day without payments is a file too', () => {
  const one = read(bankFile('14', []))
  assert.ok(one.ok && one.lines.length === 0)
})

test('a wrong sum or count, in the header or in the trailer, refuses the whole file', () => {
  const text = bankFile('14', LINES)
  const rows = text.split('\n')
  const change = (row: number, from: string, to: string): string =>
    rows.map((one, i) => (i === row ? one.replace(from, to) : one)).join('\n')
  for (const row of [0, 3]) {
    assert.equal(reason(change(row, '00000000015200', '00000000015201')), 'archivo-suma')
    assert.equal(reason(change(row, '000002000000', '000003000000')), 'archivo-registros')
  }
  assert.equal(reason(change(1, '000000010200', '000000010201')), 'archivo-suma')
})

test('a file that was cut anywhere is never taken for whole', () => {
  const text = bankFile('14', LINES)
  for (let length = 0; length < text.length; length += 1)
    assert.ok(['archivo-cortado', 'archivo-ilegible'].includes(reason(text.slice(0, length))), String(length))
})

test('another account, an impossible day, letters in an amount and bytes that are no text are refused', () => {
  const text = bankFile('14', LINES)
  assert.equal(reason(text, '06'), 'archivo-cuenta-ajena')
  assert.equal(reason(text.replaceAll('20170804', '20170230')), 'archivo-ilegible')
  assert.equal(reason(text.replace('000000010200', '0000000102.0')), 'archivo-ilegible')
  assert.equal(reason(text.replace('180000', '256000')), 'archivo-ilegible')
  assert.equal(reason(`${text}ñ`), 'archivo-ilegible')
  assert.equal(reason(''), 'archivo-ilegible')
})
