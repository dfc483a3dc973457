// What the stored answers of a person amount to.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeCurp } from '@actas/node-kit/contract/curp.ts'
import { criteriaOf, entidadOf, hasPerson, isBornAbroad, withoutResult } from './page-draft.ts'

const abroad = makeCurp(
  {
    nombres: 'ANA',
    primerApellido: 'BRAVO',
    segundoApellido: 'LEÓN',
    sexo: 'M',
    fechaNacimiento: '1985-03-04',
    entidadNacimiento: 'NE',
  },
  '0',
)

test('the CURP names the entidad, unless the person chose another or was born abroad', () => {
  assert.equal(entidadOf({ curp: 'PEGJ900512HJCRRS04' }), '14')
  assert.equal(entidadOf({ curp: 'PEGJ900512HJCRRS04', entidadRegistro: '06' }), '06')
  assert.equal(entidadOf({ curp: abroad }), undefined)
  assert.equal(entidadOf({ curp: abroad, entidadRegistro: '06' }), '06')
  assert.equal(isBornAbroad({ curp: abroad }), true)
  assert.equal(isBornAbroad({ curp: 'PEGJ900512HJCRRS04' }), false)
})

test('a search is asked only when nothing is missing', () => {
  const data = { nombres: 'LUZ', primerApellido: 'ÑANDÚ', fechaNacimiento: '1930-02-28', sexo: 'M' }
  assert.equal(criteriaOf({}, 'Rosa Medina'), null)
  assert.equal(criteriaOf({ curp: abroad }, 'Rosa Medina'), null)
  assert.equal(criteriaOf(data, 'Rosa Medina'), null)
  assert.deepEqual(criteriaOf({ ...data, entidadRegistro: '14' }, 'Rosa Medina'), {
    ...data,
    entidadRegistro: '14',
    filiacion: 'Rosa Medina',
  })
  for (const missing of ['nombres', 'primerApellido', 'fechaNacimiento', 'sexo'])
    assert.equal(hasPerson({ ...data, [missing]: '' }), false, missing)
})

test('the entidad that only the CURP names is left to the search, which then also looks elsewhere', () => {
  assert.deepEqual(criteriaOf({ curp: 'PEGJ900512HJCRRS04' }, 'x'), { curp: 'PEGJ900512HJCRRS04', filiacion: 'x' })
  assert.deepEqual(criteriaOf({ curp: 'PEGJ900512HJCRRS04', entidadRegistro: '14' }, 'x'), {
    curp: 'PEGJ900512HJCRRS04',
    filiacion: 'x',
    entidadRegistro: '14',
  })
})

test('whoever changes an answer starts a new search and keeps the other answers', () => {
  assert.deepEqual(
    withoutResult({
      curp: 'A',
      correo: 'a@b.mx',
      filiacion: 'x',
      buscandoDesde: '2017-08-03T15:15:00Z',
      resultado: { busquedas: ['b_1'] },
    }),
    { curp: 'A', correo: 'a@b.mx' },
  )
})
