// Further sheets of a copy for what does not fit the national format's page; they are part of the same signed file.
import { drawLine, INK, leading, PAGE, tagged, wrapText } from './pdf-sheet.ts'
import type { Fitted, Sheet } from './pdf-sheet.ts'

/** A text that goes on; the heading is printed where it changes. */
export interface Entry {
  readonly heading: string | null
  readonly text: string
}

interface Line {
  readonly text: string
  readonly heading: boolean
  /** White above it, in lines: between headings and between entries. */
  readonly gap: number
}

const SIZE = 8.4
const TOP = 110
const BOTTOM = PAGE.height - 56
const LEFT = 48
const LINES = Math.floor((BOTTOM - TOP) / leading(SIZE))

/** The lines of each further sheet; empty when nothing goes on. */
export function planContinuation(sheet: Sheet, entries: readonly Entry[]): Line[][] {
  const lines = entries.flatMap(({ heading, text }): Line[] => [
    ...(heading === null ? [] : [{ text: heading, heading: true, gap: 1 }]),
    ...wrapText(sheet, text, 'regular', (PAGE.width - 2 * LEFT) / SIZE).map((line, i) => ({
      text: line,
      heading: false,
      gap: i === 0 ? 0.45 : 0,
    })),
  ])
  const sheets: Line[][] = []
  let used = Number.POSITIVE_INFINITY
  for (const line of lines) {
    if (used + line.gap + 1 > LINES) {
      sheets.push([])
      used = 0
    }
    sheets.at(-1)!.push(line)
    used += line.gap + 1
  }
  return sheets
}

/** Draws the planned sheets. @throws MissingGlyph */
export function addContinuation(
  sheet: Sheet,
  plan: readonly (readonly Line[])[],
  frame: { title: string; name: Fitted; subtitle: string; ground: () => void; foot: (n: number) => void },
): void {
  plan.forEach((lines, index) => {
    sheet.doc.addPage()
    frame.ground()
    tagged(sheet, 'H1', () => drawLine(sheet, frame.title, PAGE.width / 2, 58, { size: 14, face: 'bold' }))
    tagged(sheet, 'P', () => {
      const { size, lines: names } = frame.name
      names.forEach((name, i) => drawLine(sheet, name, PAGE.width / 2, 74 + i * leading(size), { size, face: 'bold' }))
      drawLine(sheet, frame.subtitle, PAGE.width / 2, 94, { size: 7.6, color: INK.label })
    })
    let at = 0
    lines.forEach((line) => {
      at += line.gap
      const y = TOP + (at + 0.8) * leading(SIZE)
      at += 1
      if (line.text === '') return
      const style = line.heading
        ? ({ size: SIZE, face: 'bold', color: INK.accent, align: 'left' } as const)
        : ({ size: SIZE, align: 'left' } as const)
      tagged(sheet, line.heading ? 'H2' : 'P', () => drawLine(sheet, line.text, LEFT, y, style))
    })
    frame.foot(index + 2)
  })
}
