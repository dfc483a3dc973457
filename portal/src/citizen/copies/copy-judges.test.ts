// Programs that share no code with ours judge a sealed copy: its syntax, its signature, its two codes, its reading order.
import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { readQr } from '@actas/node-kit/contract/qr-acta.ts'
import { paraComparar } from '@actas/node-kit/contract/acta.ts'
import type { Acta } from '@actas/node-kit/contract/acta.ts'
import { sampleActa, sampleOffice } from '../../../test/sample-copy.ts'
import type { SampleOffice } from '../../../test/sample-copy.ts'
import { appendUpdate, objectLike, objectsOf } from '../../../test/pdf-edits.ts'
import { needsProgram } from '../../../test/programs.ts'
import { readCodes, run, tryRun, withFile } from '../../../test/read-pdf.ts'

let office: SampleOffice
const actas: Record<string, Acta> = {
  'an ordinary copy': sampleActa(),
  'the longest names on record': sampleActa({
    nombres: 'MARÍA DE LOS ÁNGELES GUADALUPE CONCEPCIÓN DEL SAGRADO CORAZÓN DE JESÚS',
    primerApellido: 'FERNÁNDEZ DE LARA Y LÓPEZ-PORTILLO',
    segundoApellido: "O'DONOJÚ DE LA SANTÍSIMA TRINIDAD Y ÑÁÑEZ",
    municipioRegistro: 'DOLORES HIDALGO CUNA DE LA INDEPENDENCIA NACIONAL',
    padres: sampleActa().padres.map((one) => ({ ...one, nombres: 'JOSÉ MARÍA MAXIMILIANO DEL PERPETUO SOCORRO' })),
  }),
  'a copy with a continuation sheet': sampleActa({
    anotaciones: Array.from({ length: 60 }, (_, i) => `NOTA ${i} AL MARGEN, CON EÑE.`),
  }),
  'a copy with hardly any data': sampleActa({
    curp: null,
    segundoApellido: null,
    libro: null,
    padres: [],
    lugarNacimientoEntidad: null,
  }),
}
const copies = new Map<string, Buffer>()

before(async () => {
  office = await sampleOffice()
  for (const [what, acta] of Object.entries(actas)) copies.set(what, (await office.sealed(acta)).pdf)
})
after(() => office.close())

/** What pdfsig says of a file when it trusts our CA alone. Its exit code says nothing. */
function pdfsig(pdf: Buffer): string {
  return withFile(pdf, (path, folder) => {
    const ca = join(folder, 'ca.pem')
    writeFileSync(ca, new X509Certificate(office.seal.ca).toString())
    run('certutil', ['-N', '-d', `sql:${folder}`, '--empty-password'])
    run('certutil', ['-A', '-d', `sql:${folder}`, '-n', 'ca', '-t', 'CT,C,C', '-i', ca])
    return tryRun('pdfsig', ['-nssdir', `sql:${folder}`, path]).text
  })
}

test('pdfsig finds one PAdES signature that is valid, trusted and covers the whole file', (t) => {
  if (!needsProgram(t, 'pdfsig') || !needsProgram(t, 'certutil')) return
  for (const [what, pdf] of copies) {
    const said = pdfsig(pdf)
    for (const line of [
      'Signature Type: ETSI.CAdES.detached',
      'Total document signed',
      'Signature is Valid.',
      'Certificate is Trusted.',
    ]) {
      assert.ok(said.includes(line), `${what}: ${line}\n${said}`)
    }
    assert.doesNotMatch(said, /Signature #2/)
  }
})

test('pdfsig trusts an update that draws over the page: the reason why the strict verifier exists', (t) => {
  if (!needsProgram(t, 'pdfsig') || !needsProgram(t, 'certutil')) return
  const copy = copies.get('an ordinary copy')!
  const objects = objectsOf(copy)
  const page = objectLike(objects, /\/Type \/Page\n/)
  const said = pdfsig(appendUpdate(copy, { [page]: objects.get(page)! }))
  assert.match(said, /Signature is Valid\./)
  assert.match(said, /Not total document signed/)
})

test('qpdf finds no error in the syntax, and one revision', (t) => {
  if (!needsProgram(t, 'qpdf')) return
  for (const [what, pdf] of copies) {
    const { code, text } = withFile(pdf, (path) => tryRun('qpdf', ['--check', path]))
    assert.equal(code, 0, `${what}: ${text}`)
    assert.match(text, /No syntax or stream encoding errors found/)
    assert.equal(pdf.toString('latin1').split('startxref').length, 2, what)
  }
})

test('mutool finds the document unchanged since it was signed', (t) => {
  if (!needsProgram(t, 'mutool')) return
  for (const [what, pdf] of copies) {
    const { text } = withFile(pdf, (path) => tryRun('mutool', ['sign', '-v', path]))
    assert.match(text, /The document is unchanged since signing/, what)
  }
})

test('a reader aloud finds headings, paragraphs and described figures, in Spanish', (t) => {
  if (!needsProgram(t, 'pdfinfo')) return
  const copy = copies.get('an ordinary copy')!
  const { info, tree } = withFile(copy, (path) => ({
    info: run('pdfinfo', [path]),
    tree: run('pdfinfo', ['-struct-text', path]),
  }))
  assert.match(info, /Tagged: +yes/)
  assert.match(info, /JavaScript: +no/)
  assert.match(info, /Page size: +612 x 792 pts \(letter\)/)
  const order = [
    'Registro Civil',
    'Acta de Nacimiento',
    'Datos de la Persona Registrada',
    'Datos de Filiación',
    'Anotaciones Marginales',
    'Certificación',
    'Firma Electrónica',
    'Código de Verificación',
  ]
  const places = order.map((text) => tree.indexOf(text))
  assert.ok(
    places.every((at, i) => at > (places[i - 1] ?? -1)),
    `${places.join()} in ${tree.slice(0, 2_000)}`,
  )
  assert.equal(tree.match(/^ +Figure/gm)?.length, 2)
  assert.match(copy.toString('latin1'), /\/Lang \(es-MX\)/)
})

test('both codes are read at 150 dpi: the data that the entidad signed, and the short address', (t) => {
  if (!needsProgram(t, 'zbarimg') || !needsProgram(t, 'pdftoppm')) return
  for (const [what, pdf] of copies) {
    const found = readCodes(pdf, 150)
    const address = found.find((text) => text.startsWith('https://'))
    const signed = readQr(found.find((text) => text.startsWith('ACT1:')) ?? '')
    assert.match(address ?? '', /^https:\/\/actas\.example\/v\/\d{30}$/, what)
    assert.ok(signed?.verify(office.entidad.publicKey), `${what}: ${found.join('\n')}`)
    assert.deepEqual(signed?.acta, paraComparar(actas[what]!), 'the code holds what is on the paper')
  }
})
