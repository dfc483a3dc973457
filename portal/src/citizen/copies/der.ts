// Writes and reads DER, the one encoding of signatures and certificates, as strictly as the standard (X.690) asks.

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  sequence: 0x30,
  set: 0x31,
} as const

/** One element: `raw` is all of it, `content` what its length counts; `children` only of constructed ones. */
export interface DerNode {
  readonly tag: number
  readonly raw: Buffer
  readonly content: Buffer
  readonly children: readonly DerNode[]
}

/** The name of the issuer inside the signing certificate attribute lies at depth 17. */
const MAX_DEPTH = 20
const CONSTRUCTED = 0x20

/** An element of this tag around these contents. */
export function element(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents)
  return Buffer.concat([Buffer.from([tag, ...lengthBytes(content.length)]), content])
}

function lengthBytes(length: number): number[] {
  if (length < 0x80) return [length]
  const bytes: number[] = []
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256)
  return [0x80 | bytes.length, ...bytes]
}

export function sequence(...contents: readonly Uint8Array[]): Buffer {
  return element(TAG.sequence, ...contents)
}

/** A SET OF: DER puts its elements in the order of their bytes. */
export function setOf(...contents: readonly Uint8Array[]): Buffer {
  return element(TAG.set, ...contents.toSorted(Buffer.compare))
}

/** Context tag [n], constructed: explicit around one element, implicit around the contents of one. */
export function context(n: number, ...contents: readonly Uint8Array[]): Buffer {
  return element(0xa0 | n, ...contents)
}

export function octets(bytes: Uint8Array): Buffer {
  return element(TAG.octetString, bytes)
}

/** A non-negative INTEGER in its shortest form. */
export function integer(value: bigint | number): Buffer {
  const hex = BigInt(value).toString(16)
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
  return element(TAG.integer, (bytes[0] as number) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes)
}

/** An OBJECT IDENTIFIER from its dotted form. Arcs may be of any size. */
export function oid(dotted: string): Buffer {
  const [first = 0n, second = 0n, ...rest] = dotted.split('.').map(BigInt)
  return element(TAG.oid, Buffer.from([first * 40n + second, ...rest].flatMap(base128)))
}

function base128(arc: bigint): number[] {
  const bytes = [Number(arc & 0x7fn)]
  for (let rest = arc >> 7n; rest > 0n; rest >>= 7n) bytes.unshift(Number(rest & 0x7fn) | 0x80)
  return bytes
}

/** Reads exactly one element that fills `bytes`. Null for anything that is not DER, too deep, or followed by more. */
export function readDer(bytes: Buffer): DerNode | null {
  const end = elementEnd(bytes, 0)
  return end === bytes.length ? readNode(bytes, 0) : null
}

/** Where the element that starts at `at` ends, or -1 when its tag or length is not DER or it does not fit. */
export function elementEnd(bytes: Buffer, at: number): number {
  const header = readHeader(bytes, at)
  return header === null ? -1 : header.end
}

function readHeader(bytes: Buffer, at: number): { tag: number; start: number; end: number } | null {
  const tag = bytes[at]
  const first = bytes[at + 1]
  // Tags of more than one byte never occur in what we read.
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) return null
  let start = at + 2
  let length = first
  if (first >= 0x80) {
    const count = first & 0x7f
    if (count === 0 || count > 3 || start + count > bytes.length) return null
    length = bytes.readUIntBE(start, count)
    start += count
    // The shortest form only: an element has one encoding.
    if (length < 0x80 || length < 256 ** (count - 1)) return null
  }
  const end = start + length
  return end > bytes.length ? null : { tag, start, end }
}

function readNode(bytes: Buffer, depth: number): DerNode | null {
  const header = readHeader(bytes, 0)
  if (header === null || depth > MAX_DEPTH) return null
  const raw = bytes.subarray(0, header.end)
  const content = bytes.subarray(header.start, header.end)
  const children: DerNode[] = []
  if ((header.tag & CONSTRUCTED) !== 0) {
    for (let at = 0; at < content.length;) {
      const child = readNode(content.subarray(at), depth + 1)
      if (child === null) return null
      children.push(child)
      at += child.raw.length
    }
  } else if (!isPrimitiveSound(header.tag, content)) {
    return null
  }
  return { tag: header.tag, raw, content, children }
}

function isPrimitiveSound(tag: number, content: Buffer): boolean {
  switch (tag) {
    case TAG.boolean:
      return content.length === 1 && (content[0] === 0 || content[0] === 0xff)
    case TAG.null:
      return content.length === 0
    case TAG.integer: {
      const [first, second] = content
      if (first === undefined) return false
      // No byte that only repeats the sign.
      return second === undefined || !((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80))
    }
    case TAG.oid:
      return content.length > 0 && (content.at(-1) as number) < 0x80
    default:
      return true
  }
}

/** The dotted form of an OID element. */
export function oidText(node: DerNode): string {
  const arcs: bigint[] = []
  let arc = 0n
  for (const byte of node.content) {
    arc = (arc << 7n) | BigInt(byte & 0x7f)
    if (byte >= 0x80) continue
    arcs.push(arc)
    arc = 0n
  }
  const [head = 0n, ...rest] = arcs
  const first = head >= 80n ? 2n : head / 40n
  return [first, head - first * 40n, ...rest].join('.')
}

/** The value of a non-negative INTEGER element; null for a negative one. */
export function integerValue(node: DerNode): bigint | null {
  if (node.tag !== TAG.integer || (node.content[0] as number) >= 0x80) return null
  return BigInt(`0x${node.content.toString('hex')}`)
}
