// The marks by which a file says that it claims to be one of our copies; several of them, so that no one change hides it.
import { checkCodigo, newCodigoVerificacion } from '@actas/node-kit/contract/damm.ts'
import { readQr } from '@actas/node-kit/contract/qr-acta.ts'

/** Templates that a copy may be printed with. A change of the printed page is a new name here. */
export const PLANTILLA = 'copia-2026-1'
export const PLANTILLAS: ReadonlySet<string> = new Set([PLANTILLA])

export interface FileMarks {
  readonly codigoVerificacion: string
  readonly identificadorElectronico: string
  readonly plantilla: string
  /** Text of the code that the entidad signed: the data of the copy for those who verify without a network. */
  readonly qr: string
}

/** Keys of the document information dictionary. */
export const INFO_KEYS: Readonly<Record<keyof FileMarks, string>> = {
  codigoVerificacion: 'ActasCodigo',
  identificadorElectronico: 'ActasIdentificador',
  plantilla: 'ActasPlantilla',
  qr: 'ActasQr',
}

const NAMESPACE = 'urn:actas:copia:1'
/** First six bytes of the file identifier; the other ten are the random digits of the code. */
const ID_MAGIC = '7f0eca415d69'

/** The file identifier (/ID, 16 bytes) of a copy, from which its code can be read again. */
export function fileId(codigoVerificacion: string): Buffer {
  const digits = codigoVerificacion.replace(/(\d{4})\d/g, '$1')
  return Buffer.from(ID_MAGIC + BigInt(digits).toString(16).padStart(20, '0'), 'hex')
}

function codigoOfId(hex: string): string | null {
  const digits = BigInt(`0x${hex}`).toString().padStart(24, '0')
  return digits.length === 24 ? newCodigoVerificacion(digits) : null
}

/** The mark at the very beginning of the file: what is left of a copy that was cut short still says what it was. */
export function firstMark(marks: Pick<FileMarks, 'codigoVerificacion'>): Readonly<Record<string, string>> {
  return { Forma: NAMESPACE, Codigo: marks.codigoVerificacion }
}

/** The marks as XMP, with the description of their schema that PDF/A asks for. */
export function marksXml(marks: FileMarks): string {
  const names = Object.keys(INFO_KEYS) as (keyof FileMarks)[]
  const described = names.map(
    (name) =>
      `<rdf:li rdf:parseType="Resource"><pdfaProperty:name>${name}</pdfaProperty:name><pdfaProperty:valueType>Text</pdfaProperty:valueType>` +
      `<pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>${name}</pdfaProperty:description></rdf:li>`,
  )
  return `
        <rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
            <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource"><pdfaSchema:schema>Copia certificada</pdfaSchema:schema><pdfaSchema:namespaceURI>${NAMESPACE}</pdfaSchema:namespaceURI><pdfaSchema:prefix>actas</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>${described.join('')}</rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>
        </rdf:Description>
        <rdf:Description rdf:about="" xmlns:actas="${NAMESPACE}">
            ${names.map((name) => `<actas:${name}>${escapeXml(marks[name])}</actas:${name}>`).join('')}
        </rdf:Description>
        `
}

export function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
}

/**
 * Looks for our marks in any bytes, whole PDF or not. `ours` says that the file claims to be a copy of ours; `codigo`
 * is the first code found whose check digits hold. Neither proves anything. Never throws.
 */
export function findMarks(bytes: Buffer): { readonly ours: boolean; readonly codigo: string | null } {
  const text = bytes.toString('latin1')
  const claims = [ID_MAGIC, NAMESPACE, ...Object.values(INFO_KEYS)]
  const lower = text.toLowerCase()
  const ours =
    claims.some((claim) => lower.includes(claim.toLowerCase())) || bytes.includes(Buffer.from(ID_MAGIC, 'hex'))
  return { ours, codigo: ours ? findCodigo(text, lower) : null }
}

/** Only the first few places are looked at: a hostile file may hold a hundred thousand that are nearly right. */
const MOST_PLACES = 64

function findCodigo(text: string, lower: string): string | null {
  const places = (where: string, mark: RegExp): string[] =>
    [...where.matchAll(mark).take(MOST_PLACES)].map((match) => match[1]!)
  for (const hex of places(lower, new RegExp(`${ID_MAGIC}([0-9a-f]{20})`, 'g'))) {
    const codigo = codigoOfId(hex)
    if (codigo !== null) return codigo
  }
  for (const digits of places(text, /[>(](\d{30})[<)]/g)) {
    const read = checkCodigo(digits)
    if (read.ok) return read.codigo
  }
  for (const content of places(text, /[>(](ACT1:[0-9A-Z $%*+./:-]{50,4000})[<)]/g)) {
    const read = readQr(content)
    if (read !== null) return read.codigoVerificacion
  }
  return null
}
