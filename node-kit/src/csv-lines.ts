// Reads a CSV file as numbered lines without holding it in memory, insisting on UTF-8.
import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import { kitError } from './kit-error.ts'

/** One physical line, counted from 1, without its end. */
export interface CsvLine {
  linea: number
  texto: string
}

const CHUNK = 256 * 1024
/** No line of actas comes near; a file without line ends is no CSV. */
const LONGEST_LINE = 1024 * 1024
const BOM = Buffer.from([0xef, 0xbb, 0xbf])

/**
 * Yields the lines of a file in batches of about 256 kB. LF and CRLF both end a line, and a byte order mark is
 * dropped. Throws a KitError when the file cannot be read, is not UTF-8 (naming the line), or has no lines.
 */
export async function* readCsvLines(file: string, onBytes: (read: number) => void): AsyncGenerator<CsvLine[]> {
  let linea = 1
  let total = 0
  let rest: Buffer = Buffer.alloc(0)
  let first = true
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: CHUNK })) {
      total += (chunk as Buffer).length
      let bytes = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer])
      if (first && bytes.length >= BOM.length) {
        first = false
        if (bytes.subarray(0, BOM.length).equals(BOM)) bytes = bytes.subarray(BOM.length)
      }
      const end = bytes.lastIndexOf(0x0a) + 1
      rest = bytes.subarray(end)
      if (rest.length > LONGEST_LINE) throw kitError('linea-enorme', 1, { linea })
      const lines = decodeLines(bytes.subarray(0, end), linea)
      linea += lines.length
      onBytes(total)
      if (lines.length > 0) yield lines
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (typeof code === 'string') throw kitError('archivo-ilegible', 3, { archivo: file, causa: code })
    throw error
  }
  if (rest.length > 0) yield decodeLines(Buffer.concat([rest, Buffer.from('\n')]), linea)
}

/** `bytes` ends with a line end, or is empty. */
function decodeLines(bytes: Buffer, firstLine: number): CsvLine[] {
  if (bytes.length === 0) return []
  if (!isUtf8(bytes)) throw kitError('no-utf8', 1, { linea: firstLine + badLineOffset(bytes) })
  const texts = bytes.toString('utf8', 0, bytes.length - 1).split('\n')
  return texts.map((text, i) => ({
    linea: firstLine + i,
    texto: text.endsWith('\r') ? text.slice(0, -1) : text,
  }))
}

function badLineOffset(bytes: Buffer): number {
  let offset = 0
  for (let start = 0; start < bytes.length; offset += 1) {
    const end = bytes.indexOf(0x0a, start) + 1
    if (end === 0 || !isUtf8(bytes.subarray(start, end))) break
    start = end
  }
  return offset
}
