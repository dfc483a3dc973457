// The printed copy: every field where the national format has it, names byte for byte, nothing lost, same input same bytes.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'
import type { Acta } from '@actas/node-kit/contract/acta.ts'
import { sampleActa, sampleOffice } from '../../../test/sample-copy.ts'
import type { SampleOffice } from '../../../test/sample-copy.ts'
import { needsProgram } from '../../../test/programs.ts'
import { plainText, textLines } from '../../../test/read-pdf.ts'
import { composeCopy, MissingGlyph } from './copy-pdf.ts'

let office: SampleOffice
before(async () => {
  office = await sampleOffice()
})
after(() => office.close())

const full = sampleActa({
  certificadoNacimiento: '010190123456',
  padres: [
    {
      nombres: 'MARÍA ELENA',
      primerApellido: 'GARCÍA',
      segundoApellido: 'GÜEMES',
      nacionalidad: 'MEXICANA',
      curp: 'GAGM650203MCMRMR05',
    },
    {
      nombres: 'JUAN',
      primerApellido: 'PÉREZ',
      segundoApellido: 'MUÑOZ',
      nacionalidad: 'ESPAÑOLA',
      curp: 'PEMJ630712HCMRXN08',
    },
  ],
})

/** Text, x of its middle, y of its baseline: the table of places in docs/domain/acta-format.md. */
const PLACES: readonly (readonly [string, number, number])[] = [
  ['Identificador Electrónico', 475, 45],
  ['Clave Única de Registro de Población', 475, 85],
  ['PEGJ900512HJCRRS04', 475, 100],
  ['Número de Certificado de Nacimiento', 475, 123],
  ['010190123456', 475, 138],
  ['Entidad de Registro', 475, 151],
  ['COLIMA', 475, 166],
  ['Municipio de Registro', 475, 179],
  ['VILLA DE ÁLVAREZ', 475, 194],
  ['Oficialía', 390, 206],
  ['Fecha de Registro', 445, 206],
  ['Libro', 498, 206],
  ['Número de Acta', 550, 206],
  ['0001', 390, 221],
  ['01/06/1990', 445, 221],
  ['03', 498, 221],
  ['00007', 550, 221],
  ['Acta de Nacimiento', 230, 162],
  ['Datos de la Persona Registrada', 308, 240],
  ['JESÚS', 130, 270],
  ['PÉREZ', 313, 270],
  ['GARCÍA', 491, 270],
  ['Nombre(s)', 130, 283],
  ['Primer Apellido', 313, 283],
  ['Segundo Apellido', 491, 283],
  ['HOMBRE', 130, 317],
  ['12/05/1990', 313, 317],
  ['GUADALAJARA', 491, 303],
  ['JALISCO', 491, 317],
  ['Sexo', 130, 330],
  ['Fecha de Nacimiento', 313, 330],
  ['Lugar de Nacimiento', 491, 330],
  ['Datos de Filiación de la Persona Registrada', 308, 353],
  ['MARÍA ELENA', 105, 392],
  ['GARCÍA', 205, 392],
  ['GÜEMES', 308, 392],
  ['MEXICANA', 416, 392],
  ['GAGM650203MCMRMR05', 496, 392],
  ['Nombre(s)', 105, 405],
  ['Primer Apellido', 205, 405],
  ['Segundo Apellido', 308, 405],
  ['Nacionalidad', 416, 405],
  ['CURP', 496, 405],
  ['JUAN', 105, 445],
  ['PÉREZ', 205, 445],
  ['MUÑOZ', 308, 445],
  ['ESPAÑOLA', 416, 445],
  ['PEMJ630712HCMRXN08', 496, 445],
  ['CURP', 496, 458],
  ['Anotaciones Marginales', 115, 484],
  ['Certificación', 405, 484],
  ['Firma Electrónica', 425, 600],
  ['Código QR', 545, 644],
  ['Código de Verificación', 245, 715],
  ['Director General del Registro Civil', 440, 715],
  ['Dirección General del Registro Civil', 440, 730],
]

test('every label and every value stands where the national format has it', async (t) => {
  if (!needsProgram(t, 'mutool')) return
  const { input, pdf } = await office.unsealed(full)
  const lines = textLines(pdf)
  const wanted = [...PLACES, [input.identificadorElectronico, 475, 60] as const]
  for (const [text, x, y] of wanted) {
    const found = lines.filter((line) => line.text === text)
    const near = found.some((line) => Math.abs(line.x - x) <= 2 && Math.abs(line.y - y) <= 1)
    assert.ok(
      near,
      `«${text}» at ${x}, ${y}; seen at ${found.map((line) => `${line.x}, ${line.y}`).join(' · ') || 'no place'}`,
    )
  }
})

test('the code has six groups, the signature pairs of characters, and the foot says where to verify', async (t) => {
  if (!needsProgram(t, 'pdftotext')) return
  const { input, pdf } = await office.unsealed(full)
  const text = plainText(pdf)
  const groups = input.codigoVerificacion.replace(/(\d{5})(?=\d)/g, '$1 ')
  assert.ok(text.split(groups).length > 2, 'the code stands in its place and in the legend')
  assert.ok(text.includes(input.firma.replace(/(..)(?=.)/g, '$1 ')), 'the whole signature of the entidad is printed')
  assert.ok(text.includes('https://actas.example/verificar'))
  assert.match(text, /A los 3 días del mes de agosto de 2017\. Doy fe\./)
  assert.match(text, /Texto propio del proyecto/)
})

test('only a demonstration says that it is one, and it says so in words', async (t) => {
  if (!needsProgram(t, 'pdftotext')) return
  const marks = /DEMOSTRACIÓN.*sintético/
  assert.match(plainText((await office.unsealed(full)).pdf), marks)
  assert.doesNotMatch(plainText((await office.unsealed(full, { demostracion: false })).pdf), /DEMOSTRACIÓN|sintético/)
})

const NAMES: readonly Pick<Acta, 'nombres' | 'primerApellido' | 'segundoApellido'>[] = [
  { nombres: 'ÑANDÚ', primerApellido: 'ÑÁÑEZ', segundoApellido: 'ZÚÑIGA' },
  { nombres: 'ÁNGELA ÜRSULA', primerApellido: 'SIGÜENZA', segundoApellido: 'ECHAGÜE' },
  { nombres: 'Mª JOSÉ', primerApellido: "O'DONOJÚ", segundoApellido: 'D’HERRERA' },
  { nombres: 'IVÁN', primerApellido: 'DE LA O', segundoApellido: 'LÓPEZ-PORTILLO Y ROJAS' },
  { nombres: 'ZOË ÇELIK', primerApellido: 'ŁUKASZEWICZ', segundoApellido: 'ŠĆEPANOVIĆ' },
  { nombres: 'AFFIF FLORENCIA', primerApellido: 'FFIELD', segundoApellido: 'AVATAR TOVAR' },
  { nombres: 'J. (JUAN) & CÍA <B>', primerApellido: 'Y/O', segundoApellido: '\\N' },
]

test('names come out of the file as they were registered, to the last byte', async (t) => {
  if (!needsProgram(t, 'pdftotext')) return
  for (const name of NAMES) {
    const text = plainText((await office.unsealed(sampleActa(name))).pdf)
    for (const part of Object.values(name)) assert.ok(text.includes(part!), `«${part}» in «${text.slice(0, 700)}»`)
  }
})

test('a name longer than its line takes several, loses nothing and leaves no room of its own', async (t) => {
  if (!needsProgram(t, 'mutool') || !needsProgram(t, 'pdftotext')) return
  const long = {
    nombres: 'MARÍA DE LOS ÁNGELES GUADALUPE CONCEPCIÓN DEL SAGRADO CORAZÓN DE JESÚS',
    primerApellido: 'FERNÁNDEZ DE LARA Y LÓPEZ-PORTILLO',
    segundoApellido: 'ETCHEVERRY-BOURGUIGNON DE LA SANTÍSIMA TRINIDAD Y ÑÁÑEZ',
    municipioRegistro: 'DOLORES HIDALGO CUNA DE LA INDEPENDENCIA NACIONAL',
  }
  const { nombres, primerApellido, segundoApellido } = long
  const nacionalidad = 'ESTADOUNIDENSE Y MEXICANA'
  const padres = [{ nombres, primerApellido, segundoApellido, nacionalidad, curp: 'FELA650203MOCRRN04' }]
  const { pdf } = await office.unsealed(sampleActa({ ...long, padres }))
  const text = plainText(pdf)
  for (const part of Object.values(long)) assert.ok(text.includes(part), part)
  assert.ok(text.includes(nacionalidad), 'words are kept whole')
  const columns = [
    [39, 222],
    [224, 402],
    [403, 581],
  ] as const
  const names = textLines(pdf).filter((line) => line.y > 244 && line.y < 276)
  assert.ok(names.length >= 5, `${names.length} lines of names`)
  for (const line of names) {
    assert.ok(
      columns.some(([from, to]) => line.left >= from && line.right <= to),
      `«${line.text}» stays in its column`,
    )
  }
})

test('what fits nowhere on the page goes on to another sheet, and the page says so', async (t) => {
  if (!needsProgram(t, 'pdftotext')) return
  const nombres = Array.from({ length: 66 }, (_, i) => `NOMBRE${i}`)
    .join(' ')
    .slice(0, 400)
  const text = plainText((await office.unsealed(sampleActa({ nombres }))).pdf)
  assert.ok(text.includes(nombres))
  assert.match(text, /\(ver la hoja 2\)/)
  assert.match(text, /Hoja 2 de 2/)
})

test('many notes continue on numbered sheets that name the copy, and none is left out', async (t) => {
  if (!needsProgram(t, 'pdftotext')) return
  const anotaciones = Array.from(
    { length: 90 },
    (_, i) => `POR RESOLUCIÓN ${i + 1}/2015 SE ACLARA EL ACTA; QUEDA COMO «${i}Ñ».`,
  )
  const { input, pdf } = await office.unsealed(sampleActa({ anotaciones }))
  const text = plainText(pdf)
  anotaciones.forEach((note, i) => assert.ok(text.includes(`${i + 1}. ${note}`), `note ${i + 1}`))
  assert.match(text, /Continúa en la hoja 2 de 3\./)
  assert.match(text, /Hoja 3 de 3/)
  assert.equal(text.split(`Sigue a la copia con identificador electrónico ${input.identificadorElectronico}`).length, 3)
  assert.equal(text.split('JESÚS PÉREZ GARCÍA').length, 3, 'each further sheet says whose it is')
})

test('what is not recorded is dashes, never an empty place', async (t) => {
  if (!needsProgram(t, 'mutool')) return
  const nothing = {
    curp: null,
    segundoApellido: null,
    lugarNacimientoMunicipio: null,
    lugarNacimientoEntidad: null,
    libro: null,
  }
  const lines = textLines((await office.unsealed(sampleActa({ ...nothing, padres: [] }))).pdf)
  const dashes = lines.filter((line) => line.text === '---------------')
  // CURP, certificate, book, second surname, two lines of birthplace, and two rows of five for the parents.
  assert.equal(dashes.length, 16, dashes.map((line) => `${line.x}, ${line.y}`).join(' · '))
  assert.ok(lines.some((line) => line.text === 'Sin anotaciones marginales.'))
})

test('two mothers, a birth abroad and a person of no binary sex are printed as registered', async (t) => {
  if (!needsProgram(t, 'mutool')) return
  const [one, two] = full.padres
  const padres = [
    { ...one!, nombres: 'ANA SOFÍA' },
    { ...two!, nombres: 'LUCÍA' },
  ]
  const acta = sampleActa({
    padres,
    sexo: 'X',
    lugarNacimientoMunicipio: 'HOUSTON, TEXAS',
    lugarNacimientoEntidad: 'NE',
  })
  const lines = textLines((await office.unsealed(acta)).pdf)
  for (const [text, x, y] of [
    ['ANA SOFÍA', 105, 392],
    ['LUCÍA', 105, 445],
    ['NO BINARIO', 130, 317],
    ['HOUSTON, TEXAS', 491, 303],
    ['EXTRANJERO', 491, 317],
  ] as const) {
    assert.ok(
      lines.some((line) => line.text === text && Math.abs(line.x - x) <= 2 && Math.abs(line.y - y) <= 1),
      text,
    )
  }
})

test('a character that cannot be printed exactly refuses the copy; nothing is printed in its place', async () => {
  for (const nombres of ['አበበ', '山田', 'JOSÉ\u200eANA', 'ANA\u0000', 'שרה', '😀']) {
    await assert.rejects(office.unsealed(sampleActa({ nombres })), MissingGlyph, JSON.stringify(nombres))
  }
  await assert.rejects(office.unsealed(sampleActa({ anotaciones: ['nota 漢'] })), MissingGlyph)
})

test('the same acta gives the same bytes, whatever was printed before and in whichever process', async () => {
  const { input, pdf } = await office.unsealed(full)
  await office.unsealed(sampleActa(NAMES[4]))
  const again = (await composeCopy(input)).pdf
  assert.ok(again.equals(pdf))
  const script = `
    const { composeCopy } = await import(${JSON.stringify(new URL('./copy-pdf.ts', import.meta.url).href)})
    const { createHash } = await import('node:crypto')
    const input = JSON.parse(process.argv[1])
    const { pdf } = await composeCopy({ ...input, emitidaEn: Temporal.Instant.from(input.emitidaEn) })
    process.stdout.write(createHash('sha256').update(pdf).digest('hex'))`
  const elsewhere = execFileSync(process.execPath, ['--input-type=module', '-e', script, JSON.stringify(input)], {
    encoding: 'utf8',
    env: { ...process.env, TZ: 'Asia/Tokyo' },
  })
  assert.equal(elsewhere, createHash('sha256').update(pdf).digest('hex'))
})

test('the copy holds no name of the order, with which somebody else could ask for it', async () => {
  const { pdf } = await office.unsealed(full)
  assert.ok(!pdf.toString('latin1').includes('ACT-'))
})
