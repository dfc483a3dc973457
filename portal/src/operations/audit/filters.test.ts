// The filters of the bitácora: what an address asks for, and what it is told when it cannot be read.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { filtersQuery, readFilters } from './filters.ts'
import { actorWord, detailWords, eventWord } from './words.ts'

const NOW = Temporal.Instant.from('2017-08-03T15:00:00Z')

test('without a folio, an account or a day, the last seven days are asked for, by the clock of the centre', () => {
  const { search, week } = readFilters({ hecho: 'ticket' }, NOW)
  assert.equal(week, true)
  assert.equal(String(search.desde), '2017-07-28T05:00:00Z')
  assert.equal(search.evento, 'ticket')
  for (const more of [{ folio: 'REP-1' }, { cuenta: 'ugd' }, { hasta: '2017-01-01' }]) {
    const asked = readFilters(more, NOW)
    assert.deepEqual([asked.week, asked.search.desde], [false, undefined])
  }
})

test('both days are whole days of the centre, the last one included', () => {
  const { search, errors } = readFilters({ desde: '2017-08-01', hasta: '2017-08-01' }, NOW)
  assert.deepEqual([String(search.desde), String(search.hasta)], ['2017-08-01T05:00:00Z', '2017-08-02T05:00:00Z'])
  assert.deepEqual(errors, [])
})

test('a day that is none, days in the wrong order and an event that cannot be one are said at their field', () => {
  const fields = (query: Record<string, string>): string[] => readFilters(query, NOW).errors.map((one) => one.campo)
  assert.deepEqual(fields({ desde: '2017-02-30' }), ['desde'])
  assert.deepEqual(fields({ desde: '3 de agosto', hasta: 'x' }), ['desde', 'hasta'])
  assert.deepEqual(fields({ desde: '2017-08-03', hasta: '2017-08-01' }), ['hasta'])
  assert.deepEqual(fields({ hecho: "'; drop" }), ['hecho'])
})

test('a folio is found however it is typed, and what is no folio is looked for as it stands', () => {
  const asked = (folio: string): unknown => readFilters({ folio }, NOW).search.asuntos
  assert.deepEqual(asked(' rep-0000000000 '), ['REP-0000000000'])
  assert.deepEqual(asked('14'), ['14'])
  assert.equal(readFilters({ folio: ['a', 'b'] }, NOW).search.asuntos, undefined)
})

test('the filters stand in the address, and only those that were set', () => {
  const { filters } = readFilters({ folio: '14', desde: '2017-08-01' }, NOW)
  assert.equal(filtersQuery(filters, { antes: '7' }), '?folio=14&desde=2017-08-01&antes=7')
})

test('an event, an account and a detail that nobody gave words show their key', () => {
  assert.equal(eventWord('staff.looked'), 'El personal consultó')
  assert.equal(eventWord('cosa.nueva'), 'cosa.nueva')
  assert.equal(eventWord('toString'), 'toString')
  assert.equal(actorWord('entidad:14', new Map([['14', 'Jalisco']])), 'Registro Civil de Jalisco')
  assert.equal(actorWord('mesa-1', new Map()), null)
  assert.equal(
    detailWords({ event: 'staff.looked', data: { que: 'reporte', motivo: 'caso' } }),
    'Abrió el reporte. Motivo: Atender el caso.',
  )
  assert.equal(
    detailWords({ event: 'x', data: { centavos: 3, nada: null, otro: { a: 1 } } }),
    'centavos: 3 · otro: {"a":1}',
  )
})
