// Catalogues, money and dates: what a person reads must be whole and said as in Mexico.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { catalogue, keyName, listOf, longDay, longInstant, money } from './messages.ts'

test('a sentence takes its values, and plurals agree', () => {
  const t = catalogue({
    acta: 'Hay {n, plural, one {# acta} other {# actas}} de {estado}.',
    fija: 'Escribe <b> tal cual.',
  })
  assert.equal(t('acta', { n: 1, estado: 'Jalisco' }), 'Hay 1 acta de Jalisco.')
  assert.equal(t('acta', { n: 3, estado: '<b>' }), 'Hay 3 actas de <b>.')
  assert.equal(t('fija'), 'Escribe <b> tal cual.')
})

test('a missing value and a missing sentence are errors, never holes', () => {
  const t = catalogue({ folio: 'Tu folio es {folio}.' }) as (key: string, params?: Record<string, string>) => string
  assert.throws(() => t('folio'), /folio/)
  assert.throws(() => t('nada'), /nada/)
  assert.throws(() => t('toString'), /toString/)
})

test('money has its sign, its thousands and its cents', () => {
  assert.equal(money(123_450), '$1,234.50')
  assert.equal(money(9_800), '$98.00')
  assert.equal(money(1), '$0.01')
})

test('an hour is always said with its zone, and midnight of the centre is the centre’s day', () => {
  assert.equal(longInstant('2017-08-03T15:15:00Z'), 'jueves 3 de agosto de 2017, 10:15, hora del Centro')
  assert.equal(longInstant('2017-07-31T05:00:00Z'), 'lunes 31 de julio de 2017, 00:00, hora del Centro')
  assert.equal(
    longInstant(Temporal.Instant.from('2026-11-24T18:00:00Z')),
    'martes 24 de noviembre de 2026, 12:00, hora del Centro',
  )
})

test('a day of the calendar is the same day in every zone, also long ago', () => {
  assert.equal(longDay('1990-05-12'), '12 de mayo de 1990')
  assert.equal(longDay('1899-02-28'), '28 de febrero de 1899')
  assert.equal(longDay('2000-02-29'), '29 de febrero de 2000')
})

test('words in a row and keys of the vocabulary are said as people say them', () => {
  assert.equal(listOf(['Colima']), 'Colima')
  assert.equal(listOf([1, 3, 5]), '1, 3 y 5')
  assert.equal(keyName('fase', 'con_observaciones'), 'Con observaciones por resolver')
  assert.equal(keyName('servicio', 'SIN_DATOS'), 'Sin datos')
  assert.equal(keyName('fase', 'nueva_clave'), 'nueva_clave')
})
