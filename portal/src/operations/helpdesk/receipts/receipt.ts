// The receipt of a payment that a person sends: what a file is by its own first bytes, and what is wrong with it. Pure.

/** What can be kept, each known by how it begins; the name and the type that a browser tells are believed by nobody. */
const KINDS = [
  { tipo: 'image/jpeg', extension: 'jpg', begins: Buffer.from([0xff, 0xd8, 0xff]) },
  { tipo: 'image/png', extension: 'png', begins: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) },
  { tipo: 'application/pdf', extension: 'pdf', begins: Buffer.from('%PDF-') },
] as const

export type ReceiptType = (typeof KINDS)[number]['tipo']

export const ACCEPT = KINDS.map((one) => one.tipo).join(',')
export const MAX_MB = 5
export const MAX_BYTES = MAX_MB * 1024 * 1024
/** Of one order: enough for every deposit of one, too few to fill a disk. */
export const MAX_RECEIPTS = 5
export const MAX_BANK = 100

/** What the bytes are; null when they are nothing that we keep. */
export function kindOf(bytes: Buffer): ReceiptType | null {
  return KINDS.find((one) => bytes.subarray(0, one.begins.length).equals(one.begins))?.tipo ?? null
}

/** The ending of a file's name, which is ours and not the sender's. */
export function extensionOf(tipo: ReceiptType): string {
  return KINDS.find((one) => one.tipo === tipo)!.extension
}
