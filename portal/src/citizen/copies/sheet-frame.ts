// What all our printed documents look like: frame, emblem, bands, and the word that tells a demonstration from the service.
import { catalogue } from '#ui/messages'
import es from './copy-es-MX.json' with { type: 'json' }
import { drawLine, INK, ornament, PAGE, tagged } from './pdf-sheet.ts'
import type { Sheet } from './pdf-sheet.ts'

const t = catalogue(es)
/** Middle of the word across the page: between the header and the codes, which must stay on plain white. */
const WORD_Y = 392

/** Frame and, in the demonstration, the word across the page: under everything else, so light that it copies away. */
export function drawGround(sheet: Sheet, demonstration: boolean): void {
  const { doc } = sheet
  ornament(sheet, () => {
    doc
      .lineWidth(1)
      .strokeColor(INK.accent)
      .rect(21, 21, PAGE.width - 42, PAGE.height - 42)
      .stroke()
    doc
      .lineWidth(0.35)
      .strokeColor(INK.line)
      .rect(24, 24, PAGE.width - 48, PAGE.height - 48)
      .stroke()
    if (!demonstration) return
    doc.rotate(-33, { origin: [PAGE.width / 2, WORD_Y] })
    drawShape(sheet, t('demostracion'), PAGE.width / 2, WORD_Y + 26, 74)
  })
}

/** A word as a figure, so that whoever takes the text out of the file does not find its letters among the names. */
function drawShape({ doc, fonts }: Sheet, word: string, x: number, y: number, size: number): void {
  const { glyphs, advanceWidth } = fonts.bold.layout(word)
  const scale = size / fonts.bold.unitsPerEm
  doc.translate(x - (advanceWidth * scale) / 2, y).scale(scale, -scale)
  for (const glyph of glyphs) {
    doc.path(glyph.path.toSVG())
    doc.fill(INK.faint).translate(glyph.advanceWidth, 0)
  }
}

/** Says in words that nobody may take this document for a real one; `y` is the top of the box, `x` its middle. */
export function drawDemonstrationMark(sheet: Sheet, x: number, y: number): void {
  ornament(sheet, () =>
    sheet.doc
      .lineWidth(0.7)
      .strokeColor(INK.accent)
      .roundedRect(x - 90, y, 180, 26, 3)
      .stroke(),
  )
  tagged(sheet, 'P', () => {
    drawLine(sheet, t('demostracion'), x, y + 11, { size: 9, face: 'bold', color: INK.accent })
    drawLine(sheet, t('sintetico'), x, y + 21.5, { size: 7.4, color: INK.text })
  })
}

/** A figure of plain geometry where a coat of arms would be: no official emblem is imitated. */
export function drawEmblem(sheet: Sheet, x: number, y: number): void {
  const { doc } = sheet
  const petals = 24
  ornament(sheet, () => {
    doc.lineWidth(0.45).strokeColor(INK.accent)
    for (let i = 0; i < petals; i += 1) {
      doc.save().rotate((360 / petals) * i, { origin: [x, y] })
      doc
        .moveTo(x, y - 8)
        .bezierCurveTo(x + 15, y - 18, x + 15, y - 30, x, y - 36)
        .bezierCurveTo(x - 15, y - 30, x - 15, y - 18, x, y - 8)
        .stroke()
      doc.restore()
    }
    doc.lineWidth(0.9).circle(x, y, 37.5).stroke()
    doc.lineWidth(0.5).circle(x, y, 39.8).stroke()
    doc.circle(x, y, 7).fillAndStroke('#ffffff', INK.accent)
  })
}

/** A band across the page with the heading of what follows; `y` is the baseline. */
export function drawBand(sheet: Sheet, text: string, y: number): void {
  ornament(sheet, () => sheet.doc.rect(40, y - 9.8, 540, 13.4).fill(INK.band))
  tagged(sheet, 'H2', () => drawLine(sheet, text, 308, y, { size: 8.6, face: 'bold', color: INK.accent }))
}
