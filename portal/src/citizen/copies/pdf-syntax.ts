// Reads a PDF in the one way in which ours are written: objects without gaps, one cross-reference section, nothing after the end.

/** A value with where it stands in the file: from `start` up to, not including, `end`. */
export type PdfValue = { readonly start: number; readonly end: number } & (
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'string'; readonly bytes: Buffer; readonly hex: boolean }
  | { readonly kind: 'ref'; readonly id: number }
  | { readonly kind: 'array'; readonly items: readonly PdfValue[] }
  | { readonly kind: 'dict'; readonly entries: PdfDict }
)

export type PdfDict = ReadonlyMap<string, PdfValue>

export interface PdfObject {
  readonly id: number
  readonly value: PdfValue
  readonly stream: Buffer | null
}

export interface PdfFile {
  readonly objects: ReadonlyMap<number, PdfObject>
  readonly trailer: PdfDict
}

/** Why a file is not written as ours are. The text is for programs and tests. */
export class PdfProblem extends Error {
  readonly at: number
  constructor(message: string, at = -1) {
    super(at < 0 ? message : `${message} at ${at}`)
    this.name = 'PdfProblem'
    this.at = at
  }
}

const HEADER = Buffer.from('%PDF-1.7\n%\xFF\xFF\xFF\xFF\n', 'latin1')
/** Bounds on what is parsed, far above what a copy of many sheets needs: a hostile file costs milliseconds, not memory. */
const MAX_BYTES = 4 * 1024 * 1024
const MAX_VALUES = 100_000
const MAX_DEPTH = 24
const MAX_STRING = 64 * 1024
const MAX_NAME = 127
const MAX_NUMBER = 26
const SPACE = 0x20
const NEWLINE = 0x0a

/**
 * Reads a whole file. Every byte must belong to the header, to exactly one object, to the only cross-reference table
 * (whose offsets must be those found) or to the trailer.
 * @throws PdfProblem for anything else
 */
export function readPdf(bytes: Buffer): PdfFile {
  if (!bytes.subarray(0, HEADER.length).equals(HEADER)) throw new PdfProblem('header', 0)
  if (bytes.length > MAX_BYTES) throw new PdfProblem('longer than any copy')
  const reader = { bytes, at: HEADER.length, values: 0 }
  const objects = new Map<number, PdfObject>()
  const offsets = new Map<number, number>()
  while (!startsWith(reader, 'xref\n')) {
    const offset = reader.at
    const object = readObject(reader)
    if (objects.has(object.id)) throw new PdfProblem('object twice', offset)
    objects.set(object.id, object)
    offsets.set(object.id, offset)
  }
  const xrefAt = reader.at
  readTable(reader, offsets)
  expect(reader, 'trailer\n')
  const trailer = readValue(reader, 0)
  if (trailer.kind !== 'dict') throw new PdfProblem('trailer', trailer.start)
  expect(reader, `\nstartxref\n${xrefAt}\n%%EOF\n`)
  if (reader.at !== bytes.length) throw new PdfProblem('bytes after the end', reader.at)
  if ([...trailer.entries.keys()].sort().join() !== 'ID,Info,Root,Size') throw new PdfProblem('trailer keys')
  const size = trailer.entries.get('Size')
  if (size?.kind !== 'number' || size.value !== objects.size + 1) throw new PdfProblem('trailer size')
  return { objects, trailer: trailer.entries }
}

interface Reader {
  readonly bytes: Buffer
  at: number
  /** How many values were read so far. */
  values: number
}

function startsWith({ bytes, at }: Reader, text: string): boolean {
  for (let i = 0; i < text.length; i += 1) if (bytes[at + i] !== text.charCodeAt(i)) return false
  return true
}

function expect(reader: Reader, text: string): void {
  if (!startsWith(reader, text)) throw new PdfProblem(`expected ${JSON.stringify(text)}`, reader.at)
  reader.at += text.length
}

/** Digits in their shortest form, at most ten of them. */
function readInteger(reader: Reader): number {
  const start = reader.at
  while (reader.at < start + MAX_NUMBER && isDigit(reader.bytes[reader.at])) reader.at += 1
  const text = reader.bytes.toString('latin1', start, reader.at)
  if (text === '' || text.length > 10 || (text.length > 1 && text.startsWith('0')))
    throw new PdfProblem('number', start)
  return Number(text)
}

function readObject(reader: Reader): PdfObject {
  const id = readInteger(reader)
  expect(reader, ' 0 obj\n')
  const value = readValue(reader, 0)
  let stream: Buffer | null = null
  if (startsWith(reader, '\nstream\n')) {
    reader.at += '\nstream\n'.length
    const length = value.kind === 'dict' ? value.entries.get('Length') : undefined
    if (length?.kind !== 'number' || !Number.isInteger(length.value) || length.value < 0)
      throw new PdfProblem('stream length', reader.at)
    stream = reader.bytes.subarray(reader.at, reader.at + length.value)
    reader.at += length.value
    expect(reader, '\nendstream')
  }
  expect(reader, '\nendobj\n')
  return { id, value, stream }
}

function readTable(reader: Reader, offsets: ReadonlyMap<number, number>): void {
  expect(reader, `xref\n0 ${offsets.size + 1}\n0000000000 65535 f \n`)
  for (let id = 1; id <= offsets.size; id += 1) {
    const offset = offsets.get(id)
    if (offset === undefined) throw new PdfProblem('object missing', reader.at)
    expect(reader, `${String(offset).padStart(10, '0')} 00000 n \n`)
  }
}

function skipSpace(reader: Reader): void {
  while (reader.bytes[reader.at] === SPACE || reader.bytes[reader.at] === NEWLINE) reader.at += 1
}

function readValue(reader: Reader, depth: number): PdfValue {
  reader.values += 1
  if (depth > MAX_DEPTH || reader.values > MAX_VALUES) throw new PdfProblem('too deep or too many', reader.at)
  const start = reader.at
  const byte = reader.bytes[start]
  const next = reader.bytes[start + 1]
  if (byte === 0x3c && next === 0x3c) return readDict(reader, depth)
  if (byte === 0x3c) return readHex(reader)
  if (byte === 0x28) return readString(reader)
  if (byte === 0x5b) return readArray(reader, depth)
  if (byte === 0x2f) return { kind: 'name', name: readName(reader), start, end: reader.at }
  for (const [word, value] of [
    ['true', true],
    ['false', false],
  ] as const) {
    if (!startsWith(reader, word)) continue
    reader.at += word.length
    return { kind: 'boolean', value, start, end: reader.at }
  }
  if (startsWith(reader, 'null')) {
    reader.at += 4
    return { kind: 'null', start, end: reader.at }
  }
  return readNumberOrRef(reader)
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39
}

function readNumberOrRef(reader: Reader): PdfValue {
  const start = reader.at
  const most = start + MAX_NUMBER
  while (
    reader.at < most &&
    (isDigit(reader.bytes[reader.at]) || reader.bytes[reader.at] === 0x2d || reader.bytes[reader.at] === 0x2e)
  )
    reader.at += 1
  const text = reader.bytes.toString('latin1', start, reader.at)
  if (!/^-?\d{1,12}(\.\d{1,12})?$/.test(text)) throw new PdfProblem('value', start)
  if (startsWith(reader, ' 0 R') && /^[1-9]\d*$/.test(text)) {
    reader.at += 4
    return { kind: 'ref', id: Number(text), start, end: reader.at }
  }
  return { kind: 'number', value: Number(text), start, end: reader.at }
}

/** Only plain characters: with escapes one name would have several spellings. */
function readName(reader: Reader): string {
  const start = reader.at + 1
  reader.at = start
  while (reader.at - start <= MAX_NAME) {
    const byte = reader.bytes[reader.at]
    if (byte === undefined || !/[A-Za-z0-9_.+:-]/.test(String.fromCharCode(byte))) break
    reader.at += 1
  }
  const name = reader.bytes.toString('latin1', start, reader.at)
  if (name === '' || name.length > MAX_NAME || reader.bytes[reader.at] === 0x23) throw new PdfProblem('name', start)
  return name
}

function readHex(reader: Reader): PdfValue {
  const start = reader.at
  const end = reader.bytes.indexOf(0x3e, start)
  const text = end < 0 || end - start > MAX_STRING ? '?' : reader.bytes.toString('latin1', start + 1, end)
  // One spelling only: lower case, whole bytes, no spaces.
  if (!/^(?:[0-9a-f]{2})*$/.test(text)) throw new PdfProblem('hex string', start)
  reader.at = end + 1
  return { kind: 'string', bytes: Buffer.from(text, 'hex'), hex: true, start, end: reader.at }
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  '(': '(',
  ')': ')',
  '\\': '\\',
}

function readString(reader: Reader): PdfValue {
  const start = reader.at
  const bytes: number[] = []
  for (let at = start + 1; ; at += 1) {
    const byte = reader.bytes[at]
    if (byte === undefined || byte === 0x28 || byte === 0x0d || byte === NEWLINE || at - start > MAX_STRING)
      throw new PdfProblem('string', start)
    if (byte === 0x29) {
      reader.at = at + 1
      return { kind: 'string', bytes: Buffer.from(bytes), hex: false, start, end: reader.at }
    }
    if (byte !== 0x5c) {
      bytes.push(byte)
      continue
    }
    at += 1
    const escaped = ESCAPES[String.fromCharCode(reader.bytes[at] ?? 0)]
    if (escaped === undefined) throw new PdfProblem('escape', at)
    bytes.push(escaped.charCodeAt(0))
  }
}

function readArray(reader: Reader, depth: number): PdfValue {
  const start = reader.at
  const items: PdfValue[] = []
  reader.at += 1
  for (;;) {
    skipSpace(reader)
    if (reader.bytes[reader.at] === 0x5d) break
    items.push(readValue(reader, depth + 1))
  }
  reader.at += 1
  return { kind: 'array', items, start, end: reader.at }
}

function readDict(reader: Reader, depth: number): PdfValue {
  const start = reader.at
  const entries = new Map<string, PdfValue>()
  reader.at += 2
  for (;;) {
    skipSpace(reader)
    if (startsWith(reader, '>>')) break
    if (reader.bytes[reader.at] !== 0x2f) throw new PdfProblem('key', reader.at)
    const key = readName(reader)
    if (entries.has(key)) throw new PdfProblem('key twice', reader.at)
    skipSpace(reader)
    entries.set(key, readValue(reader, depth + 1))
  }
  reader.at += 2
  return { kind: 'dict', entries, start, end: reader.at }
}
