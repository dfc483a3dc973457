// What forms show and what is read out of them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dateField, dateParts, errorSummary, isoDate, radios, select, textField, typed, typedDate } from './fields.ts'

test('a field with an error is tied to its words and keeps what was typed', () => {
  const text = String(
    textField({
      campo: 'curp',
      label: 'CURP',
      hint: 'Son 18',
      value: 'a"b',
      errors: [{ campo: 'curp', mensaje: 'Revisa <esto>' }],
    }),
  )
  assert.match(text, /aria-describedby="curp-pista curp-error" aria-invalid="true"/)
  assert.match(text, /value="a&quot;b"/)
  assert.match(text, /Revisa &lt;esto&gt;/)
  assert.doesNotMatch(text, /maxlength/)
})

test('an error of another field leaves this one in peace', () => {
  assert.doesNotMatch(
    String(textField({ campo: 'curp', label: 'CURP', errors: [{ campo: 'folio', mensaje: 'Otro' }] })),
    /error|aria-invalid/,
  )
})

test('the summary links to the first choice and to the first box', () => {
  const errors = [
    { campo: 'sexo', mensaje: 'Elige' },
    { campo: 'fecha', mensaje: 'Falta' },
  ]
  assert.match(String(errorSummary(errors)), /href="#sexo"[\s\S]*href="#fecha"/)
  assert.match(
    String(
      radios({
        campo: 'sexo',
        label: 'Sexo',
        choices: [
          { value: 'M', text: 'Mujer' },
          { value: 'H', text: 'Hombre' },
        ],
      }),
    ),
    /id="sexo" name="sexo" value="M"/,
  )
  assert.match(String(dateField({ campo: 'fecha', label: 'Fecha' })), /id="fecha" name="fecha-dia"/)
  assert.equal(String(errorSummary([])), '')
})

test('the chosen option is chosen, and none is chosen for the person', () => {
  const choices = [
    { value: '01', text: 'Uno' },
    { value: '02', text: 'Dos' },
  ]
  assert.match(String(select({ campo: 'e', label: 'E', value: '02', choices })), /<option value="02" selected>/)
  assert.doesNotMatch(String(select({ campo: 'e', label: 'E', choices })), /selected/)
})

test('three boxes make a date, or say that they cannot', () => {
  assert.equal(isoDate({ dia: ' 5 ', mes: '3', anio: '1990' }), '1990-03-05')
  assert.equal(isoDate({ dia: '', mes: ' ', anio: '' }), '')
  for (const bad of [
    { dia: '5', mes: '', anio: '1990' },
    { dia: '5', mes: '3', anio: '90' },
    { dia: 'x', mes: '3', anio: '1990' },
    { dia: '555', mes: '3', anio: '1990' },
  ])
    assert.equal(isoDate(bad), 'imposible')
  assert.deepEqual(dateParts('1990-03-05'), { dia: '5', mes: '3', anio: '1990' })
  assert.equal(dateParts('ayer'), undefined)
})

test('only text counts as typed: repeated fields, nested ones and inherited names are nothing', () => {
  assert.equal(typed({ a: 'x' }, 'a'), 'x')
  for (const body of [{ a: ['x', 'y'] }, { a: { b: 1 } }, null, undefined, 'a', 7]) assert.equal(typed(body, 'a'), '')
  assert.equal(typed({}, 'constructor'), '')
  assert.deepEqual(typedDate({ 'f-dia': '1', 'f-mes': '2' }, 'f'), { dia: '1', mes: '2', anio: '' })
})
