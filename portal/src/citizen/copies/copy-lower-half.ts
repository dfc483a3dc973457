// The lower half of the copy: notes, certification, the entidad's signature, the two codes, and the foot.
import { formatCodigo } from '@actas/node-kit/contract/damm.ts'
import { entidadByClave } from '@actas/node-kit/contract/entidad.ts'
import { catalogue } from '#ui/messages'
import { planContinuation } from './continuation-sheet.ts'
import { drawField, entidadName, LABEL, printedDate } from './copy-field.ts'
import type { Page } from './copy-field.ts'
import es from './copy-es-MX.json' with { type: 'json' }
import { drawLine, drawQr, fitText, INK, leading, ornament, tagged, wrapText } from './pdf-sheet.ts'
import type { Sheet } from './pdf-sheet.ts'

const t = catalogue(es)
const MONTHS = [
  'enero',
  'febrero',
  'marzo',
  'abril',
  'mayo',
  'junio',
  'julio',
  'agosto',
  'septiembre',
  'octubre',
  'noviembre',
  'diciembre',
] as const
const NOTES = { x: 40, y: 488.5, width: 307, height: 91 } as const

/** The notes in their box as large as they fit; when even the smallest does not, those that follow go on another sheet. */
export function drawNotes({ sheet, input, rest }: Page): void {
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
  ornament(sheet, () =>
    sheet.doc.lineWidth(0.5).strokeColor(INK.line).rect(NOTES.x, NOTES.y, NOTES.width, NOTES.height).stroke(),
  )
  tagged(sheet, 'H2', () => drawLine(sheet, t('anotaciones'), 115, 484, { size: 8.6, face: 'bold', color: INK.accent }))
  tagged(sheet, 'P', () => {
    lines.forEach((line, i) =>
      drawLine(sheet, line, NOTES.x + 7, NOTES.y + 5.5 + 0.8 * size + i * leading(size), { size, align: 'left' }),
    )
    if (announcement !== null)
      drawLine(sheet, announcement, NOTES.x + NOTES.width - 7, NOTES.y + NOTES.height - 4, {
        size: 6.4,
        face: 'bold',
        align: 'right',
      })
  })
}

export function drawCertification({ sheet, input, rest }: Page): void {
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
  const words =
    acta.libro === null
      ? t('certificacion-sin-libro', facts)
      : t('certificacion-texto', { ...facts, libro: acta.libro })
  const date = t('certificacion-fecha', { dia: day.day, mes: MONTHS[day.month - 1]!, anio: String(day.year) })
  let fitted = fitText(sheet, words, { width: 216, height: 74, size: 7.2, minSingle: 99, minSize: 5 })
  if (fitted === null) {
    rest.push({ heading: t('certificacion'), text: words })
    fitted = { size: 7, lines: [t('ver-continuacion')] }
  }
  const { size, lines } = fitted
  tagged(sheet, 'H2', () =>
    drawLine(sheet, t('certificacion'), 405, 484, { size: 8.6, face: 'bold', color: INK.accent }),
  )
  // The literal words of the real certification are not confirmed.
  tagged(sheet, 'P', () =>
    drawLine(sheet, t('certificacion-propia'), 580, 484, { size: 6, color: INK.label, align: 'right' }),
  )
  ornament(sheet, () => sheet.doc.lineWidth(0.5).strokeColor(INK.line).rect(353, NOTES.y, 227, NOTES.height).stroke())
  tagged(sheet, 'P', () => {
    lines.forEach((line, i) => drawLine(sheet, line, 358.5, 499 + i * leading(size), { size, align: 'left' }))
    drawLine(sheet, date, 358.5, NOTES.y + NOTES.height - 5, { size: 7.2, face: 'bold', align: 'left' })
  })
}

export function drawSignatureText({ sheet, input }: Page): void {
  const pairs = (input.firma.match(/.{1,2}/g) ?? []).join(' ')
  const fitted = fitText(sheet, pairs, { width: 265, height: 27, size: 8, minSingle: 99, minSize: 4 })
  if (fitted === null) throw new Error('the signature text is not one of 88 characters')
  tagged(sheet, 'H2', () => drawLine(sheet, t('firma'), 425, 600, { size: 8.6, face: 'bold', color: INK.accent }))
  ornament(sheet, () => sheet.doc.lineWidth(0.5).strokeColor(INK.line).rect(305, 606, 275, 31).stroke())
  tagged(sheet, 'P', () => {
    const middle = 621.5 + 0.36 * fitted.size - ((fitted.lines.length - 1) * leading(fitted.size)) / 2
    fitted.lines.forEach((line, i) =>
      drawLine(sheet, line, 442.5, middle + i * leading(fitted.size), { size: fitted.size }),
    )
  })
}

/** The signed code, 141 pt wide inside 39–190 x 590–739 with white around it, and the short address inside 510–575 x 645–709. */
export function drawCodes({ sheet, input }: Page): void {
  const direccion = new URL(input.verificarUrl).origin
  drawQr(sheet, input.qr, { x: 44, y: 594.5, side: 141 }, t('alt-qr-firmado'))
  tagged(sheet, 'H2', () => drawLine(sheet, t('codigo-qr'), 545, 644, { ...LABEL, size: 6.8 }))
  const side = 51
  drawQr(
    sheet,
    input.verificarUrl,
    { x: 542.5 - side / 2, y: 677.5 - side / 2, side },
    t('alt-qr-direccion', { direccion: input.verificarUrl }),
  )
  drawAdvice(sheet, `${direccion}/verificar`)
  const groups = formatCodigo(input.codigoVerificacion).split(' ')
  tagged(sheet, 'P', () => {
    drawLine(sheet, t('codigoVerificacion'), 245, 715, LABEL)
    drawLine(sheet, `${groups.slice(0, 3).join(' ')} `, 245, 727, { size: 9, face: 'bold' })
    drawLine(sheet, groups.slice(3).join(' '), 245, 738, { size: 9, face: 'bold' })
  })
}

function drawAdvice(sheet: Sheet, direccion: string): void {
  tagged(sheet, 'H2', () =>
    drawLine(sheet, t('comprobar'), 204, 652, { size: 7.4, face: 'bold', color: INK.accent, align: 'left' }),
  )
  let y = 662
  for (const step of [t('comprobar-1', { direccion }), t('comprobar-2'), t('comprobar-3')]) {
    const lines = wrapText(sheet, step, 'regular', 298 / 6.6)
    const from = y
    tagged(sheet, 'P', () =>
      lines.forEach((line, i) => drawLine(sheet, line, 204, from + i * leading(6.6), { size: 6.6, align: 'left' })),
    )
    y += lines.length * leading(6.6) + 1.2
  }
}

export function drawFoot(page: Page): void {
  drawField(page, {
    label: 'director',
    value: page.input.titular,
    x: 440,
    y: 730,
    labelY: 715,
    width: 250,
    top: 718,
    bottom: 741,
    size: 8,
  })
  drawLegend(page)
}

/** Where to verify and what this paper is, at the foot of every sheet. */
export function drawLegend({ sheet, input }: Page): void {
  const direccion = `${new URL(input.verificarUrl).origin}/verificar`
  tagged(sheet, 'P', () => {
    drawLine(sheet, t('leyenda', { direccion, codigo: formatCodigo(input.codigoVerificacion) }), 310, 752, {
      size: 6.8,
    })
    drawLine(sheet, input.demostracion ? `${t('demostracion')} · ${t('sintetico')}` : t('leyenda-papel'), 310, 762, {
      size: 6.8,
      face: 'bold',
    })
  })
}
