// A letter sheet in the project's two fonts: tagged text at exact places, long values made to fit, codes as vector paths.
import { fileURLToPath } from 'node:url'
import encodeQR from 'qr'

export type Face = 'regular' | 'bold'

export const PAGE = { width: 612, height: 792 } as const

/** Inks of every printed document: few, dark, and still apart from one another on a photocopy. */
export const INK = {
  text: '#14181c',
  label: '#4a5560',
  accent: '#21455e',
  line: '#9fb0bc',
  band: '#e6edf2',
  faint: '#eef1f3',
} as const

/** A character that our fonts cannot print. Nothing is printed in its place: the document is refused. */
export class MissingGlyph extends Error {
  readonly codigo = 'glifo-faltante'
  readonly character: string
  constructor(character: string) {
    super(`no glyph for U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`)
    this.name = 'MissingGlyph'
    this.character = character
  }
}

/** Characters of the alphanumeric set that the largest symbol holds at each level (ISO/IEC 18004, version 40). */
const QR_CAPACITY = { medium: 3391, low: 4296 } as const

/** A signed code that no QR holds: only an acta whose every name is hundreds of characters long has one. */
export class CodeTooLong extends Error {
  constructor(length: number) {
    super(`a code of ${length} characters fits no QR`)
    this.name = 'CodeTooLong'
  }
}

/** The part of a parsed font that we ask for ourselves. */
interface ParsedFont {
  readonly unitsPerEm: number
  hasGlyphForCodePoint(codePoint: number): boolean
  layout(text: string): {
    readonly advanceWidth: number
    readonly glyphs: readonly {
      readonly codePoints: readonly number[]
      readonly advanceWidth: number
      readonly path: { toSVG(): string }
    }[]
  }
}

type Structure = PDFKit.PDFStructureElement

export interface Sheet {
  readonly doc: PDFKit.PDFDocument
  readonly fonts: Readonly<Record<Face, ParsedFont>>
  /** The element under which everything that is read aloud hangs. */
  readonly root: Structure
  /** Texts already found printable, so that each is looked at once. */
  readonly checked: Set<string>
}

/** A reference to an object of the file under construction, as pdfkit keeps it. */
export interface Ref {
  readonly data: Record<string, unknown>
  compress: boolean
  write(text: string): void
  end(): void
}

/** What pdfkit has and its published types do not name. */
export interface Internals {
  _root: Ref
  _id: Buffer
  _font: { readonly font: ParsedFont }
  ref(data: Record<string, unknown>): Ref
  appendXML(xml: string): void
}

export interface SheetOptions {
  readonly title: string
  readonly subject: string
  readonly at: Temporal.Instant
  /** 16 bytes */
  readonly fileId: Buffer
  readonly info?: Readonly<Record<string, string>>
  /** Private data of this program, which will be the very first thing in the file. */
  readonly mark?: Readonly<Record<string, string>>
  readonly xml?: string
}

type PdfConstructor = new (options: PDFKit.PDFDocumentOptions) => PDFKit.PDFDocument

let parsed: Promise<Readonly<Record<Face, ParsedFont>>> | null = null

/** The library is loaded with the first document, the fonts are parsed once. */
async function load(): Promise<{ PDFDocument: PdfConstructor; fonts: Readonly<Record<Face, ParsedFont>> }> {
  const { default: PDFDocument } = await import('pdfkit')
  const parse = (file: string): ParsedFont => {
    const path = fileURLToPath(import.meta.resolve(`@expo-google-fonts/noto-sans/${file}`))
    return (new PDFDocument({ autoFirstPage: false, font: path }) as unknown as Internals)._font.font
  }
  parsed ??= Promise.resolve({
    regular: parse('400Regular/NotoSans_400Regular.ttf'),
    bold: parse('700Bold/NotoSans_700Bold.ttf'),
  })
  return { PDFDocument, fonts: await parsed }
}

/** Starts a document with one empty page. The same options give the same bytes. */
export async function openSheet(options: SheetOptions): Promise<Sheet> {
  const { PDFDocument, fonts } = await load()
  const doc = new PDFDocument({
    size: [PAGE.width, PAGE.height],
    margin: 0,
    autoFirstPage: false,
    pdfVersion: '1.7',
    subset: 'PDF/A-2a',
    tagged: true,
    lang: 'es-MX',
    displayTitle: true,
    // No default font: everything that is shown is embedded.
    font: null as unknown as string,
    info: {
      Title: options.title,
      Subject: options.subject,
      Creator: 'actas',
      Producer: 'pdfkit',
      CreationDate: legacyDate(options.at),
      ...options.info,
    },
  })
  const internals = doc as unknown as Internals
  internals._id = options.fileId
  if (options.mark) {
    const mark = internals.ref(
      Object.fromEntries(Object.entries(options.mark).map(([key, value]) => [key, Object(value)])),
    )
    mark.end()
    internals._root.data['PieceInfo'] = { Actas: { LastModified: legacyDate(options.at), Private: mark } }
  }
  if (options.xml) internals.appendXML(options.xml)
  for (const face of ['regular', 'bold'] as const) doc.registerFont(face, fonts[face] as never)
  doc.addPage()
  doc.font('regular')
  const root = doc.struct('Document')
  doc.addStructure(root)
  return { doc, fonts, root, checked: new Set() }
}

/** The library asks for the older kind of date; this one holds the given instant and never the machine's own. */
export function legacyDate(at: Temporal.Instant): Date {
  return Reflect.construct(Date, [at.epochMilliseconds])
}

/** Ends the document. */
export async function finishSheet(sheet: Sheet): Promise<Buffer> {
  sheet.root.end()
  sheet.doc.end()
  const chunks: Uint8Array[] = []
  for await (const chunk of sheet.doc as unknown as AsyncIterable<Uint8Array>) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** Draws something that is part of the text: a paragraph, a heading, a figure with its description. */
export function tagged(
  sheet: Sheet,
  type: string,
  draw: () => void,
  options: { alt?: string; bbox?: [number, number, number, number] } = {},
): void {
  sheet.root.add(sheet.doc.struct(type as never, options as never, draw))
}

/** Draws lines, bands and ornaments, which nobody needs to hear. */
export function ornament(sheet: Sheet, draw: () => void): void {
  sheet.doc.markContent('Artifact', { type: 'Layout' })
  sheet.doc.save()
  draw()
  sheet.doc.restore()
  sheet.doc.endMarkedContent()
}

/** @throws MissingGlyph unless every character of the text has a glyph in this face and is shown in its place */
export function requirePrintable(sheet: Sheet, text: string, face: Face): void {
  const mark = `${face} ${text}`
  if (sheet.checked.has(mark)) return
  const font = sheet.fonts[face]
  for (const character of text) {
    if (/[\p{C}\p{Zl}\p{Zp}]/u.test(character) || !font.hasGlyphForCodePoint(character.codePointAt(0)!))
      throw new MissingGlyph(character)
  }
  // A script that the shaper reorders could not be read back as it was written.
  const shown = String.fromCodePoint(...font.layout(text).glyphs.flatMap((glyph) => glyph.codePoints))
  if (shown !== text) throw new MissingGlyph([...text].find((character, i) => character !== [...shown][i]) ?? text)
  sheet.checked.add(mark)
}

export interface TextStyle {
  readonly size: number
  readonly face?: Face
  readonly color?: string
  readonly align?: 'center' | 'left' | 'right'
}

/** Draws one line with its baseline at `y`; `x` is its centre unless `align` says left or right. @throws MissingGlyph */
export function drawLine(sheet: Sheet, text: string, x: number, y: number, style: TextStyle): void {
  const { doc } = sheet
  const face = style.face ?? 'regular'
  requirePrintable(sheet, text, face)
  doc
    .font(face)
    .fontSize(style.size)
    .fillColor(style.color ?? INK.text)
  // Spaces that end a wrapped line are kept in the file but do not push it off its centre.
  const width = doc.widthOfString(text.trimEnd())
  const left = style.align === 'left' ? x : style.align === 'right' ? x - width : x - width / 2
  doc.text(text, left, y, { lineBreak: false, baseline: 'alphabetic' })
}

/** Width of a text at size 1. */
function widthOf(sheet: Sheet, text: string, face: Face): number {
  return sheet.doc.font(face).fontSize(1).widthOfString(text)
}

const LEADING = 1.16
const STEP = 0.2

export interface Fitted {
  readonly size: number
  readonly lines: readonly string[]
}

/** Breaks a text into lines no wider than `width` (at size 1). Lines joined give the text again, to the last space. */
export function wrapText(sheet: Sheet, text: string, face: Face, width: number): string[] {
  const lines: string[] = []
  for (const paragraph of text.split(/\r\n|\n|\r/)) {
    let line = ''
    let used = 0
    for (const word of paragraph.match(/\S*\s*/gu) ?? []) {
      for (const piece of breakWord(sheet, word, face, width)) {
        if (line !== '' && used + widthOf(sheet, piece.trimEnd(), face) > width) {
          lines.push(line)
          line = ''
          used = 0
        }
        line += piece
        used += widthOf(sheet, piece, face)
      }
    }
    lines.push(line)
  }
  return lines
}

/** A word alone, or its pieces when it is wider than a whole line. */
function breakWord(sheet: Sheet, word: string, face: Face, width: number): string[] {
  if (widthOf(sheet, word.trimEnd(), face) <= width) return [word]
  const pieces: string[] = []
  let piece = ''
  for (const { segment } of new Intl.Segmenter('es').segment(word)) {
    if (piece !== '' && widthOf(sheet, (piece + segment).trimEnd(), face) > width) {
      pieces.push(piece)
      piece = ''
    }
    piece += segment
  }
  return [...pieces, piece]
}

export interface Room {
  readonly width: number
  /** Height for the lines together, points. */
  readonly height: number
  readonly size: number
  /** Smallest size of a text on one line, and of a text on several. */
  readonly minSingle: number
  readonly minSize: number
  readonly face?: Face
}

/**
 * The largest way to set a text in its room: on one line if it can be, else on several, breaking no word unless even the
 * smallest size asks for it. Null when it does not fit.
 */
export function fitText(sheet: Sheet, text: string, room: Room): Fitted | null {
  const face = room.face ?? 'regular'
  requirePrintable(sheet, text.replace(/[\r\n]/g, ' '), face)
  const single = /[\r\n]/.test(text) ? Number.POSITIVE_INFINITY : widthOf(sheet, text, face)
  const size = Math.min(room.size, Math.floor((room.width / single) * 100) / 100)
  if (size >= room.minSingle) return { size, lines: [text] }
  const widest = Math.max(...(text.match(/\S+/gu) ?? ['']).map((word) => widthOf(sheet, word, face)))
  for (const mayBreak of [false, true]) {
    for (let several = room.size; several >= room.minSize - 1e-9; several -= STEP) {
      if (!mayBreak && widest > room.width / several) continue
      const lines = wrapText(sheet, text, face, room.width / several)
      if (lines.length * several * LEADING <= room.height) return { size: several, lines }
    }
  }
  return null
}

/** Distance between baselines at this size. */
export function leading(size: number): number {
  return size * LEADING
}

/**
 * Draws a QR code (level M) as one path. `x`, `y` and `side` are those of the symbol itself; four modules around it are
 * painted white, so that nothing else comes near.
 */
export function drawQr(sheet: Sheet, text: string, place: { x: number; y: number; side: number }, alt: string): void {
  if (text.length > QR_CAPACITY.low) throw new CodeTooLong(text.length)
  const ecc = text.length > QR_CAPACITY.medium ? 'low' : 'medium'
  const matrix = encodeQR(text, 'raw', { ecc, border: 1 })
    .slice(1, -1)
    .map((row) => row.slice(1, -1))
  const module = place.side / matrix.length
  const quiet = 4 * module
  const { doc } = sheet
  tagged(
    sheet,
    'Figure',
    () => {
      doc.save()
      doc.rect(place.x - quiet, place.y - quiet, place.side + 2 * quiet, place.side + 2 * quiet).fill('#ffffff')
      doc.translate(place.x, place.y).scale(module)
      matrix.forEach((row, y) => {
        for (let x = 0; x < row.length; x += 1) {
          if (!row[x]) continue
          let end = x
          while (row[end + 1]) end += 1
          doc.rect(x, y, end + 1 - x, 1)
          x = end
        }
      })
      doc.fill('#000000')
      doc.restore()
    },
    { alt, bbox: [place.x, place.y, place.x + place.side, place.y + place.side] },
  )
}
