// Further sheets of a copy for what does not fit the national format's page; they are part of the same signed file.
import { drawLine, INK, leading, PAGE, tagged, wrapText } from './pdf-sheet.ts'
import type { Sheet } from './pdf-sheet.ts'

/** A text that goes on; the heading is printed where it changes. */
export interface Entry {
  readonly heading: string | null
  readonly text: string
}

interface Line {
  readonly text: string
  readonly heading: boolean
}

const SIZE = 8
const TOP = 96
const BOTTOM = PAGE.height - 44
const LEFT = 48
const LINES = Math.floor((BOTTOM - TOP) / leading(SIZE))

/** The lines of each further sheet; empty when nothing goes on. */
export function planContinuation(sheet: Sheet, entries: readonly Entry[]): Line[][] {
  const lines: Line[] = entries.flatMap(({ heading, text }) => [
    ...(heading === null ? [] : [{ text: heading, heading: true }]),
    ...wrapText(sheet, text, 'regular', (PAGE.width - 2 * LEFT) / SIZE).map((line) => ({ text: line, heading: false })),
  ])
  const sheets: Line[][] = []
  for (let from = 0; from < lines.length; from += LINES) sheets.push(lines.slice(from, from + LINES))
  return sheets
}

/** Draws the planned sheets. @throws MissingGlyph */
export function addContinuation(
  sheet: Sheet,
  plan: readonly (readonly Line[])[],
  frame: { title: string; subtitle: string; ground: () => void; number: (n: number) => void },
): void {
  plan.forEach((lines, index) => {
    sheet.doc.addPage()
    frame.ground()
    tagged(sheet, 'H1', () => drawLine(sheet, frame.title, PAGE.width / 2, 58, { size: 14, face: 'bold' }))
    tagged(sheet, 'P', () => drawLine(sheet, frame.subtitle, PAGE.width / 2, 74, { size: 7.6, color: INK.label }))
    lines.forEach((line, i) => {
      if (line.text === '') return
      const style = line.heading ? ({ size: SIZE, face: 'bold', color: INK.accent, align: 'left' } as const) : ({ size: SIZE, align: 'left' } as const)
      tagged(sheet, line.heading ? 'H2' : 'P', () => drawLine(sheet, line.text, LEFT, TOP + (i + 0.8) * leading(SIZE), style))
    })
    frame.number(index + 2)
  })
}
