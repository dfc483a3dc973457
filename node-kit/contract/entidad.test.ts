// The 32 entidades and their codes.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ENTIDADES, entidadByClave, entidadByCurpCode } from './entidad.ts'

test('there are 32 entidades, numbered in order, with codes of their own', () => {
  assert.deepEqual(
    ENTIDADES.map((entidad) => entidad.clave),
    Array.from({ length: 32 }, (_, i) => String(i + 1).padStart(2, '0')),
  )
  for (const key of ['nombre', 'curp', 'iso'] as const) {
    assert.equal(new Set(ENTIDADES.map((entidad) => entidad[key])).size, 32, key)
  }
})

test('each is found by its INEGI code and by its CURP code, and nothing else is', () => {
  assert.equal(entidadByClave('09')?.nombre, 'Ciudad de México')
  assert.equal(entidadByCurpCode('DF')?.clave, '09')
  for (const none of ['', '00', '33', '9', 'NE', '__proto__']) {
    assert.equal(entidadByClave(none), null)
    assert.equal(entidadByCurpCode(none), null)
  }
})

test('when the pilot opened it was still the day before in Tijuana', () => {
  const opening = Temporal.Instant.from('2017-07-31T05:00:00Z')
  const dayIn = (clave: string): string =>
    opening
      .toZonedDateTimeISO(entidadByClave(clave)?.zona ?? '')
      .toPlainDate()
      .toString()
  assert.equal(dayIn('06'), '2017-07-31')
  assert.equal(dayIn('02'), '2017-07-30')
  for (const { zona } of ENTIDADES) assert.doesNotThrow(() => opening.toZonedDateTimeISO(zona))
})
