// The acta: its version, its identificador, and what may be shown of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sampleActa } from '../test/sample-actas.ts'
import { isActa } from './acta-shape.ts'
import { actaVersion, identificadorElectronico, lugarNacimiento, paraComparar, searchKey, vistaPrevia } from './acta.ts'
import { dammDigit } from './damm.ts'

test('the version of an acta changes with any of its fields and not with their order', () => {
  const acta = sampleActa()
  const reversed = Object.fromEntries(Object.entries(acta).reverse()) as unknown as typeof acta
  assert.equal(actaVersion(reversed), actaVersion(acta))
  assert.match(actaVersion(acta), /^[0-9a-f]{64}$/)
  const changed = [
    sampleActa({ nombres: 'JESUS' }),
    sampleActa({ anotaciones: ['NOTA'] }),
    sampleActa({ oficialia: '001' }),
    sampleActa({ padres: [] }),
    sampleActa({ foja: null }),
  ]
  assert.equal(new Set([acta, ...changed].map(actaVersion)).size, 6)
})

test('the identificador is 20 digits: type, entidad, municipio, oficialía, year, number and check digit', () => {
  const identificador = identificadorElectronico(sampleActa())
  assert.match(identificador, /^106\d{3}0001199000007\d$/)
  assert.equal(dammDigit(identificador), '0')
  assert.equal(identificadorElectronico(sampleActa({ municipioRegistro: 'Villa de Álvarez' })), identificador)
})

test('office and number with letters or too many digits still give 20 digits', () => {
  for (const numeroActa of ['7', '123456789', 'BIS-7', 'SIN']) {
    for (const oficialia of ['1', '00012', 'A']) {
      assert.match(identificadorElectronico(sampleActa({ numeroActa, oficialia })), /^\d{20}$/)
    }
  }
})

test('the preview never holds the parents', () => {
  const shown = JSON.stringify(
    vistaPrevia(sampleActa({ presentante: { nombres: 'ROSA', primerApellido: 'M', segundoApellido: null } })),
  )
  for (const secret of ['MARÍA', 'GÜEMES', 'MUÑOZ', 'ROSA', 'padres', 'presentante'])
    assert.ok(!shown.includes(secret), secret)
})

test('what is compared with the paper names the parents in full', () => {
  const padres = paraComparar(sampleActa()).padres
  assert.deepEqual(padres, ['MARÍA ELENA GARCÍA GÜEMES', 'JUAN PÉREZ MUÑOZ'])
})

test('the place of birth leaves out what is not recorded', () => {
  assert.equal(lugarNacimiento(sampleActa()), 'GUADALAJARA, Jalisco')
  assert.equal(lugarNacimiento(sampleActa({ lugarNacimientoMunicipio: null })), 'Jalisco')
  assert.equal(lugarNacimiento(sampleActa({ lugarNacimientoEntidad: null })), 'GUADALAJARA')
  assert.equal(lugarNacimiento(sampleActa({ lugarNacimientoMunicipio: null, lugarNacimientoEntidad: null })), null)
  assert.equal(
    lugarNacimiento(sampleActa({ lugarNacimientoMunicipio: 'CHICAGO, ILLINOIS', lugarNacimientoEntidad: 'NE' })),
    'CHICAGO, ILLINOIS, Extranjero',
  )
})

test('two ways of typing the same person give the same key', () => {
  const typed = {
    nombres: 'jesus',
    primerApellido: 'Perez',
    segundoApellido: 'garci\u0301a',
    sexo: 'H',
    fechaNacimiento: '1990-05-12',
  }
  assert.equal(searchKey(typed), searchKey(sampleActa()))
  assert.notEqual(searchKey({ ...typed, segundoApellido: null }), searchKey(sampleActa()))
})

test('an acta is recognised field by field, and anything else is not one', () => {
  assert.ok(isActa(sampleActa()))
  assert.ok(isActa(JSON.parse(JSON.stringify(sampleActa({ padres: [], presentante: null })))))
  const { foja, ...without } = sampleActa()
  assert.ok(!isActa(without), foja ?? '')
  assert.ok(!isActa({ ...sampleActa(), extra: 1 }))
  assert.ok(!isActa(sampleActa({ fechaNacimiento: '1990-02-30' })))
  assert.ok(!isActa({ ...sampleActa(), padres: [{ nombres: 'X' }] }))
  assert.ok(!isActa({ ...sampleActa(), curp: 7 }))
  fc.assert(fc.property(fc.anything(), (value) => assert.ok(!isActa(value))))
})
