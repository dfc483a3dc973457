// The canonical layout of a copy: one revision, one signature over the whole file, and nothing in it that we do not write.
import { firstMark, INFO_KEYS, PLANTILLAS } from './file-marks.ts'
import type { FileMarks } from './file-marks.ts'
import { PdfProblem, readPdf } from './pdf-syntax.ts'
import type { PdfDict, PdfFile, PdfValue } from './pdf-syntax.ts'

/** Bytes kept for the signature. A seal with its CA takes some 1 400; the rest is for a timestamp one day. */
export const CONTENTS_BYTES = 4096
/** What stands in an unsigned file where the three numbers of the ByteRange will be. */
export const RANGE_PLACEHOLDER = 9_999_999_999

export interface CopyLayout {
  /** Where the hex string of the signature stands, its angle brackets included. */
  readonly contents: { readonly start: number; readonly end: number; readonly bytes: Buffer }
  readonly byteRange: { readonly start: number; readonly end: number; readonly numbers: readonly number[] }
  /** Claimed by the signature dictionary. */
  readonly signedAt: Temporal.Instant
  readonly marks: FileMarks
  readonly pages: number
}

/** Keys that bring in something that runs, hides, points outside or changes later. None of them is ever ours. */
const FORBIDDEN = new Set(
  (
    'JS JavaScript OpenAction AA XFA EmbeddedFiles EmbeddedFile EF AF OCProperties OCG OC Prev XRefStm Encrypt DSS Collection RichMedia ' +
    'Popup URI Launch NeedAppearances FS FFilter DecodeParms Extensions Legal SpiderInfo Requirements Threads Outlines PageLabels'
  ).split(' '),
)
const FORBIDDEN_ACTIONS = new Set(
  'JavaScript Launch URI GoTo GoToR GoToE SubmitForm ResetForm ImportData Rendition Movie Sound Named SetOCGState Hide Thread Trans GoTo3DView RichMediaExecute'.split(
    ' ',
  ),
)
const TYPES = new Set(
  'Catalog Pages Page Font FontDescriptor Annot Sig SigRef TransformParams Metadata XObject StructTreeRoot MCR OBJR OutputIntent'.split(
    ' ',
  ),
)
const CATALOG =
  'Type Pages Names Lang PieceInfo MarkInfo StructTreeRoot ViewerPreferences Metadata OutputIntents AcroForm Perms'.split(
    ' ',
  )
const PAGE = 'Type Parent MediaBox Contents Resources UserUnit StructParents Tabs Annots'.split(' ')
const WIDGET = 'Type Subtype FT T TU V P F AP Rect Border C StructParent'.split(' ')
const SIGNATURE = 'Type Filter SubFilter ByteRange Contents M Reason Reference'.split(' ')

/** Reads a copy, signed or about to be. @throws PdfProblem saying what is not as we write it */
export function readCopyLayout(bytes: Buffer): CopyLayout {
  const file = readPdf(bytes)
  for (const object of file.objects.values()) checkValue(object.value)
  checkReachable(file)
  const catalog = dictAt(file, file.trailer.get('Root'), 'catalog')
  onlyKeys(catalog, CATALOG, 'catalog')
  const names = dictAt(file, catalog.get('Names'), 'names')
  onlyKeys(names, ['Dests'], 'names')
  const widgetRef = checkForm(file, catalog)
  const widget = dictAt(file, widgetRef, 'widget')
  checkWidget(widget)
  const pages = checkPages(file, catalog, refId(widgetRef))
  const signature = checkSignature(file, catalog, widget)
  const marks = readInfo(file)
  checkFirstMark(file, catalog, marks)
  return { ...signature, marks, pages }
}

/** The private data says what the document information says, and nothing else. */
function checkFirstMark(file: PdfFile, catalog: PdfDict, marks: FileMarks): void {
  const pieces = dictAt(file, catalog.get('PieceInfo'), 'private data')
  onlyKeys(pieces, ['Actas'], 'private data')
  const ours = dictAt(file, pieces.get('Actas'), 'private data')
  onlyKeys(ours, ['LastModified', 'Private'], 'private data')
  const mark = dictAt(file, ours.get('Private'), 'private data')
  const wanted = firstMark(marks)
  onlyKeys(mark, Object.keys(wanted), 'private data')
  for (const [key, text] of Object.entries(wanted)) {
    const value = mark.get(key)
    if (value?.kind !== 'string' || value.bytes.toString('latin1') !== text) throw new PdfProblem('private data')
  }
}

function refId(value: PdfValue | undefined): number {
  if (value?.kind !== 'ref') throw new PdfProblem('reference expected', value?.start)
  return value.id
}

function dictAt(file: PdfFile, value: PdfValue | undefined, what: string): PdfDict {
  const found = value?.kind === 'ref' ? file.objects.get(value.id)?.value : value
  if (found?.kind !== 'dict') throw new PdfProblem(`no ${what}`, value?.start)
  return found.entries
}

function itemsOf(value: PdfValue | undefined, what: string): readonly PdfValue[] {
  if (value?.kind !== 'array') throw new PdfProblem(`no ${what}`, value?.start)
  return value.items
}

function isName(value: PdfValue | undefined, name: string): boolean {
  return value?.kind === 'name' && value.name === name
}

function onlyKeys(dict: PdfDict, allowed: readonly string[], what: string): void {
  for (const key of dict.keys()) if (!allowed.includes(key)) throw new PdfProblem(`key ${key} in ${what}`)
}

/** Every dictionary, however deep: no forbidden key, no type that we do not write, no image and no form but the empty one. */
function checkValue(value: PdfValue): void {
  if (value.kind === 'array') return value.items.forEach(checkValue)
  if (value.kind !== 'dict') return
  for (const [key, child] of value.entries) {
    if (FORBIDDEN.has(key)) throw new PdfProblem(`forbidden key ${key}`, child.start)
    if (key === 'S' && child.kind === 'name' && FORBIDDEN_ACTIONS.has(child.name))
      throw new PdfProblem(`action ${child.name}`, child.start)
    if (key === 'Type' && child.kind === 'name' && !TYPES.has(child.name))
      throw new PdfProblem(`type ${child.name}`, child.start)
    if (key === 'Filter' && !isName(child, 'FlateDecode') && !isName(child, 'Adobe.PPKLite'))
      throw new PdfProblem('filter', child.start)
    if (key === 'Subtype' && (isName(child, 'Image') || isName(child, 'PS')))
      throw new PdfProblem('external object', child.start)
    checkValue(child)
  }
}

/** Nothing may lie in the file without being part of the document. */
function checkReachable(file: PdfFile): void {
  const seen = new Set<number>()
  const waiting: PdfValue[] = [...file.trailer.values()]
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (value.kind === 'array') waiting.push(...value.items)
    if (value.kind === 'dict') waiting.push(...value.entries.values())
    if (value.kind !== 'ref' || seen.has(value.id)) continue
    const object = file.objects.get(value.id)
    if (!object) throw new PdfProblem('reference to nothing', value.start)
    seen.add(value.id)
    waiting.push(object.value)
  }
  for (const { id, value, stream } of file.objects.values()) {
    // The library leaves the root of an outline that has no entries: an empty dictionary, with room for nothing.
    const empty = value.kind === 'dict' && value.entries.size === 0 && stream === null
    if (!seen.has(id) && !empty) throw new PdfProblem('object that nothing refers to')
  }
}

/** The form holds one field; its reference. */
function checkForm(file: PdfFile, catalog: PdfDict): PdfValue {
  const form = dictAt(file, catalog.get('AcroForm'), 'form')
  onlyKeys(form, ['Fields', 'SigFlags', 'DA', 'DR'], 'form')
  const flags = form.get('SigFlags')
  if (flags?.kind !== 'number' || flags.value !== 3) throw new PdfProblem('signature flags')
  const [field, ...more] = itemsOf(form.get('Fields'), 'fields')
  if (field === undefined || more.length > 0) throw new PdfProblem('one field expected')
  return field
}

function checkWidget(widget: PdfDict): void {
  onlyKeys(widget, WIDGET, 'widget')
  if (!isName(widget.get('Subtype'), 'Widget') || !isName(widget.get('FT'), 'Sig'))
    throw new PdfProblem('not a signature field')
  const rect = itemsOf(widget.get('Rect'), 'rectangle').map((one) => (one.kind === 'number' ? one.value : Number.NaN))
  // The seal shows nothing on the page: what is drawn is drawn by the page alone.
  if (rect.length !== 4 || rect[0] !== rect[2] || rect[1] !== rect[3]) throw new PdfProblem('visible signature field')
}

/** The pages form one flat list; only the first has an annotation, the signature's own. */
function checkPages(file: PdfFile, catalog: PdfDict, widgetId: number): number {
  const tree = dictAt(file, catalog.get('Pages'), 'pages')
  onlyKeys(tree, ['Type', 'Count', 'Kids'], 'pages')
  const kids = itemsOf(tree.get('Kids'), 'pages')
  const count = tree.get('Count')
  if (kids.length === 0 || count?.kind !== 'number' || count.value !== kids.length) throw new PdfProblem('page count')
  if (new Set(kids.map(refId)).size !== kids.length) throw new PdfProblem('page twice')
  kids.forEach((kid, index) => {
    const page = dictAt(file, kid, 'page')
    onlyKeys(page, PAGE, 'page')
    if (!isName(page.get('Type'), 'Page')) throw new PdfProblem('not a page', kid.start)
    const annotations = page.has('Annots') ? itemsOf(page.get('Annots'), 'annotations').map(refId) : []
    if (annotations.join() !== (index === 0 ? String(widgetId) : '')) throw new PdfProblem('annotations')
  })
  return kids.length
}

function checkSignature(
  file: PdfFile,
  catalog: PdfDict,
  widget: PdfDict,
): Pick<CopyLayout, 'contents' | 'byteRange' | 'signedAt'> {
  const id = refId(widget.get('V'))
  const perms = dictAt(file, catalog.get('Perms'), 'permissions')
  onlyKeys(perms, ['DocMDP'], 'permissions')
  if (refId(perms.get('DocMDP')) !== id) throw new PdfProblem('permissions of another signature')
  const signature = dictAt(file, widget.get('V'), 'signature')
  onlyKeys(signature, SIGNATURE, 'signature')
  if (!isName(signature.get('Type'), 'Sig') || !isName(signature.get('SubFilter'), 'ETSI.CAdES.detached'))
    throw new PdfProblem('kind of signature')
  checkReference(file, signature)
  for (const object of file.objects.values()) {
    if (
      object.id !== id &&
      object.value.kind === 'dict' &&
      (object.value.entries.has('ByteRange') || isName(object.value.entries.get('Type'), 'Sig'))
    ) {
      throw new PdfProblem('second signature')
    }
  }
  const contents = signature.get('Contents')
  const range = signature.get('ByteRange')
  if (contents?.kind !== 'string' || !contents.hex || contents.bytes.length !== CONTENTS_BYTES)
    throw new PdfProblem('signature contents')
  const numbers = itemsOf(range, 'byte range').map((one) => (one.kind === 'number' ? one.value : Number.NaN))
  return {
    contents: { start: contents.start, end: contents.end, bytes: contents.bytes },
    byteRange: { start: range!.start, end: range!.end, numbers },
    signedAt: readDate(signature.get('M')),
  }
}

/** DocMDP, P = 1: no change whatever is permitted. */
function checkReference(file: PdfFile, signature: PdfDict): void {
  const [one, ...more] = itemsOf(signature.get('Reference'), 'signature reference')
  const reference = dictAt(file, one, 'signature reference')
  onlyKeys(reference, ['Type', 'TransformMethod', 'TransformParams'], 'signature reference')
  const params = dictAt(file, reference.get('TransformParams'), 'transform')
  onlyKeys(params, ['Type', 'P', 'V'], 'transform')
  const p = params.get('P')
  if (more.length > 0 || !isName(reference.get('TransformMethod'), 'DocMDP') || p?.kind !== 'number' || p.value !== 1)
    throw new PdfProblem('DocMDP')
}

function readDate(value: PdfValue | undefined): Temporal.Instant {
  const match =
    value?.kind === 'string' ? /^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(value.bytes.toString('latin1')) : null
  if (match === null) throw new PdfProblem('date of signing')
  const [, year, month, day, hour, minute, second] = match
  try {
    return Temporal.Instant.from(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  } catch {
    throw new PdfProblem('date of signing')
  }
}

function readInfo(file: PdfFile): FileMarks {
  const info = dictAt(file, file.trailer.get('Info'), 'info')
  const read = (key: string): string => {
    const entry = info.get(key)
    const value = entry?.kind === 'ref' ? file.objects.get(entry.id)?.value : entry
    if (value?.kind !== 'string') throw new PdfProblem(`info ${key}`)
    return value.bytes.toString('latin1')
  }
  const marks: FileMarks = {
    codigoVerificacion: read(INFO_KEYS.codigoVerificacion),
    identificadorElectronico: read(INFO_KEYS.identificadorElectronico),
    plantilla: read(INFO_KEYS.plantilla),
    qr: read(INFO_KEYS.qr),
  }
  if (!PLANTILLAS.has(marks.plantilla)) throw new PdfProblem('unknown template')
  return marks
}
