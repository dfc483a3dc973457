// Repeatable chance: the same words always give the same sequence of numbers, on every machine.

/** A sequence of chances. */
export interface Chance {
  /** A number from 0 up to, not including, 1. */
  next(): number
  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number
  /** True in this share (0..1) of the cases. */
  happens(share: number): boolean
  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T
}

/** The sequence that belongs to these words: the seed, and then what it is for. */
export function chanceOf(...words: readonly (string | number)[]): Chance {
  let [a, b, c, d] = scramble(words.join('\u0000'))
  const next = (): number => {
    // Small fast counter generator: 32-bit integer arithmetic only, so that every platform agrees.
    const t = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + t) | 0
    return (t >>> 0) / 4294967296
  }
  // The first numbers still resemble the words they come from.
  for (let i = 0; i < 8; i += 1) next()
  const below = (limit: number): number => Math.floor(next() * limit)
  return {
    next,
    below,
    happens: (share) => next() < share,
    pick: <T>(list: readonly T[]): T => list[below(list.length)] as T,
  }
}

/** Four 32-bit numbers out of a text, each depending on every character. */
function scramble(text: string): [number, number, number, number] {
  let [h1, h2, h3, h4] = [1779033703, 3144134277, 1013904242, 2773480762]
  for (let i = 0; i < text.length; i += 1) {
    const k = text.charCodeAt(i)
    h1 = h2 ^ Math.imul(h1 ^ k, 597399067)
    h2 = h3 ^ Math.imul(h2 ^ k, 2869860233)
    h3 = h4 ^ Math.imul(h3 ^ k, 951274213)
    h4 = h1 ^ Math.imul(h4 ^ k, 2716044179)
  }
  h1 = Math.imul(h3 ^ (h1 >>> 18), 597399067)
  h2 = Math.imul(h4 ^ (h2 >>> 22), 2869860233)
  h3 = Math.imul(h1 ^ (h3 >>> 17), 951274213)
  h4 = Math.imul(h2 ^ (h4 >>> 19), 2716044179)
  return [(h1 ^ h2 ^ h3 ^ h4) | 0, (h2 ^ h1) | 0, (h3 ^ h1) | 0, (h4 ^ h1) | 0]
}
