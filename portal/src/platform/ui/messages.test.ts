// Catalogues, money and dates: what a person reads must be whole and said as in Mexico.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LANGUAGES, offeredLanguage, speaking } from './languages.ts'
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

test('in English the same instant, day, money and words are said as an English reader expects them', () => {
  speaking(offeredLanguage('en'), () => {
    assert.equal(longInstant('2017-08-03T15:15:00Z'), 'Thursday 3 August 2017, 10:15, Mexico City time')
    assert.equal(longInstant('2017-07-31T05:00:00Z'), 'Monday 31 July 2017, 00:00, Mexico City time')
    assert.equal(longDay('1990-05-12'), '12 May 1990')
    assert.equal(money(123_450), 'MX$1,234.50', 'it stays the peso of Mexico')
    assert.equal(listOf([1, 3, 5]), '1, 3 and 5')
    assert.equal(keyName('fase', 'piloto'), 'In the pilot')
  })
  assert.equal(money(123_450), '$1,234.50', 'the language of one answer does not stay for the next')
})

test('a sentence that a language lacks is said in Spanish, with its dates and plurals as in Spanish', async () => {
  const t = catalogue(
    { acta: 'Hay {n, plural, one {# acta} other {# actas}}.', hola: 'Hola.', solo: 'Solo en español.' },
    {
      en: { acta: 'There {n, plural, one {is # acta} other {are # actas}}.', hola: 'Hello.' },
      nah: { hola: 'Pialli.' },
    },
  )
  const say = (codigo: string): string[] =>
    speaking(
      LANGUAGES.find((one) => one.codigo === codigo)!,
      () => [t('hola'), t('acta', { n: 2 }), t('solo')],
    )
  assert.deepEqual(say('en'), ['Hello.', 'There are 2 actas.', 'Solo en español.'])
  assert.deepEqual(say('nah'), ['Pialli.', 'Hay 2 actas.', 'Solo en español.'])
  assert.deepEqual(say('es-MX'), ['Hola.', 'Hay 2 actas.', 'Solo en español.'])
  // Two answers at the same time do not take each other's words.
  const later = async (codigo: string): Promise<string> => {
    await new Promise((done) => setImmediate(done))
    return say(codigo)[0]!
  }
  assert.deepEqual(await Promise.all(['en', 'es-MX', 'nah'].map(later)), ['Hello.', 'Hola.', 'Pialli.'])
})
