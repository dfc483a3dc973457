// The printed page of a certified copy in the national format, drawn from the acta alone: same input, same bytes.
import type { Acta, Filiado } from '@actas/node-kit/contract/acta.ts'
import { formatCodigo } from '@actas/node-kit/contract/damm.ts'
import { entidadByClave, EXTRANJERO } from '@actas/node-kit/contract/entidad.ts'
import { catalogue } from '#ui/messages'
import { addContinuation, planContinuation } from './continuation-sheet.ts'
import type { Entry } from './continuation-sheet.ts'
import es from './copy-es-MX.json' with { type: 'json' }
import { fileId, INFO_KEYS, marksXml, PLANTILLA } from './file-marks.ts'
import type { FileMarks } from './file-marks.ts'
import { drawLine, drawQr, finishSheet, fitText, INK, leading, openSheet, ornament, tagged, wrapText } from './pdf-sheet.ts'
import type { Fitted, Sheet } from './pdf-sheet.ts'
import { drawBand, drawDemonstrationMark, drawEmblem, drawGround } from './sheet-frame.ts'
import { addSignatureField } from './signature-field.ts'

export { MissingGlyph } from './pdf-sheet.ts'
export { PLANTILLA } from './file-marks.ts'

export interface CopyInput {
  readonly acta: Acta
  readonly identificadorElectronico: string
  readonly codigoVerificacion: string
  /** The entidad's signature over the acta: base64, 88 characters. */
  readonly firma: string
  /** Text of the code that the entidad signed. */
  readonly qr: string
  /** Short address of this copy, `https://host/v/{codigo}`. */
  readonly verificarUrl: string
  readonly emitidaEn: Temporal.Instant
  /** What is printed under "Director General del Registro Civil". */
  readonly titular: string
  readonly demostracion: boolean
}

const t = catalogue(es)
const NOT_RECORDED = '---------------'
const MONTHS = ['enero', 'febrero', 'marzo', 'abril', 'mayo', 'junio', 'julio', 'agosto', 'septiembre', 'octubre', 'noviembre', 'diciembre'] as const
const LABEL = { size: 6.6, color: INK.label } as const

/** A value with its label. `x` is the centre of both; `y` and `labelY` are baselines, measured from the top. */
interface Field {
  readonly label: keyof typeof es | null
  readonly value: string | null
  readonly x: number
  readonly y: number
  readonly labelY: number
  readonly width: number
  /** Between these lines the value may grow to several lines. */
  readonly top: number
  readonly bottom: number
  readonly size: number
  readonly labelSize?: number
}

/** What was drawn so far, and what must go on to another sheet. */
interface Page {
  readonly sheet: Sheet
  readonly input: CopyInput
  readonly rest: Entry[]
}

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
    subtitle: t('continuacion-de', { identificador: input.identificadorElectronico, codigo: formatCodigo(input.codigoVerificacion) }),
    ground: () => drawGround(sheet, input.demostracion),
    number: (n) => drawSheetNumber(sheet, n, continuation.length + 1),
  })
  return { pdf: await finishSheet(sheet) }
}

function entidadName(clave: string): string {
  return entidadByClave(clave)?.nombre ?? clave
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

/** AAAA-MM-DD → DD/MM/AAAA */
function printedDate(day: string): string {
  return day.split('-').reverse().join('/')
}

function drawPerson(page: Page): void {
  const { acta } = page.input
  const { sheet } = page
  drawTableLines(sheet)
  drawBand(sheet, t('banda-persona'), 240)
  const name = (label: keyof typeof es, value: string | null, x: number, width: number): Field => {
    return { label, value, x, y: 270, labelY: 283, width, top: 245, bottom: 274, size: 11 }
  }
  const second = (label: keyof typeof es | null, value: string | null, x: number, y: number, top: number, bottom: number): Field => {
    return { label, value, x, y, labelY: 330, width: 170, top, bottom, size: 9.6 }
  }
  const entidad = acta.lugarNacimientoEntidad
  const birthplace = entidad === EXTRANJERO ? t('extranjero') : entidad === null ? null : entidadName(entidad).toLocaleUpperCase('es')
  const fields = [
    name('nombres', acta.nombres, 130, 176),
    name('primerApellido', acta.primerApellido, 313, 176),
    name('segundoApellido', acta.segundoApellido, 491, 170),
    second('sexo', t(`sexo-${acta.sexo}`), 130, 317, 290, 321),
    second('fechaNacimiento', printedDate(acta.fechaNacimiento), 313, 317, 290, 321),
    second(null, acta.lugarNacimientoMunicipio, 491, 303, 288, 306.5),
    second('lugarNacimiento', birthplace, 491, 317, 307.5, 321),
  ]
  ornament(sheet, () => drawRules(sheet, [275.5, 322.5], [[40, 221], [226, 400], [405, 580]]))
  for (const field of fields) drawField(page, field)
}

function drawFiliation(page: Page): void {
  const { sheet, input } = page
  drawBand(sheet, t('banda-filiacion'), 353)
  ornament(sheet, () => drawRules(sheet, [397.5, 450.5], [[54, 155], [158, 253], [258, 358], [379, 452], [455, 537]]))
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

function drawField({ sheet, rest }: Page, field: Field): void {
  const value = field.value === null || field.value === '' ? NOT_RECORDED : field.value
  const room = { width: field.width, height: field.bottom - field.top, size: field.size, minSingle: 6.6, minSize: 4.8, face: 'bold' as const }
  let fitted = fitText(sheet, value, room)
  if (fitted === null) {
    rest.push({ heading: field.label === null ? t('lugarNacimiento') : t(field.label), text: value })
    fitted = { size: 7, lines: [t('ver-continuacion')] }
  }
  const shown = fitted
  tagged(sheet, 'P', () => {
    if (field.label !== null) drawLine(sheet, t(field.label), field.x, field.labelY, { ...LABEL, size: field.labelSize ?? LABEL.size })
    baselines(shown, field).forEach((y, i) => drawLine(sheet, shown.lines[i]!, field.x, y, { size: shown.size, face: 'bold' }))
  })
}

/** One line stands on the field's own baseline; several are spread around it, inside the field's room. */
function baselines({ size, lines }: Fitted, { y, top, bottom }: Field): number[] {
  if (lines.length === 1) return [y]
  const step = leading(size)
  const last = Math.min(bottom - 0.24 * size, y + ((lines.length - 1) * step) / 2)
  const first = Math.max(last - (lines.length - 1) * step, top + 0.76 * size)
  return lines.map((_line, i) => first + i * step)
}

const NOTES = { x: 40, y: 488.5, width: 307, height: 91 } as const

/** The notes in their box as large as they fit; when even the smallest does not, those that follow go on another sheet. */
function drawNotes({ sheet, input, rest }: Page): void {
  const { anotaciones } = input.acta
  const notes = anotaciones.map((note, i) => (anotaciones.length === 1 ? note : `${i + 1}. ${note}`))
  const text = notes.length === 0 ? t('sin-anotaciones') : notes.join('\n')
  const width = NOTES.width - 14
  let fitted = fitText(sheet, text, { width, height: NOTES.height - 9, size: 8, minSingle: 7, minSize: 5.4 })
  let announcement: string | null = null
  if (fitted === null) {
    const size = 6.4
    const lines: string[] = []
    let shown = 0
    const most = Math.floor((NOTES.height - 9) / leading(size)) - 1
    for (const note of notes) {
      const wrapped = wrapText(sheet, note, 'regular', width / size)
      if (lines.length + wrapped.length > most) break
      lines.push(...wrapped)
      shown += 1
    }
    rest.push(...notes.slice(shown).map((note, i) => ({ heading: i === 0 ? t('anotaciones') : null, text: note })))
    announcement = t('continua', { total: planContinuation(sheet, rest).length + 1 })
    fitted = { size, lines }
  }
  const { size, lines } = fitted
  ornament(sheet, () => sheet.doc.lineWidth(0.5).strokeColor(INK.line).rect(NOTES.x, NOTES.y, NOTES.width, NOTES.height).stroke())
  tagged(sheet, 'H2', () => drawLine(sheet, t('anotaciones'), 115, 484, { size: 8.6, face: 'bold', color: INK.accent }))
  tagged(sheet, 'P', () => {
    lines.forEach((line, i) => drawLine(sheet, line, NOTES.x + 7, NOTES.y + 5.5 + 0.8 * size + i * leading(size), { size, align: 'left' }))
    if (announcement !== null) drawLine(sheet, announcement, NOTES.x + NOTES.width - 7, NOTES.y + NOTES.height - 4, { size: 6.4, face: 'bold', align: 'right' })
  })
}

function drawCertification({ sheet, input, rest }: Page): void {
  const { acta } = input
  const entidad = entidadByClave(acta.entidadRegistro)
  const day = input.emitidaEn.toZonedDateTimeISO(entidad?.zona ?? 'America/Mexico_City').toPlainDate()
  const facts = {
    entidad: entidadName(acta.entidadRegistro),
    numeroActa: acta.numeroActa,
    oficialia: acta.oficialia,
    municipio: acta.municipioRegistro,
    fechaRegistro: printedDate(acta.fechaRegistro),
  }
  const words = acta.libro === null ? t('certificacion-sin-libro', facts) : t('certificacion-texto', { ...facts, libro: acta.libro })
  const date = t('certificacion-fecha', { dia: day.day, mes: MONTHS[day.month - 1]!, anio: String(day.year) })
  let fitted = fitText(sheet, words, { width: 216, height: 74, size: 7.2, minSingle: 99, minSize: 5 })
  if (fitted === null) {
    rest.push({ heading: t('certificacion'), text: words })
    fitted = { size: 7, lines: [t('ver-continuacion')] }
  }
  const { size, lines } = fitted
  tagged(sheet, 'H2', () => drawLine(sheet, t('certificacion'), 405, 484, { size: 8.6, face: 'bold', color: INK.accent }))
  ornament(sheet, () => sheet.doc.lineWidth(0.5).strokeColor(INK.line).rect(353, NOTES.y, 227, NOTES.height).stroke())
  tagged(sheet, 'P', () => {
    lines.forEach((line, i) => drawLine(sheet, line, 358.5, 499 + i * leading(size), { size, align: 'left' }))
    drawLine(sheet, date, 358.5, NOTES.y + NOTES.height - 5, { size: 7.2, face: 'bold', align: 'left' })
  })
}

function drawSignatureText({ sheet, input }: Page): void {
  const pairs = (input.firma.match(/.{1,2}/g) ?? []).join(' ')
  const fitted = fitText(sheet, pairs, { width: 265, height: 27, size: 8, minSingle: 99, minSize: 4 })
  if (fitted === null) throw new Error('the signature text is not one of 88 characters')
  tagged(sheet, 'H2', () => drawLine(sheet, t('firma'), 425, 600, { size: 8.6, face: 'bold', color: INK.accent }))
  ornament(sheet, () => sheet.doc.lineWidth(0.5).strokeColor(INK.line).rect(305, 606, 275, 31).stroke())
  tagged(sheet, 'P', () => {
    const middle = 621.5 + 0.36 * fitted.size - ((fitted.lines.length - 1) * leading(fitted.size)) / 2
    fitted.lines.forEach((line, i) => drawLine(sheet, line, 442.5, middle + i * leading(fitted.size), { size: fitted.size }))
  })
}

/** The signed code, 141 pt wide inside 39–190 x 590–739 with white around it, and the short address inside 510–575 x 645–709. */
function drawCodes({ sheet, input }: Page): void {
  const direccion = new URL(input.verificarUrl).origin
  drawQr(sheet, input.qr, { x: 44, y: 594.5, side: 141 }, t('alt-qr-firmado'))
  tagged(sheet, 'H2', () => drawLine(sheet, t('codigo-qr'), 545, 644, { ...LABEL, size: 6.8 }))
  const side = 51
  drawQr(sheet, input.verificarUrl, { x: 542.5 - side / 2, y: 677.5 - side / 2, side }, t('alt-qr-direccion', { direccion: input.verificarUrl }))
  drawAdvice(sheet, `${direccion}/verificar`)
  const groups = formatCodigo(input.codigoVerificacion).split(' ')
  tagged(sheet, 'P', () => {
    drawLine(sheet, t('codigoVerificacion'), 245, 715, LABEL)
    drawLine(sheet, `${groups.slice(0, 3).join(' ')} `, 245, 727, { size: 9, face: 'bold' })
    drawLine(sheet, groups.slice(3).join(' '), 245, 738, { size: 9, face: 'bold' })
  })
}

function drawAdvice(sheet: Sheet, direccion: string): void {
  tagged(sheet, 'H2', () => drawLine(sheet, t('comprobar'), 204, 652, { size: 7.4, face: 'bold', color: INK.accent, align: 'left' }))
  let y = 662
  for (const step of [t('comprobar-1', { direccion }), t('comprobar-2'), t('comprobar-3')]) {
    const lines = wrapText(sheet, step, 'regular', 298 / 6.6)
    const from = y
    tagged(sheet, 'P', () => lines.forEach((line, i) => drawLine(sheet, line, 204, from + i * leading(6.6), { size: 6.6, align: 'left' })))
    y += lines.length * leading(6.6) + 1.2
  }
}

function drawFoot({ sheet, input, rest }: Page): void {
  drawField({ sheet, input, rest }, { label: 'director', value: input.titular, x: 440, y: 730, labelY: 715, width: 250, top: 718, bottom: 741, size: 8 })
  const direccion = `${new URL(input.verificarUrl).origin}/verificar`
  tagged(sheet, 'P', () => {
    drawLine(sheet, t('leyenda', { direccion, codigo: formatCodigo(input.codigoVerificacion) }), 310, 754, { size: 6.8 })
    drawLine(sheet, input.demostracion ? `${t('demostracion')} · ${t('sintetico')}` : t('leyenda-papel'), 310, 763, { size: 6.8, face: 'bold' })
  })
}

function drawSheetNumber(sheet: Sheet, hoja: number, total: number): void {
  tagged(sheet, 'P', () => drawLine(sheet, t('hoja', { hoja, total }), 580, 763, { size: 6.6, color: INK.label, align: 'right' }))
}
