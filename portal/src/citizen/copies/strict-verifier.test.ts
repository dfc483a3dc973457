// The strict verifier against the published ways to change a signed PDF, over real sealed copies.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { sampleActa, sampleOffice } from '../../../test/sample-copy.ts'
import type { SampleOffice } from '../../../test/sample-copy.ts'
import { addEntry, appendUpdate, objectLike, objectsOf, rewrite } from '../../../test/pdf-edits.ts'
import type { PdfObjects } from '../../../test/pdf-edits.ts'
import { makeTransport } from '../../platform/keys/make-keys.ts'
import { readSeals } from '../../platform/keys/seal-trust.ts'
import { sealPdf } from './cms.ts'
import { readCopyLayout } from './copy-layout.ts'
import { COMPROMISED_SEAL, inspectCopy } from './strict-verifier.ts'
import type { SealTrust } from './strict-verifier.ts'

let office: SampleOffice
let copy: Buffer
let unsealed: Buffer

before(async () => {
  office = await sampleOffice()
  const notes = ['POR RESOLUCIÓN 12/2015 SE ACLARA EL SEGUNDO APELLIDO.']
  ;({ pdf: unsealed } = await office.unsealed(sampleActa({ anotaciones: notes })))
  copy = await sealPdf(unsealed, office.seal)
})
after(() => office.close())

const verdict = (pdf: Buffer, trust: SealTrust = office.seal.trust): string => inspectCopy(pdf, trust).ours
const seed = Number(process.env['ACTAS_TEST_SEED'] ?? 20170731)

function patched(at: number, value: number): Buffer {
  const pdf = Buffer.from(copy)
  pdf[at] = value
  return pdf
}

/** The sealed copy with one part of its text replaced by another of the same length. */
function replaced(from: string, to: string): Buffer {
  const at = copy.indexOf(from, 0, 'latin1')
  assert.ok(at > 0 && from.length === to.length, `${from} is in the file`)
  const pdf = Buffer.from(copy)
  pdf.write(to, at, 'latin1')
  return pdf
}

test('a copy that nobody touched is ours, and says when it was sealed and for whom', () => {
  const seen = inspectCopy(copy, office.seal.trust)
  assert.equal(seen.ours, 'yes', seen.reason ?? 'refused')
  assert.equal(seen.signedAt?.toString(), '2017-08-03T15:15:00Z')
  assert.match(seen.marks!.qr, /^ACT1:/)
  assert.equal(seen.marks!.codigoVerificacion, seen.hints.codigoVerificacion)
})

test('a document that waits for its seal is not a copy', () => {
  assert.equal(verdict(unsealed), 'altered')
})

test('anything after the end of the file is noticed', () => {
  for (const tail of ['\n', ' ', '\0', '% comentario\n', '%%EOF\n']) {
    assert.equal(verdict(Buffer.concat([copy, Buffer.from(tail)])), 'altered', JSON.stringify(tail))
  }
  assert.equal(verdict(Buffer.concat([copy, copy])), 'altered')
})

test('anything before the beginning of the file is noticed', () => {
  assert.equal(verdict(Buffer.concat([Buffer.from('\n'), copy])), 'altered')
})

test('an update that draws another name over the page is noticed', () => {
  const objects = objectsOf(copy)
  const page = objectLike(objects, /\/Type \/Page\n/)
  const next = objects.size + 1
  const drawing = 'BT /F1 11 Tf 60 520 Td (OTRO NOMBRE) Tj ET'
  const overlay = appendUpdate(copy, {
    [page]: objects.get(page)!.replace(/\/Contents (\d+ 0 R)/, `/Contents [$1 ${next} 0 R]`),
    [next]: `<<\n/Length ${drawing.length}\n>>\nstream\n${drawing}\nendstream`,
  })
  assert.equal(verdict(overlay), 'altered')
  assert.equal(
    inspectCopy(overlay, office.seal.trust).hints.codigoVerificacion,
    readCopyLayout(copy).marks.codigoVerificacion,
  )
})

test('an update that adds a comment, or only repeats an object, is noticed', () => {
  const objects = objectsOf(copy)
  const info = objectLike(objects, /\/ActasQr/)
  assert.equal(verdict(appendUpdate(copy, { [info]: objects.get(info)! })), 'altered')
  const next = objects.size + 1
  const page = objectLike(objects, /\/Type \/Page\n/)
  const annotated = objects.get(page)!.replace('/Annots [', `/Annots [${next} 0 R `)
  const comment = appendUpdate(copy, {
    [page]: annotated,
    [next]: '<<\n/Type /Annot\n/Subtype /Text\n/Contents (nota)\n>>',
  })
  assert.equal(verdict(comment), 'altered')
})

test('one digit of the zeros after the signature is noticed, and so is one digit inside it', () => {
  const { contents } = readCopyLayout(copy)
  const signature = contents.bytes.length - contents.bytes.toString('hex').replace(/(00)+$/, '').length / 2
  assert.ok(signature > 500, 'there is room after the signature')
  assert.equal(verdict(patched(contents.end - 2, 0x31)), 'altered')
  for (const offset of [3, 41, 400, 1500]) {
    const at = contents.start + offset
    assert.equal(verdict(patched(at, copy[at] === 0x30 ? 0x31 : 0x30)), 'altered', `digit ${offset}`)
  }
})

test('the hex digits of the signature have one spelling', () => {
  const { contents } = readCopyLayout(copy)
  const at = copy.indexOf('a', contents.start, 'latin1')
  assert.equal(verdict(patched(at, 0x41)), 'altered')
})

test('a range that leaves out more than the signature is noticed', () => {
  const range = /\/ByteRange (\[0 (\d+) (\d+) (\d+)\s*\])/.exec(copy.toString('latin1'))!
  const [whole, first, second, third] = range.slice(1) as [string, string, string, string]
  const other = (text: string): string => text.slice(0, -1).padEnd(whole.length - 1) + ']'
  assert.equal(verdict(replaced(whole, other(`[0 ${Number(first) - 9} ${second} ${third}]`))), 'altered')
  assert.equal(verdict(replaced(whole, other(`[0 ${first} ${Number(second) + 8} ${Number(third) - 8}]`))), 'altered')
  assert.equal(verdict(replaced(whole, other(`[1 ${first} ${second} ${third}]`))), 'altered')
  assert.equal(verdict(replaced(whole, other(`[0 ${first} ${second} ${third} 0 0]`))), 'altered')
})

test('a copy that was cut short still says that it was ours', () => {
  for (const length of [copy.length - 1, copy.length - 20, copy.length >> 1, 2_000, 300]) {
    assert.equal(verdict(copy.subarray(0, length)), 'altered', `${length} bytes`)
  }
  assert.equal(verdict(copy.subarray(0, 15)), 'no')
})

test('the seal of another portal is not ours, however well the copy is made', async () => {
  const other = await sampleOffice()
  try {
    const forged = await sealPdf(unsealed, other.seal)
    assert.equal(verdict(forged, other.seal.trust), 'yes')
    assert.equal(verdict(forged), 'no')
  } finally {
    other.close()
  }
})

test('a certificate that was not issued for sealing copies seals none', async () => {
  const { ca, client } = await makeTransport(Temporal.Instant.from('2017-08-01T00:00:00Z'))
  const { createPrivateKey, sign, X509Certificate } = await import('node:crypto')
  const key = createPrivateKey(client.key)
  const pdf = await sealPdf(unsealed, {
    certificate: new X509Certificate(client.certificate).raw,
    ca: new X509Certificate(ca.certificate).raw,
    sign: async (bytes) => sign('sha256', bytes, key),
  })
  const desde = '2017-08-01T00:00:00Z'
  const trust = readSeals([
    { certificado: client.certificate, ca: ca.certificate, desde, hasta: null, estado: 'vigente' },
  ])
  const seen = inspectCopy(pdf, trust)
  assert.deepEqual([seen.ours, seen.reason], ['altered', 'certificate without the role'])
})

test('a seal counts only while it was in force, and a compromised one never by itself', () => {
  const [seal] = office.seal.trust.seals
  const at = Temporal.Instant.from('2017-08-03T15:15:00Z')
  const trusted = (change: object): SealTrust => ({ seals: [{ ...seal!, ...change }] })
  assert.equal(verdict(copy, trusted({ state: 'retirado', until: at })), 'yes')
  assert.equal(verdict(copy, trusted({ state: 'retirado', until: at.subtract({ seconds: 1 }) })), 'altered')
  assert.equal(verdict(copy, trusted({ from: at.add({ seconds: 1 }) })), 'altered')
  const compromised = inspectCopy(copy, trusted({ state: 'comprometido' }))
  assert.deepEqual([compromised.ours, compromised.reason], ['altered', COMPROMISED_SEAL])
  assert.equal(verdict(copy, { seals: [] }), 'no')
})

/** What a sealed file must never hold even if the seal key were misused: each is put in before sealing, and named. */
const FORBIDDEN: Readonly<Record<string, [RegExp, (objects: PdfObjects) => void]>> = {
  'a script on opening': [
    /forbidden key OpenAction/,
    (o) => addEntry(o, /\/Type \/Catalog/, '/OpenAction << /S /JavaScript /JS (app.alert) >>'),
  ],
  'an action that leaves the page': [/action URI/, (o) => addEntry(o, /\/Type \/FontDescriptor/, '/X << /S /URI >>')],
  'a script in the names': [/forbidden key JavaScript/, (o) => addEntry(o, /\/Dests/, '/JavaScript << /Names [] >>')],
  'an embedded file': [/forbidden key EmbeddedFiles/, (o) => addEntry(o, /\/Dests/, '/EmbeddedFiles << /Names [] >>')],
  'an associated file': [/forbidden key AF/, (o) => addEntry(o, /\/Type \/Catalog/, '/AF []')],
  'an optional layer': [/forbidden key OC/, (o) => addEntry(o, /\/Type \/Catalog/, '/OCProperties << /OCGs [] >>')],
  'a dynamic form': [/forbidden key XFA/, (o) => addEntry(o, /\/SigFlags/, '/XFA (x)')],
  'fields drawn anew': [/forbidden key NeedAppearances/, (o) => addEntry(o, /\/SigFlags/, '/NeedAppearances true')],
  'a pop-up note': [/forbidden key Popup/, (o) => addEntry(o, /\/FT \/Sig/, '/Popup null')],
  'an unknown entry in its catalogue': [/key Otra in catalog/, (o) => addEntry(o, /\/Type \/Catalog/, '/Otra 1')],
  'a link': [
    /annotations/,
    (o) => {
      o.set(o.size + 1, '<<\n/Type /Annot\n/Subtype /Link\n/Rect [0 0 9 9]\n>>')
      const page = objectLike(o, /\/Type \/Page\n/)
      o.set(page, o.get(page)!.replace('/Annots [', `/Annots [${o.size} 0 R `))
    },
  ],
  'a second signature': [
    /second signature/,
    (o) => {
      o.set(o.size + 1, o.get(objectLike(o, /\/ByteRange/))!)
      addEntry(o, /\/Type \/FontDescriptor/, `/X ${o.size} 0 R`)
    },
  ],
  'a field besides the seal': [
    /one field expected/,
    (o) => {
      o.set(o.size + 1, '<<\n/FT /Tx\n/T (nombre)\n>>')
      const form = objectLike(o, /\/SigFlags/)
      o.set(form, o.get(form)!.replace('/Fields [', `/Fields [${o.size} 0 R `))
    },
  ],
  'a seal that is drawn on the page': [
    /visible signature field/,
    (o) => {
      const widget = objectLike(o, /\/FT \/Sig/)
      o.set(widget, o.get(widget)!.replace(/\/Rect \[[^\]]*\]/, '/Rect [10 10 90 90]'))
    },
  ],
  'an object that belongs to nothing': [/nothing refers to/, (o) => void o.set(o.size + 1, '(oculto)')],
  'a picture': [/external object/, (o) => addEntry(o, /\/Type \/FontDescriptor/, '/X << /Subtype /Image >>')],
  'permission to fill in': [
    /DocMDP/,
    (o) => {
      const signature = objectLike(o, /\/TransformParams/)
      o.set(signature, o.get(signature)!.replace('/P 1', '/P 2'))
    },
  ],
  'an unknown template': [
    /unknown template/,
    (o) => {
      const info = [...o].find(([, text]) => text === '(copia-2026-1)')![0]
      o.set(info, '(copia-2099-9)')
    },
  ],
  'a first mark of another copy': [
    /private data/,
    (o) => {
      const mark = objectLike(o, /\/Forma/)
      o.set(mark, o.get(mark)!.replace(/\d{5}\)/, '00000)'))
    },
  ],
  'the same name twice in one dictionary': [
    /key twice/,
    (o) => addEntry(o, /\/Type \/Catalog/, '/Lang (en)\n/Lang (en)'),
  ],
  'a name that is spelt with an escape': [/name/, (o) => addEntry(o, /\/Type \/FontDescriptor/, '/#4a#53 1')],
}

test('taken apart and put together again, the document is the same', () => {
  assert.ok(rewrite(unsealed, () => undefined).equals(unsealed))
})

for (const [what, [reason, put]] of Object.entries(FORBIDDEN)) {
  test(`a document with ${what} is not in our form and is never sealed`, async () => {
    const changed = rewrite(unsealed, put)
    assert.ok(!changed.equals(unsealed), 'the change was made')
    assert.throws(() => readCopyLayout(changed), { name: 'PdfProblem', message: reason })
    await assert.rejects(sealPdf(changed, office.seal), { name: 'PdfProblem' })
    assert.equal(verdict(changed), 'altered')
  })
}

test('a file that points back to an earlier revision is not in our form', () => {
  assert.throws(() => readCopyLayout(rewrite(unsealed, () => undefined, '\n/Prev 15')), { name: 'PdfProblem' })
})

test('other files are nobody of ours, whatever they are', () => {
  const foreign = [
    '',
    'hola',
    '%PDF-1.7\n',
    '%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF',
    '\xFF\xFE'.repeat(500),
  ]
  for (const text of foreign)
    assert.equal(verdict(Buffer.from(text, 'latin1')), 'no', JSON.stringify(text.slice(0, 30)))
})

test('files made to exhaust a reader are refused before they cost anything', () => {
  const header = copy.toString('latin1', 0, 15)
  const hostile = ['[', '<</A ', '0 ', '(', '((', '<a', '/A', '1 0 obj\nnull\nendobj\n', 'ActasQr(ACT1:AAAAAAAA']
  for (const unit of hostile) {
    const file = Buffer.from(
      `${header}1 0 obj\n[${unit.repeat(Math.ceil(4_000_000 / unit.length))}`,
      'latin1',
    ).subarray(0, 4_000_000)
    assert.notEqual(verdict(file), 'yes', unit)
  }
  const deep = rewrite(unsealed, (o) =>
    addEntry(o, /\/Type \/Catalog/, `/PieceInfoX ${'['.repeat(30)}${']'.repeat(30)}`),
  )
  assert.throws(() => readCopyLayout(deep), /too deep/)
  const long = rewrite(unsealed, (o) => addEntry(o, /\/Type \/Catalog/, `/PieceInfoX [${'0 '.repeat(100_001)}]`))
  assert.throws(() => readCopyLayout(long), /too many/)
  assert.equal(verdict(Buffer.concat([copy, Buffer.alloc(11 * 1024 * 1024)])), 'no')
})

/** One change at any place of a file of this length. */
function change(length: number): fc.Arbitrary<(pdf: Buffer) => Buffer> {
  const at = fc.nat({ max: length - 1 })
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 40 }).map((some) => Buffer.from(some))
  return fc.oneof(
    fc.tuple(at, fc.integer({ min: 1, max: 255 })).map(([n, mask]) => (pdf: Buffer) => {
      const other = Buffer.from(pdf)
      other[n % pdf.length]! ^= mask
      return other
    }),
    fc.tuple(at, bytes).map(
      ([n, more]) =>
        (pdf: Buffer) =>
          Buffer.concat([pdf.subarray(0, n), more, pdf.subarray(n)]),
    ),
    fc.tuple(at, fc.integer({ min: 1, max: 400 })).map(
      ([n, size]) =>
        (pdf: Buffer) =>
          Buffer.concat([pdf.subarray(0, n), pdf.subarray(n + size)]),
    ),
    fc.tuple(at, at, fc.integer({ min: 1, max: 200 })).map(([from, to, size]) => (pdf: Buffer) => {
      const piece = pdf.subarray(from, from + size)
      return Buffer.concat([pdf.subarray(0, to), piece, pdf.subarray(to + piece.length)])
    }),
    bytes.map((more) => (pdf: Buffer) => Buffer.concat([pdf, more])),
    at.map((n) => (pdf: Buffer) => pdf.subarray(0, n)),
  )
}

test('no random change of a sealed copy is taken for a copy', () => {
  const numRuns = process.env['ACTAS_TEST_ALL'] === 'true' ? 20_000 : 500
  let changed = 0
  fc.assert(
    fc.property(fc.array(change(copy.length), { minLength: 1, maxLength: 3 }), (changes) => {
      const other = changes.reduce((pdf, one) => (pdf.length === 0 ? pdf : one(pdf)), copy)
      if (other.equals(copy)) return
      changed += 1
      assert.notEqual(verdict(other), 'yes')
    }),
    { seed, numRuns },
  )
  assert.ok(changed > numRuns * 0.9, `${changed} files were really changed`)
})

test('whichever byte is changed, the copy is known as one of ours that was changed', () => {
  const step = process.env['ACTAS_TEST_ALL'] === 'true' ? 1 : 131
  let looked = 0
  for (let at = seed % step; at < copy.length; at += step) {
    assert.equal(verdict(patched(at, copy[at]! ^ 0x01)), 'altered', `byte ${at}`)
    looked += 1
  }
  assert.ok(looked > 300, `${looked} bytes were changed, one at a time`)
})
