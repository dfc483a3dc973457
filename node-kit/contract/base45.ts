// Base45 (RFC 9285): bytes as the 45 characters that a QR code stores most densely. The decoder is strict.

const CHARACTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'

/** Two bytes become three characters, a last single byte two. */
export function encodeBase45(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 2) {
    const pair = i + 1 < bytes.length
    const value = pair ? (bytes[i] as number) * 256 + (bytes[i + 1] as number) : (bytes[i] as number)
    text += CHARACTERS[value % 45] as string
    text += CHARACTERS[Math.floor(value / 45) % 45] as string
    if (pair) text += CHARACTERS[Math.floor(value / 2025)] as string
  }
  return text
}

/** The bytes of a base45 text, or null when it is not one. Never throws. */
export function decodeBase45(text: string): Uint8Array | null {
  if (text.length % 3 === 1) return null
  const bytes = new Uint8Array(Math.floor((text.length * 2) / 3))
  let at = 0
  for (let i = 0; i < text.length; i += 3) {
    const values = [...text.slice(i, i + 3)].map((character) => CHARACTERS.indexOf(character))
    if (values.length < 2 || values.includes(-1)) return null
    const [low, middle, high] = values as [number, number, number | undefined]
    const value = low + middle * 45 + (high ?? 0) * 2025
    if (value > (high === undefined ? 0xff : 0xffff)) return null
    if (high !== undefined) bytes[at++] = value >> 8
    bytes[at++] = value & 0xff
  }
  return bytes
}
