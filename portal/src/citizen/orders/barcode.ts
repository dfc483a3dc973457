// The bars of a línea de captura: Code 128, set C (ISO/IEC 15417), which any teller's scanner reads. Pure.
import { html } from '#ui/html'
import type { Html } from '#ui/html'

/** Widths of bar and space in turn, for the values 0 to 102 of the symbology, then start C and stop. */
const PATTERNS =
  '212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131'.split(
    ' ',
  )
const START_C = '211232'
const STOP = '2331112'
const START_C_VALUE = 105
const MODULUS = 103
/** Ten modules of white on each side, or no reader finds the beginning. */
const QUIET = 10
const HEIGHT = 60

/** Widths of bar and space in turn for an even number of digits. @throws RangeError for anything else */
export function code128(digits: string): number[] {
  if (!/^(\d\d)+$/.test(digits)) throw new RangeError('Code 128 set C takes pairs of digits')
  const values = digits.match(/\d\d/g)!.map(Number)
  const check = values.reduce((sum, value, i) => sum + value * (i + 1), START_C_VALUE) % MODULUS
  const symbols = [START_C, ...[...values, check].map((value) => PATTERNS[value]!), STOP]
  return [...symbols.join('')].map(Number)
}

/** The bars as a picture, black on white whatever colours the reader has chosen: a scanner needs them so. */
export function barcode(digits: string, label: string): Html {
  const widths = code128(digits)
  let x = QUIET
  let path = ''
  for (const [i, width] of widths.entries()) {
    if (i % 2 === 0) path += `M${x} 0h${width}v${HEIGHT}h-${width}z`
    x += width
  }
  const wide = x + QUIET
  return html`<svg class="barras" role="img" aria-label="${label}" viewBox="0 0 ${wide} ${HEIGHT}" preserveAspectRatio="none" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${wide}v${HEIGHT}H0z"/><path fill="#000" d="${path}"/></svg>`
}
