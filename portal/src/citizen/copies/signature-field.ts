// Puts the one signature field of a copy into a document under construction: empty, of fixed width, certifying no change.
import { CONTENTS_BYTES, RANGE_PLACEHOLDER } from './copy-layout.ts'
import { legacyDate } from './pdf-sheet.ts'
import type { Internals, Ref, Sheet } from './pdf-sheet.ts'

/**
 * Adds field, invisible widget with its (empty) appearance, and the signature dictionary with DocMDP P = 1 to the first
 * page. To be called once, on that page, before the document ends.
 */
export function addSignatureField(
  sheet: Sheet,
  options: { at: Temporal.Instant; reason: string; description: string },
): void {
  const doc = sheet.doc as PDFKit.PDFDocument & Internals
  const signature = doc.ref({
    Type: 'Sig',
    Filter: 'Adobe.PPKLite',
    SubFilter: 'ETSI.CAdES.detached',
    ByteRange: [0, RANGE_PLACEHOLDER, RANGE_PLACEHOLDER, RANGE_PLACEHOLDER],
    Contents: Buffer.alloc(CONTENTS_BYTES),
    M: legacyDate(options.at),
    Reason: Object(options.reason),
    Reference: [
      { Type: 'SigRef', TransformMethod: 'DocMDP', TransformParams: { Type: 'TransformParams', P: 1, V: '1.2' } },
    ],
  })
  signature.end()
  const appearance = doc.ref({ Type: 'XObject', Subtype: 'Form', BBox: [0, 0, 0, 0], Resources: {} })
  appearance.compress = false
  appearance.write('')
  appearance.end()
  // The form machinery of the library throws at the end unless it was started by its own call.
  doc.font('regular').initForm()
  const form = (doc._root.data['AcroForm'] as Ref).data
  // It asks viewers to draw fields anew, which would be a change, and which PDF/A forbids.
  delete form['NeedAppearances']
  form['SigFlags'] = 3
  const element = doc.struct('Form', { alt: options.description } as never)
  sheet.root.add(element)
  doc.annotate(0, doc.page.height, 0, 0, {
    Subtype: 'Widget',
    FT: 'Sig',
    T: Object('Sello'),
    TU: Object(options.description),
    V: signature,
    P: doc.page.dictionary,
    // Printed and locked.
    F: 4 | 128,
    AP: { N: appearance },
    structParent: element,
  } as never)
  element.end()
  const annotations = (doc.page as unknown as { annotations: Ref[] }).annotations
  ;(form['Fields'] as Ref[]).push(annotations.at(-1)!)
  doc._root.data['Perms'] = { DocMDP: signature }
}
