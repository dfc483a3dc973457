// The bars of a línea de captura: read back by a reader that is not ours, for lines of every kind.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { temporaryFolder } from '../../../test/app.ts'
import { needsProgram } from '../../../test/programs.ts'
import { makeLinea } from '../payments/linea-de-captura.ts'
import { barcode, code128 } from './barcode.ts'

/** A picture of some symbols one below the other, three dots a module: the plainest format there is. */
function picture(lines: readonly string[]): Buffer {
  const dots = 3
  const rows = lines.map((line) => {
    const row = code128(line).flatMap((width, i) => Array<number>(width * dots).fill(i % 2 === 0 ? 0 : 255))
    const quiet = Array<number>(10 * dots).fill(255)
    return Buffer.from([...quiet, ...row, ...quiet])
  })
  const wide = rows[0]!.length
  const white = Buffer.alloc(wide, 255)
  const all = rows.flatMap((row) => [...Array<Buffer>(40).fill(row), ...Array<Buffer>(30).fill(white)])
  return Buffer.concat([Buffer.from(`P5 ${wide} ${all.length} 255\n`), ...all])
}

test('a reader at a counter finds in the bars exactly the digits of the line', (t) => {
  if (!needsProgram(t, 'zbarimg')) return
  // Every pair of digits from 00 to 99 stands in one of these, and the check symbol takes many values.
  const pairs = Array.from({ length: 100 }, (_, i) => String(i).padStart(2, '0'))
  const lines = Array.from({ length: 10 }, (_, i) => pairs.filter((_, j) => j % 10 === i).join(''))
  lines.push(makeLinea('140123456789', 9_800, Temporal.PlainDate.from('2026-11-30')))
  const file = join(temporaryFolder(), 'barras.pgm')
  writeFileSync(file, picture(lines))
  const read = execFileSync('zbarimg', ['-q', '--raw', file], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
    .trim()
    .split('\n')
  assert.deepEqual([...read].sort(), [...lines].sort())
})

test('every symbol is eleven modules wide, as the standard draws it, and what is no line is refused', () => {
  for (let value = 0; value < 100; value += 1) {
    const widths = code128(String(value).padStart(2, '0')).slice(6, 12)
    assert.equal(
      widths.reduce((sum, one) => sum + one, 0),
      11,
      String(value),
    )
    assert.equal((widths[0]! + widths[2]! + widths[4]!) % 2, 0, `${value}: bars of an odd width`)
  }
  for (const bad of ['', '123', '12a4', '12 34']) assert.throws(() => code128(bad), RangeError, bad)
})

test('on the page the bars have a name for whoever does not see them, and no style of their own', () => {
  const text = String(barcode('14123456789016992097', 'Código de barras <de la línea>'))
  assert.match(text, /role="img" aria-label="Código de barras &lt;de la línea&gt;"/)
  assert.doesNotMatch(text, / style=|<style|<script/)
})
