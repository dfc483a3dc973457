// The constancia: the verdict in words, when and how, what to compare, and where to ask again.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { paraComparar } from '@actas/node-kit/contract/acta.ts'
import type { Acta } from '@actas/node-kit/contract/acta.ts'
import { sampleActa, sampleOffice } from '../../../test/sample-copy.ts'
import type { SampleOffice } from '../../../test/sample-copy.ts'
import { needsProgram } from '../../../test/programs.ts'
import { plainText, readCodes, run, textLines, withFile } from '../../../test/read-pdf.ts'
import { composeConstancia } from './constancia-pdf.ts'
import type { ConstanciaInput } from './constancia-pdf.ts'
import { inspectCopy } from './strict-verifier.ts'

let office: SampleOffice
before(async () => {
  office = await sampleOffice()
})
after(() => office.close())

function input(acta: Acta, changes: Partial<ConstanciaInput> = {}): ConstanciaInput {
  return {
    id: 'v_q3vKx0mB5n-7Yt_2LrWc9A',
    veredicto: 'valida',
    medio: 'pdf',
    en: Temporal.Instant.from('2017-08-04T16:07:31Z'),
    acta: paraComparar(acta),
    copia: {
      codigoVerificacion: '314115926453588979392384262649',
      identificadorElectronico: '10690400011990000078',
      emitidaEn: '2017-08-03T15:15:00Z',
      entidadRegistro: '06',
    },
    url: 'https://actas.example/v/314115926453588979392384262649',
    demostracion: true,
    ...changes,
  }
}

test('the constancia says the verdict in words, when with its zone, how, and all that is to be compared', async (t) => {
  if (!needsProgram(t, 'pdftotext')) return
  const text = plainText(await composeConstancia(input(sampleActa())))
  for (const part of [
    'Constancia de verificación',
    'Copia válida',
    'viernes 4 de agosto de 2017, 11:07, hora del Centro',
    '2017-08-04 16:07:31 UTC',
    'Archivo PDF completo',
    'JESÚS PÉREZ GARCÍA',
    'PEGJ900512HJCRRS04',
    'HOMBRE',
    '12 de mayo de 1990',
    'GUADALAJARA, Jalisco',
    'MARÍA ELENA GARCÍA GÜEMES',
    'JUAN PÉREZ MUÑOZ',
    'VILLA DE ÁLVAREZ, Colima',
    'Oficialía 0001, libro 03, acta 00007',
    '1 de junio de 1990',
    '31411 59264 53588 97939 23842 62649',
    '10690400011990000078',
    'v_q3vKx0mB5n-7Yt_2LrWc9A',
    'https://actas.example/v/314115926453588979392384262649',
    'No es la copia certificada',
    'DEMOSTRACIÓN',
  ])
    assert.ok(text.includes(part), `«${part}» in «${text}»`)
})

test('a superseded and a cancelled copy have a constancia that says so first', async (t) => {
  if (!needsProgram(t, 'pdftotext')) return
  assert.match(
    plainText(await composeConstancia(input(sampleActa(), { veredicto: 'superada' }))),
    /Copia auténtica, pero superada.*corrigió el acta después/,
  )
  assert.match(
    plainText(await composeConstancia(input(sampleActa(), { veredicto: 'cancelada' }))),
    /acta cancelada.*ya no acredita/,
  )
})

test('the constancia is one sheet, whatever the length of the data, and its code leads back to the verification', async (t) => {
  if (!needsProgram(t, 'mutool') || !needsProgram(t, 'zbarimg') || !needsProgram(t, 'qpdf')) return
  const nombres = 'NOMBRE '.repeat(57).trim()
  const padres = sampleActa().padres.map((one) => ({ ...one, nombres, primerApellido: nombres }))
  const pdf = await composeConstancia(
    input(sampleActa({ nombres, primerApellido: nombres, padres, municipioRegistro: nombres })),
  )
  const lines = textLines(pdf)
  assert.ok(
    lines.every((line) => line.page === 1 && line.right <= 581 && line.y <= 768),
    'nothing leaves the sheet',
  )
  assert.ok(plainText(pdf).includes(`${nombres} ${nombres} GARCÍA`))
  assert.deepEqual(readCodes(pdf, 150), ['https://actas.example/v/314115926453588979392384262649'])
  withFile(pdf, (path) => run('qpdf', ['--check', path]))
})

test('a constancia is the same file each time, and is never taken for a copy', async () => {
  const one = await composeConstancia(input(sampleActa()))
  assert.ok(one.equals(await composeConstancia(input(sampleActa()))))
  assert.equal(inspectCopy(one, office.seal.trust).ours, 'no')
})
