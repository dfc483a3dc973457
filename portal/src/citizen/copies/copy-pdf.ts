// The printed page of a certified copy in the national format, drawn from the acta alone: same input, same bytes.
import { fullName } from '@actas/node-kit/contract/acta.ts'
import type { Filiado } from '@actas/node-kit/contract/acta.ts'
import { formatCodigo } from '@actas/node-kit/contract/damm.ts'
import { EXTRANJERO } from '@actas/node-kit/contract/entidad.ts'
import { catalogue } from '#ui/messages'
import { addContinuation, planContinuation } from './continuation-sheet.ts'
import { drawField, entidadName, printedDate } from './copy-field.ts'
import type { CopyInput, Field, Page } from './copy-field.ts'
import { drawCertification, drawCodes, drawFoot, drawLegend, drawNotes, drawSignatureText } from './copy-lower-half.ts'
import es from './copy-es-MX.json' with { type: 'json' }
import { fileId, firstMark, INFO_KEYS, marksXml, PLANTILLA } from './file-marks.ts'
import type { FileMarks } from './file-marks.ts'
import { drawLine, finishSheet, fitText, INK, openSheet, ornament, tagged } from './pdf-sheet.ts'
import type { Sheet } from './pdf-sheet.ts'
import { drawBand, drawDemonstrationMark, drawEmblem, drawGround } from './sheet-frame.ts'
import { addSignatureField } from './signature-field.ts'

export type { CopyInput } from './copy-field.ts'
export { CodeTooLong, MissingGlyph } from './pdf-sheet.ts'
export { PLANTILLA } from './file-marks.ts'

const t = catalogue(es)

/**
 * Composes the copy, complete but for its seal. The page keeps the places of the national format (letter page, x the
 * centre of a text, y its baseline). What does not fit its place is set smaller, then on more lines, then on a
 * continuation sheet that the page announces: nothing is left out. Two codes: the entidad's signed one and the address.
 * @throws MissingGlyph when a character cannot be printed
 */
export async function composeCopy(input: CopyInput): Promise<{ pdf: Buffer }> {
  const marks: FileMarks = {
    codigoVerificacion: input.codigoVerificacion,
    identificadorElectronico: input.identificadorElectronico,
    plantilla: PLANTILLA,
    qr: input.qr,
  }
  const sheet = await openSheet({
    title: t('titulo-archivo', { identificador: input.identificadorElectronico }),
    subject: t('asunto-archivo', { entidad: entidadName(input.acta.entidadRegistro) }),
    at: input.emitidaEn,
    fileId: fileId(input.codigoVerificacion),
    info: Object.fromEntries(Object.entries(INFO_KEYS).map(([name, key]) => [key, marks[name as keyof FileMarks]])),
    mark: firstMark(marks),
    xml: marksXml(marks),
  })
  const page: Page = { sheet, input, rest: [] }
  drawGround(sheet, input.demostracion)
  drawHeader(page)
  for (const field of rightColumn(input)) drawField(page, field)
  drawPerson(page)
  drawFiliation(page)
  drawNotes(page)
  drawCertification(page)
  drawSignatureText(page)
  drawCodes(page)
  drawFoot(page)
  addSignatureField(sheet, { at: input.emitidaEn, reason: t('razon-sello'), description: t('alt-sello') })
  const continuation = planContinuation(sheet, page.rest)
  drawSheetNumber(sheet, 1, continuation.length + 1)
  addContinuation(sheet, continuation, {
    title: t('continuacion'),
    subtitle: t('continuacion-de', {
      identificador: input.identificadorElectronico,
      codigo: formatCodigo(input.codigoVerificacion),
    }),
    // A name too long even for this line stands in full further down: it went on because it did not fit.
    name: fitText(sheet, fullName(input.acta), {
      width: 516,
      height: 14,
      size: 10,
      minSingle: 5,
      minSize: 5,
      face: 'bold',
    }) ?? { size: 8, lines: [] },
    ground: () => drawGround(sheet, input.demostracion),
    foot(n) {
      drawLegend(page)
      drawSheetNumber(sheet, n, continuation.length + 1)
    },
  })
  return { pdf: await finishSheet(sheet) }
}

function drawHeader({ sheet, input }: Page): void {
  drawEmblem(sheet, 78, 82)
  const entidad = entidadName(input.acta.entidadRegistro)
  tagged(sheet, 'P', () => {
    drawLine(sheet, t('registro-civil'), 230, 66, { size: 15, face: 'bold', color: INK.accent })
    drawLine(sheet, entidad, 230, 83, { size: 12, color: INK.accent })
    drawLine(sheet, t('copia-certificada'), 230, 98, { size: 8, color: INK.label })
  })
  if (input.demostracion) drawDemonstrationMark(sheet, 230, 108)
  tagged(sheet, 'H1', () => drawLine(sheet, t('titulo'), 230, 162, { size: 18, face: 'bold' }))
  ornament(sheet, () => sheet.doc.lineWidth(0.8).strokeColor(INK.accent).moveTo(140, 171).lineTo(320, 171).stroke())
}

function rightColumn({ acta, identificadorElectronico }: CopyInput): Field[] {
  const column = (label: keyof typeof es, value: string | null, labelY: number, bottom: number, size = 9.4): Field => {
    return { label, value, x: 475, y: labelY + 15, labelY, width: 190, top: labelY + 3, bottom, size }
  }
  const cell = (label: keyof typeof es, value: string | null, x: number, width: number): Field => {
    return { label, value, x, y: 221, labelY: 206, width, top: 209, bottom: 227, size: 8.6, labelSize: 6.1 }
  }
  return [
    column('identificadorElectronico', identificadorElectronico, 45, 76, 10.4),
    column('curp', acta.curp, 85, 114, 10.4),
    column('certificadoNacimiento', acta.certificadoNacimiento, 123, 144),
    column('entidadRegistro', entidadName(acta.entidadRegistro).toLocaleUpperCase('es'), 151, 172),
    column('municipioRegistro', acta.municipioRegistro, 179, 198.5),
    cell('oficialia', acta.oficialia, 390, 50),
    cell('fechaRegistro', printedDate(acta.fechaRegistro), 445, 54),
    cell('libro', acta.libro, 498, 46),
    cell('numeroActa', acta.numeroActa, 550, 50),
  ]
}

function drawPerson(page: Page): void {
  const { acta } = page.input
  const { sheet } = page
  drawTableLines(sheet)
  drawBand(sheet, t('banda-persona'), 240)
  const name = (label: keyof typeof es, value: string | null, x: number, width: number): Field => {
    return { label, value, x, y: 270, labelY: 283, width, top: 245, bottom: 274, size: 11 }
  }
  const second = (
    label: keyof typeof es | null,
    value: string | null,
    x: number,
    y: number,
    top: number,
    bottom: number,
  ): Field => {
    return { label, value, x, y, labelY: 330, width: 170, top, bottom, size: 9.6 }
  }
  const entidad = acta.lugarNacimientoEntidad
  const birthplace =
    entidad === EXTRANJERO ? t('extranjero') : entidad === null ? null : entidadName(entidad).toLocaleUpperCase('es')
  const fields = [
    name('nombres', acta.nombres, 130, 176),
    name('primerApellido', acta.primerApellido, 313, 176),
    name('segundoApellido', acta.segundoApellido, 491, 170),
    second('sexo', t(`sexo-${acta.sexo}`), 130, 317, 290, 321),
    second('fechaNacimiento', printedDate(acta.fechaNacimiento), 313, 317, 290, 321),
    second(null, acta.lugarNacimientoMunicipio, 491, 303, 288, 306.5),
    second('lugarNacimiento', birthplace, 491, 317, 307.5, 321),
  ]
  ornament(sheet, () =>
    drawRules(
      sheet,
      [275.5, 322.5],
      [
        [40, 221],
        [226, 400],
        [405, 580],
      ],
    ),
  )
  for (const field of fields) drawField(page, field)
}

function drawFiliation(page: Page): void {
  const { sheet, input } = page
  drawBand(sheet, t('banda-filiacion'), 353)
  ornament(sheet, () =>
    drawRules(
      sheet,
      [397.5, 450.5],
      [
        [54, 155],
        [158, 253],
        [258, 358],
        [379, 452],
        [455, 537],
      ],
    ),
  )
  for (const [row, y] of [392, 445].entries()) {
    const person: Filiado | undefined = input.acta.padres[row]
    const field = (label: keyof typeof es, value: string | null | undefined, x: number, width: number): Field => {
      return { label, value: value ?? null, x, y, labelY: y + 13, width, top: y - 32, bottom: y + 4, size: 8.8 }
    }
    for (const one of [
      field('nombres', person?.nombres, 105, 98),
      field('primerApellido', person?.primerApellido, 205, 94),
      field('segundoApellido', person?.segundoApellido, 308, 98),
      field('nacionalidad', person?.nacionalidad, 416, 72),
      field('curp-filiado', person?.curp, 496, 82),
    ]) {
      drawField(page, one)
    }
  }
}

function drawTableLines(sheet: Sheet): void {
  const { doc } = sheet
  ornament(sheet, () => {
    doc.lineWidth(0.5).strokeColor(INK.line)
    doc.rect(364, 199, 216, 28).stroke()
    for (const x of [416.5, 473, 524]) doc.moveTo(x, 199).lineTo(x, 227).stroke()
    for (const y of [64.5, 104.5, 142, 170]) doc.moveTo(370, y).lineTo(580, y).stroke()
  })
}

function drawRules(sheet: Sheet, rows: readonly number[], columns: readonly (readonly [number, number])[]): void {
  const { doc } = sheet
  doc.lineWidth(0.5).strokeColor(INK.line)
  for (const y of rows) for (const [from, to] of columns) doc.moveTo(from, y).lineTo(to, y).stroke()
}

function drawSheetNumber(sheet: Sheet, hoja: number, total: number): void {
  tagged(sheet, 'P', () =>
    drawLine(sheet, t('hoja', { hoja, total }), 580, 763, { size: 6.6, color: INK.label, align: 'right' }),
  )
}
