// For tests only: takes a document of ours apart into its objects, lets a test change them, and writes it again as ours are written.

/** Object number → its text between `obj` and `endobj`, as latin1. */
export type PdfObjects = Map<number, string>

const HEADER_END = 15

export function objectsOf(pdf: Buffer): PdfObjects {
  const text = pdf.toString('latin1')
  const body = text.slice(HEADER_END, text.lastIndexOf('xref\n0 '))
  return new Map([...body.matchAll(/(\d+) 0 obj\n([\s\S]*?)\nendobj\n/g)].map((one) => [Number(one[1]), one[2]!]))
}

/** The document with its objects changed by `edit` and the table and trailer made anew. No edit gives the same bytes. */
export function rewrite(pdf: Buffer, edit: (objects: PdfObjects) => void, trailerMore = ''): Buffer {
  const text = pdf.toString('latin1')
  const objects = objectsOf(pdf)
  edit(objects)
  const trailer = text.slice(text.lastIndexOf('trailer\n'), text.lastIndexOf('\nstartxref'))
  let out = text.slice(0, HEADER_END)
  const offsets = new Map<number, number>()
  for (const [id, content] of objects) {
    offsets.set(id, out.length)
    out += `${id} 0 obj\n${content}\nendobj\n`
  }
  const rows = Array.from(
    { length: objects.size },
    (_, i) => `${String(offsets.get(i + 1) ?? 0).padStart(10, '0')} 00000 n \n`,
  )
  const table = `xref\n0 ${objects.size + 1}\n0000000000 65535 f \n${rows.join('')}`
  const end = trailer.replace(/\/Size \d+/, `/Size ${objects.size + 1}`).replace(/\n>>$/, `${trailerMore}\n>>`)
  return Buffer.from(`${out}${table}${end}\nstartxref\n${out.length}\n%%EOF\n`, 'latin1')
}

/** Number of the first object whose text matches. */
export function objectLike(objects: PdfObjects, pattern: RegExp): number {
  const found = [...objects].find(([, text]) => pattern.test(text))
  if (!found) throw new Error(`no object like ${String(pattern)}`)
  return found[0]
}

/** Puts a line into the dictionary of the first object that matches. */
export function addEntry(objects: PdfObjects, pattern: RegExp, entry: string): void {
  const id = objectLike(objects, pattern)
  objects.set(id, objects.get(id)!.replace('<<\n', `<<\n${entry}\n`))
}

/** An incremental update after the end of the file, as any PDF tool would append it. */
export function appendUpdate(pdf: Buffer, objects: Readonly<Record<number, string>>): Buffer {
  const text = pdf.toString('latin1')
  const previous = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)![1])
  const trailer = text.slice(text.lastIndexOf('trailer\n'), text.lastIndexOf('\nstartxref'))
  let out = text
  let rows = ''
  let size = Number(/\/Size (\d+)/.exec(trailer)![1])
  for (const [id, content] of Object.entries(objects)) {
    rows += `${id} 1\n${String(out.length).padStart(10, '0')} 00000 n \n`
    out += `${id} 0 obj\n${content}\nendobj\n`
    size = Math.max(size, Number(id) + 1)
  }
  const next = trailer.replace(/\/Size \d+/, `/Size ${size}`).replace(/\n>>$/, `\n/Prev ${previous}\n>>`)
  return Buffer.from(`${out}xref\n${rows}${next}\nstartxref\n${out.length}\n%%EOF\n`, 'latin1')
}
