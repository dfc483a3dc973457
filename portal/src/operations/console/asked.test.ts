// What is typed into the search is read as the name of one thing, or refused; nothing is guessed.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newFolio } from '#orders'
import { readAsked } from './asked.ts'

const CURP = 'PEGJ900512HJCRRS04'

test('a folio is read with its beginning, in small letters and with spaces', () => {
  const folio = newFolio(undefined, 'REP')
  const known = { por: 'folio', act: null, rep: folio, rec: null }
  for (const text of [folio, folio.toLowerCase(), ` ${folio.slice(0, 8)} ${folio.slice(8)} `])
    assert.deepEqual(readAsked(text), known, text)
})

test('a folio without its beginning may be an order, a report or a refusal', () => {
  const name = newFolio().slice('ACT-'.length)
  const wanted = { por: 'folio', act: `ACT-${name}`, rep: `REP-${name}`, rec: `REC-${name}` }
  assert.deepEqual(readAsked(name), wanted)
})

test('an incident is read by its name', () => {
  assert.deepEqual(readAsked('inc-14-201708031515'), { por: 'incidencia', id: 'INC-14-201708031515' })
  assert.deepEqual(readAsked('INC-MX-201708031515'), { por: 'incidencia', id: 'INC-MX-201708031515' })
})

test('a CURP is read as a CURP, and one with a wrong digit is not looked for', () => {
  assert.deepEqual(readAsked(CURP.toLowerCase()), { por: 'curp', curp: CURP })
  assert.deepEqual(readAsked(`${CURP.slice(0, -1)}5`), { por: 'nada', codigo: 'no-se-entiende' })
})

test('what is neither is refused, however long it is', () => {
  assert.deepEqual(readAsked('   '), { por: 'nada', codigo: 'vacio' })
  for (const text of ['Juan Pérez', 'ACT-0000000001', 'INC-14-2017', "' or 1=1 --", 'A'.repeat(100_000)])
    assert.deepEqual(readAsked(text), { por: 'nada', codigo: 'no-se-entiende' }, text.slice(0, 20))
})
